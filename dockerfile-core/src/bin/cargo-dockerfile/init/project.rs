//! What a repository is written in: a project is what a recipe reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::failure::Failure;
use crate::images;

/// Something that becomes an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Project {
    /// From the root, `.` for the root itself.
    pub(super) folder: String,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Packages of one workspace, each with a program of it.
    Cargo {
        programs: Vec<(String, String)>,
    },
    Go {
        version: Option<String>,
    },
    /// The package manager, and the script that `npm start` runs.
    Node {
        manager: &'static str,
        script: Option<String>,
    },
    /// The recipe, what is copied where no recipe does it, and the words that start it.
    Python {
        tool: &'static str,
        files: Vec<String>,
        starts: Option<Vec<String>>,
    },
    Java {
        tool: &'static str,
    },
    Ruby {
        script: Option<String>,
    },
    /// A Dockerfile that is there.
    Dockerfile {
        path: String,
    },
}

impl fmt::Display for Project {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Kind::Cargo { programs } = &self.kind {
            let names: Vec<&str> = programs.iter().map(|(package, _)| package.as_str()).collect();
            return write!(f, "`{}`, in Rust", names.join("`, `"));
        }
        match self.folder.as_str() {
            "." => f.write_str("this folder")?,
            folder => write!(f, "`{folder}`")?,
        }
        match &self.kind {
            Kind::Cargo { .. } => Ok(()),
            Kind::Go { .. } => f.write_str(", in Go"),
            Kind::Node { manager, .. } => write!(f, ", in Node with {manager}"),
            Kind::Python { tool, .. } => write!(f, ", in Python with {tool}"),
            Kind::Java { tool } => write!(f, ", in Java with {tool}"),
            Kind::Ruby { .. } => f.write_str(", in Ruby with bundler"),
            Kind::Dockerfile { path } => write!(f, ", by `{path}`"),
        }
    }
}

/// Files by their folders, as git names them from the root.
struct Listing<'f> {
    root: &'f Path,
    folders: BTreeMap<&'f str, BTreeSet<&'f str>>,
}

impl<'f> Listing<'f> {
    fn of(root: &'f Path, files: &'f [String]) -> Self {
        let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        // No line of text holds such a name.
        for file in files.iter().filter(|file| !file.contains(char::is_control)) {
            let (folder, name) = file.rsplit_once('/').unwrap_or((".", file));
            folders.entry(folder).or_default().insert(name);
        }
        Self { root, folders }
    }

    fn has(&self, folder: &str, name: &str) -> bool {
        self.folders.get(folder).is_some_and(|names| names.contains(name))
    }

    fn text(&self, folder: &str, name: &str) -> Option<String> {
        self.has(folder, name)
            .then(|| fs::read_to_string(self.root.join(folder).join(name)).ok())?
    }

    /// Which of these names a folder has, or else the nearest one above it.
    fn above<'n>(&self, folder: &str, names: &[(&str, &'n str)]) -> Option<&'n str> {
        let has = |here: &str| names.iter().find(|(name, _)| self.has(here, name));
        upwards(folder).find_map(has).map(|(_, found)| *found)
    }

    /// The text of a file of the folder, or of the nearest one above that has it.
    fn nearest(&self, folder: &str, name: &str) -> Option<String> {
        upwards(folder).find_map(|here| self.text(here, name))
    }
}

/// A folder, and those above it up to the root.
fn upwards(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |here| above(here))
}

fn above(folder: &str) -> Option<&str> {
    match folder.rsplit_once('/') {
        Some((above, _)) => Some(above),
        None => (folder != ".").then_some("."),
    }
}

/// What is below a folder.
pub(super) struct Found {
    /// Each once.
    pub(super) projects: Vec<Project>,
    /// A package of cargo whose workspace is no folder below, and where that is.
    pub(super) of_above: Option<(String, PathBuf)>,
    /// Why a package of cargo was left out.
    pub(super) left_out: Vec<Failure>,
}

pub(super) fn find(root: &Path, files: &[String]) -> Found {
    let listing = Listing::of(root, files);
    let mut all = Found { projects: vec![], of_above: None, left_out: vec![] };
    cargo(&listing, &mut all);
    let found = &mut all.projects;
    for folder in listing.folders.keys() {
        let kind = go(&listing, folder)
            .or_else(|| node(&listing, folder))
            .or_else(|| python(&listing, folder))
            .or_else(|| java(&listing, folder))
            .or_else(|| ruby(&listing, folder));
        found.extend(kind.map(|kind| Project { folder: (*folder).to_owned(), kind }));
    }
    all
}

/// The Dockerfiles below a folder that nobody has generated.
pub(super) fn dockerfiles(root: &Path, files: &[String]) -> Vec<Project> {
    let is_one = |file: &&String| {
        let name = file.rsplit('/').next().unwrap_or(file);
        name == "Dockerfile"
            || name.ends_with(".Dockerfile")
            || name.starts_with("Dockerfile.") && !name.ends_with(".dockerignore")
    };
    let is_theirs = |file: &&String| {
        let text = fs::read_to_string(root.join(file.as_str())).unwrap_or_default();
        !text.lines().take(3).any(|line| line.starts_with("# Generated by dockerfile-core"))
    };
    let project = |file: &String| Project {
        folder: file.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned(),
        kind: Kind::Dockerfile { path: file.clone() },
    };
    files.iter().filter(is_one).filter(is_theirs).map(project).collect()
}

// ---- Rust -----------------------------------------------------------------------------------------

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<CargoPackage>,
    workspace_root: String,
}

#[derive(Deserialize)]
struct CargoPackage {
    name: String,
    default_run: Option<String>,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// A project for each workspace that has programs, as cargo sees it.
fn cargo(listing: &Listing<'_>, all: &mut Found) {
    let mut seen = BTreeSet::new();
    let top = fs::canonicalize(listing.root).unwrap_or_default();
    let manifests = listing.folders.iter().filter(|(_, names)| names.contains("Cargo.toml"));
    for (folder, _) in manifests {
        let manifest = listing.root.join(folder).join("Cargo.toml");
        let metadata: Metadata = match images::metadata(Some(&manifest)) {
            Ok(metadata) => metadata,
            Err(failure) => {
                let place = format!("`{}`: ", crate::say::path(&manifest));
                all.left_out.push(Failure::said(&place, &failure.what));
                continue;
            }
        };
        let workspace = Path::new(&metadata.workspace_root);
        let Ok(below) = workspace.strip_prefix(&top) else {
            all.of_above.get_or_insert(((*folder).to_owned(), workspace.to_owned()));
            continue;
        };
        if !seen.insert(metadata.workspace_root.clone()) {
            continue;
        }
        let programs: Vec<_> = metadata.packages.iter().filter_map(program).collect();
        if programs.is_empty() {
            continue;
        }
        let folder = below.to_string_lossy().replace('\\', "/");
        let folder = if folder.is_empty() { ".".to_owned() } else { folder };
        all.projects.push(Project { folder, kind: Kind::Cargo { programs } });
    }
}

/// A package, and the program of it that is started.
fn program(package: &CargoPackage) -> Option<(String, String)> {
    let mut programs =
        package.targets.iter().filter(|target| target.kind.iter().any(|kind| kind == "bin"));
    let is_default =
        |target: &&Target| package.default_run.as_ref().unwrap_or(&package.name) == &target.name;
    let program = programs.clone().find(is_default).or_else(|| programs.next())?;
    Some((package.name.clone(), program.name.clone()))
}

// ---- the others -------------------------------------------------------------------------------------

/// A folder with a `package main` that is no test.
fn go(listing: &Listing<'_>, folder: &str) -> Option<Kind> {
    let names = listing.folders.get(folder)?;
    listing.above(folder, &[("go.mod", "")])?;
    let is_main = |name: &&&str| {
        name.ends_with(".go")
            && !name.ends_with("_test.go")
            && listing.text(folder, name).is_some_and(|text| {
                text.lines().any(|line| line.split_whitespace().eq(["package", "main"]))
            })
    };
    names.iter().find(is_main)?;
    let manifest = listing.nearest(folder, "go.mod");
    let version = manifest.as_deref().and_then(|text| {
        text.lines()
            .find_map(|line| line.trim().strip_prefix("go "))
            .map(|version| version.trim().to_owned())
    });
    Some(Kind::Go { version })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NodePackage {
    main: Option<String>,
    scripts: BTreeMap<String, String>,
    workspaces: Option<serde_json::Value>,
}

/// A package that something starts, or that is locked by itself: neither a member that others are built
/// on, nor the root of a workspace.
fn node(listing: &Listing<'_>, folder: &str) -> Option<Kind> {
    const LOCKS: [(&str, &str); 4] = [
        ("package-lock.json", "npm"),
        ("npm-shrinkwrap.json", "npm"),
        ("pnpm-lock.yaml", "pnpm"),
        ("yarn.lock", "yarn"),
    ];
    let package: NodePackage = serde_json::from_str(&listing.text(folder, "package.json")?).ok()?;
    let manager = listing.above(folder, &LOCKS)?;
    let is_root = package.workspaces.is_some() || listing.has(folder, "pnpm-workspace.yaml");
    let is_locked = LOCKS.iter().any(|(name, _)| listing.has(folder, name));
    let start = package.scripts.get("start");
    let script = start.and_then(|script| script.strip_prefix("node "));
    let script = script.filter(|rest| !rest.contains([' ', '&', '|', ';', '$']));
    let script = script.map(str::to_owned).or(package.main);
    let script = script.map(|name| name.trim_start_matches("./").to_owned());
    (start.is_some() || is_locked && !is_root).then_some(Kind::Node { manager, script })
}

fn python(listing: &Listing<'_>, folder: &str) -> Option<Kind> {
    let has = |name| listing.has(folder, name);
    let tool = if has("poetry.lock") {
        "poetry"
    } else if has("pyproject.toml") && listing.above(folder, &[("uv.lock", "uv")]).is_some() {
        "uv"
    } else if has("requirements.txt") {
        "pip"
    } else {
        return None;
    };
    let files = python_files(listing, folder);
    Some(Kind::Python { tool, starts: python_start(listing, folder, &files), files })
}

/// What of a folder is Python: files, and folders with such files in them.
fn python_files(listing: &Listing<'_>, folder: &str) -> Vec<String> {
    let below = if folder == "." { String::new() } else { format!("{folder}/") };
    let of_python =
        listing.folders.iter().filter(|(_, names)| names.iter().any(|name| name.ends_with(".py")));
    let folders = of_python.filter_map(|(path, _)| path.strip_prefix(&below)?.split('/').next());
    let is_other = |name: &str| listing.has(&format!("{below}{name}"), "pyproject.toml");
    let is_no_code = |name: &str| matches!(name, "tests" | "test" | "docs" | "examples" | "." | "");
    let is_code = |name: &&str| !is_no_code(name) && !is_other(name);
    let files = listing.folders.get(folder).into_iter().flatten().copied();
    let files = files.filter(|name| name.ends_with(".py") && *name != "setup.py");
    let names: BTreeSet<&str> = folders.filter(is_code).chain(files).collect();
    names.into_iter().map(|name| format!("{below}{name}")).collect()
}

/// What a `Procfile`, the project's own scripts, or the names of its files say: words behind the folder of
/// the environment's programs.
fn python_start(listing: &Listing<'_>, folder: &str, files: &[String]) -> Option<Vec<String>> {
    let procfile = listing.text(folder, "Procfile");
    let web = procfile.as_deref().and_then(|text| {
        let words = text.lines().find_map(|line| line.strip_prefix("web:"))?.trim();
        let is_plain = !words.contains(['$', '&', '|', ';', '\'', '"', '`', '<', '>', '(']);
        is_plain.then(|| words.split_whitespace().map(str::to_owned).collect())
    });
    let manifest = listing.text(folder, "pyproject.toml");
    let manifest = manifest.and_then(|text| text.parse::<toml::Table>().ok());
    let script = manifest.as_ref().and_then(|manifest| {
        let scripts = manifest.get("project")?.get("scripts")?.as_table()?;
        Some(vec![scripts.keys().next()?.clone()])
    });
    let main = files.iter().find(|file| listing.has(file, "__main__.py"));
    let module = main.map(|file| file.rsplit('/').next().unwrap_or(file).to_owned());
    let module = module.map(|module| vec!["python3".to_owned(), "-m".to_owned(), module]);
    let names = ["main.py", "app.py", "server.py", "run.py"];
    let file = names.into_iter().find(|name| listing.has(folder, name));
    let file = file.map(|name| vec!["python3".to_owned(), name.to_owned()]);
    web.or(script).or(module).or(file)
}

/// The topmost folder of a build: its modules are found by the recipe.
fn java(listing: &Listing<'_>, folder: &str) -> Option<Kind> {
    let is_below = |names: &[(&str, &'static str)]| {
        above(folder).is_some_and(|above| listing.above(above, names).is_some())
    };
    let builds = [("pom.xml", "maven"), ("build.gradle", "gradle"), ("build.gradle.kts", "gradle")];
    let (_, tool) = builds.iter().find(|(name, _)| listing.has(folder, name))?;
    (!is_below(&builds)).then_some(Kind::Java { tool })
}

fn ruby(listing: &Listing<'_>, folder: &str) -> Option<Kind> {
    listing.has(folder, "Gemfile.lock").then_some(())?;
    let script =
        ["server.rb", "app.rb", "main.rb"].into_iter().find(|name| listing.has(folder, name));
    Some(Kind::Ruby { script: script.map(str::to_owned) })
}

#[cfg(test)]
mod tests;
