//! Emission of one image, and the settings of its build.

use std::panic::Location;
use std::path::PathBuf;
use std::thread;

use super::asked::Asked;
use super::digests;
use super::finish::{finish, fresh};
use super::image::IntoImage;
use super::order::Order;
use super::surroundings::Surroundings;
use super::work::Work;
use crate::check::report::Report;
use crate::declare::context::BuildContext;
use crate::declare::given::Given;
use crate::declare::signposts::DialectElsewhere;
use crate::declare::steps::texts::{self, Texts};
use crate::print::bake::SecretFrom;
use crate::program::input::ImageInputs;

/// Writes an image's Dockerfile and ignore file, from `build.rs`.
///
/// Files are written where they differ, into the package's folder, and are meant to be checked in.
/// In CI nothing is written: a file that is not what the declaration says fails the build with a
/// diff, and so does a generated file that no declaration emits any more. `DOCKERFILE_EMIT` set to
/// `write`, `check`, `off` or `force` overrides that; `force` also replaces a file that was edited
/// by hand, and keeps a copy of it.
///
/// A file that was edited by hand, or was never generated, is an error and stays as it is. Nothing
/// is written into a packed or vendored copy of the package or on docs.rs, nor outside version
/// control unless `DOCKERFILE_EMIT` asks for it.
///
/// Two `emit` statements are independent: if the second fails, the first has written its files.
/// [`emit_all`](crate::emit_all) writes the files of several images all or none.
///
/// The emission happens when the returned value is dropped, that is at the end of the statement. A
/// mistake in the declaration prints a report that points into `build.rs`, and ends the build
/// script with code 1.
///
/// ```no_run
/// use dockerfile_core::{Stage, debian, emit, user};
///
/// // build.rs
/// emit(Stage::from(debian("bookworm-slim")).account(user("app")).cmd(["id"]));
/// ```
#[track_caller]
pub fn emit(image: impl IntoImage) -> Emission {
    Emission {
        order: Some(Order {
            image: image.into_image(),
            dockerfile: None,
            context: BuildContext::default(),
            asked: Asked::default(),
            args_of_all: vec![],
            union_ignore: false,
            apart: vec![],
            at: Location::caller(),
        }),
    }
}

/// The emission of one image, from [`emit`]: its files are written when it is dropped.
#[derive(Debug)]
pub struct Emission {
    /// The order; `None` once it is part of [`emit_all`](super::emit_all).
    pub(super) order: Option<Order>,
}

impl Emission {
    /// Sets the path of the Dockerfile, relative to the package. It is `Dockerfile` unless it is
    /// set here or by a policy.
    ///
    /// The ignore file of a `Dockerfile` at the context's root is `.dockerignore`; the ignore file
    /// of any other stands beside it, such as `name.Dockerfile.dockerignore`, where BuildKit looks
    /// first.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, user};
    /// # let image = Stage::from(debian("bookworm-slim")).account(user("app"));
    /// emit(image).dockerfile("worker.Dockerfile");
    /// ```
    pub fn dockerfile(self, path: impl Into<PathBuf>) -> Self {
        self.with(|order| order.dockerfile = Some(path.into()))
    }

    /// Sets the build context, which is the package's folder unless set: a path relative to the
    /// package, or [`workspace_root`](crate::workspace_root).
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, user, workspace_root};
    /// # let image = Stage::from(debian("bookworm-slim")).account(user("app"));
    /// emit(image).context(workspace_root());
    /// ```
    pub fn context(self, folder: impl Into<BuildContext>) -> Self {
        self.with(|order| order.context = folder.into())
    }

    /// Adds a tag of the built image to the file for [`bake`](crate::Emissions::bake) or
    /// [`compose`](crate::Emissions::compose). Without such a file it is an error.
    ///
    /// A tag does not push the image by itself: `docker buildx bake --push` does. For an image with
    /// several targets there is [`tag_of`](Self::tag_of).
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, emit_all, user};
    /// # let image = Stage::from(debian("bookworm-slim")).account(user("app"));
    /// emit_all([emit(image).tag("registry.corp:5000/team/web:1.2").tag("registry.corp:5000/team/web")])
    ///     .bake("docker-bake.json");
    /// ```
    #[track_caller]
    pub fn tag(self, tag: impl Into<String>) -> Self {
        let tag = Given::new(tag);
        self.with(|order| order.asked.tags.push((None, tag)))
    }

    /// Adds a tag of one target, by its stage's name, where an image has several.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, emit_all, user};
    /// let common = Stage::named("common", debian("bookworm-slim")).account(user("app"));
    /// let web = Stage::named("web", &common).cmd(["/srv/web"]);
    /// let worker = Stage::named("worker", &common).cmd(["/srv/worker"]);
    /// emit_all([emit([web, worker])
    ///     .tag_of("web", "registry.corp:5000/team/web")
    ///     .tag_of("worker", "registry.corp:5000/team/worker")])
    /// .bake("docker-bake.json");
    /// ```
    #[track_caller]
    pub fn tag_of(self, stage: impl Into<String>, tag: impl Into<String>) -> Self {
        let (stage, tag) = (Given::new(stage), Given::new(tag));
        self.with(|order| order.asked.tags.push((Some(stage), tag)))
    }

    /// Sets the platforms that bake and compose build this image for, in place of those for [all
    /// images](crate::Emissions::platforms); an empty list is the builder's own platform.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, emit_all, user};
    /// # let image = Stage::from(debian("bookworm-slim")).account(user("app"));
    /// emit_all([emit(image).platforms(["linux/amd64"])]).bake("docker-bake.json");
    /// ```
    #[doc(alias("multi-arch", "multi-platform"))]
    #[track_caller]
    pub fn platforms(self, platforms: impl Texts) -> Self {
        let platforms = texts::given(platforms);
        self.with(|order| order.asked.platforms = Some(platforms))
    }

    /// Sets the value of a build variable, [`arg`](crate::arg), in the file for bake or compose.
    /// The value is literal text. It is an error where the image declares no such variable, or
    /// where the value may be a secret.
    ///
    /// A value that changes with every commit belongs into the command that builds: `docker buildx
    /// bake --set web.args.REVISION=..`.
    ///
    /// ```no_run
    /// use dockerfile_core::{Stage, arg, debian, emit, emit_all, user};
    ///
    /// let image = Stage::from(debian("bookworm-slim"))
    ///     .account(user("app"))
    ///     .env("APP_VERSION", arg("VERSION"));
    /// emit_all([emit(image).build_arg("VERSION", "1.2")]).bake("docker-bake.json");
    /// ```
    #[doc(alias = "build-arg")]
    #[track_caller]
    pub fn build_arg(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (Given::new(name), Given::new(value));
        self.with(|order| order.asked.args.push((name, value)))
    }

    /// Names the environment variable of whoever builds that holds the [`secret`](crate::secret) of
    /// this id.
    ///
    /// The file for bake or compose names the variable, and never holds the secret. It is an error
    /// if a step needs a secret and nothing says where it comes from.
    ///
    /// ```no_run
    /// use dockerfile_core::{Stage, debian, emit, emit_all, run, secret, user};
    ///
    /// let image = Stage::from(debian("bookworm-slim"))
    ///     .account(user("app"))
    ///     .build(run(["make", "fetch"]).mount(secret("token").env("TOKEN")));
    /// emit_all([emit(image).secret_from_env("token", "TEAM_TOKEN")]).bake("docker-bake.json");
    /// ```
    #[track_caller]
    pub fn secret_from_env(self, id: impl Into<String>, variable: impl Into<String>) -> Self {
        let secret = (Given::new(id), SecretFrom::Env(variable.into()));
        self.with(|order| order.asked.secrets.push(secret))
    }

    /// Names the file of whoever builds that holds the [`secret`](crate::secret) of this id: a path
    /// relative to the package's folder, or an absolute one.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, emit_all, run, secret, user};
    /// # let image = Stage::from(debian("bookworm-slim")).account(user("app"))
    /// #     .build(run(["make", "fetch"]).mount(secret("npmrc")));
    /// emit_all([emit(image).secret_from_file("npmrc", ".npmrc")]).bake("docker-bake.json");
    /// ```
    #[track_caller]
    pub fn secret_from_file(self, id: impl Into<String>, path: impl Into<String>) -> Self {
        let secret = (Given::new(id), SecretFrom::File(path.into()));
        self.with(|order| order.asked.secrets.push(secret))
    }

    /// Sets the folder of the named build context [`context(name)`](crate::context()): a path
    /// relative to the package's folder, an absolute one, or
    /// [`workspace_root`](crate::workspace_root).
    ///
    /// ```no_run
    /// use dockerfile_core::{Stage, context, copy, debian, emit, emit_all, user};
    ///
    /// let image = Stage::from(debian("bookworm-slim"))
    ///     .account(user("app"))
    ///     .source(copy("/guide").from(context("docs")));
    /// emit_all([emit(image).build_context("docs", "../docs")]).bake("docker-bake.json");
    /// ```
    #[track_caller]
    pub fn build_context(self, name: impl Into<String>, folder: impl Into<BuildContext>) -> Self {
        let context = (Given::new(name), folder.into());
        self.with(|order| order.asked.contexts.push(context))
    }

    /// Returns the inputs of each target of the image, with a digest of them. Nothing is written,
    /// and the image's files are read as they are now.
    ///
    /// The digest changes with the image's Dockerfile, comments aside, and with what that reads of
    /// the disk: files, folders and links of the build context that the ignore file lets in, with
    /// their permissions. It changes with nothing else, such as the time or a path of the machine.
    /// What it cannot cover is said by [`Input::is_known`](crate::Input::is_known).
    ///
    /// Call this in a program that shares the declaration with the build script; [the teams'
    /// page](crate::guide::teams#only-what-changed) has one. Where nothing is emitted
    /// (`DOCKERFILE_EMIT=off`, in a packed or vendored copy) the list is empty.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the declaration, and what cannot be read.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit, user};
    /// # let image = || Stage::from(debian("bookworm-slim")).account(user("app"));
    /// for image in emit(image()).inputs().unwrap() {
    ///     println!("{} {}", image.name, image.digest);
    /// }
    /// ```
    pub fn inputs(mut self) -> Result<Vec<ImageInputs>, Report> {
        let orders: Vec<Order> = self.order.take().into_iter().collect();
        let at = orders.first().map_or(Location::caller(), |order| order.at);
        digests::inputs(&orders, &Asked::default(), at)
    }

    /// What [`assert_fresh!`](crate::assert_fresh) expands to.
    #[doc(hidden)]
    pub fn assert_fresh(mut self, package: &str) {
        if let Some(order) = self.order.take() {
            fresh(&Surroundings::of_test(package), order.at, |work| plan(&order, work));
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Order)) -> Self {
        if let Some(order) = &mut self.order {
            change(order);
        }
        self
    }
}

/// A method of `Image`, here so that a call of it gets an error in plain words.
#[doc(hidden)]
impl Emission {
    pub fn dialect<T: DialectElsewhere>(&mut self, _: T) -> Self {
        unreachable!("nothing is such a thing")
    }
}

impl Drop for Emission {
    fn drop(&mut self) {
        if let Some(order) = self.order.take().filter(|_| !thread::panicking()) {
            finish(order.at, |work, _| plan(&order, work));
        }
    }
}

fn plan(order: &Order, work: &mut Work<'_>) {
    if work.image(order).is_some() {
        order.asked.unread().into_iter().for_each(|diagnostic| work.complain(diagnostic));
    }
}

/// Asserts in a test that an image's checked-in files are what its declaration says: for teams
/// whose build scripts write nothing.
///
/// The macro takes the value of [`emit`](crate::emit()) or [`emit_all`](crate::emit_all), writes
/// nothing, and panics with the report that those would print. To write the files, run a small
/// program with the same declaration in the package (`cargo run`).
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
