//! What a repository is written in: a project is what a recipe reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::listing::{Listing, above, below, upwards};
use super::versions;
use crate::failure::Failure;

mod rust;

/// Something that becomes an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Project {
    /// From the root, `.` for the root itself.
    pub(super) folder: String,
    pub(super) kind: Kind,
    /// The version of its language that its files name, as the tag of a base has it.
    pub(super) version: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Packages of one workspace, each with a program of it, and whether those programs alone are built.
    Cargo {
        programs: Vec<(String, String)>,
        alone: bool,
    },
    Go,
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

impl Project {
    fn new(listing: &Listing<'_>, folder: &str, kind: Kind) -> Self {
        let version = match &kind {
            Kind::Cargo { .. } => versions::rust(listing, folder),
            Kind::Go => versions::go(listing, folder),
            Kind::Node { .. } => versions::node(listing, folder),
            Kind::Python { .. } => versions::python(listing, folder),
            Kind::Java { tool: "gradle" } => versions::gradle(listing, folder),
            Kind::Java { .. } => versions::maven(listing, folder),
            Kind::Ruby { .. } => versions::ruby(listing, folder),
            Kind::Dockerfile { .. } => None,
        };
        Self { folder: folder.to_owned(), kind, version }
    }

    /// The tool whose recipe reads it.
    pub(super) fn tool(&self) -> &'static str {
        match &self.kind {
            Kind::Cargo { .. } => "cargo",
            Kind::Go => "go",
            Kind::Node { manager, .. } => manager,
            Kind::Python { tool, .. } | Kind::Java { tool } => tool,
            Kind::Ruby { .. } => "bundler",
            Kind::Dockerfile { .. } => "docker",
        }
    }
}

impl fmt::Display for Project {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Kind::Cargo { programs, .. } = &self.kind {
            let names: Vec<&str> = programs.iter().map(|(package, _)| package.as_str()).collect();
            return write!(f, "`{}`, in Rust", names.join("`, `"));
        }
        match self.folder.as_str() {
            "." => f.write_str("this folder")?,
            folder => write!(f, "`{folder}`")?,
        }
        match &self.kind {
            Kind::Cargo { .. } => Ok(()),
            Kind::Go => f.write_str(", in Go"),
            Kind::Node { manager, .. } => write!(f, ", in Node with {manager}"),
            Kind::Python { tool, .. } => write!(f, ", in Python with {tool}"),
            Kind::Java { tool } => write!(f, ", in Java with {tool}"),
            Kind::Ruby { .. } => f.write_str(", in Ruby with bundler"),
            Kind::Dockerfile { path } => write!(f, ", by `{path}`"),
        }
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
    rust::find(&listing, &mut all);
    let found = &mut all.projects;
    for folder in listing.folders.keys() {
        // A package of Node beside another language is what pages of the program are made with. A file of
        // requirements stands beside others for their tools, too.
        let (pip, locked) = match python(&listing, folder) {
            kind @ Some(Kind::Python { tool: "pip", .. }) => (kind, None),
            kind => (None, kind),
        };
        let kind = go(&listing, folder)
            .or_else(|| ruby(&listing, folder))
            .or(locked)
            .or_else(|| java(&listing, folder))
            .or_else(|| node(&listing, folder))
            .or(pip);
        found.extend(kind.map(|kind| Project::new(&listing, folder, kind)));
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
        version: None,
    };
    files.iter().filter(is_one).filter(is_theirs).map(project).collect()
}

// ---- the others -------------------------------------------------------------------------------------

/// A folder with a `package main` that is no test, no `testdata` and no script for `go run`.
fn go(listing: &Listing<'_>, folder: &str) -> Option<Kind> {
    let names = listing.folders.get(folder).filter(|_| !folder.contains("testdata"))?;
    listing.above(folder, &[("go.mod", "")])?;
    let is_main = |name: &&&str| {
        name.ends_with(".go")
            && !name.ends_with("_test.go")
            && listing.text(folder, name).is_some_and(|text| {
                let is_main = |line: &str| line.split_whitespace().take(2).eq(["package", "main"]);
                text.lines().any(is_main)
                    && !text.lines().any(|line| line.trim() == "//go:build ignore")
            })
    };
    names.iter().find(is_main).map(|_| Kind::Go)
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
    let is_locked = LOCKS.iter().any(|(name, _)| listing.has(folder, name));
    let locked =
        upwards(folder).find(|here| LOCKS.iter().any(|(name, _)| listing.has(here, name)))?;
    if !is_locked && !has_members(listing, locked) {
        return None;
    }
    let manager = listing.above(locked, &LOCKS)?;
    let is_root = has_members(listing, folder);
    if is_root && manager == "pnpm" {
        return None;
    }
    let start = package.scripts.get("start");
    let script = start.and_then(|script| script.strip_prefix("node "));
    let script = script.filter(|rest| !rest.contains([' ', '&', '|', ';', '$']));
    let script = script.map(str::to_owned).or(package.main);
    // Without a script, `npm start` runs this file.
    let of_npm =
        || (start.is_none() && listing.has(folder, "server.js")).then(|| "server.js".into());
    let script = script.or_else(of_npm);
    let script = script.map(|name| name.trim_start_matches("./").to_owned());
    let is_tool = is_root || listing.has(folder, "requirements.txt");
    (start.is_some() || is_locked && !is_tool).then_some(Kind::Node { manager, script })
}

/// Whether a package is the root of others, of which there are some.
fn has_members(listing: &Listing<'_>, folder: &str) -> bool {
    let has = |package: NodePackage| package.workspaces.is_some();
    let package = listing.text(folder, "package.json");
    let of_npm = package.is_some_and(|text| serde_json::from_str(&text).is_ok_and(has));
    let is_said = |text: String| text.lines().any(|line| line.starts_with("packages:"));
    let of_pnpm = listing.text(folder, "pnpm-workspace.yaml").is_some_and(is_said);
    let mut others = listing.folders.keys().filter(|it| listing.has(it, "package.json"));
    (of_npm || of_pnpm) && others.any(|it| upwards(it).skip(1).any(|above| above == folder))
}

fn python(listing: &Listing<'_>, folder: &str) -> Option<Kind> {
    let has = |name| listing.has(folder, name);
    let is_project = || {
        let manifest = listing.text(folder, "pyproject.toml")?.parse::<toml::Table>().ok()?;
        manifest.get("project").map(|_| ())
    };
    let tool = if has("poetry.lock") {
        "poetry"
    } else if is_project().is_some() && listing.above(folder, &[("uv.lock", "uv")]).is_some() {
        "uv"
    } else if has("requirements.txt") {
        "pip"
    } else {
        return None;
    };
    let (files, starts) = (python_files(listing, folder), python_start(listing, folder));
    Some(Kind::Python { tool, files, starts })
}

/// What is copied of a project that no recipe copies: its folder, or of the root all but what no program
/// reads and what is a project of its own.
fn python_files(listing: &Listing<'_>, folder: &str) -> Vec<String> {
    if folder != "." {
        return vec![folder.to_owned()];
    }
    const MANIFESTS: [&str; 8] = [
        "pyproject.toml",
        "requirements.txt",
        "package.json",
        "go.mod",
        "Cargo.toml",
        "pom.xml",
        "build.gradle",
        "Gemfile",
    ];
    let first = |path: &&'_ str| path.split('/').next().unwrap_or_default().to_owned();
    let folders: BTreeSet<String> = listing.folders.keys().map(first).collect();
    let is_other = |name: &String| MANIFESTS.iter().any(|manifest| listing.has(name, manifest));
    let folders = folders.into_iter().filter(|name| !is_other(name));
    let files = listing.folders.get(".").into_iter().flatten().map(|name| (*name).to_owned());
    let names: BTreeSet<String> = folders.chain(files).filter(|name| !is_of_no_use(name)).collect();
    names.into_iter().collect()
}

/// Whether no program reads a file or a folder of this name.
fn is_of_no_use(name: &str) -> bool {
    const NAMES: [&str; 22] = [
        "app.json",
        "charts",
        "conftest.py",
        "deploy",
        "doc",
        "docs",
        "examples",
        "helm",
        "infra",
        "k8s",
        "mypy.ini",
        "noxfile.py",
        "procfile",
        "pyproject.toml",
        "pytest.ini",
        "runtime.txt",
        "setup.cfg",
        "setup.py",
        "terraform",
        "test",
        "tests",
        "tox.ini",
    ];
    const STARTS: [&str; 14] = [
        ".",
        "changelog",
        "changes",
        "compose.",
        "contributing",
        "copying",
        "docker-compose",
        "dockerfile",
        "justfile",
        "licence",
        "license",
        "makefile",
        "readme",
        "requirements",
    ];
    const ENDS: [&str; 4] = [".dockerfile", ".lock", ".md", ".rst"];
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str())
        || STARTS.iter().any(|start| name.starts_with(start))
        || ENDS.iter().any(|end| name.ends_with(end))
}

/// What a `Procfile`, the project's own scripts, or the names of its files say: words behind the folder of
/// the environment's programs.
fn python_start(listing: &Listing<'_>, folder: &str) -> Option<Vec<String>> {
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
    let below = below(folder);
    let inside = listing.folders.keys().filter_map(|path| path.strip_prefix(&*below));
    let mut inside = inside.filter(|path| !path.contains('/') && !is_of_no_use(path));
    let main = inside.find(|name| listing.has(&format!("{below}{name}"), "__main__.py"));
    let module = main.map(|name| vec!["python3".to_owned(), "-m".to_owned(), name.to_owned()]);
    let names = ["main.py", "app.py", "server.py", "run.py"];
    let file = names.into_iter().find(|name| listing.has(folder, name));
    let file = file.map(|name| vec!["python3".to_owned(), name.to_owned()]);
    web.or(script).or(module).or(file)
}

/// A module with a program, or the topmost folder of a build in which none is found: a recipe finds the
/// modules that it needs.
fn java(listing: &Listing<'_>, folder: &str) -> Option<Kind> {
    let builds = [("pom.xml", "maven"), ("build.gradle", "gradle"), ("build.gradle.kts", "gradle")];
    let build_of = |folder: &str| builds.iter().find(|(name, _)| listing.has(folder, name));
    let (_, tool) = build_of(folder)?;
    let is_program = |folder: &str| build_of(folder).is_some() && has_main(listing, folder);
    let is_below = above(folder).is_some_and(|above| listing.above(above, &builds).is_some());
    let has_programs = || {
        let mut all = listing.folders.keys().filter(|other| is_inside(other, folder));
        all.any(|other| is_program(other))
    };
    let is_one = is_program(folder) || !is_below && !has_programs();
    is_one.then_some(Kind::Java { tool })
}

/// Whether one of a module's classes has a `main`.
fn has_main(listing: &Listing<'_>, folder: &str) -> bool {
    let below = below(folder);
    let sources = ["java", "kotlin"].map(|language| format!("{below}src/main/{language}"));
    let of_module = listing.folders.iter().filter(|(path, _)| {
        sources.iter().any(|sources| path == &sources || is_inside(path, sources))
    });
    let starts = ["static void main(", "fun main("];
    let mut classes =
        of_module.flat_map(|(path, names)| names.iter().map(move |name| (path, name)));
    classes.any(|(path, name)| {
        listing.text(path, name).is_some_and(|text| starts.iter().any(|start| text.contains(start)))
    })
}

/// Whether a folder is below another one.
fn is_inside(path: &str, folder: &str) -> bool {
    folder == "." && path != "."
        || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn ruby(listing: &Listing<'_>, folder: &str) -> Option<Kind> {
    listing.has(folder, "Gemfile.lock").then_some(())?;
    let script =
        ["server.rb", "app.rb", "main.rb"].into_iter().find(|name| listing.has(folder, name));
    Some(Kind::Ruby { script: script.map(str::to_owned) })
}

#[cfg(test)]
pub(super) mod tests;
