//! Build contexts: the folders that images copy files from, and that recipes read.

use std::path::PathBuf;

/// The folder whose files a build can copy: a path, or [`workspace_root`]. A relative path starts
/// at the package's folder, which is also the default.
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

/// The root of the workspace that the package is in, or the package's own folder if it is in none:
/// a build context for images whose files come from several packages.
///
/// Cargo is asked for it when the image is emitted, and not before.
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
