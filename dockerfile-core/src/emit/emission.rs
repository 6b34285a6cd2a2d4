//! One image of a build script.

use std::panic::Location;
use std::path::PathBuf;
use std::thread;

use super::finish::{finish, fresh};
use super::image::Image;
use super::surroundings::Surroundings;
use super::work::Order;
use crate::declare::context::BuildContext;

/// Writes an image's Dockerfile and ignore file, from `build.rs`.
///
/// The files are written where they differ, in the package's folder, and are meant to
/// be checked in. In CI nothing is written: a file that is not what the declaration says
/// fails the build with a diff, and so does one that no declaration emits any more.
/// `DOCKERFILE_EMIT` set to `write`, `check`, `off` or `force` overrides that; the last
/// also replaces what was edited by hand, of which a copy stays.
///
/// A file that was edited by hand, or was never generated, is not overwritten. Nothing
/// is written into a packed or vendored copy of the package, outside version control,
/// or on docs.rs.
///
/// Two statements are two runs: the first has written when the second fails. For files that
/// are to come all or none there is [`emit_all`](crate::emit_all).
///
/// It acts when the value is dropped, that is at the end of the statement. On a mistake
/// in the declaration it prints a report that points into `build.rs`, and exits with
/// code 1.
///
/// ```no_run
/// use dockerfile_core::{Stage, debian, emit, user};
///
/// // build.rs
/// emit(Stage::from(debian("bookworm-slim")).account(user("app")).cmd(["id"]));
/// ```
#[track_caller]
pub fn emit(image: impl Into<Image>) -> Emission {
    Emission {
        order: Some(Order {
            image: image.into(),
            dockerfile: None,
            context: BuildContext::default(),
            at: Location::caller(),
        }),
    }
}

/// Files that are about to be written, from [`emit`].
#[derive(Debug)]
pub struct Emission {
    /// `None` once it is part of [`emit_all`].
    pub(super) order: Option<Order>,
}

impl Emission {
    /// Another path for the Dockerfile, relative to the package; `Dockerfile` unless said
    /// here or by a policy.
    ///
    /// The ignore file of `Dockerfile` at the context's root is `.dockerignore`; that of
    /// any other is beside it, `name.Dockerfile.dockerignore`, where BuildKit looks first.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, user};
    /// # let image = Stage::from(debian("bookworm-slim")).account(user("app"));
    /// emit(image).dockerfile("worker.Dockerfile");
    /// ```
    pub fn dockerfile(self, path: impl Into<PathBuf>) -> Self {
        self.with(|order| order.dockerfile = Some(path.into()))
    }

    /// Another build context than the package's folder: a path relative to it, or
    /// [`workspace_root`](crate::workspace_root).
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, user, workspace_root};
    /// # let image = Stage::from(debian("bookworm-slim")).account(user("app"));
    /// emit(image).context(workspace_root());
    /// ```
    pub fn context(self, folder: impl Into<BuildContext>) -> Self {
        self.with(|order| order.context = folder.into())
    }

    /// What [`assert_fresh!`](crate::assert_fresh) expands to.
    #[doc(hidden)]
    pub fn assert_fresh(mut self, package: &str) {
        if let Some(order) = self.order.take() {
            fresh(&Surroundings::of_test(package), order.at, |work| {
                work.image(&order);
            });
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Order)) -> Self {
        if let Some(order) = &mut self.order {
            change(order);
        }
        self
    }
}

impl Drop for Emission {
    fn drop(&mut self) {
        if let Some(order) = self.order.take().filter(|_| !thread::panicking()) {
            finish(order.at, |work, _| {
                work.image(&order);
            });
        }
    }
}

/// Asserts that an image's checked-in files are what its declaration says, in a test of
/// the package: for teams whose build scripts write nothing.
///
/// It takes what [`emit`](crate::emit()) or [`emit_all`](crate::emit_all) gives, writes
/// nothing, and shows the same report. A small program with the same declaration writes
/// the files when it runs in the package (`cargo run`).
///
/// ```no_run
/// use dockerfile_core::{Debian, Entrypoint, Stage, assert_fresh, debian, emit, uid};
///
/// fn image() -> Stage<Entrypoint, Debian> {
///     Stage::from(debian("bookworm-slim")).account(uid(65532)).entrypoint(["/srv/app"])
/// }
///
/// // #[test]
/// fn the_dockerfile_is_fresh() {
///     assert_fresh!(emit(image()));
/// }
/// # the_dockerfile_is_fresh();
/// ```
#[macro_export]
macro_rules! assert_fresh {
    ($emission:expr $(,)?) => {
        $emission.assert_fresh(env!("CARGO_MANIFEST_DIR"))
    };
}
