//! What a copy leaves at a path: where each source lands, and what it is at its origin.

use super::filesystem::{At, Content, Filesystem, How, Standing};
use crate::program::instruction::{CopyInstruction, CopySource, FilePath, Parents};
use crate::program::place::Place;
use crate::recipes::survey::Looked;
use crate::value::path::{inside, is_below, join, name_of};

/// The path that a source lands at.
struct Landing {
    /// The path if the source is a folder.
    as_folder: String,
    /// The path if the source is a file; `None` where it is not known whether the target is a
    /// folder.
    as_file: Option<String>,
}

impl<'p> Filesystem<'p> {
    /// What a copy puts at a path; `None` if it does not touch the path.
    pub(super) fn copied(
        &self,
        copy: &'p CopyInstruction,
        stage: usize,
        line: usize,
        path: &str,
        how: How,
    ) -> Option<At<'p>> {
        let to = copy.to.known().trim_end_matches('/');
        let near = is_below(to, path);
        if is_below(path, to) && path != to && copy.to.is_literal() {
            return Some(At::Folder);
        }
        let paths = match &copy.source {
            CopySource::Inline(text) => {
                let said = Standing {
                    content: Content::Inline(text),
                    mode: copy.flags.mode.as_ref(),
                    owner: copy.flags.owner,
                    at: Some(self.stage(stage).lines[line].at),
                    is_changed: false,
                };
                return (path == to).then_some(At::File(said));
            }
            CopySource::Context(paths) | CopySource::From(_, paths) => paths,
        };
        let is_plain =
            |path: &FilePath| path.is_literal() && !path.shown().contains(['*', '?', '[']);
        let all_known = copy.to.is_literal()
            && copy.names.is_empty()
            && copy.flags.exclude.is_empty()
            && !copy.optional
            && !copy.flags.link
            && paths.iter().all(is_plain);
        if !all_known {
            let near = near || !copy.to.is_literal() && is_below(path, to);
            return near.then_some(At::Unknown);
        }
        if !near {
            return None;
        }
        // Of several sources at one path the last one holds.
        paths
            .iter()
            .rev()
            .find_map(|source| self.landed(copy, source.known(), (stage, line), path, how))
    }

    /// Where a source lands: a folder's files go below the target, and a file goes into the target
    /// if that is a folder.
    fn landing(
        &self,
        copy: &CopyInstruction,
        source: &str,
        (stage, line): (usize, usize),
        how: How,
    ) -> Landing {
        let target = copy.to.known();
        let to = match target.trim_end_matches('/') {
            "" => "/",
            to => to,
        };
        let exactly = |to: String| Landing { as_file: Some(to.clone()), as_folder: to };
        match &copy.parents {
            Parents::None => {
                let is_folder = target.ends_with('/') || to == "/";
                let is_there = || self.above(stage, line, to, how.deeper());
                let as_file = match if is_folder { At::Folder } else { is_there() } {
                    At::Folder => Some(join(to, name_of(source))),
                    At::Nothing | At::File(_) => Some(to.to_owned()),
                    At::Unknown => None,
                };
                Landing { as_folder: to.to_owned(), as_file }
            }
            Parents::All => exactly(join(to, source)),
            Parents::Below(folder) => exactly(join(to, inside(folder, source).unwrap_or(source))),
        }
    }

    /// What one source leaves at a path; `None` if it does not touch the path.
    fn landed(
        &self,
        copy: &'p CopyInstruction,
        source: &str,
        (stage, line): (usize, usize),
        path: &str,
        how: How,
    ) -> Option<At<'p>> {
        let Landing { as_folder, as_file } = self.landing(copy, source, (stage, line), how);
        let inside = join(&as_folder, name_of(source));
        if path != as_folder && is_below(path, &as_folder) {
            return Some(At::Folder);
        }
        let rest = is_below(&as_folder, path).then(|| path[as_folder.len()..].trim_matches('/'));
        let said = |found| said(found, copy, self.stage(stage).lines[line].at);
        match self.source(copy, source, how) {
            At::File(found) => match as_file {
                Some(as_file) if as_file == path => Some(said(At::File(found))),
                // This is a folder above the file's path.
                Some(as_file) if is_below(path, &as_file) => Some(At::Folder),
                Some(_) => None,
                None => (path == as_folder || path == inside).then_some(At::Unknown),
            },
            At::Folder => match rest? {
                "" => Some(At::Folder),
                rest => match self.source(copy, &join_source(source, rest), how) {
                    At::Nothing => None,
                    found => Some(said(found)),
                },
            },
            At::Nothing => None,
            At::Unknown => match rest {
                // An existing folder stays a folder, whatever goes into it.
                Some("") if as_file.as_ref().is_some_and(|as_file| as_file != path) => {
                    Some(At::Folder)
                }
                Some("") => Some(At::Unknown),
                Some(rest) => match self.source(copy, &join_source(source, rest), how) {
                    At::Nothing if as_file.unwrap_or(inside) != path => None,
                    _ => Some(At::Unknown),
                },
                None => None,
            },
        }
    }

    /// What a source is at its origin.
    fn source(&self, copy: &CopyInstruction, source: &str, how: How) -> At<'p> {
        // A path in a COPY is meant, so a base's unknown program may be there.
        let how = How { by_names: false, ..how };
        match &copy.source {
            CopySource::From(stage, _) => match self.stages.get(stage) {
                Some(&stage) => {
                    let end = self.stage(stage).lines.len();
                    self.at_any_name(stage, end, source, how.deeper())
                }
                None => At::Unknown,
            },
            CopySource::Context(_) => self.looked_at(source),
            CopySource::Inline(_) => At::Unknown,
        }
    }

    fn looked_at(&self, path: &str) -> At<'p> {
        let path = path.trim_start_matches("./").trim_end_matches('/');
        let except = self.program.sources.iter().filter(|source| !source.except.is_empty());
        let mut except = except.filter(|source| source.holds(path));
        if except.any(|source| {
            source.except.iter().any(|one| is_left_out(source.path.as_str(), one.as_str(), path))
        }) {
            return At::Unknown;
        }
        match self.facts.get(path) {
            Some(Looked::Absent) => At::Nothing,
            Some(Looked::Folder) => At::Folder,
            Some(Looked::File { .. }) => At::File(Standing {
                content: Content::Context(path.to_owned()),
                mode: None,
                owner: None,
                at: None,
                is_changed: false,
            }),
            Some(Looked::Unknown) => At::Unknown,
            None => {
                self.to_look_at.borrow_mut().insert(path.to_owned());
                At::Unknown
            }
        }
    }
}

/// Whether a copy's exception may leave out a path.
fn is_left_out(source: &str, pattern: &str, path: &str) -> bool {
    let rest = if source == "." { Some(path) } else { inside(source, path) };
    pattern.contains(['*', '?', '[']) || rest.is_some_and(|rest| inside(pattern, rest).is_some())
}

fn join_source(source: &str, rest: &str) -> String {
    match source {
        "." => rest.to_owned(),
        source => join(source, rest),
    }
}

/// A copied file: the copy sets a new owner always, and a new mode if it says one.
fn said<'p>(found: At<'p>, copy: &'p CopyInstruction, at: Place) -> At<'p> {
    let At::File(file) = found else { return found };
    let mode = copy.flags.mode.as_ref();
    At::File(Standing {
        is_changed: file.is_changed && mode.is_none(),
        mode: mode.or(file.mode),
        owner: copy.flags.owner,
        at: Some(at),
        ..file
    })
}
