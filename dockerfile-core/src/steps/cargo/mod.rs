//! Rust: a package of a cargo workspace, its dependencies compiled in a layer of their own.
//!
//! Dependencies are compiled from all manifests and a stub for each target, then the
//! workspace's own libraries, then the program. A stub cannot ship: the step that compiles
//! a package first touches the files that cargo starts from, so cargo sees them as newer than
//! what was made of the stubs, whatever times the build context gave them.

mod mask;
mod workspace;

use self::workspace::{Closure, Sources};
use super::copy::ArtifactCopy;
use super::origin::HasFiles;
use super::recipe::files::parent;
use super::recipe::{BuildPart, DependenciesPart, Recipe, SourcePart, ToolCache, Work, settings};
use super::{Texts, given};
use crate::given::Given;
use crate::instruction::ShellCommand;
use crate::lower::StageLowering;
use crate::project;
use crate::shell;
use crate::value::{AbsPath, Kind, StageName, Value as _};

/// Where programs wait for the stage that takes them.
const OUT: &str = "/out";

/// What stays behind of a package.
const NOT_COMPILED: [&str; 4] = ["tests", "benches", "examples", "target"];

/// A package of the workspace, from [`cargo`].
#[derive(Clone, Debug)]
pub struct Cargo {
    recipe: Recipe<Closure>,
    home: Given,
    profile: Option<Given>,
    target: Option<Given>,
    features: Vec<Given>,
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
/// is built on it; the dependencies are compiled again when a manifest or the lock file
/// changes. Folders called `tests`, `benches`, `examples` and `target` stay behind.
#[track_caller]
pub fn cargo(package: impl Into<String>) -> Cargo {
    Cargo {
        recipe: Recipe::in_context(
            "cargo",
            package,
            workspace::closure,
            &project::workspace_root(),
        ),
        home: Given::new("/usr/local/cargo"),
        profile: None,
        target: None,
        features: vec![],
        no_default_features: false,
        persistent: false,
    }
}

settings! { Cargo: "the workspace's root"; }

impl Cargo {
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

    /// For a builder that keeps its caches: everything is compiled in one step, over a
    /// target folder in a cache mount, and incrementally. On a builder that is new every
    /// time this compiles everything every time.
    pub fn persistent(mut self) -> Self {
        self.persistent = true;
        self
    }

    /// The manifests, the dependencies that they name, and the workspace's own libraries.
    ///
    /// The manifests go through a stage of their own that takes the versions of the
    /// workspace's packages out of them, so that a release compiles no dependency again.
    pub fn dependencies(&self) -> DependenciesPart {
        let cargo = self.clone();
        let part = DependenciesPart::of(&self.recipe, move |stage| {
            if let Some(work) = cargo.compilation(stage) {
                work.dependencies(stage);
            }
        });
        if self.masks() { part.with_stage_beside() } else { part }
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

    /// Over a target folder that stays, nothing is compiled again for a version.
    fn masks(&self) -> bool {
        !self.persistent && self.recipe.found().is_some_and(|found| !found.mask.is_empty())
    }

    fn compilation(&self, stage: &mut StageLowering) -> Option<Compilation<'_>> {
        let work = self.recipe.work(stage)?;
        for given in self.features.iter().chain(&self.profile).chain(&self.target) {
            stage.text(given, Kind::CargoWord)?;
        }
        let home = stage.text(&self.home, Kind::MountPath).map(AbsPath::trusted)?;
        Some(Compilation { cargo: self, work, home })
    }
}

/// A recipe whose values are good.
struct Compilation<'a> {
    cargo: &'a Cargo,
    work: Work<'a, Closure>,
    home: AbsPath,
}

impl Compilation<'_> {
    fn dependencies(&self, stage: &mut StageLowering) {
        let closure = self.work.found;
        self.work.check_base("Rust", closure.toolchain.as_ref(), stage);
        stage.env_of_steps("DOCKERFILE_EMIT", "off");
        self.work.enter(&closure.root, stage);
        if self.cargo.persistent {
            self.work.copy_manifests(&closure.manifests, stage);
            return;
        }
        let manifests = self.cargo.masks().then(|| self.mask(stage));
        match &manifests {
            Some(manifests) => self.work.copy_from(manifests, "/masked", stage),
            None => self.work.copy_manifests(&closure.manifests, stage),
        }
        let mut commands = self.stubs(&closure.mains, &closure.libraries);
        commands.push(self.compile());
        self.run(commands, stage);
        if let Some(manifests) = &manifests {
            self.work.copy_from(manifests, "/manifests", stage);
        }
        if !closure.internal.is_empty() {
            for sources in &closure.internal {
                self.copy(sources, stage);
            }
            let roots = closure.internal.iter().flat_map(|sources| &sources.roots);
            let commands = vec![self.touch(roots), self.compile()];
            self.run(commands, stage);
        }
    }

    fn sources(&self, stage: &mut StageLowering) {
        let closure = self.work.found;
        if self.cargo.persistent {
            for sources in &closure.internal {
                self.copy(sources, stage);
            }
        }
        self.copy(&closure.program, stage);
    }

    fn build(&self, stage: &mut StageLowering) {
        let closure = self.work.found;
        let mut roots: Vec<&String> = vec![];
        let mut commands = vec![];
        if self.cargo.persistent {
            // What is touched and has not changed costs little then.
            commands.push(ShellCommand::from("export CARGO_INCREMENTAL=1"));
            // Members that are not compiled still need a target each.
            roots.extend(closure.internal.iter().flat_map(|sources| &sources.roots));
            let there =
                |file: &&String| !roots.contains(file) && !closure.program.roots.contains(file);
            let missing =
                |files: &[String]| files.iter().filter(there).cloned().collect::<Vec<_>>();
            commands.extend(self.stubs(&missing(&closure.mains), &missing(&closure.libraries)));
        }
        roots.extend(&closure.program.roots);
        commands.push(self.touch(roots.into_iter()));
        commands.push(self.compile());
        commands.push(self.install());
        self.run(commands, stage);
    }

    /// A stage with the manifests as they are and without versions; its name.
    fn mask(&self, stage: &mut StageLowering) -> StageName {
        let closure = self.work.found;
        stage.beside("manifests", |beside| {
            self.work.copy_manifests_to("/manifests", &closure.manifests, beside);
            let mut commands = vec![ShellCommand::from("cp -R /manifests /masked")];
            commands.extend(closure.mask.commands("/masked"));
            beside.run(vec![], commands);
        })
    }

    fn copy(&self, sources: &Sources, stage: &mut StageLowering) {
        self.work.copy(&sources.paths, &NOT_COMPILED, stage);
    }

    /// A file for each target, so that cargo compiles what they depend on.
    fn stubs(&self, mains: &[String], libraries: &[String]) -> Vec<ShellCommand> {
        let files = mains.iter().chain(libraries);
        let mut folders: Vec<String> = files.map(|file| self.relative(parent(file))).collect();
        folders.retain(|folder| folder != ".");
        folders.sort_unstable();
        folders.dedup();
        let mut commands = vec![];
        if !folders.is_empty() {
            let folders = folders.iter().map(|folder| shell::quote(folder)).collect();
            commands.push(ShellCommand { head: "mkdir -p".to_owned(), words: folders });
        }
        if !libraries.is_empty() {
            commands.push(self.touch(libraries.iter()));
        }
        if !mains.is_empty() {
            let mains: Vec<String> = mains.iter().map(|file| self.quoted(file)).collect();
            let files = mains.join(" ");
            commands.push(ShellCommand::from(format!(
                "for stub in {files}; do echo \"fn main() {{}}\" >\"$stub\" || exit 1; done"
            )));
        }
        commands
    }

    fn touch<'f>(&self, files: impl Iterator<Item = &'f String>) -> ShellCommand {
        let files: Vec<String> = files.map(|file| self.quoted(file)).collect();
        ShellCommand::from(format!("touch {}", files.join(" ")))
    }

    fn quoted(&self, file: &str) -> String {
        shell::quote(&self.relative(file))
    }

    /// A path of the context as it is written in the workspace's root.
    fn relative(&self, path: &str) -> String {
        project::between(self.work.found.root.as_ref(), path.as_ref())
    }

    /// The same in every step: with other packages or features shared dependencies would
    /// be compiled again.
    fn compile(&self) -> ShellCommand {
        let cargo = self.cargo;
        let mut head = match &cargo.profile {
            None => "cargo build --release --locked".to_owned(),
            Some(profile) => format!("cargo build --profile {} --locked", profile.text),
        };
        head += &format!(" -p {}", cargo.recipe.name.text);
        if cargo.no_default_features {
            head += " --no-default-features";
        }
        if !cargo.features.is_empty() {
            let features: Vec<&str> =
                cargo.features.iter().map(|feature| feature.text.as_str()).collect();
            head += &format!(" --features {}", features.join(","));
        }
        if let Some(target) = &cargo.target {
            head += &format!(" --target {}", target.text);
        }
        ShellCommand::from(head)
    }

    fn install(&self) -> ShellCommand {
        let profile = match self.cargo.profile.as_ref().map(|profile| profile.text.as_str()) {
            None | Some("release") => "release",
            Some("dev" | "test") => "debug",
            Some(profile) => profile,
        };
        let target = match &self.cargo.target {
            Some(target) => format!("target/{}/{profile}", target.text),
            None => format!("target/{profile}"),
        };
        let programs = self.work.found.programs.iter();
        let programs = programs.map(|program| shell::quote(&format!("{target}/{program}")));
        ShellCommand::from(format!(
            "install -D -t {OUT} {}",
            programs.collect::<Vec<_>>().join(" ")
        ))
    }

    fn run(&self, commands: Vec<ShellCommand>, stage: &mut StageLowering) {
        let root = &self.work.found.root;
        let mut caches = vec![
            ToolCache::shared("cargo-registry", format!("{}/registry", self.home)),
            ToolCache::shared("cargo-git", format!("{}/git", self.home)),
        ];
        if self.cargo.persistent {
            let target = self.work.path(&format!("{root}/target"));
            caches.push(ToolCache::locked("cargo-target", target));
        }
        self.work.run(root, &caches, commands, stage);
    }
}
