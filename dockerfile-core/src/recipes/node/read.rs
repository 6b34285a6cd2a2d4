//! Reads the root of a project, and a package in it.

use std::collections::{BTreeMap, BTreeSet};

use super::beside::beside;
use super::config::{CACHES, Lines, NPMRC, is_elsewhere};
use super::found::{Inputs, Manager, Package, Scripts};
use super::manifest::{self, PackageJson};
use super::references::references;
use super::root::{self, existing};
use super::versions;
use super::workspace::{Rules, Workspace};
use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{NodeUnread, Unread};
use crate::recipes::listing::{folder_of, leads_to};
use crate::recipes::own::Own;
use crate::value::path::{below, inside, outermost, parent};

/// The most patterns that a workspace may have; no workspace has as many.
const PATTERNS: usize = 1_000;
/// The most of these patterns that look into folders of folders (`**`).
const DEEP_PATTERNS: usize = 50;

/// All lock files, and the recipe that reads each.
const LOCKS: [(&str, &str); 6] = [
    ("package-lock.json", "npm"),
    ("npm-shrinkwrap.json", "npm"),
    ("pnpm-lock.yaml", "pnpm"),
    ("yarn.lock", "yarn"),
    ("bun.lock", ""),
    ("bun.lockb", ""),
];

/// The lock file of a package manager.
pub(super) struct Lock {
    /// The names that the file may have, the usual one first. If several are there, the last counts.
    pub(super) files: &'static [&'static str],
    /// The command that makes the lock file.
    pub(super) command: &'static str,
    /// Whether a lock file beside a member of a workspace is passed over for the workspace's.
    pub(super) is_of_workspace: bool,
}

/// What the user says of a package.
pub(super) struct Asked<'a> {
    pub(super) name: &'a str,
    /// The script that builds the package.
    pub(super) script: Option<&'a str>,
    /// The version of the package manager.
    pub(super) version: Option<&'a str>,
    /// Whether life-cycle scripts are kept from running.
    pub(super) ignores_scripts: bool,
    /// Whether further files are named.
    pub(super) has_files: bool,
}

/// The root of a project, which has the lock file.
pub(super) struct Root {
    pub(super) folder: String,
    pub(super) manifest: PackageJson,
    /// The lock file, and behind it the other files that the package manager reads at the root.
    pub(super) settings: Vec<String>,
    /// The files and folders that these files name by a path.
    pub(super) named: Vec<String>,
    /// Whether settings keep life-cycle scripts from running.
    pub(super) ignores_scripts: bool,
    /// Folders of the project in which settings have the package manager keep what it downloads.
    pub(super) caches: Vec<String>,
    /// The versions of Node that settings of the package manager ask for.
    pub(super) nodes: Vec<Toolchain>,
    package: String,
    command: &'static str,
}

/// The patterns that make packages members of a workspace, and the file that has them.
pub(super) struct Patterns {
    pub(super) file: String,
    pub(super) list: Vec<String>,
}

impl Root {
    /// The root of the package in a folder.
    pub(super) fn of(tree: &Tree, name: &str, lock: &Lock) -> Result<Self, Unread> {
        let package = folder_of(name)?;
        if let Err(unread) = tree.read(&below(&package, manifest::NAME)) {
            let Unread::NoFile { .. } = unread else { return Err(unread) };
            let (name, known) = (name.to_owned(), packages_beside(tree, &package));
            return Err(NodeUnread::NoPackage { name, known }.into());
        }
        let Some(folder) = tree.above(&package, lock.files) else {
            return Err(no_lock(tree, name, &package, lock).into());
        };
        let mut root = Self::at(tree, folder, &package, lock)?;
        let mut start = root.folder.clone();
        while lock.is_of_workspace && !start.is_empty() {
            let Some(above) = tree.above(parent(&start), lock.files) else { break };
            start.clone_from(&above);
            let Ok(outer) = Self::at(tree, above, &package, lock) else { continue };
            let members = outer.members(tree, &outer.workspaces());
            if members.is_ok_and(|members| members.contains_key(&package)) {
                root = outer;
            }
        }
        root.named = root.existing(tree, "", &root::FETCHING);
        Ok(root)
    }

    /// The root in a folder, which has the lock file.
    fn at(tree: &Tree, folder: String, package: &str, lock: &Lock) -> Result<Self, Unread> {
        let paths = lock.files.iter().map(|file| below(&folder, file));
        let settings = paths.rev().filter(|path| tree.has(path)).take(1).collect();
        let (manifest, command) = (PackageJson::of(tree, &folder)?, lock.command);
        Ok(Self {
            folder,
            manifest,
            settings,
            named: vec![],
            ignores_scripts: false,
            caches: vec![],
            nodes: vec![],
            package: package.to_owned(),
            command,
        })
    }

    /// The lock file.
    pub(super) fn lock(&self) -> &str {
        &self.settings[0]
    }

    /// The paths of those names that a package manager finds in a folder below the root.
    pub(super) fn existing(&self, tree: &Tree, folder: &str, names: &[&str]) -> Vec<String> {
        existing(tree, &self.folder, folder, names)
    }

    /// Reads `.npmrc`, which decides on what is installed, and notes what it names.
    pub(super) fn read_npmrc(&mut self, tree: &Tree) -> Result<Option<Lines>, Unread> {
        let mut read = None;
        for path in self.existing(tree, "", &[".npmrc"]) {
            let lines = Lines::of(tree, &path)?;
            self.named.extend(lines.named(tree, &NPMRC)?);
            lines.values_of(&CACHES).for_each(|value| self.note_cache(&path, value));
            self.ignores_scripts |= lines.says("ignore-scripts", "true");
            self.settings.push(path);
            read = Some(lines);
        }
        Ok(read)
    }

    /// Notes a folder in which a file of settings has downloads kept, if the folder is in the project.
    pub(super) fn note_cache(&mut self, file: &str, value: &str) {
        let folder = leads_to(file, value).ok().filter(|_| !is_elsewhere(value));
        let is_below =
            |folder: &String| inside(&self.folder, folder).is_some_and(|below| !below.is_empty());
        self.caches.extend(folder.filter(is_below));
    }

    /// Notes what settings that are programs (`.pnpmfile.cjs`) name themselves.
    pub(super) fn name_inner(&mut self, tree: &Tree) {
        let is_program = |path: &&String| path.contains("pnpmfile.");
        let mut found = BTreeSet::new();
        let programs: Vec<&String> =
            self.settings.iter().chain(&self.named).filter(is_program).collect();
        programs.iter().for_each(|program| references(tree, program, None, &mut found));
        found.retain(|path| !self.settings.contains(path));
        self.named.extend(found);
    }

    /// The patterns of members in the root's manifest.
    pub(super) fn workspaces(&self) -> Patterns {
        Patterns { file: self.manifest.path.clone(), list: self.manifest.workspaces.clone() }
    }

    /// The package, in the workspace whose members these patterns find. `keeps_others` keeps all
    /// members, also those that the package does not need.
    pub(super) fn package(
        self,
        tree: &Tree,
        patterns: Patterns,
        (manager, rules, keeps_others): (Manager, &Rules, bool),
        asked: &Asked<'_>,
    ) -> Result<Package, Unread> {
        let mut workspace = Workspace::of(&self.folder, self.members(tree, &patterns)?)?;
        if !workspace.members.contains_key(&self.package) {
            let (package, root, command) = (self.package, self.manifest.path, self.command);
            let Patterns { file, list } = patterns;
            return Err(NodeUnread::NoMember { package, root, file, list, command }.into());
        }
        if let Some(script) = asked.script {
            set_script(&mut workspace, &self.package, script)?;
        }
        let is_root = self.package == self.folder;
        let all = is_root || keeps_others;
        workspace.link(tree, &self.starts(&workspace, all), rules)?;
        let (closure, ships) = self.closures(&workspace, &manager);
        let needs = |folder: &String| !workspace.members[folder].ships.is_empty();
        let needed = self.needed(&workspace, all);
        let is_named = needed.iter().any(|folder| workspace.names(folder, &self.package));
        let manifests = |is_there: &dyn Fn(&String) -> bool| -> Vec<String> {
            let members = workspace.members.iter();
            let others = members.filter(|(folder, _)| **folder != self.folder && is_there(folder));
            // A folder that is linked to may lack a manifest.
            others.map(|(_, it)| it.path.clone()).filter(|path| tree.exists(path)).collect()
        };
        let own = self.own(tree, &workspace, is_root)?;
        let root::Outside { files, folders } = self.outside(tree, &workspace, &closure, &manager);
        let manifests_of = [&workspace.members[&self.package], &self.manifest];
        let are_ignored = asked.ignores_scripts || self.ignores_scripts;
        let mut package = Package {
            generated: workspace.generated(&closure),
            libraries: workspace.libraries(&ships),
            manifests: manifests(&|_| true),
            needed: manifests(&|folder| needed.contains(folder)),
            is_released_alone: !is_root && !is_named,
            files: self.files(tree, &own, files, is_root),
            folders: self.folders(tree, &own, (&closure, folders), is_root),
            left: own.left,
            member: workspace.member(&self.package),
            closure: closure.iter().map(|folder| workspace.member(folder)).collect(),
            has_modules: ships.iter().any(needs) || !self.manifest.ships.is_empty(),
            ships,
            inputs: Inputs::default(),
            scripts: Scripts { are_ignored, ..Scripts::default() },
            of_git: workspace.named.of_git.iter().cloned().collect(),
            toolchains: versions::all(tree, &self.package, manifests_of, self.nodes)?,
            version: asked.version.map(str::to_owned),
            caches: self.caches,
            settings: self.settings,
            root_manifest: self.manifest.path,
            root: self.folder,
            manager,
        };
        package.read_inputs(tree, &workspace, &needed, self.named, asked)?;
        Ok(package)
    }

    /// The folders of the packages whose needs are looked at.
    fn starts(&self, workspace: &Workspace, all: bool) -> Vec<String> {
        match all {
            true => workspace.members.keys().cloned().collect(),
            false => vec![self.folder.clone(), self.package.clone()],
        }
    }

    /// The folders of the manifests that the package is installed from.
    fn needed(&self, workspace: &Workspace, all: bool) -> BTreeSet<String> {
        match all {
            true => workspace.members.keys().cloned().collect(),
            false => workspace.needed(&[&self.folder, &self.package], true).into_iter().collect(),
        }
    }

    /// The folders that the package is built from, and those that it needs while it runs. A root is
    /// built with all members below it. What a root links to is there for all members.
    fn closures(&self, workspace: &Workspace, manager: &Manager) -> (Vec<String>, Vec<String>) {
        let mut starts = vec![];
        if self.package == self.folder {
            let is_member = |folder: &&String| !workspace.named.linked.contains(*folder);
            let members = workspace.members.keys().filter(is_member);
            starts.extend(members.filter(|folder| **folder != self.folder));
        } else {
            let mut of_root = workspace.needed(&[&self.folder], false);
            let named = &workspace.named;
            of_root.retain(|it| named.linked.contains(it) || named.replacing.contains(it));
            let is_of_root = |folder: &&String| of_root.contains(folder);
            starts.extend(workspace.members.keys().filter(is_of_root));
        }
        starts.push(&self.package);
        let (closure, ships) = (workspace.needed(&starts, true), workspace.needed(&starts, false));
        let is_built = closure.iter().any(|folder| workspace.members[folder].build.is_some());
        // `pnpm deploy` asks for everything that a manifest names, if only to leave it out.
        match is_built || matches!(manager, Manager::Pnpm(_)) {
            true => (closure, ships),
            false => (ships.clone(), ships),
        }
    }

    /// The members by their folders. The root's own manifest is always one; a pattern with a `!`
    /// takes members out again.
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

    /// The folders that a pattern of a file finds. The pattern may lead out of the root, but not
    /// out of the context.
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

    /// What settings and scripts name outside of the folders that the package is built from.
    fn outside(
        &self,
        tree: &Tree,
        workspace: &Workspace,
        closure: &[String],
        manager: &Manager,
    ) -> root::Outside {
        let mut outside = root::outside(tree, closure);
        let members = closure.iter().map(|folder| &workspace.members[folder]);
        let more = beside(tree, members, closure);
        // Manifests are copied where packages are installed; for pnpm that of the root alone is.
        let copied = workspace
            .members
            .iter()
            .filter(|(folder, _)| **folder == self.folder || !matches!(manager, Manager::Pnpm(_)));
        let copied: Vec<&str> = copied.map(|(_, member)| member.path.as_str()).collect();
        let is_manifest = |file: &&String| copied.contains(&file.as_str());
        outside.files.extend(more.files.iter().filter(|file| !is_manifest(file)).cloned());
        outside.folders.extend(more.folders);
        outside.folders = outermost(outside.folders).into_iter().collect();
        let is_below = |file: &String| outside.folders.iter().any(|it| inside(it, file).is_some());
        outside.files.retain(|file| !is_below(file));
        outside
    }

    /// The files and folders of a package at the root of the context, where others may be, too.
    fn own(&self, tree: &Tree, workspace: &Workspace, is_root: bool) -> Result<Own, Unread> {
        if !is_root || !self.folder.is_empty() {
            return Ok(Own::default());
        }
        let members: Vec<&String> = workspace.members.keys().filter(|it| !it.is_empty()).collect();
        root::own(tree, &members)
    }

    /// The files that compilers read from the root. Of a package that is the root, all its files
    /// there.
    fn files(
        &self,
        tree: &Tree,
        own: &Own,
        outside: BTreeSet<String>,
        is_root: bool,
    ) -> Vec<String> {
        let files: Vec<String> = match is_root {
            true => own.copied.iter().filter(|path| tree.has(path)).cloned().collect(),
            false => root::shared(tree, &self.folder),
        };
        let files = files.into_iter().chain(outside);
        let files = files.filter(|path| !self.settings.contains(path));
        // The manifest counts even if version control does not know it yet.
        let is_at_root = is_root && self.folder.is_empty();
        let manifest = is_at_root.then(|| self.manifest.path.clone());
        files.chain(manifest).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The folders that the package is built from: those at the root if it is one, and those of
    /// members, with what settings name outside of these.
    fn folders(
        &self,
        tree: &Tree,
        own: &Own,
        (closure, outside): (&[String], BTreeSet<String>),
        is_root: bool,
    ) -> Vec<String> {
        let is_below = |folder: &&String| is_root && inside(&self.folder, folder).is_some();
        let beside = closure.iter().filter(|folder| !is_below(folder)).cloned();
        let at_root: Vec<String> = match (is_root, self.folder.as_str()) {
            (false, _) => vec![],
            (true, "") => own.copied.iter().filter(|path| !tree.has(path)).cloned().collect(),
            (true, folder) => vec![folder.to_owned()],
        };
        at_root.into_iter().chain(beside).chain(outside).collect()
    }
}

/// The folders of packages beside the one that is missing.
fn packages_beside(tree: &Tree, package: &str) -> Vec<String> {
    let folder = parent(package);
    let is_package = |name: &str| tree.has(&below(&below(folder, name), manifest::NAME));
    tree.entries(folder, is_package).into_iter().map(|entry| entry.path).collect()
}

/// Sets the script that builds a package in place of `build`.
fn set_script(workspace: &mut Workspace, package: &str, script: &str) -> Result<(), Unread> {
    let Some(manifest) = workspace.members.get_mut(package) else { return Ok(()) };
    if !manifest.scripts.contains_key(script) {
        let (manifest, script) = (manifest.clone(), script.to_owned());
        let known = manifest.scripts.into_keys().collect();
        return Err(NodeUnread::NoScript { manifest: manifest.path, script, known }.into());
    }
    manifest.build = Some(script.to_owned());
    Ok(())
}

/// The error of a missing lock file. If another package manager's is there, it names the recipe to
/// take.
fn no_lock(tree: &Tree, name: &str, package: &str, lock: &Lock) -> NodeUnread {
    let (name, file) = (name.to_owned(), lock.files[0]);
    let names = LOCKS.map(|(file, _)| file);
    let found = tree.above(package, &names).and_then(|folder| {
        let there = LOCKS.iter().find(|(file, _)| tree.has(&below(&folder, file)));
        there.map(|(file, recipe)| (below(&folder, file), *recipe))
    });
    match found {
        Some((found, recipe)) => NodeUnread::OtherLock { name, file, found, recipe },
        None => NodeUnread::NoLock { name, file, command: lock.command },
    }
}
