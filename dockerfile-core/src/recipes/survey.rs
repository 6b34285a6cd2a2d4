//! Looks at what an image copies or starts of its build context.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use super::pattern::{covers, is_like};
use crate::declare::disk::Node;
use crate::program::kept_out::KeptOut;
use crate::program::program::ContextSource;
use crate::program::unread::Unread;
use crate::value::path::{below, is_absolute, normal};
use crate::value::sha256;

/// A source that the image copies from, with what was found there.
#[derive(Debug)]
pub(crate) struct Finding<'a> {
    pub(crate) source: &'a ContextSource,
    pub(crate) found: Found,
    /// The links on the way to the source and last the path that they end at, all as paths of the
    /// context; empty if there are no links. A builder needs them in its context, too.
    pub(crate) through: Vec<String>,
}

#[derive(Debug)]
/// What was found at a source.
pub(crate) enum Found {
    File,
    Folder,
    /// Not readable for everybody, and copied for a program that does not run as root.
    Private,
    Missing,
    /// Missing, but version control knows it: a sparse checkout leaves it out, or it was deleted.
    NotCheckedOut,
    /// Missing, but the source may be absent.
    Absent,
    /// Not in the context, but in the same place below the root of the workspace.
    InWorkspace,
    /// A link that leads out of the context.
    Outside,
    Unreadable(io::Error),
}

/// Looks at everything that the image copies.
pub(crate) fn survey<'a>(
    root: &Path,
    workspace: &Path,
    sources: &'a [ContextSource],
) -> Vec<Finding<'a>> {
    let real_root = root.canonicalize();
    let found = |source: &ContextSource| match &real_root {
        Ok(real_root) => match look(root, real_root, source) {
            Found::Missing
                if real_root != workspace && workspace.join(source.path.as_str()).exists() =>
            {
                Found::InWorkspace
            }
            found => found,
        },
        Err(error) => problem(error.kind().into()),
    };
    let look = |source: &'a ContextSource| match way(root, source.path.as_str()) {
        Some(through) => Finding { source, found: found(source), through },
        None => Finding { source, found: Found::Outside, through: vec![] },
    };
    sources.iter().map(look).collect()
}

/// The paths of all [`through`](Finding::through) lists, as sources of the image.
pub(crate) fn behind_links(findings: &[Finding<'_>]) -> Vec<ContextSource> {
    let paths = |finding: &Finding<'_>| {
        let at = finding.source.at;
        let read = |path: &String| ContextSource::read(path, at, false);
        finding.through.iter().map(read).collect::<Vec<_>>()
    };
    findings.iter().flat_map(paths).collect()
}

/// The links on the way to a path and last the path that they end at, all as paths of the context;
/// empty if there are no links. `None` if a link leads out of the context: for a builder every
/// absolute link does, wherever it ends.
pub(super) fn way(root: &Path, path: &str) -> Option<Vec<String>> {
    const MOST: usize = 40;
    let mut links = vec![];
    let (mut there, mut ahead) = (String::new(), path.to_owned());
    while !ahead.is_empty() {
        let (name, rest) = ahead.split_once('/').unwrap_or((&ahead, ""));
        let next = below(&there, name);
        match fs::read_link(root.join(&next)) {
            Ok(target) if links.len() < MOST => {
                links.push(next);
                let target = target.to_str().filter(|target| !is_absolute(target))?;
                ahead = normal(&below(&below(&there, target), rest))?;
                there.clear();
            }
            _ => (there, ahead) = (next, rest.to_owned()),
        }
    }
    if !links.is_empty() {
        links.push(there);
    }
    Some(links)
}

fn look(root: &Path, real_root: &Path, source: &ContextSource) -> Found {
    let real = match root.join(source.path.as_str()).canonicalize() {
        Ok(path) if path.starts_with(real_root) => path,
        Ok(_) => return Found::Outside,
        Err(error) => match problem(error) {
            Found::Missing if source.optional => return Found::Absent,
            problem => return problem,
        },
    };
    if !source.optional && source.only.as_ref().is_some_and(|only| !finds_some(root, only)) {
        return Found::Missing;
    }
    // A builder copies no pipe, socket or device, and opening a pipe would wait for whoever writes
    // into it.
    if !real.is_dir() && !real.is_file() {
        return Found::Unreadable(io::Error::other("it is a pipe, a socket or a device"));
    }
    // Opened, not only looked at: a builder will have to read it.
    let opened = if real.is_dir() {
        fs::read_dir(&real).map(|_| Found::Folder)
    } else {
        File::open(&real).map(|_| Found::File)
    };
    match opened {
        Ok(_) if source.for_program && is_private(&real) => Found::Private,
        Ok(found) => found,
        Err(error) => problem(error),
    }
}

/// What was found at the paths of the context from which an image starts something.
pub(crate) type Facts = BTreeMap<String, Looked>;

/// What was found at one of the [`Facts`]' paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Looked {
    /// Nothing is there, or the ignore file keeps it out of the context.
    Absent,
    Folder,
    File {
        /// The mode, which COPY keeps; `None` on a system that has no modes.
        mode: Option<u32>,
        /// The first bytes of the file.
        head: Vec<u8>,
    },
    /// A link, or what cannot be read.
    Unknown,
}

/// Looks at those paths of the context from which an image starts something.
pub(crate) fn facts(root: &Path, kept_out: &KeptOut, wanted: &BTreeSet<String>) -> Facts {
    let fact = |path: &String| {
        let looked = match looked_at(root, path) {
            Looked::File { .. } if stays_behind(kept_out, path) => Looked::Absent,
            looked => looked,
        };
        (path.clone(), looked)
    };
    wanted.iter().map(fact).collect()
}

/// Whether a file stays out of the context because version control ignores it, and nothing names
/// it. Of the patterns that find the file the last one decides.
fn stays_behind(kept_out: &KeptOut, path: &str) -> bool {
    let last = kept_out.ignored.iter().rev().find_map(|pattern| match pattern.strip_prefix('!') {
        Some(pattern) => covers(pattern, path).then_some(false),
        None => covers(pattern, path).then_some(true),
    });
    last == Some(true) && !kept_out.not_ignored.iter().any(|pattern| covers(pattern, path))
}

fn looked_at(root: &Path, path: &str) -> Looked {
    // How many bytes are read: the first line of a script, and more than any kernel reads of one.
    const HEAD: u64 = 4096;
    if way(root, path).is_none_or(|links| !links.is_empty()) {
        return Looked::Unknown;
    }
    let path = root.join(path);
    match fs::metadata(&path) {
        Ok(found) if found.is_dir() => Looked::Folder,
        Ok(found) if found.is_file() => {
            let mut head = vec![];
            let read = File::open(&path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
            let mode = mode_of(&found);
            read.map_or(Looked::Unknown, |_| Looked::File { mode, head })
        }
        Ok(_) => Looked::Unknown,
        Err(error) => match problem(error) {
            Found::Missing => Looked::Absent,
            _ => Looked::Unknown,
        },
    }
}

#[cfg(unix)]
fn mode_of(found: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(found.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode_of(_found: &fs::Metadata) -> Option<u32> {
    None
}

/// What stands at a path of the context. No link is followed, and no file is read.
pub(super) fn node(root: &Path, path: &str) -> Result<Node, Unread> {
    let there = root.join(path);
    let cannot = |error: io::Error| cannot_read(path, &error.to_string());
    let found = match there.symlink_metadata() {
        Ok(found) => found,
        Err(error) if matches!(problem(error.kind().into()), Found::Missing) => {
            return Ok(Node::Nothing);
        }
        Err(error) => return Err(cannot(error)),
    };
    // A builder's client sends this mode from a system that has none.
    let mode = mode_of(&found).unwrap_or(0o755);
    if found.is_symlink() {
        let target = fs::read_link(&there).map_err(cannot)?.into_os_string().into_string();
        let target = target.map_err(|_| cannot_read(path, "it leads to what is no UTF-8"))?;
        return Ok(Node::Link { target });
    }
    if found.is_dir() {
        let mut names = vec![];
        for entry in fs::read_dir(&there).map_err(cannot)? {
            let name = entry.map_err(cannot)?.file_name().into_string();
            let name = name.map_err(|name| {
                cannot_read(&below(path, &name.to_string_lossy()), "its name is no UTF-8")
            })?;
            names.push(name);
        }
        names.sort_unstable();
        return Ok(Node::Folder { mode, names });
    }
    Ok(match found.is_file() {
        true => Node::File { mode, digest: OnceCell::new() },
        false => Node::Nothing,
    })
}

/// The SHA-256 of a file of the context.
pub(super) fn digest(root: &Path, path: &str) -> Result<String, Unread> {
    let read = File::open(root.join(path)).and_then(sha256::of_bytes);
    read.map_err(|error| cannot_read(path, &error.to_string()))
}

fn cannot_read(path: &str, error: &str) -> Unread {
    Unread::CannotRead { path: path.to_owned(), error: error.to_owned() }
}

/// Whether anything in the context fits a pattern. A pattern with `**` is not looked for, and
/// counts as one that fits.
fn finds_some(root: &Path, pattern: &str) -> bool {
    fn below(folder: &Path, parts: &[&str]) -> bool {
        let [part, rest @ ..] = parts else { return true };
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut fitting =
            entries.filter(|entry| is_like(part, &entry.file_name().to_string_lossy()));
        fitting.any(|entry| below(&entry.path(), rest))
    }
    pattern.contains("**") || below(root, &pattern.split('/').collect::<Vec<_>>())
}

/// Whether a file or folder is not readable for everybody. COPY keeps the mode and makes root the
/// owner, so a program that is not root could not read such a file, either.
#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|found| {
        let readable = if found.is_dir() { 0o005 } else { 0o004 };
        found.permissions().mode() & readable != readable
    })
}

#[cfg(not(unix))]
fn is_private(_path: &Path) -> bool {
    false
}

fn problem(error: io::Error) -> Found {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Found::Missing,
        _ => Found::Unreadable(error),
    }
}
#[cfg(test)]
mod tests {
    use std::fs;
    use std::panic::Location;

    use super::{Found, survey, way};
    use crate::program::program::ContextSource;

    #[test]
    fn what_is_missing_may_be_in_the_workspace() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let workspace = folder.path().canonicalize().expect("it is there");
        let image = workspace.join("image");
        fs::create_dir(&image).expect("a new folder");
        fs::write(workspace.join("Cargo.lock"), "").expect("a new file");
        fs::write(image.join("own"), "").expect("a new file");
        let found = |root, path| {
            let source = [ContextSource::read(path, Location::caller(), true)];
            survey(root, &workspace, &source).remove(0).found
        };
        assert!(matches!(found(&image, "Cargo.lock"), Found::InWorkspace));
        assert!(matches!(found(&image, "none"), Found::Missing));
        assert!(matches!(found(&image, "own"), Found::File));
        assert!(matches!(found(&workspace, "none"), Found::Missing));
    }

    /// Each link on the way counts, and none that a builder would follow out of the context.
    #[cfg(unix)]
    #[test]
    fn the_way_to_a_path_is_its_links_and_its_end() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        fs::create_dir_all(root.join("a/b")).expect("new folders");
        for (target, link) in [
            ("a", "d"),
            ("../d/b", "a/e"),
            ("../..", "a/b/up"),
            ("../../x", "a/out"),
            ("/etc", "a/etc"),
            ("gone", "a/none"),
        ] {
            symlink(target, root.join(link)).expect("a link");
        }
        for (path, through) in [
            ("a/b", Some("")),
            ("none/x", Some("")),
            ("d/b", Some("d a/b")),
            ("d", Some("d a")),
            ("a/e/x", Some("a/e d a/b/x")),
            ("a/b/up/d", Some("a/b/up d a")),
            ("a/none", Some("a/none a/gone")),
            ("a/out", None),
            ("a/etc", None),
            ("a/etc/x", None),
        ] {
            let found = way(root, path).map(|paths| paths.join(" "));
            assert_eq!(found.as_deref(), through, "{path}");
        }
        // As many links as Linux follows.
        for number in 0..41 {
            symlink(format!("l{}", number + 1), root.join(format!("l{number}"))).expect("a link");
        }
        assert_eq!(way(root, "l1").map(|paths| paths.concat().contains("l41")), Some(true));
        assert_eq!(way(root, "l0").map(|paths| paths.len()), Some(41));
        assert_eq!(way(root, "l0").map(|paths| paths.concat().contains("l41")), Some(false));
    }
}
