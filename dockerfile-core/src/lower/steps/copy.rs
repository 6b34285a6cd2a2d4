//! COPY: files of the context, and artifacts.

use crate::declare::given::Given;
use crate::declare::steps::copy::{ArtifactCopy, ContextCopy, KeptFolders};
use crate::declare::steps::origin::Origin;
use crate::lower::stage::StageLowering;
use crate::program::fault::Wrong;
use crate::program::instruction::{CopyInstruction, CopySource, FileFlags, Instruction, Parents};
use crate::program::phase::Phase;
use crate::program::place::Place;
use crate::program::program::ContextSource;
use crate::value::path::{inside, join};
use crate::value::{AbsPath, ContextPath, CopyTarget, Kind, Value as _};

const ALL_FILES: &str = "all files of another stage are copied over those of this one";

impl ContextCopy {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let Some(flags) = self.flags.lower(self.at(), stage) else { return };
        let Some(parents) = self.kept_folders(Kind::ContextPath, stage) else { return };
        let Some(copies) = self.copies(stage, default_in_workdir) else { return };
        let mut except = vec![];
        for pattern in &self.except {
            except.extend(stage.value_of::<ContextPath>(pattern, Kind::ContextPattern));
        }
        for (sources, to) in copies {
            let paths = context_paths(&sources, stage);
            if !paths.is_empty() {
                copy_in(paths, to, parents.clone(), &flags, (&except, false), stage);
            }
        }
    }

    fn at(&self) -> Option<Place> {
        self.sources.first().map(|source| source.at)
    }

    /// Which of the sources' folders are kept; `None` has been complained about.
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
        let below =
            |source: &Given| inside(&text, &source.text).is_some_and(|rest| !rest.is_empty());
        if let Some(source) = self.sources.iter().find(|source| !below(source)) {
            let (source, at) = (source.text.clone(), source.at);
            stage.complain(Wrong::NotBelow { source, folder: text.clone() }, at);
            return None;
        }
        Some(Parents::Below(text))
    }

    /// What goes where, one instruction each.
    fn copies(
        &self,
        stage: &mut StageLowering,
        default: fn(&Given, &mut StageLowering) -> Option<String>,
    ) -> Option<Vec<(Vec<Given>, String)>> {
        let each = self.sources.iter();
        let Some(to) = &self.to else {
            return each.map(|one| Some((vec![one.clone()], default(one, stage)?))).collect();
        };
        let to = stage.value::<CopyTarget>(to)?;
        if !matches!(self.parents, KeptFolders::None) {
            let folder = format!("{}/", to.as_str().trim_end_matches('/'));
            return Some(vec![(self.sources.clone(), folder)]);
        }
        if self.sources.len() == 1 {
            return Some(vec![(self.sources.clone(), to.to_string())]);
        }
        Some(each.map(|one| (vec![one.clone()], join(to.as_str(), &one.text))).collect())
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
        let Some(copies) = files.copies(stage, |source, _| Some(source.text.clone())) else {
            return;
        };
        let Some(from) = stage.origin(&self.from) else { return };
        if stage.phase() < Phase::Dependencies && !stage.is_out_of_order() {
            self.refuse_what_is_edited(stage);
        }
        if let Origin::Context(name) = &self.from {
            let why = "is a context that the build is given";
            stage.allow("DL3022", format!("{}: {why}", name.text));
        }
        for (sources, mut to) in copies {
            if !names.is_empty() && !to.ends_with('/') {
                to.push('/');
            }
            let mut paths = vec![];
            for source in &sources {
                let path = stage.value_of::<AbsPath>(source, Kind::StagePath);
                paths.extend(path.map(|path| path.to_string()));
            }
            if paths.is_empty() {
                continue;
            }
            if to == "/" && names.is_empty() && paths.iter().any(|path| path == "/") {
                stage.tell("DL3067", ALL_FILES, files.at().unwrap_or(stage.at()));
            }
            let source = CopySource::From(from.clone(), paths);
            let (flags, names, parents) = (flags.clone(), names.clone(), parents.clone());
            stage.push(Instruction::Copy(CopyInstruction { source, flags, names, parents, to }));
        }
    }
}

impl ArtifactCopy {
    /// What another stage makes of the program's source changes with every edit.
    fn refuse_what_is_edited(&self, stage: &mut StageLowering) {
        if let Origin::Stage(node) = &self.from
            && node.holds_source()
        {
            let (name, at) = (node.name.as_ref(), stage.at());
            let name = name.map_or_else(|| "final".to_owned(), |name| name.text.clone());
            stage.complain(Wrong::CopiedTooEarly { stage: name }, at);
        }
    }
}

/// What a recipe copies: one file or folder, to exactly this path.
pub(in crate::lower) fn copy_context(
    path: &str,
    to: &str,
    except: &[String],
    also: bool,
    at: Place,
    stage: &mut StageLowering,
) {
    // One mistake in a path is wrong in both.
    let Some(source) = stage.checked(ContextPath::parse(path), at, &path) else { return };
    let Some(to) = stage.checked(CopyTarget::parse(to), at, &to) else { return };
    let mut patterns = vec![];
    for pattern in except {
        let good = stage.check(pattern, Kind::ContextPattern, at);
        patterns.extend(good.map(|()| ContextPath::trusted(pattern.clone())));
    }
    let flags = FileFlags::default();
    copy_in(vec![(source, at)], to.to_string(), Parents::None, &flags, (&patterns, also), stage);
}

fn copy_in(
    paths: Vec<(ContextPath, Place)>,
    to: String,
    parents: Parents,
    flags: &FileFlags,
    (except, also): (&[ContextPath], bool),
    stage: &mut StageLowering,
) {
    stage.archives.extend(paths.iter().filter_map(|(path, _)| archive(path.as_str(), &to)));
    let (source, names, own) = (CopySource::Context(texts(&paths)), vec![], flags.clone());
    stage.push(Instruction::Copy(CopyInstruction { source, flags: own, names, parents, to }));
    let keeps_mode = flags.owner.is_none() && flags.mode.is_none();
    let for_program = keeps_mode && stage.runs_as_somebody();
    for (path, at) in paths {
        let except = except.to_vec();
        stage.source(ContextSource { path, at, file: false, also, for_program, except });
    }
}

/// The name of an archive where a copy puts it: that of the target, unless it is a folder.
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

pub(super) fn texts(paths: &[(ContextPath, Place)]) -> Vec<String> {
    paths.iter().map(|(path, _)| path.to_string()).collect()
}

fn default_in_workdir(source: &Given, stage: &mut StageLowering) -> Option<String> {
    Some(join(stage.workdir_for(source)?.as_str(), &source.text))
}
