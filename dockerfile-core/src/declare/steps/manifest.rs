//! Files that say what to install.

use super::texts::{Texts, given};
use crate::declare::given::Given;

/// Files that say what to install, from [`manifest`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Manifest {
    pub(crate) files: Vec<Given>,
    pub(crate) to: Option<Given>,
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
}
