//! Files: manifests, the program's own, and artifacts of other stages.

use std::rc::Rc;

use super::{Texts, given};
use crate::complaints;
use crate::given::{Given, Place};
use crate::instruction::{Copy, CopyFrom, Instruction, Owner};
use crate::lower::{Source, StageLowering};
use crate::stage::{Node, Stage};
use crate::value::{AbsPath, ContextPath, CopyTarget, Kind};

// ---- manifests ---------------------------------------------------------------

/// Files that say what to install, from [`manifest`].
#[derive(Clone, Debug)]
pub struct Manifest {
    files: Vec<Given>,
    to: Option<Given>,
}

/// Copies the files that an install reads, and nothing else: the install then
/// runs again only when one of them changes.
///
/// They keep their paths below the target folder, which is the stage's WORKDIR
/// unless [`to`](Manifest::to) says another.
///
/// ```
/// use dockerfile_core::{Debian, Stage, image, manifest, run};
///
/// let build = Stage::named("build", image("node:22-bookworm-slim").family(Debian))
///     .dependencies(manifest(["package.json", "package-lock.json"]).to("/src"))
///     .dependencies(run(["npm", "ci"]).workdir("/src"));
/// # let _ = build;
/// ```
#[track_caller]
pub fn manifest(files: impl Texts) -> Manifest {
    Manifest { files: given(files), to: None }
}

impl Manifest {
    /// The folder that they go into.
    #[track_caller]
    pub fn to(mut self, folder: impl Into<String>) -> Self {
        self.to = Some(Given::new(folder));
        self
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let Some(folder) = target_folder(self.to.as_ref(), &self.files, stage) else { return };
        let files = context_paths(&self.files, stage);
        // Files of one folder go in together: COPY would flatten those of several.
        for together in files.chunk_by(|a, b| parent(a.0.as_str()) == parent(b.0.as_str())) {
            let into = join(&folder, parent(together[0].0.as_str()));
            for (path, at) in together {
                stage.source(Source::manifest(path.clone(), at));
            }
            let paths = together.iter().map(|(path, _)| path.to_string()).collect();
            stage.push(Instruction::Copy(Copy {
                from: CopyFrom::Context,
                owner: None,
                sources: paths,
                to: format!("{}/", into.trim_end_matches('/')),
            }));
        }
    }
}

// ---- files of the build context ------------------------------------------------

/// Files and folders of the build context, from [`copy`].
#[derive(Clone, Debug)]
pub struct ContextCopy {
    sources: Vec<Given>,
    to: Option<Given>,
    except: Vec<Given>,
    writable: bool,
}

/// Copies files or folders of the build context, or of another stage with
/// [`from`](ContextCopy::from).
///
/// One source goes exactly to the path that [`to`](ContextCopy::to) names, or into
/// it if that ends with `/`; a folder's contents become that folder's. Several
/// sources keep their paths below it, so that none flattens or overwrites another.
/// Without `to` a source keeps its path below the stage's WORKDIR; one of another
/// stage keeps its own path.
///
/// What it copies belongs to root: the program can read its code and cannot change it.
///
/// ```
/// use dockerfile_core::{Stage, copy, debian};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .source(copy("inventory").to("/ocelot/pack/inventory").except(["tests"]));
/// # let _ = stage;
/// ```
#[track_caller]
pub fn copy(sources: impl Texts) -> ContextCopy {
    ContextCopy { sources: given(sources), to: None, except: vec![], writable: false }
}

impl ContextCopy {
    /// Where it goes in the image.
    #[track_caller]
    pub fn to(mut self, path: impl Into<String>) -> Self {
        self.to = Some(Given::new(path));
        self
    }

    /// What below the sources stays behind: paths below each of them, with `*`
    /// and `**` as in an ignore file, into which they go.
    #[track_caller]
    pub fn except(mut self, patterns: impl Texts) -> Self {
        self.except.extend(given(patterns));
        self
    }

    /// Makes it belong to the user that the program runs as, who may then change it.
    pub fn writable(mut self) -> Self {
        self.writable = true;
        self
    }

    /// Takes it from another stage instead of the build context.
    pub fn from<At, F>(self, stage: &Stage<At, F>) -> StageCopy {
        StageCopy { files: self, stage: stage.node() }
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let Some(owner) = self.owner(stage) else { return };
        let Some(targets) = self.targets(stage, default_in_workdir) else { return };
        for ((path, at), to) in context_paths(&self.sources, stage).into_iter().zip(targets) {
            let pattern = |e| stage.value_of::<ContextPath>(e, Kind::ContextPattern);
            let except = self.except.iter().filter_map(pattern).collect();
            stage.push(Instruction::Copy(Copy {
                from: CopyFrom::Context,
                owner,
                sources: vec![path.to_string()],
                to,
            }));
            let for_program = owner.is_none() && stage.runs_as_somebody();
            stage.source(Source { path, at, file: false, for_program, except });
        }
    }

    /// The owner for `--chown`; `None` where there should be one and is not.
    fn owner(&self, stage: &mut StageLowering) -> Option<Option<Owner>> {
        match (self.writable, self.sources.first()) {
            (true, Some(first)) => stage.writer(first.at).map(Some),
            _ => Some(None),
        }
    }

    /// Where each source goes.
    fn targets(
        &self,
        stage: &mut StageLowering,
        default: fn(&Given, &mut StageLowering) -> Option<String>,
    ) -> Option<Vec<String>> {
        let Some(to) = &self.to else {
            return self.sources.iter().map(|source| default(source, stage)).collect();
        };
        let to = stage.value::<CopyTarget>(to)?;
        if self.sources.len() == 1 {
            return Some(vec![to.to_string()]);
        }
        Some(self.sources.iter().map(|source| join(to.as_str(), &source.text)).collect())
    }
}

// ---- artifacts of other stages --------------------------------------------------

/// Files of another stage, from [`copy`]`(..).from(&stage)`.
#[derive(Clone, Debug)]
pub struct StageCopy {
    files: ContextCopy,
    stage: Rc<Node>,
}

impl StageCopy {
    /// Where it goes in the image; at the same path as in its stage unless said.
    #[track_caller]
    pub fn to(mut self, path: impl Into<String>) -> Self {
        self.files = self.files.to(path);
        self
    }

    /// Makes it belong to the user that the program runs as, who may then change it.
    pub fn writable(mut self) -> Self {
        self.files = self.files.writable();
        self
    }

    /// The stage that it comes from.
    pub(crate) fn origin(&self) -> &Rc<Node> {
        &self.stage
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        if let Some(except) = self.files.except.first() {
            stage.complain(complaints::except_of_a_stage(except.at));
        }
        let Some(owner) = self.files.owner(stage) else { return };
        let Some(targets) = self.files.targets(stage, |source, _| Some(source.text.clone())) else {
            return;
        };
        let Some(from) = stage.name_of(&self.stage) else { return };
        for (source, to) in self.files.sources.iter().zip(targets) {
            let Some(path) = stage.value_of::<AbsPath>(source, Kind::StagePath) else { continue };
            stage.push(Instruction::Copy(Copy {
                from: CopyFrom::Stage(from.clone()),
                owner,
                sources: vec![path.to_string()],
                to,
            }));
        }
    }
}

// ---- paths ---------------------------------------------------------------------

fn context_paths(files: &[Given], stage: &mut StageLowering) -> Vec<(ContextPath, Place)> {
    files.iter().filter_map(|file| Some((stage.value(file)?, file.at))).collect()
}

fn default_in_workdir(source: &Given, stage: &mut StageLowering) -> Option<String> {
    Some(join(stage.workdir_for(source)?.as_str(), &source.text))
}

fn target_folder(to: Option<&Given>, files: &[Given], stage: &mut StageLowering) -> Option<String> {
    match to {
        Some(to) => Some(stage.value::<AbsPath>(to)?.to_string()),
        None => Some(stage.workdir_for(files.first()?)?.to_string()),
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn join(folder: &str, below: &str) -> String {
    let folder = folder.trim_end_matches('/');
    match below {
        "" | "." => {
            if folder.is_empty() {
                "/".to_owned()
            } else {
                folder.to_owned()
            }
        }
        below => format!("{folder}/{}", below.trim_start_matches('/')),
    }
}
