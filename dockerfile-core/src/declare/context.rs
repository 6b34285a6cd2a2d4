//! Build contexts: the folders below which an image copies, and a recipe reads.

use std::path::PathBuf;

/// The folder that a build sees: a path, which begins at the package's folder unless it is
/// absolute, or [`workspace_root`].
///
/// ```no_run
/// use dockerfile_core::{Stage, copy, debian, emit, uid};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .account(uid(65532))
///     .source(copy("shared").to("/srv/shared"));
/// emit(stage).context("..");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildContext(pub(crate) Root);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Root {
    Path(PathBuf),
    Workspace,
}

impl Default for BuildContext {
    fn default() -> Self {
        Self(Root::Path(PathBuf::new()))
    }
}

impl<P: Into<PathBuf>> From<P> for BuildContext {
    fn from(path: P) -> Self {
        Self(Root::Path(path.into()))
    }
}

/// The root of the workspace that the package is in, as cargo says it; the package's own folder
/// if it is in none.
///
/// It is a build context for images whose files come from several packages. Cargo is asked when
/// the image is emitted, and not where nothing is.
///
/// ```no_run
/// use dockerfile_core::{Stage, copy, debian, emit, uid, workspace_root};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .account(uid(65532))
///     .source(copy(["services/web", "shared"]).to("/srv"));
/// emit(stage).context(workspace_root());
/// ```
#[doc(alias = "monorepo")]
pub fn workspace_root() -> BuildContext {
    BuildContext(Root::Workspace)
}
