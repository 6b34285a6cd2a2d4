//! A project, put together from published packages in a temporary folder.

use std::fs;
use std::path::{Path, PathBuf};

use dockerfile_tests::repository::{self, files, replace, text, write};
use serde_json::{Map, Value};
use tempfile::TempDir;

use super::cases::Case;
use super::tools;

/// A repository with a project in it.
pub(crate) struct Project {
    folder: TempDir,
    /// How many packages the lock file names.
    pub(crate) locked: usize,
}

/// Scripts of those who publish a package; an application has none.
const OF_PUBLISHING: [&str; 11] = [
    "prepare",
    "prepublish",
    "prepublishOnly",
    "prepack",
    "postpack",
    "publish",
    "postpublish",
    "preversion",
    "version",
    "postversion",
    "release",
];

impl Project {
    /// Puts the packages of a case together, locks them, and commits all.
    pub(crate) fn of(case: &Case) -> Result<Self, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        for (name, version, folder) in case.packages {
            lay(case, name, version, folder, root)?;
        }
        for (file, text) in case.written {
            write(root, file, text);
        }
        for (file, change) in case.merged {
            let mut manifest = json(&text(&root.join(file)))?;
            merge(&mut manifest, json(change)?);
            write(root, file, &pretty(&manifest));
        }
        for (file, from, to) in case.replaced {
            replace(root, file, from, to)?;
        }
        let place = root.join(case.root);
        case.manager.lock(&place)?;
        let locked = case.manager.locked(&place);
        repository::age(root);
        repository::commit(root);
        Ok(Self { folder, locked })
    }

    /// The repository's root.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves the folder on disk, and says where, for a look at what went wrong.
    pub(crate) fn keep(self) -> PathBuf {
        self.folder.keep()
    }

    /// Replaces a text of a file.
    pub(crate) fn replace(&self, file: &str, from: &str, to: &str) -> Result<(), String> {
        replace(self.root(), file, from, to)?;
        repository::age(self.root());
        Ok(())
    }
}

/// Lays a published package into its folder, as its repository would have it.
fn lay(case: &Case, name: &str, version: &str, folder: &str, root: &Path) -> Result<(), String> {
    let is_node = case.manager.is_of_node();
    let from = if is_node { tools::of_npm(name, version) } else { tools::of_pypi(name, version) }?;
    for path in files(&from) {
        let name = path.strip_prefix(&from).expect("a file of it").to_str().expect("UTF-8");
        // Notes of who has packed it, what was built for those who install it, and another image.
        let is_note = name == "PKG-INFO" || name.contains(".egg-info/");
        let is_built = case.built.iter().any(|built| name.starts_with(built));
        if is_note || is_built || matches!(name, "Dockerfile" | ".dockerignore") {
            continue;
        }
        let place = root.join(folder).join(name);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a new folder");
        fs::copy(&path, place).expect("a new file");
    }
    let file = |name: &str| root.join(folder).join(name);
    if is_node {
        let manifest = application(json(&text(&file("package.json")))?, case.builds_with);
        fs::write(file("package.json"), pretty(&manifest)).expect("a file of ours");
    } else if file("pyproject.toml").is_file() {
        let manifest = without_development(&text(&file("pyproject.toml")));
        fs::write(file("pyproject.toml"), manifest).expect("a file of ours");
    }
    Ok(())
}

/// A package's manifest as an application has it: with the packages that its build needs, and
/// without those that test it, and what publishes it.
fn application(mut manifest: Value, builds_with: &[&str]) -> Value {
    let fields = manifest.as_object_mut().expect("a manifest is a table");
    if let Some(Value::Object(scripts)) = fields.get_mut("scripts") {
        scripts.retain(|name, _| !OF_PUBLISHING.contains(&name.as_str()));
    }
    if let Some(Value::Object(packages)) = fields.get_mut("devDependencies") {
        packages.retain(|name, _| builds_with.contains(&name.as_str()));
    }
    fields.remove("packageManager");
    manifest
}

/// A manifest without the tables of what develops the project.
fn without_development(manifest: &str) -> String {
    let mut skips = false;
    let mut kept = String::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            let table = line.trim_start_matches('[');
            skips = ["tool.poetry.dev-dependencies", "tool.poetry.group.", "dependency-groups"]
                .iter()
                .any(|name| table.starts_with(name));
        }
        if !skips {
            kept += line;
            kept.push('\n');
        }
    }
    kept
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("{error} in {text}"))
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("a table") + "\n"
}

/// Merges as RFC 7386 says: `null` removes.
fn merge(value: &mut Value, change: Value) {
    let Value::Object(change) = change else {
        *value = change;
        return;
    };
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    let fields = value.as_object_mut().expect("a table");
    for (name, change) in change {
        match change {
            Value::Null => drop(fields.remove(&name)),
            change => merge(fields.entry(name).or_insert(Value::Null), change),
        }
    }
}
