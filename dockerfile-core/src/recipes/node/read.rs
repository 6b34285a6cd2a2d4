//! The root of a project, and a package in it.

use std::collections::{BTreeMap, BTreeSet};

use super::found::{Manager, Package};
use super::manifest::{self, PackageJson};
use super::workspace::Workspace;
use crate::declare::disk::Tree;
use crate::program::unread::{NodeUnread, Unread};
use crate::recipes::listing::{folder_of, leads_to};
use crate::value::path::{below, inside, parent};

/// More patterns than any workspace has, and more of them that look into folders in folders.
const PATTERNS: usize = 1_000;
const DEEP_PATTERNS: usize = 50;

/// The lock file of a package manager.
pub(super) struct Lock {
    pub(super) files: &'static [&'static str],
    /// What makes one.
    pub(super) command: &'static str,
}

/// The root of a project, which has the lock file.
pub(super) struct Root {
    pub(super) folder: String,
    pub(super) manifest: PackageJson,
    /// What a package manager reads beside it: the lock file first.
    pub(super) settings: Vec<String>,
    package: String,
    command: &'static str,
}

/// What makes packages members of a workspace, and the file that says it.
pub(super) struct Patterns {
    pub(super) file: String,
    pub(super) list: Vec<String>,
}

impl Root {
    /// Of the package in a folder.
    pub(super) fn of(tree: &Tree, name: &str, lock: &Lock) -> Result<Self, Unread> {
        let package = folder_of(name)?;
        if let Err(unread) = tree.read(&below(&package, manifest::NAME)) {
            let Unread::NoFile { .. } = unread else { return Err(unread) };
            let (name, known) = (name.to_owned(), packages_beside(tree, &package));
            return Err(NodeUnread::NoPackage { name, known }.into());
        }
        let Some(folder) = tree.above(&package, lock.files) else {
            let (file, command) = (lock.files[0], lock.command);
            return Err(NodeUnread::NoLock { name: name.to_owned(), file, command }.into());
        };
        let paths = lock.files.iter().map(|file| below(&folder, file));
        let settings = paths.filter(|path| tree.has(path)).take(1).collect();
        let (manifest, command) = (PackageJson::of(tree, &folder)?, lock.command);
        Ok(Self { folder, manifest, settings, package, command })
    }

    /// The lock file.
    pub(super) fn lock(&self) -> &str {
        &self.settings[0]
    }

    /// Those of these that a package manager finds in a folder of the root's, by their names.
    pub(super) fn existing(&self, tree: &Tree, folder: &str, names: &[&str]) -> Vec<String> {
        let entries = tree.entries(&below(&self.folder, folder), |name| names.contains(&name));
        entries.into_iter().map(|entry| entry.path).filter(|path| tree.exists(path)).collect()
    }

    /// `.npmrc` decides what is installed.
    pub(super) fn read_npmrc(&mut self, tree: &Tree) {
        self.settings.extend(self.existing(tree, "", &[".npmrc"]));
    }

    /// The members that the root's manifest names.
    pub(super) fn workspaces(&self) -> Patterns {
        Patterns { file: self.manifest.path.clone(), list: self.manifest.workspaces.clone() }
    }

    /// The package, with what these patterns make members of the workspace.
    pub(super) fn package(
        self,
        tree: &Tree,
        patterns: Patterns,
        manager: Manager,
    ) -> Result<Package, Unread> {
        let workspace = Workspace::of(self.members(tree, &patterns)?)?;
        if !workspace.members.contains_key(&self.package) {
            let (package, root, command) = (self.package, self.manifest.path, self.command);
            let Patterns { file, list } = patterns;
            return Err(NodeUnread::NoMember { package, root, file, list, command }.into());
        }
        let is_root = self.package == self.folder;
        let (closure, ships) = self.closures(&workspace, &manager);
        let needs = |folder: &String| !workspace.members[folder].ships.is_empty();
        let toolchain = workspace.members[&self.package].toolchain();
        let needed: BTreeSet<String> = match is_root {
            true => workspace.members.keys().cloned().collect(),
            false => workspace.needed(&[&self.folder, &self.package], true).into_iter().collect(),
        };
        let is_named = needed.iter().any(|folder| workspace.names(folder, &self.package));
        let manifests = |is_there: &dyn Fn(&String) -> bool| -> Vec<String> {
            let members = workspace.members.iter();
            let others = members.filter(|(folder, _)| **folder != self.folder && is_there(folder));
            others.map(|(_, member)| member.path.clone()).collect()
        };
        Ok(Package {
            manifests: manifests(&|_| true),
            needed: manifests(&|folder| needed.contains(folder)),
            is_released_alone: !is_root && !is_named,
            files: self.files(tree, is_root),
            folders: self.folders(tree, &closure, is_root),
            member: workspace.member(&self.package),
            closure: closure.iter().map(|folder| workspace.member(folder)).collect(),
            has_modules: ships.iter().any(needs) || !self.manifest.ships.is_empty(),
            ships,
            toolchain: toolchain.or_else(|| self.manifest.toolchain()),
            settings: self.settings,
            root_manifest: self.manifest.path,
            root: self.folder,
            manager,
        })
    }

    /// What the package is built from, and what it needs while it runs. A root is built with all
    /// that is below it.
    fn closures(&self, workspace: &Workspace, manager: &Manager) -> (Vec<String>, Vec<String>) {
        let mut starts = vec![];
        if self.package == self.folder {
            starts.extend(workspace.members.keys().filter(|folder| **folder != self.folder));
        }
        starts.push(&self.package);
        let (closure, ships) = (workspace.needed(&starts, true), workspace.needed(&starts, false));
        let is_built = closure.iter().any(|folder| workspace.members[folder].builds);
        // `pnpm deploy` wants all that a manifest names, if only to leave it out.
        match is_built || matches!(manager, Manager::Pnpm(_)) {
            true => (closure, ships),
            false => (ships.clone(), ships),
        }
    }

    /// The root's own manifest is always one; a pattern with a `!` takes members out again.
    fn members(
        &self,
        tree: &Tree,
        patterns: &Patterns,
    ) -> Result<BTreeMap<String, PackageJson>, Unread> {
        let deep = patterns.list.iter().filter(|pattern| pattern.contains("**")).count();
        if patterns.list.len() > PATTERNS || deep > DEEP_PATTERNS {
            return Err(NodeUnread::ManyPatterns { path: patterns.file.clone() }.into());
        }
        let mut folders = BTreeSet::new();
        for pattern in &patterns.list {
            match pattern.strip_prefix('!') {
                Some(pattern) => {
                    for folder in self.matching(tree, &patterns.file, pattern)? {
                        folders.remove(&folder);
                    }
                }
                None => folders.extend(self.matching(tree, &patterns.file, pattern)?),
            }
        }
        let mut members = BTreeMap::from([(self.folder.clone(), self.manifest.clone())]);
        for folder in folders.into_iter().filter(|folder| *folder != self.folder) {
            members.insert(folder.clone(), PackageJson::of(tree, &folder)?);
        }
        Ok(members)
    }

    /// The folders that a pattern of a file stands for. It may lead out of the root, and not out
    /// of the context.
    fn matching(&self, tree: &Tree, file: &str, pattern: &str) -> Result<Vec<String>, Unread> {
        if pattern.matches("**").count() > 2 {
            return Err(Unread::Pattern { path: pattern.to_owned() });
        }
        let path = leads_to(file, pattern.trim_start_matches('/'))?;
        match inside(&self.folder, &path) {
            Some(below) => tree.members(&self.folder, below, manifest::NAME),
            None => tree.members("", &path, manifest::NAME),
        }
    }

    /// What compilers read from the root; of a package at the root of the context its files, since
    /// the rest of a repository may be there, too.
    fn files(&self, tree: &Tree, is_root: bool) -> Vec<String> {
        let wanted = |name: &str| match is_root {
            true => self.folder.is_empty() && is_source(name),
            false => is_shared(name),
        };
        let entries = tree.entries(&self.folder, wanted).into_iter().map(|entry| entry.path);
        let files = entries.filter(|path| tree.has(path) && !self.settings.contains(path));
        // The manifest is one of them also as long as version control does not know it.
        let manifest = wanted(manifest::NAME).then(|| self.manifest.path.clone());
        files.chain(manifest).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn folders(&self, tree: &Tree, closure: &[String], is_root: bool) -> Vec<String> {
        match (is_root, self.folder.as_str()) {
            (false, _) => closure.to_vec(),
            (true, "") => {
                let entries = tree.entries("", is_source).into_iter().map(|entry| entry.path);
                entries.filter(|path| !tree.has(path)).collect()
            }
            (true, folder) => vec![folder.to_owned()],
        }
    }
}

/// Folders of packages in the folder that one should be in.
fn packages_beside(tree: &Tree, package: &str) -> Vec<String> {
    let folder = parent(package);
    let is_package = |name: &str| tree.has(&below(&below(folder, name), manifest::NAME));
    tree.entries(folder, is_package).into_iter().map(|entry| entry.path).collect()
}

/// What the compilers of members read from the root of their workspace.
fn is_shared(name: &str) -> bool {
    (name.starts_with("tsconfig") && name.ends_with(".json")) || name.starts_with("babel.config.")
}

/// Whether a package at the root of the context may be built from it. What begins with a dot is
/// settings of other tools, or secrets, but for those of compilers.
fn is_source(name: &str) -> bool {
    let hidden = name.starts_with('.');
    let compilers = [".babelrc", ".browserslistrc", ".postcssrc", ".swcrc"];
    let others = ["node_modules", "target", "build.rs", "Cargo.toml", "Cargo.lock"];
    let image = name.contains("Dockerfile") || name.ends_with(".dockerignore");
    let text = name.ends_with(".md") || name.starts_with("LICENSE");
    if hidden {
        compilers.iter().any(|compiler| name.starts_with(compiler))
    } else {
        !others.contains(&name) && !image && !text
    }
}
