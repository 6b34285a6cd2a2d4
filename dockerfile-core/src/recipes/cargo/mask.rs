//! Manifests without the versions of the workspace's own packages: a release changes those,
//! and no dependency.
//!
//! The versions are taken out in a stage of its own: what comes out of it is the same for every
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

/// Where versions are taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mask {
    /// The manifests that an edit is made on.
    pub(super) edits: BTreeMap<Edit, BTreeSet<String>>,
    /// The folders of packages whose version a manifest asks for.
    asked_for: BTreeSet<String>,
    /// The names of packages whose version cannot be taken out as it is written.
    pub(super) kept: BTreeSet<String>,
}

/// Where the versions of a workspace's packages can be taken out.
pub(super) fn mask(
    tree: &Tree,
    workspace: &Workspace,
    replaced: &Replaced,
) -> Result<Mask, Unread> {
    let root = below(&workspace.root, "Cargo.toml");
    let packages = || workspace.packages.values();
    let in_full = |package: &&Package| replaced.folders.contains(&package.folder);
    let own = packages().filter(|package| !in_full(package));
    let manifests =
        own.clone().flat_map(|package| package.inherits.iter().chain([&package.manifest]));
    let manifests: BTreeSet<&String> = manifests.chain([&root]).collect();
    let mut mask = Mask::default();
    let mut kept: BTreeSet<String> = replaced.named.union(&replaced.folders).cloned().collect();
    for file in manifests {
        kept.extend(mask.take_requirements(tree, file)?);
    }
    let mut inherited = vec![];
    for package in own {
        let manifest: Manifest = tree.toml(&package.manifest)?;
        match manifest.version() {
            None => {}
            Some(version) if version.is_inherited() => inherited.push(package),
            Some(_) if kept.contains(&package.folder) => mask.keep(package, replaced),
            Some(_) => mask.take(tree, package, replaced)?,
        }
    }
    mask.take_shared(tree, &root, &inherited, &kept, replaced)?;
    Ok(mask)
}

impl Mask {
    /// Lets a manifest ask for no version of what is on disk. Where its text cannot be edited so,
    /// the packages that it asks for keep theirs.
    fn take_requirements(&mut self, tree: &Tree, file: &str) -> Result<BTreeSet<String>, Unread> {
        let manifest: Manifest = tree.toml(file)?;
        let on_disk = manifest.dependencies().filter(|one| one.version.is_some());
        let paths = on_disk.filter_map(|one| Some(one.path.as_ref()?.get_ref()));
        let asked_for: BTreeSet<String> =
            paths.filter_map(|path| normal(&below(parent(file), path))).collect();
        if asked_for.is_empty() {
            return Ok(asked_for);
        }
        if Edit::Requirements.made(&tree.read(file)?).is_none() {
            return Ok(asked_for);
        }
        self.edits.entry(Edit::Requirements).or_default().insert(file.to_owned());
        self.asked_for.extend(asked_for);
        Ok(BTreeSet::new())
    }

    fn take(&mut self, tree: &Tree, package: &Package, replaced: &Replaced) -> Result<(), Unread> {
        let edit = Edit::Version(Owner::Package);
        if edit.made(&tree.read(&package.manifest)?).is_none() {
            self.keep(package, replaced);
            return Ok(());
        }
        self.edits.entry(edit).or_default().insert(package.manifest.clone());
        Ok(())
    }

    /// One version for all of them can be taken out of all or of none. What another workspace says
    /// stays.
    fn take_shared(
        &mut self,
        tree: &Tree,
        root: &String,
        inherited: &[&Package],
        kept: &BTreeSet<String>,
        replaced: &Replaced,
    ) -> Result<(), Unread> {
        let is_ours = |package: &&Package| package.inherits.as_ref().is_none_or(|it| it == root);
        let edit = Edit::Version(Owner::Workspace);
        let (ours, others): (Vec<&Package>, Vec<&Package>) =
            inherited.iter().partition(|package| is_ours(package));
        let all_free = !ours.iter().any(|package| kept.contains(&package.folder));
        let mut keep = others;
        if all_free && !ours.is_empty() && edit.made(&tree.read(root)?).is_some() {
            self.edits.entry(edit).or_default().insert(root.clone());
        } else {
            keep.extend(ours);
        }
        keep.into_iter().for_each(|package| self.keep(package, replaced));
        Ok(())
    }

    /// What takes the place of another package has to have its version.
    fn keep(&mut self, package: &Package, replaced: &Replaced) {
        if !replaced.named.contains(&package.folder) {
            self.kept.insert(package.name.clone());
        }
    }

    /// The edit of one package alone, whose version is said in its own manifest and asked for in
    /// none.
    pub(super) fn only(&self, package: &Package) -> Option<Edit> {
        let edit = Edit::Version(Owner::Package);
        let is_masked = self.edits.get(&edit).is_some_and(|own| own.contains(&package.manifest));
        (is_masked && !self.asked_for.contains(&package.folder)).then_some(edit)
    }
}
