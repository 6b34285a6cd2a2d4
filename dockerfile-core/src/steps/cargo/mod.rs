//! Rust: a package of a cargo workspace, its dependencies compiled in a layer of their own.
//!
//! Dependencies are compiled from all manifests and a stub for each target, then the
//! workspace's own libraries, then the program. A stub cannot ship: the step that compiles
//! a package first touches the files that cargo starts from, so cargo sees them as newer than
//! what was made of the stubs, whatever times the build context gave them.

mod workspace;

use std::rc::Rc;

use self::workspace::{Closure, Sources};
use super::manifest::Manifest;
use super::{Texts, given};
use crate::complaints;
use crate::given::{Given, Place};
use crate::instruction::{
    Copy, CopySource, FileFlags, Instruction, Mount, RunForm, RunOptions, ShellCommand,
};
use crate::lower::{Source, StageLowering};
use crate::pins::Reference;
use crate::project;
use crate::shell;
use crate::value::{AbsPath, ContextPath, Kind, Value as _};

/// Where programs wait for the stage that takes them.
const OUT: &str = "/out";

/// A package of the workspace, from [`cargo`].
#[derive(Clone, Debug)]
pub struct Cargo(Rc<Recipe>);

#[derive(Clone, Debug)]
struct Recipe {
    package: Given,
    closure: Result<Closure, String>,
    folder: Given,
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
    let package = Given::new(package);
    let closure = workspace::closure(&project::workspace_root(), &package.text);
    Cargo(Rc::new(Recipe {
        package,
        closure,
        folder: Given::new("/src"),
        home: Given::new("/usr/local/cargo"),
        profile: None,
        target: None,
        features: vec![],
        no_default_features: false,
        persistent: false,
    }))
}

impl Cargo {
    fn with(mut self, change: impl FnOnce(&mut Recipe)) -> Self {
        change(Rc::make_mut(&mut self.0));
        self
    }

    /// The folder of the image that the workspace is compiled in; `/src` unless said.
    #[track_caller]
    pub fn folder(self, path: impl Into<String>) -> Self {
        let path = Given::new(path);
        self.with(|recipe| recipe.folder = path)
    }

    /// The base's `CARGO_HOME`, below which downloads are cached; `/usr/local/cargo`, as in
    /// the official images, unless said.
    #[track_caller]
    pub fn home(self, path: impl Into<String>) -> Self {
        let path = Given::new(path);
        self.with(|recipe| recipe.home = path)
    }

    /// Features of the package to compile with.
    #[track_caller]
    pub fn features(self, features: impl Texts) -> Self {
        let features = given(features);
        self.with(|recipe| recipe.features.extend(features))
    }

    /// Leaves out the package's default features.
    pub fn no_default_features(self) -> Self {
        self.with(|recipe| recipe.no_default_features = true)
    }

    /// Another profile than `release`.
    #[track_caller]
    pub fn profile(self, name: impl Into<String>) -> Self {
        let name = Given::new(name);
        self.with(|recipe| recipe.profile = Some(name))
    }

    /// Another target than the base's own, such as `x86_64-unknown-linux-musl`; the base has
    /// to have it.
    #[track_caller]
    pub fn target(self, triple: impl Into<String>) -> Self {
        let triple = Given::new(triple);
        self.with(|recipe| recipe.target = Some(triple))
    }

    /// For a builder that keeps its caches: everything is compiled in one step, over a
    /// target folder in a cache mount, and incrementally. On a builder that is new every
    /// time this compiles everything every time.
    pub fn persistent(self) -> Self {
        self.with(|recipe| recipe.persistent = true)
    }

    /// The manifests, the dependencies that they name, and the workspace's own libraries.
    pub fn dependencies(&self) -> CargoDependencies {
        CargoDependencies(Rc::clone(&self.0))
    }

    /// The package's own files.
    pub fn sources(&self) -> CargoSources {
        CargoSources(Rc::clone(&self.0))
    }

    /// Compiles the package; its programs are in `/out`.
    pub fn build(&self) -> CargoBuild {
        CargoBuild(Rc::clone(&self.0))
    }
}

/// What a package depends on, from [`Cargo::dependencies`].
#[derive(Clone, Debug)]
pub struct CargoDependencies(Rc<Recipe>);

/// A package's files, from [`Cargo::sources`].
#[derive(Clone, Debug)]
pub struct CargoSources(Rc<Recipe>);

/// Compiling a package, from [`Cargo::build`].
#[derive(Clone, Debug)]
pub struct CargoBuild(Rc<Recipe>);

impl CargoDependencies {
    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let Some(work) = Work::of(&self.0, stage) else { return };
        work.check_toolchain(stage);
        stage.env_of_steps("DOCKERFILE_EMIT", "off");
        work.copy_manifests(stage);
        if self.0.persistent {
            return;
        }
        let mut commands = work.stubs();
        commands.push(work.compile());
        work.run(commands, stage);
        if !work.closure.internal.is_empty() {
            for sources in &work.closure.internal {
                work.copy(sources, stage);
            }
            let roots = work.closure.internal.iter().flat_map(|sources| &sources.roots);
            work.run(vec![touch(roots), work.compile()], stage);
        }
    }
}

impl CargoSources {
    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let Some(work) = Work::of(&self.0, stage) else { return };
        if self.0.persistent {
            for sources in &work.closure.internal {
                work.copy(sources, stage);
            }
        }
        work.copy(&work.closure.program, stage);
    }
}

impl CargoBuild {
    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let Some(work) = Work::of(&self.0, stage) else { return };
        let mut roots: Vec<&String> = vec![];
        let mut commands = vec![];
        if self.0.persistent {
            // What is touched and has not changed costs little then.
            commands.push(ShellCommand::from("export CARGO_INCREMENTAL=1"));
            // Members that are not compiled still need a target each.
            commands.extend(work.missing_stubs());
            roots.extend(work.closure.internal.iter().flat_map(|sources| &sources.roots));
        }
        roots.extend(&work.closure.program.roots);
        commands.push(touch(roots.into_iter()));
        commands.push(work.compile());
        commands.push(work.install());
        work.run(commands, stage);
    }
}

// ---- what the three have in common --------------------------------------------------------------

/// A recipe whose values are good.
struct Work<'a> {
    recipe: &'a Recipe,
    closure: &'a Closure,
    at: Place,
    folder: AbsPath,
    home: AbsPath,
}

impl<'a> Work<'a> {
    fn of(recipe: &'a Recipe, stage: &mut StageLowering) -> Option<Self> {
        let at = recipe.package.at;
        let closure = match &recipe.closure {
            Ok(closure) => closure,
            Err(problem) => {
                stage.complain(complaints::cargo_problem(problem, at));
                return None;
            }
        };
        for given in recipe.features.iter().chain(&recipe.profile).chain(&recipe.target) {
            stage.text(given, Kind::CargoWord)?;
        }
        let folder = stage.text(&recipe.folder, Kind::MountPath).map(AbsPath::trusted)?;
        let home = stage.text(&recipe.home, Kind::MountPath).map(AbsPath::trusted)?;
        Some(Self { recipe, closure, at, folder, home })
    }

    /// The official images say their version in their tag: `rust:1.95-slim-bookworm`.
    fn check_toolchain(&self, stage: &mut StageLowering) {
        let (Some(wanted), Some(base)) = (&self.closure.toolchain, stage.base()) else { return };
        let reference = Reference::of(&base);
        let is_official = reference.repository.rsplit('/').next() == Some("rust");
        let tag = reference.tag.unwrap_or_default();
        let version = tag.split('-').next().unwrap_or_default();
        let has_version = is_official && version.starts_with(|c: char| c.is_ascii_digit());
        let agree = |a: &str, b: &str| format!("{a}.").starts_with(&format!("{b}."));
        if has_version && !agree(wanted, version) && !agree(version, wanted) {
            stage.complain(complaints::other_toolchain(wanted, version, self.at));
        }
    }

    fn copy_manifests(&self, stage: &mut StageLowering) {
        let given = |text: &String| Given { text: text.clone(), at: self.at };
        let files = self.closure.manifests.iter().map(given).collect();
        let to = Given { text: self.folder.to_string(), at: self.at };
        Manifest::of(files, to).lower(stage);
    }

    fn copy(&self, sources: &Sources, stage: &mut StageLowering) {
        for path in &sources.paths {
            let given = Given { text: path.clone(), at: self.at };
            let Some(path) = stage.value::<ContextPath>(&given) else { continue };
            let except = ["tests", "benches", "examples", "target"];
            let except = except.map(|name| ContextPath::trusted(name.to_owned())).to_vec();
            stage.push(Instruction::Copy(Copy {
                source: CopySource::Context(vec![path.to_string()]),
                flags: FileFlags::default(),
                parents: false,
                to: format!("{}/{path}", self.folder.as_str().trim_end_matches('/')),
            }));
            let (file, for_program) = (false, false);
            stage.source(Source { path, at: self.at, file, for_program, except });
        }
    }

    /// A file for each target, so that cargo compiles what they depend on.
    fn stubs(&self) -> Vec<ShellCommand> {
        let (mains, libraries) = (&self.closure.mains, &self.closure.libraries);
        let mut folders: Vec<&str> = mains
            .iter()
            .chain(libraries)
            .filter_map(|file| Some(file.rsplit_once('/')?.0))
            .collect();
        folders.sort_unstable();
        folders.dedup();
        let mut commands = vec![];
        if !folders.is_empty() {
            let folders = folders.iter().map(|folder| shell::quote(folder)).collect();
            commands.push(ShellCommand { head: "mkdir -p".to_owned(), words: folders });
        }
        if !libraries.is_empty() {
            commands.push(touch(libraries.iter()));
        }
        if !mains.is_empty() {
            let mains: Vec<String> = mains.iter().map(|file| shell::quote(file)).collect();
            let files = mains.join(" ");
            commands.push(ShellCommand::from(format!(
                "for stub in {files}; do echo \"fn main() {{}}\" >\"$stub\" || exit 1; done"
            )));
        }
        commands
    }

    /// The same for targets whose files no COPY has brought.
    fn missing_stubs(&self) -> Vec<ShellCommand> {
        let internal = self.closure.internal.iter().flat_map(|sources| &sources.roots);
        let there: Vec<&String> = internal.chain(&self.closure.program.roots).collect();
        let missing = |files: &[String]| -> Vec<String> {
            files.iter().filter(|file| !there.contains(file)).cloned().collect()
        };
        let closure = Closure {
            mains: missing(&self.closure.mains),
            libraries: missing(&self.closure.libraries),
            ..Closure::default()
        };
        let (folder, home) = (self.folder.clone(), self.home.clone());
        Work { recipe: self.recipe, closure: &closure, at: self.at, folder, home }.stubs()
    }

    /// The same in every step: with other packages or features shared dependencies would
    /// be compiled again.
    fn compile(&self) -> ShellCommand {
        let recipe = self.recipe;
        let mut head = match &recipe.profile {
            None => "cargo build --release --locked".to_owned(),
            Some(profile) => format!("cargo build --profile {} --locked", profile.text),
        };
        head += &format!(" -p {}", recipe.package.text);
        if recipe.no_default_features {
            head += " --no-default-features";
        }
        if !recipe.features.is_empty() {
            let features: Vec<&str> =
                recipe.features.iter().map(|feature| feature.text.as_str()).collect();
            head += &format!(" --features {}", features.join(","));
        }
        if let Some(target) = &recipe.target {
            head += &format!(" --target {}", target.text);
        }
        ShellCommand::from(head)
    }

    fn install(&self) -> ShellCommand {
        let profile = match self.recipe.profile.as_ref().map(|profile| profile.text.as_str()) {
            None | Some("release") => "release",
            Some("dev" | "test") => "debug",
            Some(profile) => profile,
        };
        let target = match &self.recipe.target {
            Some(target) => format!("target/{}/{profile}", target.text),
            None => format!("target/{profile}"),
        };
        let programs = self.closure.programs.iter();
        let programs = programs.map(|program| shell::quote(&format!("{target}/{program}")));
        ShellCommand::from(format!(
            "install -D -t {OUT} {}",
            programs.collect::<Vec<_>>().join(" ")
        ))
    }

    fn run(&self, commands: Vec<ShellCommand>, stage: &mut StageLowering) {
        let mut mounts: Vec<Mount> = vec![
            stage.cache_mount("cargo-registry", &format!("{}/registry", self.home)),
            stage.cache_mount("cargo-git", &format!("{}/git", self.home)),
        ];
        if self.recipe.persistent {
            mounts.push(stage.locked_cache("cargo-target", &format!("{}/target", self.folder)));
        }
        let options = RunOptions { mounts, ..RunOptions::default() };
        stage.keep_apart();
        stage.run_in(Some(self.folder.clone()), options, RunForm::Commands(commands));
        stage.keep_apart();
    }
}

fn touch<'a>(files: impl Iterator<Item = &'a String>) -> ShellCommand {
    let files: Vec<String> = files.map(|file| shell::quote(file)).collect();
    ShellCommand::from(format!("touch {}", files.join(" ")))
}
