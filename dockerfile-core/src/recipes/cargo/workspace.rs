//! A workspace as cargo says it: its members, and the packages that they need by a path.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::manifest::Manifest;
use super::member::{Asked, Package, has_all};
use super::metadata::{Metadata, in_context};
use crate::declare::disk::Tree;
use crate::program::unread::{CargoName, CargoUnread, Unread};
use crate::recipes::checkout::package_folder;
use crate::recipes::listing::folder_of;
use crate::recipes::pattern::may_find;
use crate::value::path::{below, inside, parent, upwards};

/// A workspace, and the packages outside of it that its members need.
pub(super) struct Workspace {
    /// The workspace's folder.
    pub(super) root: String,
    /// The manifest of the root.
    pub(super) manifest: Manifest,
    /// All packages by their folders: the members, and what they need by a path.
    pub(super) packages: BTreeMap<String, Package>,
    /// The folders of the members.
    pub(super) members: BTreeSet<String>,
    /// The toolchain files that rustup finds from the workspace's folder.
    pub(super) toolchains: Vec<String>,
    /// Whether cargo gives features to the package at the root, whichever package it compiles.
    gives_features_to_root: bool,
}

impl Workspace {
    /// Leaves out all programs but those that are asked for. Gives the folders of the packages that
    /// are asked for.
    pub(super) fn turn_on(
        &mut self,
        tree: &Tree,
        asked: &Asked<'_>,
    ) -> Result<Vec<String>, Unread> {
        let mut folders = vec![];
        for name in &asked.packages {
            let folder = self.named(tree, name)?;
            if folders.contains(&folder) {
                return Err(CargoName::Twice { name: (*name).to_owned() }.into());
            }
            folders.push(folder);
        }
        if folders.is_empty() {
            return Err(CargoName::None.into());
        }
        let named: Vec<&Package> = folders.iter().map(|folder| &self.packages[folder]).collect();
        has_all(&named, asked)?;
        for (folder, package) in &mut self.packages {
            if folders.contains(folder) {
                package.turn_on(asked)?
            } else {
                package.leave_programs()
            }
        }
        self.have_programs_of_their_own(&folders)?;
        Ok(folders)
    }

    /// The manifest of the package that gets the features, where cargo would give them to the one
    /// at the root.
    pub(super) fn gets_features(
        &self,
        asked: &Asked<'_>,
        folders: &[String],
    ) -> Result<Option<String>, Unread> {
        let names_some = !asked.features.is_empty() || !asked.default_features;
        match folders {
            _ if !self.gives_features_to_root || !names_some => Ok(None),
            [folder] if *folder == self.root => Ok(None),
            [folder] => Ok(Some(self.packages[folder].manifest.clone())),
            _ => Err(CargoUnread::FeaturesOfRoot.into()),
        }
    }

    /// Checks that no two of these packages have a program of the same name.
    fn have_programs_of_their_own(&self, folders: &[String]) -> Result<(), Unread> {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for package in folders.iter().map(|folder| &self.packages[folder]) {
            for program in &package.programs {
                if let Some(other) = seen.insert(&program.name, &package.name) {
                    let packages = [other.to_owned(), package.name.clone()];
                    let program = program.name.clone();
                    return Err(CargoUnread::SameProgram { program, packages }.into());
                }
            }
        }
        Ok(())
    }

    /// The workspace of a folder of the context, or else of the package whose build script runs.
    pub(super) fn of(tree: &Tree, folder: Option<&str>) -> Result<Self, Unread> {
        let start = match folder {
            Some(folder) => folder_of(folder)?,
            None => in_context(tree, &package_folder())?,
        };
        let metadata = Metadata::of(tree, &start)?;
        let root = in_context(tree, &metadata.workspace_root)?;
        let manifest: Manifest = tree.toml(&below(&root, "Cargo.toml"))?;
        let gives_features_to_root = gives_features_to_root(&metadata, &manifest);
        let mut packages = BTreeMap::new();
        for package in &metadata.packages {
            let package = Package::of(tree, package, &root)?;
            if is_tracked(tree, &root, &manifest, &package) {
                packages.insert(package.folder.clone(), package);
            }
        }
        let members = packages.keys().cloned().collect();
        // Of both names rustup takes the old one.
        let names = ["rust-toolchain", "rust-toolchain.toml"];
        let toolchains = upwards(&root).flat_map(|folder| tree.existing(folder, &names)).collect();
        let mut workspace =
            Self { root, manifest, packages, members, toolchains, gives_features_to_root };
        let needed = workspace.packages.values().flat_map(Package::reads);
        workspace.take_in(tree, needed.cloned().collect())?;
        Ok(workspace)
    }

    /// Takes in the packages of these folders that are no members, and those that they need by a
    /// path.
    fn take_in(&mut self, tree: &Tree, mut waiting: Vec<String>) -> Result<(), Unread> {
        while let Some(folder) = waiting.pop() {
            if self.packages.contains_key(&folder) {
                continue;
            }
            if !tree.has(&below(&folder, "Cargo.toml")) {
                let holds = |path: &String| inside(path, &folder).is_some();
                return Err(match tree.missing_submodules().into_iter().find(holds) {
                    Some(path) => Unread::NoSubmodule { path },
                    None => CargoUnread::NoDependency { folder }.into(),
                });
            }
            let metadata = Metadata::of(tree, &folder)?;
            let root = in_context(tree, &metadata.workspace_root)?;
            let packages = metadata.packages.iter().map(|one| Package::of(tree, one, &root));
            let packages: Vec<Package> = packages.collect::<Result<_, _>>()?;
            let this = packages.into_iter().find(|package| package.folder == folder);
            let Some(package) = this else {
                return Err(CargoUnread::NoDependency { folder }.into());
            };
            waiting.extend(package.reads().cloned());
            self.packages.insert(folder, package);
        }
        Ok(())
    }

    /// Has packages need the members in these folders, which take the place of what the packages
    /// ask for by a version.
    pub(super) fn need(&mut self, folders: &BTreeSet<String>) {
        let named = folders.iter().filter_map(|folder| self.packages.get(folder));
        let named = named.map(|package| (package.name.clone(), package.folder.clone()));
        let named: Vec<(String, String)> = named.collect();
        for package in self.packages.values_mut() {
            named.iter().for_each(|(name, folder)| package.need(name, folder));
        }
    }

    /// Whether any package is below a folder, also one that is not needed.
    pub(super) fn is_above_packages(&self, folder: &str) -> bool {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let is_below = |other: Option<&String>| {
            other.is_some_and(|other| other != folder && other.starts_with(&start))
        };
        let from = (Bound::Excluded(start.clone()), Bound::Unbounded);
        is_below(self.members.range(from.clone()).next())
            || is_below(self.packages.range(from).next().map(|(folder, _)| folder))
            || is_below(Some(&self.root))
    }

    /// Whether a folder has the manifest of a workspace of several members. A copy of the whole
    /// folder would bring back the list of members and the lock file as they were.
    pub(super) fn is_led_from(&self, folder: &str) -> bool {
        folder == self.root && self.members.len() > 1
    }

    /// Whether a path is in the folder of a member that is left out.
    pub(super) fn has_left(&self, path: &str) -> bool {
        let is_left =
            |folder: &str| self.members.contains(folder) && !self.packages.contains_key(folder);
        upwards(path).any(is_left)
    }

    /// Whether a path below a folder is in a package of its own, and not only in the folder's.
    pub(super) fn is_in_another(&self, folder: &str, path: &str) -> bool {
        let mut below = upwards(path).take_while(|above| above.len() > folder.len());
        below.any(|above| self.members.contains(above) || self.packages.contains_key(above))
    }

    /// Whether a file is the lock file or one of the manifests.
    pub(super) fn has_manifest(&self, file: &str) -> bool {
        let of_root = ["Cargo.toml", "Cargo.lock"].map(|name| below(&self.root, name));
        of_root.iter().any(|own| own == file)
            || self.packages.get(parent(file)).is_some_and(|package| package.manifest == file)
    }

    /// The folder of the package of this name.
    fn named(&self, tree: &Tree, name: &str) -> Result<String, Unread> {
        let mut found = self.packages.values().filter(|package| package.name == name);
        // What a member needs by a path may have the name of another member.
        let is_member = |package: &&Package| self.members.contains(&package.folder);
        if let Some(package) = found.clone().find(is_member).or_else(|| found.next()) {
            return Ok(package.folder.clone());
        }
        let excluded = self.manifest.workspace.iter().flat_map(|workspace| &workspace.exclude);
        let folders = excluded.map(|folder| below(&self.root, folder.trim_end_matches('/')));
        let is_there = |folder: &String| {
            tree.toml::<Manifest>(&below(folder, "Cargo.toml"))
                .is_ok_and(|manifest| manifest.name() == Some(name))
        };
        let known = self.packages.values().map(|package| package.name.clone()).collect();
        let (name, excluded) = (name.to_owned(), folders.into_iter().find(is_there));
        Err(CargoName::NoPackage { name, known, excluded }.into())
    }
}

/// Whether cargo gives features that a command names to the package at the root, whichever package
/// the command compiles: so does the oldest resolver. `manifest` is the root's.
///
/// Source: <https://doc.rust-lang.org/cargo/reference/features.html#resolver-version-2-command-line-flags>.
fn gives_features_to_root(metadata: &Metadata, manifest: &Manifest) -> bool {
    let file = metadata.workspace_root.join("Cargo.toml");
    let root = metadata.packages.iter().find(|package| package.manifest_path == file);
    root.is_some_and(|root| match manifest.resolver() {
        Some(resolver) => resolver == "1",
        None => ["2015", "2018"].contains(&root.edition.as_str()),
    })
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
