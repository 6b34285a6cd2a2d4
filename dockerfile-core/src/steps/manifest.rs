//! Files that say what to install.

use super::copy::{context_paths, join};
use super::{Texts, given};
use crate::given::Given;
use crate::instruction::{Copy, CopySource, FileFlags, Instruction};
use crate::lower::{Source, StageLowering};
use crate::value::AbsPath;

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
    /// Files that a recipe has found.
    pub(super) fn of(files: Vec<Given>, to: Given) -> Self {
        Self { files, to: Some(to) }
    }

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
                source: CopySource::Context(paths),
                flags: FileFlags::default(),
                parents: false,
                to: format!("{}/", into.trim_end_matches('/')),
            }));
        }
    }
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
