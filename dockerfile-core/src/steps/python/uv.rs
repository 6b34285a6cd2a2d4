//! uv: a project or a member of a workspace, its dependencies installed in a layer of their own.
//!
//! What is installed is what `uv.lock` says, so that is what is read: which packages are on
//! disk, which of them the project needs, and which are no packages but only run (`virtual`).

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use super::choice::{Choice, Chosen, choices};
use super::project::{self, MANIFEST, NOT_INSTALLED};
use crate::instruction::ShellCommand;
use crate::lower::StageLowering;
use crate::shell;
use crate::steps::recipe::files::{Files, below, folder_of, leads_to, parent};
use crate::steps::recipe::{
    BuildPart, DependenciesPart, Problem, Recipe, SourcePart, ToolCache, Toolchain, Work, settings,
};
use crate::tables::{parse, table, tables, text, texts};

/// A project of uv, from [`uv`].
#[derive(Clone, Debug)]
pub struct Uv {
    recipe: Recipe<Locked>,
    choice: Choice,
}

/// Installs the uv project in a folder of the build context into a virtual environment, which
/// another stage on the same base takes; the folder may be a member of a workspace.
///
/// It is read from `uv.lock`. Dependencies are installed in a layer that changes with that file
/// and the `pyproject.toml` beside it; then come the members and path dependencies that the
/// project needs, and last itself. A project without `[build-system]` is no package: it is not
/// installed, and the image has its files at their path below [`folder`](Uv::folder).
/// `tests`, `dist` and what is hidden stay behind.
///
/// The base has Python, in the version that the project asks for. uv is no part of the recipe:
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, copy, emit, image, uid, uv};
///
/// let svc = uv("services/svc");
/// let base = image("python:3.13-slim-bookworm").family(Debian);
/// let build = Stage::named("build", base.clone())
///     .dependencies(copy("/uv").from(image("ghcr.io/astral-sh/uv:0.9")).to("/usr/local/bin/uv"))
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
/// Where only a package index is at hand, it comes from there:
/// `.packages(run(["python3", "-m", "pip", "install", "--no-cache-dir", "uv==0.9.2"]))`.
///
/// Source: <https://docs.astral.sh/uv/guides/integration/docker/>.
///
/// It is there with the feature `python`.
#[track_caller]
pub fn uv(folder: impl Into<String>) -> Uv {
    Uv { recipe: Recipe::new("uv", folder, locked), choice: Choice::new() }
}

settings! { Uv: "the package's own folder"; }
choices! { Uv, Locked::run_from }

impl Uv {
    /// The lock file, and what it installs from elsewhere.
    pub fn dependencies(&self) -> DependenciesPart {
        let uv = self.clone();
        DependenciesPart::of(&self.recipe, move |stage| {
            if let Some(install) = uv.install(stage) {
                install.dependencies(stage);
            }
        })
    }

    /// What is built into packages: members and path dependencies, then the project itself.
    pub fn sources(&self) -> SourcePart {
        let uv = self.clone();
        SourcePart::of(&self.recipe, move |stage| {
            if let Some(install) = uv.install(stage) {
                install.sources(stage);
            }
        })
    }

    /// Builds and installs them; a lock file that is out of date fails here.
    pub fn build(&self) -> BuildPart {
        let uv = self.clone();
        BuildPart::of(&self.recipe, move |stage| {
            if let Some(install) = uv.install(stage) {
                install.sync(&["--locked", "--no-dev", "--no-editable"], stage);
            }
        })
    }

    fn install(&self, stage: &mut StageLowering) -> Option<Install<'_>> {
        let work = self.recipe.work(stage)?;
        Some(Install { chosen: self.choice.lower(stage)?, work })
    }
}

/// A recipe whose values are good.
struct Install<'a> {
    work: Work<'a, Locked>,
    chosen: Chosen,
}

impl Install<'_> {
    fn dependencies(&self, stage: &mut StageLowering) {
        let locked = self.work.found;
        self.work.check_base("Python", locked.python.as_ref(), stage);
        stage.env_of_steps("UV_PROJECT_ENVIRONMENT", self.chosen.venv.as_str());
        // An interpreter that uv downloads would not be in the image.
        stage.env_of_steps("UV_PYTHON_DOWNLOADS", "never");
        // Its cache is a mount, which nothing can be linked to.
        stage.env_of_steps("UV_LINK_MODE", "copy");
        stage.env_of_steps("UV_COMPILE_BYTECODE", "1");
        self.work.enter(&locked.root, stage);
        self.work.copy_manifests(&locked.manifests, stage);
        let mut options = vec!["--frozen", "--no-dev", "--no-install-workspace"];
        for package in self.closure().into_iter().filter(|package| package.is_beside_workspace) {
            options.extend(["--no-install-package", &package.name]);
        }
        self.sync(&options, stage);
    }

    fn sources(&self, stage: &mut StageLowering) {
        let locked = self.work.found;
        let installed: Vec<&Package> =
            self.closure().into_iter().filter(|package| !package.is_virtual).collect();
        let copied: BTreeSet<&String> =
            installed.iter().flat_map(|package| &package.sources).collect();
        let is_copied = |manifest: &str| copied.iter().any(|path| *path == parent(manifest));
        let mut others: Vec<String> =
            locked.packages.values().filter_map(Package::manifest).collect();
        others.retain(|manifest| !locked.manifests.contains(manifest) && !is_copied(manifest));
        others.sort();
        self.work.copy_manifests(&others, stage);
        for package in installed {
            self.work.copy(&package.sources, &NOT_INSTALLED, stage);
        }
    }

    fn sync(&self, options: &[&str], stage: &mut StageLowering) {
        let locked = self.work.found;
        let mut words = vec!["uv", "sync"];
        words.extend(options);
        words.extend(["--package", &locked.name]);
        words.extend(self.chosen.extras.iter().flat_map(|extra| ["--extra", extra]));
        words.extend(self.chosen.groups.iter().flat_map(|group| ["--group", group]));
        let words: Vec<String> = words.into_iter().map(shell::quote).collect();
        let cache = ToolCache::shared("uv", "/root/.cache/uv");
        let sync = vec![ShellCommand::from(words.join(" "))];
        self.work.run(&locked.root, &[cache], sync, stage);
    }

    /// The packages on disk that are installed, the project itself last.
    fn closure(&self) -> Vec<&Package> {
        let locked = self.work.found;
        let this = locked.this();
        let mut names: Vec<&String> = this.needs.iter().collect();
        names.extend(self.chosen.extras.iter().flat_map(|extra| this.extras.get(extra)).flatten());
        let groups = self.chosen.groups.iter().chain(&locked.default_groups);
        names.extend(groups.flat_map(|group| this.groups.get(group)).flatten());
        let mut seen = BTreeSet::new();
        while let Some(name) = names.pop() {
            if let Some(package) = locked.packages.get(name).filter(|_| seen.insert(name)) {
                // Which extras of it are asked for does not matter: some more is copied.
                names.extend(package.needs.iter().chain(package.extras.values().flatten()));
            }
        }
        seen.remove(&locked.name);
        let others = seen.into_iter().filter_map(|name| locked.packages.get(name));
        others.filter(|package| package.folder.is_some()).chain([this]).collect()
    }
}

// ---- what is on disk -----------------------------------------------------------------------------

/// A project as `uv.lock` says it. Paths are relative to the context.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Locked {
    name: String,
    /// The folder of `uv.lock`.
    root: String,
    manifests: Vec<String>,
    /// What is installed unless said, but for `dev`.
    default_groups: Vec<String>,
    python: Option<Toolchain>,
    packages: BTreeMap<String, Package>,
}

/// A package of the lock file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Package {
    name: String,
    needs: Vec<String>,
    extras: BTreeMap<String, Vec<String>>,
    groups: BTreeMap<String, Vec<String>>,
    /// Where it is, if that is a folder of the context.
    folder: Option<String>,
    /// The file that it is, if that is one of the context.
    archive: Option<String>,
    /// Its dependencies are installed, and it is not.
    is_virtual: bool,
    /// A path dependency, and no member.
    is_beside_workspace: bool,
    /// The files of a folder that are copied.
    sources: Vec<String>,
}

impl Locked {
    fn this(&self) -> &Package {
        &self.packages[&self.name]
    }

    /// The files of a project that is no package.
    fn run_from(&self) -> &[String] {
        let this = self.this();
        if this.is_virtual { &this.sources } else { &[] }
    }
}

impl Package {
    fn manifest(&self) -> Option<String> {
        self.folder.as_ref().map(|folder| below(folder, MANIFEST))
    }
}

fn locked(files: &Files, name: &str) -> Result<Locked, Problem> {
    let folder = folder_of(name)?;
    let root = files.above(&folder, &["uv.lock"]).ok_or_else(|| {
        format!("neither `{name}` nor a folder above it has a `uv.lock`: run `uv lock`")
    })?;
    let mut packages = packages(files, &root)?;
    let here = |package: &&Package| package.folder.as_ref() == Some(&folder);
    let this =
        packages.values().find(here).map(|package| package.name.clone()).ok_or_else(|| {
            format!("`{}` has no project in `{name}`: run `uv lock`", below(&root, "uv.lock"))
        })?;
    let folders: Vec<String> = packages.values().filter_map(|p| p.folder.clone()).collect();
    for package in packages.values_mut() {
        if let Some(folder) = &package.folder {
            package.sources = project::sources(files, folder, &folders, !package.is_virtual)?;
        }
    }
    let (python, mut default_groups) = project::manifest(files, &folder, |manifest| {
        let tool = table(manifest, &["tool", "uv"]);
        let groups = tool.map(|uv| texts(uv, "default-groups")).unwrap_or_default();
        (project::python(manifest, &folder), groups)
    })?;
    default_groups.retain(|group| group != "dev");
    let mut manifests = files.existing(&root, &[MANIFEST, "uv.lock", "uv.toml"]);
    manifests.extend(packages.values().filter_map(|package| package.archive.clone()));
    Ok(Locked { name: this, root, manifests, default_groups, python, packages })
}

/// The packages of a lock file by name; of several versions of one, the needs of all.
fn packages(files: &Files, root: &str) -> Result<BTreeMap<String, Package>, Problem> {
    let name = below(root, "uv.lock");
    let read = files.read(&name)?;
    let lock = parse(&name, &read)?;
    let members = table(&lock, &["manifest"]).map(|t| texts(t, "members")).unwrap_or_default();
    let mut packages: BTreeMap<String, Package> = BTreeMap::new();
    for entry in tables(&lock, "package") {
        let mut package = package(entry, root)?;
        // A project without a workspace is the only member of its own.
        let is_root = package.folder.as_deref() == Some(root);
        package.is_beside_workspace =
            package.folder.is_some() && !is_root && !members.contains(&package.name);
        let known = packages.entry(package.name.clone()).or_default();
        let needs = [std::mem::take(&mut known.needs), package.needs.clone()].concat();
        let on_disk = known.folder.is_some() || known.archive.is_some();
        let kept = if on_disk { std::mem::take(known) } else { package };
        *known = Package { needs, ..kept };
    }
    Ok(packages)
}

fn package(entry: &DeTable<'_>, root: &str) -> Result<Package, Problem> {
    let source = table(entry, &["source"]);
    let path = |kinds: &[&str]| -> Result<Option<String>, Problem> {
        let said = source.and_then(|source| kinds.iter().find_map(|kind| text(source, kind)));
        said.map(|path| leads_to(root, &path)).transpose()
    };
    Ok(Package {
        name: text(entry, "name").unwrap_or_default(),
        needs: names(entry, "dependencies"),
        extras: named(entry, "optional-dependencies"),
        groups: named(entry, "dev-dependencies"),
        folder: path(&["editable", "virtual", "directory"])?,
        archive: path(&["path"])?,
        is_virtual: source.is_some_and(|source| source.contains_key("virtual")),
        is_beside_workspace: false,
        sources: vec![],
    })
}

/// The names of the packages that a list of needs has.
fn names(holder: &DeTable<'_>, key: &str) -> Vec<String> {
    tables(holder, key).into_iter().filter_map(|need| text(need, "name")).collect()
}

/// Lists of needs by the name of an extra or a group.
fn named(entry: &DeTable<'_>, key: &str) -> BTreeMap<String, Vec<String>> {
    let lists = table(entry, &[key])
        .into_iter()
        .flat_map(|lists| lists.keys().map(move |list| (lists, list)));
    lists.map(|(lists, list)| (list.get_ref().to_string(), names(lists, list.get_ref()))).collect()
}
