//! Lowering of COPY: files of the context, and artifacts of other stages.

use super::paths::{begins_by_name, into_folder, joined, may_be};
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::steps::copy::{ArtifactCopy, ContextCopy, KeptFolders};
use crate::declare::steps::origin::Origin;
use crate::lower::nodes::name_of;
use crate::lower::stage::StageLowering;
use crate::program::fault::Wrong;
use crate::program::instruction::{
    CopyInstruction, CopySource, FileFlags, FilePath, Instruction, Parents,
};
use crate::program::phase::Phase;
use crate::program::place::Place;
use crate::program::program::ContextSource;
use crate::value::path::inside;
use crate::value::{ContextPath, CopyTarget, Kind, Value as _};

const ALL_FILES: &str = "all files of another stage are copied over those of this one";

/// A source, and the place that gives it.
type Source = (FilePath, Place);

impl ContextCopy {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let Some(flags) = self.flags.lower(self.at(), stage) else { return };
        let Some(parents) = self.kept_folders(Kind::ContextPath, stage) else { return };
        let sources = self.lowered(Kind::ContextPath, stage);
        let Some(copies) = self.copies(sources, stage, default_in_workdir) else { return };
        let mut except = vec![];
        for pattern in &self.except {
            except.extend(stage.value_of::<ContextPath>(pattern, Kind::ContextPattern));
        }
        if self.repeats_its_folder(stage) {
            return;
        }
        for (sources, to) in copies {
            if !sources.is_empty() {
                let how = How { except: &except, also: false, optional: self.optional };
                copy_in(sources, to, parents.clone(), &flags, &how, stage);
            }
        }
    }

    fn at(&self) -> Option<Place> {
        self.sources.first().map(|source| source.at)
    }

    /// Reports an exception that begins with the source, which it is looked for below.
    fn repeats_its_folder(&self, stage: &mut StageLowering) -> bool {
        let [source] = self.sources.as_slice() else { return false };
        let Some(source) = source.text.literal().filter(|source| source != ".") else {
            return false;
        };
        let rest = |pattern: &Given| {
            let rest = pattern.text.strip_prefix(source.as_str())?;
            match rest.strip_prefix('/') {
                Some(rest) => Some(rest.to_owned()),
                None => rest.is_empty().then(String::new),
            }
        };
        let found = self.except.iter().find_map(|pattern| Some((pattern, rest(pattern)?)));
        let Some((pattern, rest)) = found else { return false };
        let (at, pattern) = (pattern.at, pattern.text.clone());
        stage.complain(Wrong::ExceptionFromRoot { source, pattern, rest }, at);
        true
    }

    /// The sources that pass their check.
    fn lowered(&self, kind: Kind, stage: &mut StageLowering) -> Vec<Source> {
        let parts = |source: &GivenText| {
            let path = FilePath(stage.parts(source, kind)?);
            if self.optional && !begins_by_name(&path) {
                stage.complain(Wrong::OptionalByVariable { path: path.shown() }, source.at);
                return None;
            }
            Some((path, source.at))
        };
        self.sources.iter().filter_map(parts).collect()
    }

    /// The parent folders to keep; `None` has been reported.
    fn kept_folders(&self, kind: Kind, stage: &mut StageLowering) -> Option<Parents> {
        let folder = match &self.parents {
            KeptFolders::Below(folder) => folder,
            KeptFolders::All if self.to.is_some() => return Some(Parents::All),
            // Without a target, a source keeps its own path.
            _ => return Some(Parents::None),
        };
        let text = stage.text(folder, kind)?;
        if text == "/" {
            return Some(Parents::All);
        }
        if self.to.is_none() {
            stage.complain(Wrong::KeptBelowNothing, folder.at);
            return None;
        }
        let below = |source: &GivenText| {
            inside(&text, &source.text.shown()).is_some_and(|rest| !rest.is_empty())
        };
        if let Some(source) = self.sources.iter().find(|source| !below(source)) {
            let (source, at) = (source.text.shown(), source.at);
            stage.complain(Wrong::NotBelow { source, folder: text.clone() }, at);
            return None;
        }
        Some(Parents::Below(text))
    }

    /// The sources and the target of each instruction.
    fn copies(
        &self,
        sources: Vec<Source>,
        stage: &mut StageLowering,
        default: fn(&Source, &mut StageLowering) -> Option<FilePath>,
    ) -> Option<Vec<(Vec<Source>, FilePath)>> {
        let Some(to) = &self.to else {
            let each = sources.into_iter();
            let each = each.map(|one| default(&one, stage).map(|to| (vec![one], to)));
            return each.collect();
        };
        let to = FilePath(stage.parts(to, Kind::CopyTarget)?);
        if !matches!(self.parents, KeptFolders::None) {
            return Some(vec![(sources, into_folder(to))]);
        }
        if self.sources.len() == 1 {
            return Some(vec![(sources, to)]);
        }
        let each = sources.into_iter().map(|one| {
            let to = joined(&to, &one.0);
            (vec![one], to)
        });
        Some(each.collect())
    }
}

impl ArtifactCopy {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let files = &self.files;
        let Some(flags) = files.flags.lower(files.at(), stage) else { return };
        let exclude = files.except.iter().map(|e| stage.text(e, Kind::ExcludePattern));
        let Some(exclude) = exclude.collect() else { return };
        let flags = FileFlags { exclude, ..flags };
        let names = self.names.iter().map(|name| stage.text(name, Kind::NamePattern));
        let Some(names) = names.collect::<Option<Vec<_>>>() else { return };
        let Some(parents) = files.kept_folders(Kind::StagePath, stage) else { return };
        let kind = if files.optional { Kind::StagePattern } else { Kind::StagePath };
        let sources = files.lowered(kind, stage);
        if self.spreads(&sources, stage) {
            return;
        }
        let own_path = |source: &Source, _: &mut StageLowering| Some(own_folder(&source.0));
        let Some(copies) = files.copies(sources, stage, own_path) else { return };
        let Some(from) = stage.origin(&self.from) else { return };
        if stage.phase() < Phase::Dependencies && !stage.is_out_of_order() {
            self.refuse_what_is_edited(stage);
        }
        if let Origin::Context(name) = &self.from {
            let why = "is a context that the build is given";
            stage.allow("DL3022", format!("{}: {why}", name.text));
        }
        for (sources, mut to) in copies {
            let paths: Vec<FilePath> = sources.into_iter().map(|(path, _)| path).collect();
            if paths.is_empty() {
                continue;
            }
            stage.refuse_what_branches_make(&self.from, &paths);
            if !names.is_empty() || paths.iter().any(is_pattern) {
                to = into_folder(to);
            }
            if to.shown() == "/" && names.is_empty() && paths.iter().any(|path| path.shown() == "/")
            {
                stage.tell("DL3067", ALL_FILES, files.at().unwrap_or(stage.at()));
            }
            let source = CopySource::From(from.clone(), paths);
            let (flags, names, parents) = (flags.clone(), names.clone(), parents.clone());
            let optional = files.optional;
            let copy = CopyInstruction { source, flags, names, optional, parents, to };
            stage.push_artifact(copy, self.anyway.as_ref());
        }
    }
}

fn is_pattern(path: &FilePath) -> bool {
    path.shown().contains(['*', '?'])
}

/// The default target of an artifact: its own path, or the folder in front of the first pattern in
/// it.
fn own_folder(path: &FilePath) -> FilePath {
    if !is_pattern(path) {
        return path.clone();
    }
    let shown = path.shown();
    let plain: Vec<&str> = shown.split('/').take_while(|n| !n.contains(['*', '?'])).collect();
    format!("{}/", plain.join("/")).into()
}

impl ArtifactCopy {
    /// Reports several files of another stage under one target, below which each would keep its
    /// whole path.
    fn spreads(&self, sources: &[Source], stage: &mut StageLowering) -> bool {
        let Some(to) = &self.files.to else { return false };
        if sources.len() < 2 || !matches!(self.files.parents, KeptFolders::None) {
            return false;
        }
        let in_folder = |(path, _): &&Source| path.shown().trim_matches('/').contains('/');
        let Some((path, at)) = sources.iter().find(in_folder) else { return false };
        let source = path.shown();
        let to = format!("{}{source}", to.text.shown().trim_end_matches('/'));
        stage.complain(Wrong::WholePathKept { source, to }, at);
        true
    }

    /// Reports a `Packages` step that copies from a stage with the program's sources, which change
    /// with every edit.
    fn refuse_what_is_edited(&self, stage: &mut StageLowering) {
        if let Origin::Stage(node) = &self.from
            && node.holds_source()
        {
            let at = stage.at();
            stage.complain(Wrong::CopiedTooEarly { stage: name_of(node) }, at);
        }
    }
}

/// Copies a file or a folder of the context for a recipe, to exactly this path, or several files into
/// this folder.
pub(in crate::lower) fn copy_context(
    paths: &[String],
    to: &str,
    except: &[String],
    also: bool,
    at: Place,
    stage: &mut StageLowering,
) {
    let parse = |path: &String| stage.checked(ContextPath::parse(path), at, path);
    // `to` is made of the paths, so one mistake is reported once.
    let Some(sources) = paths.iter().map(parse).collect::<Option<Vec<_>>>() else { return };
    let Some(to) = stage.checked(CopyTarget::parse(to), at, &to) else { return };
    let mut patterns = vec![];
    for pattern in except {
        let good = stage.check(pattern, Kind::ContextPattern, at);
        patterns.extend(good.map(|()| ContextPath::trusted(pattern.clone())));
    }
    let flags = FileFlags::default();
    let how = How { except: &patterns, also, optional: false };
    let sources = sources.iter().map(|source| (source.as_str().into(), at)).collect();
    copy_in(sources, to.to_string().into(), Parents::None, &flags, &how, stage);
}

/// The exceptions of a copy from the context, and how strictly its sources are looked for.
struct How<'a> {
    except: &'a [ContextPath],
    also: bool,
    optional: bool,
}

fn copy_in(
    sources: Vec<Source>,
    to: FilePath,
    parents: Parents,
    flags: &FileFlags,
    &How { except, also, optional }: &How<'_>,
    stage: &mut StageLowering,
) {
    let target = to.shown();
    stage.archives.extend(sources.iter().filter_map(|(path, _)| archive(&path.shown(), &target)));
    let paths = sources.iter().map(|(path, _)| path.clone()).collect();
    let (source, names, own) = (CopySource::Context(paths), vec![], flags.clone());
    let copy = CopyInstruction { source, flags: own, names, optional, parents, to };
    stage.push(Instruction::Copy(copy));
    let keeps_mode = flags.owner.is_none() && flags.mode.is_none();
    let for_program = keeps_mode && stage.runs_as_somebody();
    for (path, at) in sources {
        let except = except.to_vec();
        let only = may_be(&path);
        // A source with a variable is let into the context by a pattern, and its mode is not known.
        let (also, for_program) = (also || only.is_some(), for_program && only.is_none());
        let path = if path.known().is_empty() { "." } else { path.known() };
        let path = ContextPath::trusted(path.to_owned());
        let file = false;
        stage.source(ContextSource { path, at, file, also, for_program, except, only, optional });
    }
}

/// The name of an archive after the copy, if the source is one: the target's, unless that is a
/// folder.
fn archive(source: &str, to: &str) -> Option<String> {
    const SUFFIXES: [&str; 15] = [
        ".tar", ".gz", ".tgz", ".bz2", ".tb2", ".tbz", ".tbz2", ".xz", ".txz", ".lz", ".tlz",
        ".lzma", ".tpz", ".Z", ".tZ",
    ];
    let path = if to.ends_with('/') { source } else { to };
    let name = path.rsplit('/').next()?;
    SUFFIXES.iter().any(|suffix| name.ends_with(suffix)).then(|| name.to_owned())
}

pub(super) fn context_paths(
    files: &[Given],
    stage: &mut StageLowering,
) -> Vec<(ContextPath, Place)> {
    files.iter().filter_map(|file| Some((stage.value(file)?, file.at))).collect()
}

pub(super) fn texts(paths: &[(ContextPath, Place)]) -> Vec<FilePath> {
    paths.iter().map(|(path, _)| path.as_str().into()).collect()
}

fn default_in_workdir((path, at): &Source, stage: &mut StageLowering) -> Option<FilePath> {
    let source = Given { text: path.shown(), at };
    Some(joined(&stage.workdir_for(&source)?.as_str().into(), path))
}

#[cfg(test)]
mod tests {
    use super::archive;

    #[test]
    fn an_archive_is_known_by_its_ending() {
        for ending in [
            "tar", "gz", "tgz", "bz2", "tb2", "tbz", "tbz2", "xz", "txz", "lz", "tlz", "lzma",
            "tpz", "Z", "tZ",
        ] {
            let name = format!("a.{ending}");
            assert_eq!(archive(&format!("in/{name}"), "/tmp/"), Some(name.clone()));
            assert_eq!(archive("in/x", &format!("/tmp/{name}")), Some(name.clone()));
            assert_eq!(archive(&format!("in/{name}"), "/tmp/x"), None, "{name}");
        }
        for name in ["a.zip", "a.jar", "tar", "a.TAR", "a.tar.sig"] {
            assert_eq!(archive(name, "/tmp/"), None, "{name}");
        }
    }
}
