//! Manifests without the versions of the workspace's own packages. A release changes these
//! versions, and no dependency.
//!
//! The versions are taken out in a stage of their own. What that stage makes is the same for every
//! version, so a builder finds the layers that were made from it.

use std::collections::{BTreeMap, BTreeSet};

use super::edits::{Edit, Owner};
use super::manifest::Manifest;
use super::member::Package;
use super::replaced::Replaced;
use super::workspace::Workspace;
use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::value::path::{below, normal, parent};

/// The edits that take versions out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mask {
    /// The manifests in which each edit is made.
    pub(super) edits: BTreeMap<Edit, BTreeSet<String>>,
    /// The folders of packages whose version a manifest asked for before its edit.
    asked_for: BTreeSet<String>,
    /// The names of packages whose version cannot be taken out as it is written.
    pub(super) kept: BTreeSet<String>,
}

/// The edits that can take the versions of a workspace's packages out.
pub(super) fn mask(
    tree: &Tree,
    workspace: &Workspace,
    replaced: &Replaced,
) -> Result<Mask, Unread> {
    let root = below(&workspace.root, "Cargo.toml");
    let in_full = |package: &&Package| replaced.folders.contains(&package.folder);
    let own = workspace.packages.values().filter(|package| !in_full(package));
    let manifests =
        own.clone().flat_map(|package| package.inherits.iter().chain([&package.manifest]));
    let mut mask = Mask::default();
    // A package that takes the place of another has to keep its version.
    let mut kept: BTreeSet<String> = replaced.named.union(&replaced.folders).cloned().collect();
    for file in manifests.chain([&root]).collect::<BTreeSet<_>>() {
        let asked_for = match workspace.packages.get(parent(file)) {
            Some(package) => requirements(&package.declared, &package.folder),
            None => requirements(&tree.toml(file)?, parent(file)),
        };
        if asked_for.is_empty() {
            continue;
        }
        let is_made = mask.make(tree, Edit::Requirements, file)?;
        if is_made { &mut mask.asked_for } else { &mut kept }.extend(asked_for);
    }
    // Packages of one name are told apart by their versions.
    let has_own_name = |package: &Package| {
        let mut others = workspace.packages.values().filter(|it| it.folder != package.folder);
        others.all(|other| other.name != package.name)
    };
    let is_free = |package: &&Package| !kept.contains(&package.folder) && has_own_name(package);
    let (mut inherited, mut left) = (vec![], vec![]);
    for package in own {
        let edit = Edit::Version(Owner::Package);
        match package.declared.version() {
            None => {}
            Some(version) if version.is_inherited() => inherited.push(package),
            Some(_) if is_free(&package) && mask.make(tree, edit, &package.manifest)? => {}
            Some(_) => left.push(package),
        }
    }
    // A version that several packages inherit is taken out for all of them or for none. That of
    // another workspace stays.
    let is_ours = |package: &&Package| package.inherits.as_ref().is_none_or(|it| *it == root);
    let (ours, others): (Vec<&Package>, Vec<&Package>) = inherited.into_iter().partition(is_ours);
    let all_free = !ours.is_empty() && ours.iter().all(is_free);
    if !(all_free && mask.make(tree, Edit::Version(Owner::Workspace), &root)?) {
        left.extend(ours);
    }
    let left = left.into_iter().chain(others);
    let left = left.filter(|package| !replaced.named.contains(&package.folder));
    mask.kept = left.map(|package| package.name.clone()).collect();
    Ok(mask)
}

/// The folders of packages on disk of which a manifest asks for a version.
fn requirements(manifest: &Manifest, folder: &str) -> BTreeSet<String> {
    let on_disk = manifest.dependencies().filter(|one| one.version.is_some());
    let paths = on_disk.filter_map(|one| Some(one.path.as_ref()?.get_ref()));
    paths.filter_map(|path| normal(&below(folder, path))).collect()
}

impl Mask {
    /// Adds an edit of a manifest, if it makes the manifest say what it should. Gives whether it
    /// does.
    fn make(&mut self, tree: &Tree, edit: Edit, file: &str) -> Result<bool, Unread> {
        let is_made = edit.is_good(&tree.read(file)?);
        if is_made {
            self.edits.entry(edit).or_default().insert(file.to_owned());
        }
        Ok(is_made)
    }

    /// The edit that takes the version of this package alone out; `None` if the version is not
    /// taken out of the package's own manifest, or another manifest asks for it.
    pub(super) fn only(&self, package: &Package) -> Option<Edit> {
        let edit = Edit::Version(Owner::Package);
        let is_masked = self.edits.get(&edit).is_some_and(|own| own.contains(&package.manifest));
        (is_masked && !self.asked_for.contains(&package.folder)).then_some(edit)
    }
}
