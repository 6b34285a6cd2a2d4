//! What a Go program is built from.

use std::collections::BTreeSet;
use std::iter;

use super::modules::Modules;
use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{GoUnread, Unread};
use crate::recipes::listing::folder_of;
use crate::value::path::{below, inside, parent};

/// Where Go says which modules are checked in.
const VENDORED: &str = "vendor/modules.txt";

/// So many names are compared with a misspelt one.
const COMPARED: usize = 100;

/// A program and the modules that it is built from. Paths are relative to the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Program {
    pub(super) name: String,
    /// The folder that has `go.work`, or else `go.mod`.
    pub(super) root: String,
    /// The folder of its package.
    pub(super) package: String,
    /// `go.mod`, `go.sum` and their like.
    pub(super) manifests: Vec<String>,
    /// The folders of its modules, those that it needs above its own.
    pub(super) sources: Vec<String>,
    /// Its modules are checked in.
    pub(super) vendored: bool,
    pub(super) toolchain: Option<Toolchain>,
}

impl Program {
    /// Reads the program in a folder, as a user names it.
    pub(super) fn read(tree: &Tree, name: &str) -> Result<Self, Unread> {
        let package = folder_of(name)?;
        let module = upwards(&package).find(|folder| tree.exists(&below(folder, "go.mod")));
        let module = module.ok_or_else(|| no_module(tree, name))?;
        if !tree.exists(&package) {
            return Err(no_package(tree, module, name));
        }
        let workspace = upwards(module).find(|folder| has_workspace(tree, folder));
        let root = workspace.unwrap_or(module);
        let modules = Modules::read(tree, module, workspace)?;
        let own = modules.get(module).ok_or_else(|| GoUnread::NotUsed {
            work: below(root, "go.work"),
            name: name.to_owned(),
            module: module.to_owned(),
        })?;
        let last = if package == module { &own.path } else { &package };
        let toolchain = own.go.as_ref().map(|version| Toolchain {
            file: below(module, "go.mod"),
            version: version.clone(),
            or_newer: true,
        });
        let vendored = tree.finds(&below(root, VENDORED));
        Ok(Self {
            name: called(last).to_owned(),
            manifests: manifests(tree, workspace, &modules),
            sources: sources(tree, &modules.needed_first(tree, module)?, root)?,
            root: root.to_owned(),
            vendored,
            toolchain,
            package,
        })
    }
}

/// A folder, and those above it.
fn upwards(folder: &str) -> impl Iterator<Item = &str> {
    iter::successors(Some(folder), |folder| (!folder.is_empty()).then(|| parent(folder)))
}

/// Whether a folder has a workspace that others have, too: many keep one to themselves.
fn has_workspace(tree: &Tree, folder: &str) -> bool {
    tree.entries(folder, |name| name == "go.work").iter().any(|entry| !entry.is_folder)
}

/// The last part of a path that is no version: `x` of `example.com/x/v2`.
fn called(path: &str) -> &str {
    let is_version = |part: &str| {
        let number = part.strip_prefix('v').unwrap_or_default();
        !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
    };
    path.rsplit('/').find(|part| !is_version(part)).unwrap_or(path)
}

fn manifests(tree: &Tree, workspace: Option<&str>, modules: &Modules) -> Vec<String> {
    let mut manifests = vec![];
    if let Some(folder) = workspace {
        manifests.push(below(folder, "go.work"));
        manifests.extend(tree.existing(folder, &["go.work.sum"]));
    }
    for folder in modules.folders() {
        manifests.push(below(folder, "go.mod"));
        manifests.extend(tree.existing(folder, &["go.sum"]));
    }
    manifests
}

/// What is copied of modules in these folders.
fn sources(tree: &Tree, modules: &[String], root: &str) -> Result<Vec<String>, Unread> {
    let mut sources = vec![];
    // What a workspace vendors for all of its modules is beside them.
    let file = below(root, VENDORED);
    let is_beside = !modules.iter().any(|module| inside(module, root).is_some());
    if is_beside && tree.finds(&file) && tree.read(&file)?.starts_with("## workspace") {
        sources.push(below(root, "vendor"));
    }
    for module in modules {
        match module.as_str() {
            "" => sources.extend(of_context(tree)?),
            folder => sources.push(folder.to_owned()),
        }
    }
    Ok(sources)
}

/// What has Go in it of a module at the root of the context: the rest of the repository is
/// beside it.
fn of_context(tree: &Tree) -> Result<Vec<String>, Unread> {
    let mut sources = BTreeSet::new();
    for file in tree.files_named("", |name| name.ends_with(".go"))? {
        match file.split_once('/') {
            Some((folder, _)) => sources.insert(folder.to_owned()),
            None if tree.has(&file) => sources.insert(file),
            // A builder would wait for it.
            None if tree.exists(&file) => return Err(Unread::NoPlainFile { path: file }),
            None => continue,
        };
    }
    sources.extend(tree.names("", |name| name == "vendor"));
    Ok(sources.into_iter().collect())
}

fn no_module(tree: &Tree, name: &str) -> Unread {
    GoUnread::NoModule { name: name.to_owned(), known: folders_with(tree, "", "go.mod") }.into()
}

fn no_package(tree: &Tree, module: &str, name: &str) -> Unread {
    GoUnread::NoPackage { name: name.to_owned(), known: folders_with(tree, module, "main.go") }
        .into()
}

/// Some folders below one that have a file of this name.
fn folders_with(tree: &Tree, folder: &str, file: &str) -> Vec<String> {
    let files = tree.files_named(folder, |name| name == file).unwrap_or_default();
    let folders = files.iter().map(|file| parent(file)).filter(|folder| !folder.is_empty());
    folders.take(COMPARED).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{called, upwards};

    #[test]
    fn a_version_is_no_name() {
        let names = ["x", "a/x", "a/x/v2", "a/x/v10", "v2", "a/v", "a/v2x", "a/x/v1"].map(called);
        assert_eq!(names, ["x", "x", "x", "x", "v2", "v", "v2x", "x"]);
    }

    #[test]
    fn the_context_is_above_everything() {
        assert_eq!(upwards("a/b").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(upwards("").collect::<Vec<_>>(), [""]);
    }
}
