//! Origins of files that are not in the build context: a stage, an image, or another context.

use std::rc::Rc;

use crate::declare::base::{BaseImage, External, GivenPlatform, UnknownBase};
use crate::declare::given::Given;
use crate::declare::stage::node::Node;
use crate::declare::starts::Builds;

/// An origin of files, which `.from(..)` takes: a stage by reference, an image, or a named context.
#[diagnostic::on_unimplemented(
    message = "files cannot be taken from this",
    label = "neither a stage, nor an image, nor a named context",
    note = "name another stage by reference: `.from(&build)`, an image: `.from(image(\"registry.corp:5000/tool:1\"))`, or a context that the build is given: `.from(context(\"docs\"))`"
)]
pub trait HasFiles {
    /// The family of the origin's base; `()` is an unknown one.
    type Family: Builds;
    #[doc(hidden)]
    fn origin(self) -> FilesOrigin;
}

/// Plumbing of [`HasFiles`].
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct FilesOrigin(pub(crate) Origin);

/// An origin of files, as data.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    Stage(Rc<Node>),
    Image(External, GivenPlatform),
    Context(Given),
}

/// A build context beside the build's own, from [`context`].
#[derive(Clone, Debug)]
#[must_use = "a context does nothing until a copy takes files from it"]
pub struct NamedContext(Given);

/// A further build context, which the build is given by this name:
/// `docker build --build-context docs=../docs .`
///
/// Paths in the context begin with `/`, which is its root.
///
/// ```
/// use dockerfile_core::{Stage, context, copy, debian};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .source(copy("/guide").from(context("docs")).to("/srv/guide"));
/// # let _ = stage;
/// ```
#[track_caller]
pub fn context(name: impl Into<String>) -> NamedContext {
    NamedContext(Given::new(name))
}

impl HasFiles for UnknownBase {
    type Family = ();
    fn origin(self) -> FilesOrigin {
        FilesOrigin(Origin::Image(self.image, GivenPlatform::Target))
    }
}

impl<F: Builds> HasFiles for BaseImage<F> {
    type Family = F;
    fn origin(self) -> FilesOrigin {
        FilesOrigin(Origin::Image(self.image, self.platform))
    }
}

impl HasFiles for NamedContext {
    type Family = ();
    fn origin(self) -> FilesOrigin {
        FilesOrigin(Origin::Context(self.0))
    }
}
