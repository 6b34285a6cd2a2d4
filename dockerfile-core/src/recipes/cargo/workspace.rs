//! A workspace as cargo says it: its members, and what they need by a path.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::manifest::Manifest;
use super::metadata::{self, Dependency, Metadata, Target, in_context};
use super::pattern::may_find;
use crate::declare::disk::Tree;
use crate::program::unread::{CargoUnread, Unread};
use crate::recipes::listing::{folder_of, leads_to};
use crate::recipes::survey::{between, package_folder};
use crate::value::path::{below, parent};

/// What a user asks of a workspace.
pub(super) struct Asked<'a> {
    pub(super) package: &'a str,
    /// The workspace's folder in the context, if it is not that of the build script's package.
    pub(super) workspace: Option<&'a str>,
    pub(super) features: Vec<&'a str>,
    pub(super) default_features: bool,
}

/// A workspace, and the packages that are needed by it from other ones.
pub(super) struct Workspace {
    /// Its folder.
    pub(super) root: String,
    /// The manifest of the root.
    pub(super) manifest: Manifest,
    /// All packages by their folder: members, and what they need by a path.
    pub(super) packages: BTreeMap<String, Package>,
    /// The folders of those that are its members.
    pub(super) members: BTreeSet<String>,
    /// The folders of those that stand for packages of a registry.
    pub(super) patches: BTreeSet<String>,
}

/// A package.
#[derive(Clone, Debug)]
pub(super) struct Package {
    pub(super) name: String,
    /// Its folder.
    pub(super) folder: String,
    pub(super) manifest: String,
    pub(super) library: Option<String>,
    /// The programs that are built: names and files.
    pub(super) programs: Vec<(String, String)>,
    /// The files of all programs, of those that these features leave out, too.
    pub(super) mains: Vec<String>,
    pub(super) script: Option<String>,
    /// Folders of the packages that it needs.
    pub(super) needs: BTreeSet<String>,
    /// Of those that its tests need: cargo reads their manifests, and does not compile them.
    pub(super) tests_need: BTreeSet<String>,
    features: BTreeMap<String, Vec<String>>,
    /// What its programs ask for.
    required: BTreeMap<String, Vec<String>>,
}

impl Workspace {
    /// Of a folder of the context, or else of the package whose build script runs.
    pub(super) fn of(tree: &Tree, folder: Option<&str>) -> Result<Self, Unread> {
        let start = match folder {
            Some(folder) => folder_of(folder)?,
            None => in_context(tree, &package_folder())?,
        };
        let metadata = Metadata::of(tree, &start)?;
        let root = in_context(tree, &metadata.workspace_root)?;
        let file = below(&root, "Cargo.toml");
        let manifest: Manifest = tree.toml(&file)?;
        let mut packages = BTreeMap::new();
        for package in &metadata.packages {
            let package = Package::of(tree, package)?;
            if is_tracked(tree, &root, &manifest, &package) {
                packages.insert(package.folder.clone(), package);
            }
        }
        let members = packages.keys().cloned().collect();
        let paths = manifest.patches().filter_map(|patch| patch.path.as_ref());
        let patches = paths.map(|path| leads_to(&file, path.get_ref()));
        let patches: BTreeSet<String> = patches.collect::<Result<_, _>>()?;
        let mut workspace = Self { root, manifest, packages, members, patches };
        workspace.take_in_others(tree)?;
        Ok(workspace)
    }

    /// What members need by a path of packages that are no members.
    fn take_in_others(&mut self, tree: &Tree) -> Result<(), Unread> {
        let needed = |package: &Package| -> Vec<String> {
            package.needs.union(&package.tests_need).cloned().collect()
        };
        let mut waiting: Vec<String> = self.packages.values().flat_map(needed).collect();
        for folder in self.patches.clone() {
            if let Entry::Vacant(free) = self.packages.entry(folder) {
                let package = Package::replacing(tree, free.key())?;
                waiting.extend(needed(&package));
                free.insert(package);
            }
        }
        while let Some(folder) = waiting.pop() {
            if self.packages.contains_key(&folder) {
                continue;
            }
            let file = below(&folder, "Cargo.toml");
            if !tree.has(&file) {
                return Err(CargoUnread::NoDependency { folder }.into());
            }
            let metadata = Metadata::of(tree, &folder)?;
            let packages = metadata.packages.iter().map(|package| Package::of(tree, package));
            let packages: Vec<Package> = packages.collect::<Result<_, _>>()?;
            let this = packages.into_iter().find(|package| package.folder == folder);
            let Some(package) = this else {
                return Err(CargoUnread::NoDependency { folder }.into());
            };
            waiting.extend(needed(&package));
            self.packages.insert(folder, package);
        }
        Ok(())
    }

    /// The folder of the package of this name.
    pub(super) fn named(&self, name: &str) -> Result<String, Unread> {
        let package = self.packages.values().find(|package| package.name == name);
        package.map(|package| package.folder.clone()).ok_or_else(|| {
            let known = self.packages.values().map(|package| package.name.clone()).collect();
            CargoUnread::NoPackage { name: name.to_owned(), known }.into()
        })
    }
}

/// Where a dependency is, if it is on disk.
fn on_disk(tree: &Tree, manifest: &Path, needed: &Dependency) -> Option<Result<String, Unread>> {
    let path = needed.path.as_ref()?;
    Some(in_context(tree, path).map_err(|_| {
        let path = between(manifest.parent().unwrap_or(manifest), path);
        CargoUnread::DependencyOutside { name: needed.name.clone(), path }.into()
    }))
}

/// Whether a member counts: one that only a pattern finds has to be tracked.
fn is_tracked(tree: &Tree, root: &str, manifest: &Manifest, package: &Package) -> bool {
    let listed = manifest.workspace.iter().flat_map(|workspace| &workspace.members);
    let mut patterns = listed.filter(|member| member.contains(['*', '?', '[']));
    let found = patterns.any(|pattern| {
        let pattern = below(root, pattern.trim_end_matches('/'));
        may_find(&pattern, &package.folder)
    });
    !found || tree.finds(&package.manifest)
}

impl Package {
    fn of(tree: &Tree, package: &metadata::Package) -> Result<Self, Unread> {
        let manifest = in_context(tree, &package.manifest_path)?;
        let folder = parent(&manifest).to_owned();
        let declared: Manifest = tree.toml(&manifest)?;
        let counted = |target: &&Target| -> Result<Option<String>, Unread> {
            let file = in_context(tree, &target.src_path)?;
            // What cargo has found by looking counts if it is tracked.
            let counts = declared.declares(target) || tree.finds(&file);
            Ok(counts.then_some(file))
        };
        let one = |fits: fn(&Target) -> bool| -> Result<Option<String>, Unread> {
            let target = package.targets.iter().find(|target| fits(target));
            Ok(target.as_ref().map(counted).transpose()?.flatten())
        };
        let (mut programs, mut required) = (BTreeMap::new(), BTreeMap::new());
        for target in package.targets.iter().filter(|target| target.is("bin")) {
            if let Some(file) = counted(&target)? {
                required.insert(target.name.clone(), target.required_features.clone());
                programs.insert(file, target.name.clone());
            }
        }
        let needed = |kinds: &[Option<&str>]| -> Result<BTreeSet<String>, Unread> {
            let wanted = package.dependencies.iter();
            let wanted = wanted.filter(|needed| kinds.contains(&needed.kind.as_deref()));
            wanted.filter_map(|needed| on_disk(tree, &package.manifest_path, needed)).collect()
        };
        Ok(Self {
            name: package.name.clone(),
            library: one(Target::is_library)?,
            script: one(|target| target.is("custom-build"))?,
            mains: programs.keys().cloned().collect(),
            programs: programs.into_iter().map(|(file, name)| (name, file)).collect(),
            needs: needed(&[None, Some("build")])?,
            tests_need: needed(&[Some("dev")])?,
            features: package.features.clone(),
            required,
            folder,
            manifest,
        })
    }

    /// A library that takes the place of one of a registry. Cargo says nothing of one that is no
    /// member, so its manifest does.
    fn replacing(tree: &Tree, folder: &str) -> Result<Self, Unread> {
        let file = below(folder, "Cargo.toml");
        let manifest: Manifest = tree.toml(&file)?;
        let no_package = || CargoUnread::NoDependency { folder: folder.to_owned() };
        let package = manifest.package.as_ref().ok_or_else(no_package)?;
        let name = package.name.clone().ok_or_else(no_package)?;
        let (library, script) = manifest.said_paths();
        let said = |path: Option<&str>, usual: &str| match path {
            Some(path) => leads_to(&file, path).map(Some),
            None => Ok(Some(below(folder, usual)).filter(|path| tree.finds(path))),
        };
        let paths = manifest.compiled().filter_map(|needed| needed.path.as_ref());
        let needs = paths.map(|path| leads_to(&file, path.get_ref()));
        Ok(Self {
            name,
            folder: folder.to_owned(),
            library: said(library, "src/lib.rs")?,
            script: said(script, "build.rs")?,
            needs: needs.collect::<Result<_, _>>()?,
            manifest: file,
            programs: vec![],
            mains: vec![],
            tests_need: BTreeSet::new(),
            features: BTreeMap::new(),
            required: BTreeMap::new(),
        })
    }

    /// The files that cargo starts from.
    pub(super) fn roots(&self) -> impl Iterator<Item = &String> {
        self.library.iter().chain(&self.mains).chain(&self.script)
    }

    /// Leaves out the programs that these features do.
    pub(super) fn turn_on(&mut self, asked: &Asked<'_>) -> Result<(), Unread> {
        // `other/feature` is another package's.
        let own = asked.features.iter().filter(|feature| !feature.contains('/'));
        for feature in own {
            if !self.features.contains_key(*feature) {
                let (package, feature) = (self.name.clone(), (*feature).to_owned());
                let known = self.features.keys().cloned().collect();
                return Err(CargoUnread::NoFeature { package, feature, known }.into());
            }
        }
        let mut on = BTreeSet::new();
        let mut waiting: Vec<&str> = asked.features.clone();
        waiting.extend(asked.default_features.then_some("default"));
        while let Some(feature) = waiting.pop() {
            if on.insert(feature) {
                let more = self.features.get(feature).into_iter().flatten();
                waiting.extend(more.map(String::as_str));
            }
        }
        let missing = |name: &String| {
            self.required.get(name).into_iter().flatten().filter(|it| !on.contains(it.as_str()))
        };
        let gated = self.programs.iter().flat_map(|(name, _)| missing(name));
        let gated: Vec<String> = gated.cloned().collect();
        let built = self.programs.iter().filter(|(name, _)| missing(name).next().is_none());
        let built: Vec<(String, String)> = built.cloned().collect();
        if built.is_empty() {
            return Err(CargoUnread::NoProgram { package: self.name.clone(), gated }.into());
        }
        self.programs = built;
        Ok(())
    }
}
