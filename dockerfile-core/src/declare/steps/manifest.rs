//! Files that say what to install.

use super::texts::{Texts, given};
use crate::declare::given::Given;

/// Files that say what to install, from [`manifest`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Manifest {
    pub(crate) files: Vec<Given>,
    /// Why they are folders, if they are.
    pub(crate) folders: Option<Given>,
    pub(crate) to: Option<Given>,
}

/// Copies the files that an install reads, and nothing else: the install then
/// runs again only when one of them changes. A folder needs a reason: [`manifest_dir`].
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
#[doc(alias = "lock file")]
#[track_caller]
pub fn manifest(files: impl Texts) -> Manifest {
    Manifest { files: given(files), folders: None, to: None }
}

/// Copies folders that an install reads, and says what it reads there: the reason is printed into
/// the Dockerfile. An edit of any file in one runs the install again, so that no folder of the
/// program's own source belongs here.
///
/// They keep their paths below the target folder, as files do.
///
/// ```
/// use dockerfile_core::{Debian, Image, Stage, image, manifest, manifest_dir, run, uid};
///
/// let stage = Stage::from(image("node:22-bookworm-slim").family(Debian))
///     .account(uid(65532))
///     .dependencies(manifest(["package.json", "package-lock.json"]).to("/src"))
///     .dependencies(manifest_dir("patches", "patch-package applies them").to("/src"))
///     .dependencies(run(["npm", "ci"]).workdir("/src"));
/// let text = Image::from(stage).render().unwrap().dockerfile;
/// assert!(text.contains("# Drives the install: patch-package applies them\n"));
/// assert!(text.contains("COPY patches /src/patches\n"));
/// ```
#[track_caller]
pub fn manifest_dir(folders: impl Texts, why: impl Into<String>) -> Manifest {
    Manifest { files: given(folders), folders: Some(Given::new(why)), to: None }
}

impl Manifest {
    /// The folder that they go into.
    #[track_caller]
    pub fn to(mut self, folder: impl Into<String>) -> Self {
        self.to = Some(Given::new(folder));
        self
    }
}
