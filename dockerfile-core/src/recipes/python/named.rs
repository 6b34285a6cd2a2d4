//! What a project's manifest, and files that are read with it, name by a path.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::folders::Folders;
use super::pyproject::MANIFEST;
use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::recipes::pattern::may_find;
use crate::value::path::{below, normal};

/// Keys whose text is a path and nothing else: what they name has to be there.
const PATHS: [&str; 5] = [
    "project.readme",
    "project.readme.file",
    "project.license.file",
    "tool.poetry.readme",
    "tool.hatch.version.path",
];

/// Tables of builders of packages, in which a text may be a folder or a pattern.
const BUILDERS: [&str; 13] = [
    "project.license-files",
    "project.readme",
    "project.license",
    "build-system",
    "tool.setuptools",
    "tool.setuptools_scm",
    "tool.hatch",
    "tool.poetry",
    "tool.flit",
    "tool.pdm",
    "tool.uv.build-backend",
    "tool.scikit-build",
    "tool.maturin",
];

/// Tables of dependencies and of what developers run, which are not searched: packages on disk are
/// found by the lock file.
const OTHERS: [&str; 8] = [
    "tool.uv.sources",
    "tool.uv.workspace",
    "tool.uv.index",
    "tool.poetry.dependencies",
    "tool.poetry.dev-dependencies",
    "tool.poetry.group",
    "tool.poetry.source",
    "tool.hatch.envs",
];

/// Files that builders of packages read beside a manifest, and that may name others, too.
const READ_WITH: [&str; 3] = ["setup.cfg", "setup.py", "MANIFEST.in"];

/// The files and folders that a project's own files name, wherever they are in the context.
pub(super) fn named(
    tree: &Tree,
    folder: &str,
    table: &Table,
    projects: &Folders,
) -> Result<BTreeSet<String>, Unread> {
    let manifest = below(folder, MANIFEST);
    let mut found = BTreeSet::new();
    let root = Text { value: Value::Table(table.clone()), key: String::new() };
    let mut open = vec![root];
    while let Some(Text { value, key }) = open.pop() {
        match value {
            Value::String(text) => {
                let is_path = PATHS.contains(&key.as_str()) || is_dynamic(&key);
                match is_path {
                    true => drop(found.insert(tree.named_by(&manifest, &text)?)),
                    false => found.extend(leads(tree, folder, &text, &key, projects)),
                }
            }
            Value::Array(values) => {
                open.extend(values.into_iter().map(|value| Text { value, key: key.clone() }));
            }
            Value::Table(table) => {
                for (name, value) in table.into_iter().filter(|(name, _)| !is_left_out(name)) {
                    found.extend(leads(tree, folder, &name, &key, projects));
                    open.push(Text { value, key: deeper(&key, &name) });
                }
            }
            _ => {}
        }
    }
    for file in tree.existing(folder, &READ_WITH) {
        let text = tree.read(&file)?;
        let is_part = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
        let words = text.split(|c: char| !is_part(c)).filter(|word| word.contains(['.', '/']));
        let paths = words.filter_map(|word| normal(&below(folder, word)));
        found.extend(paths.filter(|path| tree.has(path) && tree.offers(path)));
    }
    Ok(found)
}

struct Text {
    value: Value,
    /// The names of the outermost tables that the value is in, with dots between them.
    key: String,
}

/// The key of a value in a table, no deeper than tables are told apart here.
fn deeper(key: &str, name: &str) -> String {
    match (key, key.matches('.').count()) {
        ("", _) => name.to_owned(),
        (key, 0..=3) => format!("{key}.{name}"),
        (key, _) => key.to_owned(),
    }
}

/// Whether a key is setuptools' for a file with a value, as in `version = { file = "VERSION" }`.
fn is_dynamic(key: &str) -> bool {
    key.strip_prefix("tool.setuptools.dynamic.").is_some_and(|rest| rest.ends_with(".file"))
}

fn is_left_out(name: &str) -> bool {
    name.starts_with("exclude")
}

fn is_in(key: &str, tables: &[&str]) -> bool {
    let is_below = |table: &&str| {
        key.strip_prefix(*table).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    tables.iter().any(is_below)
}

/// What a text names, if it is a path at all: a file, or in a builder's table also a folder, or
/// what a pattern begins with.
fn leads(tree: &Tree, folder: &str, text: &str, key: &str, projects: &Folders) -> Vec<String> {
    if text.is_empty()
        || text.len() > 255
        || text.contains(['\n', '\\', ':'])
        || is_in(key, &OTHERS)
    {
        return vec![];
    }
    let builds = is_in(key, BUILDERS.as_slice());
    // Builders also write a path that begins at the project with a slash.
    let text = if builds { text.trim_start_matches('/') } else { text };
    let fixed = match text.find(['*', '?', '[', '{']) {
        None => text,
        Some(_) if !builds => return vec![],
        Some(at) => match text[..at].rsplit_once('/') {
            Some((fixed, _)) => fixed,
            None => {
                let names = tree.entries(folder, |name| may_find(text, name)).into_iter();
                return names.filter(|entry| !entry.is_folder).map(|entry| entry.path).collect();
            }
        },
    };
    if fixed.starts_with('/') {
        return vec![];
    }
    let path = normal(&below(folder, fixed)).filter(|path| !path.is_empty() && path != folder);
    let is_there = |path: &String| {
        tree.has(path)
            || builds && tree.exists(path) && !projects.has(path) && !projects.holds(path, folder)
    };
    let path = path.filter(|path| tree.offers(path));
    path.filter(is_there).into_iter().collect()
}
