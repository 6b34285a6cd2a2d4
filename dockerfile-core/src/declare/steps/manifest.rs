//! Manifests: files that say what to install.

use super::texts::{Texts, given};
use crate::declare::given::Given;

/// Files or folders that an install reads, from [`manifest`] or [`manifest_dir`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Manifest {
    pub(crate) files: Vec<Given>,
    /// The user's reason for copying folders; `None` copies files.
    pub(crate) folders: Option<Given>,
    pub(crate) to: Option<Given>,
}

/// Copies files of the build context that an install reads. The install then runs again only when
/// one of them changes. A folder is an error; for one, [`manifest_dir`] takes a reason.
///
/// The files keep their paths below the target folder, which is the stage's WORKDIR
/// unless [`to`](Manifest::to) sets another.
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

/// Copies folders of the build context that an install reads, and says what the install reads there.
/// The reason is printed into the Dockerfile. An edit of any file in the folders runs the install
/// again, so the program's own source does not belong here.
///
/// The folders keep their paths below the target folder, as the files of [`manifest`] do.
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
    /// Sets the target folder, an absolute path in the image.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, manifest, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .dependencies(manifest(["package.json", "package-lock.json"]).to("/src"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("COPY package.json package-lock.json /src/\n"));
    /// ```
    #[track_caller]
    pub fn to(mut self, folder: impl Into<String>) -> Self {
        self.to = Some(Given::new(folder));
        self
    }
}
