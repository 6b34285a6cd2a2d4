//! Poetry: a project, its dependencies installed in a layer of their own.

use toml::de::DeTable;

use super::choice::{Choice, Chosen, choices};
use super::pip;
use super::project::{self, MANIFEST, NOT_INSTALLED};
use crate::complaints;
use crate::given::Given;
use crate::instruction::ShellCommand;
use crate::lower::StageLowering;
use crate::shell;
use crate::steps::recipe::files::{Files, below, folder_of, leads_to};
use crate::steps::recipe::{
    BuildPart, DependenciesPart, Problem, Recipe, SourcePart, ToolCache, Toolchain, Work, settings,
};
use crate::tables::{is, parse, table, tables, text, texts};
use crate::value::Kind;

/// Where Poetry itself is: in no environment that an image has.
const POETRY: &str = "/opt/poetry";

/// Where the project's own package waits for pip.
const WHEEL: &str = "/tmp/wheel";

/// A project of Poetry, from [`poetry`].
#[derive(Clone, Debug)]
pub struct Poetry {
    recipe: Recipe<Project>,
    choice: Choice,
    version: Option<Given>,
}

/// Installs the Poetry project in a folder of the build context into a virtual environment,
/// which another stage on the same base takes.
///
/// Poetry goes into an environment of its own, in the version that wrote `poetry.lock`, unless
/// [`version`](Poetry::version) says another; 1.8 is the oldest that will do. Dependencies are
/// installed in a layer that changes with that file and `pyproject.toml`; then come path
/// dependencies, and last the project itself, as a wheel: Poetry alone would install a link to
/// the source. With `package-mode = false` it is not installed, and the image has its files at
/// their path below [`folder`](Poetry::folder). `tests`, `dist` and what is hidden stay behind.
///
/// The base has Python with its venv module, in the version that the project asks for.
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, emit, image, poetry, uid};
///
/// let svc = poetry("svc");
/// let base = image("python:3.13-slim-bookworm").family(Debian);
/// let build = Stage::named("build", base.clone())
///     .dependencies(svc.dependencies())
///     .source(svc.sources())
///     .build(svc.build());
/// let image = Stage::from(base)
///     .account(uid(65532))
///     .source(svc.artifacts(&build))
///     .entrypoint(["/opt/venv/bin/svc"]);
/// emit(image);
/// ```
///
/// Source: <https://python-poetry.org/docs/cli/#install>.
///
/// It is there with the feature `python`.
#[track_caller]
pub fn poetry(folder: impl Into<String>) -> Poetry {
    Poetry {
        recipe: Recipe::new("poetry", folder, project_of),
        choice: Choice::new(),
        version: None,
    }
}

settings! { Poetry: "the package's own folder"; }
choices! { Poetry, Project::run_from }

impl Poetry {
    /// The version of Poetry; the one that wrote `poetry.lock` unless said.
    #[track_caller]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(Given::new(version));
        self
    }

    /// Poetry, the lock file, and what it installs from elsewhere.
    pub fn dependencies(&self) -> DependenciesPart {
        let poetry = self.clone();
        DependenciesPart::of(&self.recipe, move |stage| {
            if let Some(install) = poetry.install(stage) {
                install.dependencies(stage);
            }
        })
    }

    /// Path dependencies, then the project itself.
    pub fn sources(&self) -> SourcePart {
        let poetry = self.clone();
        SourcePart::of(&self.recipe, move |stage| {
            if let Some(install) = poetry.install(stage) {
                install.sources(stage);
            }
        })
    }

    /// Builds and installs them.
    pub fn build(&self) -> BuildPart {
        let poetry = self.clone();
        BuildPart::of(&self.recipe, move |stage| {
            if let Some(install) = poetry.install(stage) {
                install.build(stage);
            }
        })
    }

    fn install(&self, stage: &mut StageLowering) -> Option<Install<'_>> {
        let work = self.recipe.work(stage)?;
        let version = match &self.version {
            Some(version) => stage.text(version, Kind::Word),
            None => work.found.version.clone().or_else(|| {
                let problem =
                    "`poetry.lock` does not say which Poetry wrote it: say `.version(..)`";
                stage.complain(complaints::unread_project("poetry", problem, work.at));
                None
            }),
        };
        Some(Install { version: version?, chosen: self.choice.lower(stage)?, work })
    }
}

/// A recipe whose values are good.
struct Install<'a> {
    work: Work<'a, Project>,
    version: String,
    chosen: Chosen,
}

impl Install<'_> {
    fn dependencies(&self, stage: &mut StageLowering) {
        let project = self.work.found;
        self.work.check_base("Python", project.python.as_ref(), stage);
        stage.env_of_steps("VIRTUAL_ENV", self.chosen.venv.as_str());
        self.work.enter(&project.folder, stage);
        let poetry = vec![
            ShellCommand::from(format!("python3 -m venv {POETRY}")),
            ShellCommand::from(format!(
                "{POETRY}/bin/python3 -m pip install {}",
                shell::quote(&format!("poetry=={}", self.version))
            )),
        ];
        self.work.run(&project.folder, &[pip::cache()], poetry, stage);
        self.work.copy_manifests(&project.manifests, stage);
        let venv = ShellCommand::from(format!("python3 -m venv {}", self.chosen.venv));
        let install = self.command("--no-root --no-directory");
        self.work.run(&project.folder, &[cache()], vec![venv, install], stage);
    }

    fn sources(&self, stage: &mut StageLowering) {
        let project = self.work.found;
        for library in self.libraries() {
            if library.is_linked {
                let problem = library.linked(&project.folder);
                stage.complain(complaints::unread_project("poetry", &problem, self.work.at));
            }
            self.work.copy(&library.sources, &NOT_INSTALLED, stage);
        }
        if project.is_package {
            self.work.copy(&project.sources, &NOT_INSTALLED, stage);
        }
    }

    fn build(&self, stage: &mut StageLowering) {
        let project = self.work.found;
        let mut commands = vec![];
        let mut caches = vec![];
        if self.libraries().next().is_some() {
            commands.push(self.command("--no-root"));
            caches.push(cache());
        }
        if project.is_package {
            let build = format!("{POETRY}/bin/poetry build --format wheel --output {WHEEL}");
            let install = "-m pip install --no-deps --no-index";
            let install = format!("{}/bin/python3 {install} {WHEEL}/*.whl", self.chosen.venv);
            commands.extend([ShellCommand::from(build), ShellCommand::from(install)]);
            caches.push(pip::cache());
        }
        if !commands.is_empty() {
            self.work.run(&project.folder, &caches, commands, stage);
        }
    }

    /// The path dependencies that are installed.
    fn libraries(&self) -> impl Iterator<Item = &Library> {
        let chosen = |group: &String| group == "main" || self.chosen.groups.contains(group);
        // Before Poetry 2.0 a lock file does not say the groups.
        let installed =
            move |one: &&Library| one.groups.is_empty() || one.groups.iter().any(chosen);
        self.work.found.libraries.iter().filter(installed)
    }

    fn command(&self, options: &str) -> ShellCommand {
        let mut groups = vec!["main"];
        groups.extend(self.chosen.groups.iter().map(String::as_str));
        let mut words = vec![format!("{POETRY}/bin/poetry install --only"), groups.join(",")];
        words.push(options.to_owned());
        words.extend(
            self.chosen.extras.iter().map(|extra| format!("--extras {}", shell::quote(extra))),
        );
        ShellCommand::from(words.join(" "))
    }
}

fn cache() -> ToolCache {
    ToolCache::shared("poetry", "/root/.cache/pypoetry")
}

// ---- what is on disk -----------------------------------------------------------------------------

/// A project as its files say it. Paths are relative to the context.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Project {
    folder: String,
    manifests: Vec<String>,
    /// The Poetry that wrote the lock file.
    version: Option<String>,
    is_package: bool,
    python: Option<Toolchain>,
    libraries: Vec<Library>,
    sources: Vec<String>,
}

/// A path dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Library {
    name: String,
    folder: String,
    groups: Vec<String>,
    /// It is installed as a link to its source.
    is_linked: bool,
    sources: Vec<String>,
}

impl Project {
    /// The files of a project that is no package.
    fn run_from(&self) -> &[String] {
        if self.is_package { &[] } else { &self.sources }
    }
}

impl Library {
    fn linked(&self, by: &str) -> String {
        format!(
            "`{}` is installed as a link to its source, which the image does not have: take \
             `develop = true` from `{}`",
            self.name,
            below(by, MANIFEST)
        )
    }
}

fn project_of(files: &Files, name: &str) -> Result<Project, Problem> {
    let folder = folder_of(name)?;
    let lock = below(&folder, "poetry.lock");
    if !files.has(&lock) {
        return Err(format!("`{name}` has no `poetry.lock`: run `poetry lock`"));
    }
    let read = files.read(&lock)?;
    let version = read.lines().next().and_then(|line| {
        line.split_once("Poetry ")?.1.split_whitespace().next().map(str::to_owned)
    });
    let mut manifests = files.existing(&folder, &[MANIFEST, "poetry.lock", "poetry.toml"]);
    let mut libraries = libraries(&parse(&lock, &read)?, &folder)?;
    // What is a file is installed with what comes from elsewhere.
    let archives = libraries.extract_if(.., |library| files.has(&library.folder));
    manifests.extend(archives.map(|archive| archive.folder));
    let mut folders: Vec<String> = libraries.iter().map(|one| one.folder.clone()).collect();
    folders.push(folder.clone());
    for library in &mut libraries {
        library.sources = project::sources(files, &library.folder, &folders, true)?;
    }
    let (python, is_package) = project::manifest(files, &folder, |manifest| {
        let tool = table(manifest, &["tool", "poetry"]);
        let is_package = tool.and_then(|poetry| is(poetry, "package-mode")).unwrap_or(true);
        (project::python(manifest, &folder), is_package)
    })?;
    let sources = project::sources(files, &folder, &folders, is_package)?;
    Ok(Project { folder, manifests, version, is_package, python, libraries, sources })
}

/// Path dependencies, those of path dependencies among them.
fn libraries(lock: &DeTable<'_>, folder: &str) -> Result<Vec<Library>, Problem> {
    let mut libraries = vec![];
    for package in tables(lock, "package") {
        let Some(source) = table(package, &["source"]) else { continue };
        let kind = text(source, "type").unwrap_or_default();
        if ["directory", "file"].contains(&kind.as_str()) {
            libraries.push(Library {
                name: text(package, "name").unwrap_or_default(),
                folder: leads_to(folder, &text(source, "url").unwrap_or_default())?,
                groups: texts(package, "groups"),
                is_linked: is(package, "develop").unwrap_or(false),
                sources: vec![],
            });
        }
    }
    Ok(libraries)
}
