//! Rust: a package of a cargo workspace, its dependencies compiled in a layer of their own.
//!
//! Dependencies are compiled from all manifests and a stub for each target, then the
//! workspace's own libraries, then the program. A stub cannot ship: the step that compiles
//! a package first touches the files that cargo starts from, so cargo sees them as newer than
//! what was made of the stubs, whatever times the build context gave them.

mod compilation;
mod manifests;
mod mask;
mod prune;
mod workspace;

use std::panic::Location;

use self::compilation::Compilation;
use self::workspace::Closure;
use super::copy::ArtifactCopy;
use super::origin::HasFiles;
use super::recipe::{BuildPart, DependenciesPart, OUT, Recipe, SourcePart, settings};
use super::{Texts, given};
use crate::complaints;
use crate::given::{Given, Place};
use crate::lower::StageLowering;
use crate::project;
use crate::value::{AbsPath, Kind, Value as _};

/// A package of the workspace, from [`cargo`].
#[derive(Clone, Debug)]
pub struct Cargo {
    recipe: Recipe<Closure>,
    home: Given,
    profile: Option<Given>,
    target: Option<Given>,
    cross: Option<Place>,
    features: Vec<Given>,
    stable: Vec<Given>,
    files: Vec<Given>,
    no_default_features: bool,
    persistent: bool,
}

/// Compiles a package of the workspace that the build script is in, whose programs the
/// stage has in `/out` afterwards.
///
/// It is read from the manifests on disk: which packages there are, which of them the
/// package needs, and the files that they start from. Its three parts stand in three phases,
/// and the build context is the [workspace's root](crate::workspace_root):
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, cargo, copy, debian, emit, image, uid, workspace_root};
///
/// let web = cargo("web");
/// let build = Stage::named("build", image("rust:1.95-slim-bookworm").family(Debian))
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
/// An edit of the program compiles the program; one of a library of the workspace also what
/// is built on it; the dependencies are compiled again when what it depends on changes.
/// Folders called `tests`, `benches`, `examples` and `target` stay behind.
#[track_caller]
pub fn cargo(package: impl Into<String>) -> Cargo {
    Cargo {
        recipe: Recipe::in_context(
            "cargo",
            package,
            |files, name| workspace::closure(files, None, name),
            project::workspace_root(),
        ),
        home: Given::new("/usr/local/cargo"),
        profile: None,
        target: None,
        cross: None,
        features: vec![],
        stable: vec![],
        files: vec![],
        no_default_features: false,
        persistent: false,
    }
}

settings! { Cargo: "the workspace's root"; }

impl Cargo {
    /// The workspace's folder below the build context, where it is another than that of the
    /// package whose build script runs.
    pub fn workspace(mut self, folder: impl Into<String>) -> Self {
        let folder = folder.into();
        let read = move |files: &_, name: &_| workspace::closure(files, Some(&folder), name);
        self.recipe.set_reader(read);
        self
    }

    /// The base's `CARGO_HOME`, below which downloads are cached; `/usr/local/cargo`, as in
    /// the official images, unless said.
    #[track_caller]
    pub fn home(mut self, path: impl Into<String>) -> Self {
        self.home = Given::new(path);
        self
    }

    /// Features of the package to compile with.
    #[track_caller]
    pub fn features(mut self, features: impl Texts) -> Self {
        self.features.extend(given(features));
        self
    }

    /// Leaves out the package's default features.
    pub fn no_default_features(mut self) -> Self {
        self.no_default_features = true;
        self
    }

    /// Another profile than `release`.
    #[track_caller]
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(Given::new(name));
        self
    }

    /// Another target than the base's own, such as `x86_64-unknown-linux-musl`; the base has
    /// to have it.
    #[track_caller]
    pub fn target(mut self, triple: impl Into<String>) -> Self {
        self.target = Some(Given::new(triple));
        self
    }

    /// Compiles on the platform that builds, for the one that the image is for, `amd64` or
    /// `arm64`: no emulator runs the compiler.
    ///
    /// The base has to have the targets and the linkers of both:
    ///
    /// ```no_run
    /// use dockerfile_core::{Debian, Stage, apt, cargo, image, run};
    ///
    /// let web = cargo("web").cross();
    /// let rust = image("rust:1.95-slim-bookworm").family(Debian).on_build_platform();
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
    pub fn cross(mut self) -> Self {
        self.cross = Some(Location::caller());
        self
    }

    /// Libraries of the workspace that change less often than the others: they, and what they
    /// need, are compiled in a layer above.
    ///
    /// ```no_run
    /// use dockerfile_core::cargo;
    ///
    /// let web = cargo("web").stable(["protocol", "money"]);
    /// # let _ = web;
    /// ```
    #[track_caller]
    pub fn stable(mut self, packages: impl Texts) -> Self {
        self.stable.extend(given(packages));
        self
    }

    /// Files and folders of the context, outside of all packages, that packages are compiled from:
    /// what a build script or `include_str!` reads, what a symbolic link leads to. They are copied
    /// above the workspace's libraries, and keep their paths.
    ///
    /// ```no_run
    /// use dockerfile_core::cargo;
    ///
    /// let web = cargo("web").files(["proto", "README.md"]);
    /// # let _ = web;
    /// ```
    ///
    /// What the program alone reads is better copied by the stage, beside its sources:
    /// `.source(copy("migrations").to("/src/migrations"))`.
    #[track_caller]
    pub fn files(mut self, paths: impl Texts) -> Self {
        self.files.extend(given(paths));
        self
    }

    /// For a builder that keeps its caches: everything is compiled in one step, over a
    /// target folder in a cache mount, and incrementally. On a builder that is new every
    /// time this compiles everything every time.
    pub fn persistent(mut self) -> Self {
        self.persistent = true;
        self
    }

    /// The manifests, the dependencies that they name, and the workspace's own libraries.
    ///
    /// The manifests go through a stage of their own that takes out of them, and of the lock
    /// file, the versions of the workspace's packages and what only other members need: a
    /// release, or a dependency more of another service, compiles no dependency again.
    pub fn dependencies(&self) -> DependenciesPart {
        let cargo = self.clone();
        DependenciesPart::of(&self.recipe, move |stage| {
            if let Some(work) = cargo.compilation(stage) {
                work.dependencies(stage);
            }
        })
    }

    /// The package's own files.
    pub fn sources(&self) -> SourcePart {
        let cargo = self.clone();
        SourcePart::of(&self.recipe, move |stage| {
            if let Some(work) = cargo.compilation(stage) {
                work.sources(stage);
            }
        })
    }

    /// Compiles the package; its programs are in `/out`.
    pub fn build(&self) -> BuildPart {
        let cargo = self.clone();
        BuildPart::of(&self.recipe, move |stage| {
            if let Some(work) = cargo.compilation(stage) {
                work.build(stage);
            }
        })
    }

    /// The programs, from the stage that has built them, into `/usr/local/bin`.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Debian, Stage, cargo, debian, image, uid};
    /// # let web = cargo("web");
    /// # let build = Stage::named("build", image("rust:1.95-slim-bookworm").family(Debian));
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(web.artifacts(&build))
    ///     .entrypoint(["/usr/local/bin/web"]);
    /// # let _ = stage;
    /// ```
    pub fn artifacts(&self, build: impl HasFiles) -> Vec<ArtifactCopy> {
        let paths =
            |program: &String| (format!("{OUT}/{program}"), format!("/usr/local/bin/{program}"));
        self.recipe.artifacts(build, |found| found.programs.iter().map(paths).collect())
    }

    fn compilation(&self, stage: &mut StageLowering) -> Option<Compilation<'_>> {
        let work = self.recipe.work(stage)?;
        for given in self.features.iter().chain(&self.profile).chain(&self.target) {
            stage.text(given, Kind::Word)?;
        }
        if let (Some(at), Some(target)) = (self.cross, &self.target) {
            stage.complain(complaints::cross_to_a_target(&target.text, at));
            return None;
        }
        for name in &self.stable {
            if !work.found.internal.iter().any(|library| library.name == name.text) {
                stage.complain(complaints::no_library(&self.recipe.name.text, name));
                return None;
            }
        }
        let home = stage.text(&self.home, Kind::MountPath).map(AbsPath::trusted)?;
        Some(Compilation { cargo: self, work, home })
    }
}
