//! Packages of a cargo workspace, as a user declares them.

use std::marker::PhantomData;
use std::panic::Location;
use std::rc::Rc;

use super::linker::Linker;
use super::settings::Settings;
use super::triple::IsTriple;
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::recipe::Recipe;
use crate::declare::starts::{Gnu, Native, Target};
use crate::declare::steps::origin::HasFiles;
use crate::declare::steps::texts::{Texts, given};
use crate::declare::variable::IntoText;
use crate::recipes::frame::recipe;
use crate::recipes::told::Told;

/// Packages of a cargo workspace, as [`cargo`] declares them.
#[derive(Clone, Debug)]
#[must_use = "a recipe does nothing until a stage has its parts"]
pub struct Cargo<For = Native>(Rc<Settings>, PhantomData<fn() -> For>);

/// Compiles a package, or several, of the workspace that the build script is in. The stage has
/// their programs in `/out` afterwards.
///
/// The manifests on disk say which packages there are, which of them this package needs, and which
/// files they are compiled from. The recipe's three parts stand in three phases, and the build
/// context is the [workspace's root](crate::workspace_root):
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, cargo, copy, debian, emit, image, uid, workspace_root};
///
/// let web = cargo("web");
/// let build = Stage::named("build", image("rust:1.98-slim-bookworm").family(Debian))
///     .dependencies(web.dependencies())
///     .source(web.sources())
///     .build(web.build());
/// let image = Stage::from(debian("bookworm-slim"))
///     .account(uid(65532))
///     .source(copy("/out/web").from(&build).to("/usr/local/bin/web"))
///     .entrypoint(["/usr/local/bin/web"]);
/// emit(image).context(workspace_root());
/// ```
///
/// An edit of the program compiles the program again, an edit of a library of the workspace also
/// what is built on that library. The dependencies are compiled again when a manifest or the lock
/// file changes what the package depends on. Folders called `tests`, `benches`, `examples` and
/// `target` are not copied, unless a program starts in one.
///
/// Of several packages, what they share is compiled once, and the programs of each are compiled in
/// a stage of their own: an edit of one package compiles that one alone.
/// [`artifacts_of`](Cargo::artifacts_of) takes the programs of one:
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, cargo, debian, emit, image, uid, workspace_root};
///
/// let services = cargo(["api", "worker"]);
/// let build = Stage::named("build", image("rust:1.98-slim-bookworm").family(Debian)).recipe(&services);
/// let program = |name: &str| {
///     Stage::named(name, debian("bookworm-slim"))
///         .account(uid(65532))
///         .source(services.artifacts_of(name, &build))
///         .entrypoint([format!("/usr/local/bin/{name}")])
/// };
/// emit([program("api"), program("worker")]).context(workspace_root());
/// ```
///
/// Several packages are compiled as `cargo build -p api -p worker` compiles them: a dependency of
/// both has the features that either asks for.
#[doc(alias("cargo-chef", "Rust"))]
#[track_caller]
pub fn cargo(packages: impl Texts) -> Cargo {
    let packages = given(packages);
    let names: Vec<&str> = packages.iter().map(|name| name.text.as_str()).collect();
    let settings = Settings {
        told: Told::new(names.join(", ")),
        packages,
        workspace: None,
        home: Given::new("/usr/local/cargo"),
        profile: None,
        target: None,
        cross: None,
        linker: None,
        stripped: None,
        features: vec![],
        stable: vec![],
        bins: vec![],
        also: vec![],
        except: vec![],
        env: vec![],
        no_default_features: false,
        incremental: false,
    };
    Cargo(Rc::new(settings), PhantomData)
}

recipe! { Cargo<For: Target>: "the workspace's root",
    such as "cargo(\"web\")", makes For::Program<Built>;
    /// The manifests, the dependencies that they name, and the workspace's own libraries.
    ///
    /// A stage of its own takes the versions of the workspace's packages, and what only other
    /// members need, out of the manifests and the lock file. So a release, or a new dependency of
    /// another service, compiles no dependency again.
    dependencies;
    /// The package's own files.
    sources;
    /// Compiles the package; its programs are in `/out`.
    build;
    /// The programs, copied from the stage that has built them into `/usr/local/bin`.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Debian, Stage, cargo, debian, image, uid};
    /// # let web = cargo("web");
    /// # let build = Stage::named("build", image("rust:1.98-slim-bookworm").family(Debian));
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(web.artifacts(&build))
    ///     .entrypoint(["/usr/local/bin/web"]);
    /// # let _ = stage;
    /// ```
    artifacts;
}

impl<For: Target> Cargo<For> {
    /// The folder of the workspace, below the build context; unless said, that of the package whose
    /// build script runs.
    ///
    /// ```no_run
    /// use dockerfile_core::cargo;
    ///
    /// let web = cargo("web").workspace("services");
    /// # let _ = web;
    /// ```
    pub fn workspace(mut self, folder: impl Into<String>) -> Self {
        self.settings().workspace = Some(folder.into());
        self
    }

    /// The base's `CARGO_HOME`, below which downloads are cached; `/usr/local/cargo` unless said,
    /// as in the official images.
    ///
    /// ```
    /// use dockerfile_core::cargo;
    ///
    /// let program = cargo("web").home("/opt/cargo");
    /// # let _ = program;
    /// ```
    #[track_caller]
    pub fn home(mut self, path: impl Into<String>) -> Self {
        self.settings().home = Given::new(path);
        self
    }

    /// Features to compile the packages with. Of several packages each gets those that it has; a
    /// feature that none of them has is an error.
    ///
    /// ```no_run
    /// use dockerfile_core::cargo;
    ///
    /// let web = cargo("web").features(["tls", "metrics"]).no_default_features();
    /// # let _ = web;
    /// ```
    #[track_caller]
    pub fn features(mut self, features: impl Texts) -> Self {
        self.settings().features.extend(given(features));
        self
    }

    /// Leaves out the default features of the packages.
    ///
    /// ```
    /// use dockerfile_core::cargo;
    ///
    /// let program = cargo("web").no_default_features().features("tls");
    /// # let _ = program;
    /// ```
    pub fn no_default_features(mut self) -> Self {
        self.settings().no_default_features = true;
        self
    }

    /// The profile to compile with; `release` unless said.
    ///
    /// ```
    /// use dockerfile_core::cargo;
    ///
    /// let program = cargo("web").profile("dist");
    /// # let _ = program;
    /// ```
    #[doc(alias("debug", "release"))]
    #[track_caller]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.settings().profile = Some(Given::new(name));
        self
    }

    /// The target to compile for, of those that [`triple`](crate::triple) names; the base's own
    /// unless said. The base has to have the target. What is built for musl is static, and starts
    /// on every base:
    ///
    /// ```no_run
    /// use dockerfile_core::{Debian, Stage, cargo, image, run, scratch, triple, uid};
    ///
    /// let web = cargo("web").target(triple::X86_64_MUSL);
    /// let build = Stage::named("build", image("rust:1.98-slim-bookworm").family(Debian))
    ///     .packages(run(["rustup", "target", "add", "x86_64-unknown-linux-musl"]))
    ///     .recipe(&web);
    /// let stage = Stage::from(scratch())
    ///     .account(uid(65532))
    ///     .source(web.artifacts(&build))
    ///     .entrypoint(["/usr/local/bin/web"]);
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn target<T: IsTriple>(mut self, triple: T) -> Cargo<T::For> {
        self.settings().target = Some(triple.given());
        Cargo(self.0, PhantomData)
    }

    /// Compiles on the platform that builds, for the one that the image is for (`amd64` or
    /// `arm64`), so that no emulator runs the compiler.
    ///
    /// The base has to have the targets and the linkers of both platforms:
    ///
    /// ```no_run
    /// use dockerfile_core::{Debian, Stage, apt, cargo, image, run};
    ///
    /// let web = cargo("web").cross();
    /// let rust = image("rust:1.98-slim-bookworm").family(Debian).on_build_platform();
    /// let build = Stage::named("build", rust)
    ///     .packages(apt(["gcc-aarch64-linux-gnu", "gcc-x86-64-linux-gnu"]))
    ///     .packages(apt(["libc6-dev-amd64-cross", "libc6-dev-arm64-cross"]))
    ///     .packages(run(["rustup", "target", "add", "aarch64-unknown-linux-gnu", "x86_64-unknown-linux-gnu"]))
    ///     .dependencies(web.dependencies())
    ///     .source(web.sources())
    ///     .build(web.build());
    /// # let _ = build;
    /// ```
    #[track_caller]
    pub fn cross(mut self) -> Cargo<Gnu> {
        self.settings().cross = Some(Location::caller());
        Cargo(self.0, PhantomData)
    }

    /// The linker to use where the target's own is slow, which is so for arm64 and for musl. The
    /// stage has to install the linker's package:
    ///
    /// ```no_run
    /// use dockerfile_core::{Debian, Linker, Stage, apt, cargo, image};
    ///
    /// let web = cargo("web").linker(Linker::Mold);
    /// let build = Stage::named("build", image("rust:1.98-slim-bookworm").family(Debian))
    ///     .packages(apt(["mold"]))
    ///     .recipe(&web);
    /// # let _ = build;
    /// ```
    ///
    /// No flag of the compiler is set, so that those of the repository stay as they are. Where
    /// rustc links by an lld of its own, for `x86_64-unknown-linux-gnu` since Rust 1.90, it goes on
    /// to do so.
    #[track_caller]
    pub fn linker(mut self, linker: Linker) -> Self {
        self.settings().linker = Some((linker, Location::caller()));
        self
    }

    /// Takes out of the programs what only a debugger reads, and leaves it in a stage that no image
    /// is built on.
    ///
    /// ```no_run
    /// use dockerfile_core::{Debian, Stage, cargo, debian, image, uid};
    ///
    /// let web = cargo("web").stripped();
    /// let build = Stage::named("build", image("rust:1.98-slim-bookworm").family(Debian)).recipe(&web);
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(web.artifacts(&build))
    ///     .entrypoint(["/usr/local/bin/web"]);
    /// # let _ = stage;
    /// ```
    ///
    /// A stage `build-debug` goes with the stage `build` then, and holds a file `web.debug` for the
    /// program `web`. A debugger finds that file by its name; a backtrace finds it in a folder
    /// `.debug` beside the program:
    ///
    /// ```sh
    /// docker build --target build-debug --output symbols .
    /// docker run --env RUST_BACKTRACE=1 --volume "$PWD/symbols:/usr/local/bin/.debug:ro" web
    /// ```
    ///
    /// A release has no line numbers unless its profile asks for them. They make the stripped
    /// program no larger:
    ///
    /// ```toml
    /// [profile.release]
    /// debug = "line-tables-only"
    /// ```
    #[doc(alias("debug", "strip"))]
    #[track_caller]
    pub fn stripped(mut self) -> Self {
        self.settings().stripped = Some(Location::caller());
        self
    }

    /// Libraries of the workspace that change less often than the others. These libraries, and
    /// those that they need, are compiled in a layer above the others'.
    ///
    /// ```no_run
    /// use dockerfile_core::cargo;
    ///
    /// let web = cargo("web").stable(["protocol", "money"]);
    /// # let _ = web;
    /// ```
    #[track_caller]
    pub fn stable(mut self, packages: impl Texts) -> Self {
        self.settings().stable.extend(given(packages));
        self
    }

    /// The programs to build and to take into an image; unless said, all that the features turn on.
    ///
    /// ```no_run
    /// use dockerfile_core::cargo;
    ///
    /// let web = cargo("web").bins(["web", "migrate"]);
    /// # let _ = web;
    /// ```
    #[track_caller]
    pub fn bins(mut self, programs: impl Texts) -> Self {
        self.settings().bins.extend(given(programs));
        self
    }

    /// A variable of the steps that compile, which build scripts and `env!` read. It is no variable
    /// of the image that runs.
    ///
    /// A variable that changes with [every commit](crate::Arg::per_commit) is set above the last
    /// step alone, which compiles the program.
    ///
    /// ```no_run
    /// use dockerfile_core::{arg, cargo};
    ///
    /// let web = cargo("web")
    ///     .env("SQLX_OFFLINE", "true")
    ///     .env("GIT_SHA", arg("GIT_SHA").per_commit());
    /// # let _ = web;
    /// ```
    #[track_caller]
    pub fn env(mut self, name: impl Into<String>, value: impl IntoText) -> Self {
        self.settings().env.push((Given::new(name), GivenText::new(value)));
        self
    }

    /// Files and folders of the context that packages are compiled from, beside what is copied
    /// anyway: what a build script or `include_str!` reads outside of its package, or in a folder
    /// that is not copied. They are copied above the workspace's libraries, and keep their paths.
    ///
    /// ```no_run
    /// use dockerfile_core::cargo;
    ///
    /// let web = cargo("web").also(["proto", "README.md", "crates/web/examples"]);
    /// # let _ = web;
    /// ```
    #[track_caller]
    pub fn also(mut self, paths: impl Texts) -> Self {
        self.settings().also.extend(given(paths));
        self
    }

    /// Patterns of an ignore file for what is not copied of each package, beside `tests`,
    /// `benches`, `examples` and `target`. They begin at the package's folder.
    ///
    /// ```no_run
    /// use dockerfile_core::cargo;
    ///
    /// let web = cargo("web").except(["docs", "**/*.md"]);
    /// # let _ = web;
    /// ```
    #[track_caller]
    pub fn except(mut self, patterns: impl Texts) -> Self {
        self.settings().except.extend(given(patterns));
        self
    }

    /// Compiles the workspace's packages incrementally: on a builder that keeps its caches, an edit
    /// of a package compiles only what the edit has changed. Layers stay as they are, and a new
    /// builder compiles as much as it would without this setting.
    ///
    /// Code that is compiled incrementally is optimised less and runs slower, so this is for an
    /// image that is built after every edit, beside the one that serves.
    ///
    /// ```no_run
    /// use dockerfile_core::{Cargo, Debian, Entrypoint, Stage, cargo, debian, emit, image, uid};
    ///
    /// fn web(web: &Cargo) -> Stage<Entrypoint, Debian> {
    ///     let build = Stage::named("build", image("rust:1.98-slim-bookworm").family(Debian)).recipe(web);
    ///     Stage::from(debian("bookworm-slim"))
    ///         .account(uid(65532))
    ///         .source(web.artifacts(&build))
    ///         .entrypoint(["/usr/local/bin/web"])
    /// }
    ///
    /// emit(web(&cargo("web")));
    /// emit(web(&cargo("web").incremental())).dockerfile("dev.Dockerfile");
    /// ```
    pub fn incremental(mut self) -> Self {
        self.settings().incremental = true;
        self
    }

    /// The programs of one of the packages, copied from the stage that has the recipe's parts into
    /// `/usr/local/bin`. A package that the recipe does not compile is an error.
    ///
    /// ```no_run
    /// use dockerfile_core::{Debian, Stage, cargo, debian, image, uid};
    ///
    /// let both = cargo(["api", "watch"]);
    /// let build = Stage::named("build", image("rust:1.98-slim-bookworm").family(Debian)).recipe(&both);
    /// let watch = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(both.artifacts_of("watch", &build));
    /// # let _ = watch;
    /// ```
    #[track_caller]
    pub fn artifacts_of<B: HasFiles>(
        &self,
        package: impl Into<String>,
        build: B,
    ) -> <Self as Recipe>::Artifacts<B::Family> {
        self.artifacts(build).of_one(Given::new(package))
    }
}
