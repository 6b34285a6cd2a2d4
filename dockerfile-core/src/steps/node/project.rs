//! A package, the workspace that it is in, and what of that it needs.

use std::collections::{BTreeMap, BTreeSet};

use super::Manager;
use super::manifest::{self, PackageJson};
use crate::steps::recipe::files::{Files, below, folder_of};
use crate::steps::recipe::{Problem, Toolchain};

/// A package of a workspace. Paths are relative to the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) folder: String,
    /// It has a script `build`.
    pub(super) builds: bool,
}

/// A package, and how it is built by a package manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Project {
    /// The folder that has the lock file.
    pub(super) root: String,
    pub(super) package: Member,
    /// It and the members that it is built from, each below those that it needs itself.
    pub(super) closure: Vec<Member>,
    /// The folders of those that it needs while it runs, in the same order.
    pub(super) ships: Vec<String>,
    /// Files of the root that decide what is installed, beside its `package.json`.
    pub(super) settings: Vec<String>,
    /// The `package.json` of the root and of all members.
    pub(super) manifests: Vec<String>,
    /// Of those the ones that the package is installed from, the root's first.
    pub(super) needed: Vec<String>,
    /// None of them names the package, so its version is its own business.
    pub(super) is_released_alone: bool,
    /// It needs packages of the registry or of the workspace while it runs.
    pub(super) has_modules: bool,
    /// Files that it is built from, beside those in the folders below.
    pub(super) files: Vec<String>,
    /// Folders that it is built from.
    pub(super) folders: Vec<String>,
    pub(super) toolchain: Option<Toolchain>,
    pub(super) manager: Manager,
}

impl Project {
    /// Its package has the lock file itself, and no workspace above.
    pub(super) fn is_root(&self) -> bool {
        self.package.folder == self.root
    }

    /// The workspace has members that the package does not need.
    pub(super) fn has_others(&self) -> bool {
        self.needed.len() < self.manifests.len()
    }

    /// They stay, since the package manager cannot do without them.
    pub(super) fn keep_others(&mut self) {
        self.needed.clone_from(&self.manifests);
    }

    /// The members that have to be built, in their order.
    pub(super) fn built(&self) -> impl Iterator<Item = &Member> {
        self.closure.iter().filter(|member| member.builds)
    }

    pub(super) fn is_built(&self) -> bool {
        self.built().next().is_some()
    }

    /// All that decides what is installed.
    pub(super) fn decisive(&self) -> Vec<String> {
        let [root, members @ ..] = self.manifests.as_slice() else { return vec![] };
        [std::slice::from_ref(root), &self.settings, members].concat()
    }
}

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
    /// The lock file, and what a package manager reads beside it.
    pub(super) settings: Vec<String>,
    package: String,
}

impl Root {
    /// Of the package in a folder.
    pub(super) fn of(files: &Files, name: &str, lock: &Lock) -> Result<Self, Problem> {
        let package = folder_of(name)?;
        if !files.has(&below(&package, manifest::NAME)) {
            return Err(format!("`{name}` has no `package.json`"));
        }
        let Some(folder) = files.above(&package, lock.files) else {
            let (first, command) = (lock.files[0], lock.command);
            return Err(format!(
                "neither `{name}` nor a folder above it has a `{first}`; `{command}` makes one"
            ));
        };
        let here = |file: &&&str| files.has(&below(&folder, file));
        let found = lock.files.iter().find(here).unwrap_or(&lock.files[0]);
        let settings = vec![below(&folder, found)];
        Ok(Self { manifest: PackageJson::of(files, &folder)?, folder, settings, package })
    }

    /// A path in its folder, if there is one.
    pub(super) fn existing(&self, files: &Files, name: &str) -> Option<String> {
        Some(below(&self.folder, name)).filter(|path| files.exists(path))
    }

    /// `.npmrc` decides what is installed. A token in it would be in a layer.
    pub(super) fn read_npmrc(&mut self, files: &Files) -> Result<(), Problem> {
        let Some(path) = self.existing(files, ".npmrc") else { return Ok(()) };
        if files.read(&path)?.lines().any(holds_token) {
            return Err(format!(
                "`{path}` holds a token, which would be in the image; move the line to a file that \
                 `.mount(secret(\"npmrc\").file(\"/root/.npmrc\"))` gives, or write `${{NPM_TOKEN}}` \
                 for it and add `.mount(secret(\"npm-token\").env(\"NPM_TOKEN\"))`, which needs syntax \
                 1.10"
            ));
        }
        self.settings.push(path);
        Ok(())
    }

    /// The package, with what these patterns make members of the workspace.
    pub(super) fn project(
        self,
        files: &Files,
        patterns: &[String],
        manager: Manager,
    ) -> Result<Project, Problem> {
        let workspace = Workspace::of(self.members(files, patterns)?)?;
        if !workspace.members.contains_key(&self.package) {
            return Err(format!(
                "`{}` is no member of the workspace of `{}`, whose lock file is the nearest; its \
                 members are `{}`",
                self.package,
                self.manifest.path,
                patterns.join("`, `")
            ));
        }
        let is_root = self.package == self.folder;
        let (closure, ships) = self.closures(&workspace, &manager);
        let needs = |folder: &String| !workspace.members[folder].ships.is_empty();
        let toolchain = workspace.members[&self.package].toolchain();
        let needed = match is_root {
            true => workspace.members.keys().cloned().collect(),
            false => workspace.needed(&[&self.folder, &self.package], true),
        };
        let is_named = needed.iter().any(|folder| workspace.names(folder, &self.package));
        let manifests = |is_there: &dyn Fn(&String) -> bool| {
            let members = workspace.members.iter();
            let others = members.filter(|(folder, _)| **folder != self.folder && is_there(folder));
            let others = others.map(|(_, member)| member.path.clone());
            [self.manifest.path.clone()].into_iter().chain(others).collect()
        };
        Ok(Project {
            manifests: manifests(&|_| true),
            needed: manifests(&|folder| needed.contains(folder)),
            is_released_alone: !is_root && !is_named,
            files: self.files(files, is_root),
            folders: self.folders(files, &closure, is_root),
            package: workspace.member(&self.package),
            closure: closure.iter().map(|folder| workspace.member(folder)).collect(),
            has_modules: ships.iter().any(needs) || !self.manifest.ships.is_empty(),
            ships,
            toolchain: toolchain.or_else(|| self.manifest.toolchain()),
            settings: self.settings,
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
        files: &Files,
        patterns: &[String],
    ) -> Result<BTreeMap<String, PackageJson>, Problem> {
        let mut folders = BTreeSet::new();
        for pattern in patterns {
            let (not, pattern) = match pattern.strip_prefix('!') {
                Some(pattern) => (true, pattern),
                None => (false, pattern.as_str()),
            };
            for folder in files.members(&self.folder, pattern, manifest::NAME)? {
                match not {
                    true => folders.remove(&folder),
                    false => folders.insert(folder),
                };
            }
        }
        let mut members = BTreeMap::from([(self.folder.clone(), self.manifest.clone())]);
        for folder in folders.into_iter().filter(|folder| *folder != self.folder) {
            members.insert(folder.clone(), PackageJson::of(files, &folder)?);
        }
        Ok(members)
    }

    /// What compilers read from the root; of a package at the root of the context its files, since
    /// the rest of a repository may be there, too.
    fn files(&self, files: &Files, is_root: bool) -> Vec<String> {
        let wanted = |name: &String| match is_root {
            true => self.folder.is_empty() && is_source(name),
            false => is_shared(name),
        };
        let names = files.names(&self.folder).into_iter().filter(wanted);
        let paths = names.map(|name| below(&self.folder, &name));
        paths.filter(|path| files.has(path) && !self.settings.contains(path)).collect()
    }

    fn folders(&self, files: &Files, closure: &[String], is_root: bool) -> Vec<String> {
        match (is_root, self.folder.as_str()) {
            (false, _) => closure.to_vec(),
            (true, "") => {
                let names = files.names("").into_iter().filter(|name| is_source(name));
                names.filter(|name| !files.has(name)).collect()
            }
            (true, folder) => vec![folder.to_owned()],
        }
    }
}

/// A value of its own, and none of a variable.
fn holds_token(line: &str) -> bool {
    let Some((key, value)) = line.split_once('=') else { return false };
    let key = key.trim().rsplit(':').next().unwrap_or_default();
    matches!(key, "_authToken" | "_password" | "_auth") && !value.trim().starts_with("${")
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

/// The manifests of all members, by folder and by name.
struct Workspace {
    members: BTreeMap<String, PackageJson>,
    folders: BTreeMap<String, String>,
}

impl Workspace {
    fn of(members: BTreeMap<String, PackageJson>) -> Result<Self, Problem> {
        let mut folders: BTreeMap<String, String> = BTreeMap::new();
        for (folder, member) in &members {
            let Some(name) = &member.name else { continue };
            if let Some(other) = folders.insert(name.clone(), folder.clone()) {
                return Err(format!("both `{other}` and `{folder}` hold a package `{name}`"));
            }
        }
        Ok(Self { members, folders })
    }

    fn member(&self, folder: &str) -> Member {
        let manifest = &self.members[folder];
        // Without a name, package managers take the folder's.
        let name = manifest.name.as_deref().unwrap_or(folder);
        Member { name: name.to_owned(), folder: folder.to_owned(), builds: manifest.builds }
    }

    /// Whether a member's manifest names another one's package.
    fn names(&self, folder: &str, other: &str) -> bool {
        let (manifest, other) = (&self.members[folder], &self.members[other].name);
        other.as_ref().is_some_and(|other| {
            manifest.ships.contains(other) || manifest.builds_with.contains(other)
        })
    }

    /// The folders of these and of the members that they need, each below those that it needs.
    fn needed(&self, folders: &[&String], to_build: bool) -> Vec<String> {
        let (mut seen, mut order) = (BTreeSet::new(), vec![]);
        for folder in folders {
            self.needed_first(folder, to_build, &mut seen, &mut order);
        }
        order
    }

    fn needed_first(
        &self,
        folder: &str,
        to_build: bool,
        seen: &mut BTreeSet<String>,
        order: &mut Vec<String>,
    ) {
        if !seen.insert(folder.to_owned()) {
            return;
        }
        let manifest = &self.members[folder];
        let more = manifest.builds_with.iter().filter(|_| to_build);
        for name in manifest.ships.iter().chain(more) {
            if let Some(needed) = self.folders.get(name) {
                self.needed_first(needed, to_build, seen, order);
            }
        }
        order.push(folder.to_owned());
    }
}
