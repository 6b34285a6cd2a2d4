//! The members of a workspace, and what a package needs of them and of folders beside them.

use std::collections::{BTreeMap, BTreeSet};

use super::found::Member;
use super::links::Links;
use super::manifest::{self, PackageJson};
use super::spec::{Patch, Protocol, Spec};
use crate::declare::disk::Tree;
use crate::program::language::Language;
use crate::program::start::NeededLibrary;
use crate::program::unread::{NodeUnread, Unread};
use crate::value::path::{below, between, inside};

/// Packages whose code a build generates into a hidden folder beside them, and the folder's name.
///
/// Source: <https://www.prisma.io/docs/orm/prisma-client/setup-and-configuration/generating-prisma-client>.
const GENERATED: [(&str, &str); 2] =
    [("@prisma/client", ".prisma"), ("@zenstackhq/runtime", ".zenstack")];

/// The members of a workspace, with what they need.
pub(super) struct Workspace {
    /// All manifests by their folders, also those of packages outside of the workspace that are
    /// linked to.
    pub(super) members: BTreeMap<String, PackageJson>,
    root: String,
    /// The folders of the members by their names.
    folders: BTreeMap<String, String>,
    /// The folders that the package in a folder needs, and whether it needs each while it runs.
    needs: BTreeMap<String, Vec<(String, bool)>>,
    pub(super) named: Named,
}

/// What manifests name by a path or an address.
#[derive(Default)]
pub(super) struct Named {
    /// The folders of packages outside of the workspace that are linked to.
    pub(super) linked: BTreeSet<String>,
    /// The folders of members that the root puts in place of packages, whoever needs these.
    pub(super) replacing: BTreeSet<String>,
    /// Folders that are copied while packages are installed.
    pub(super) folders: BTreeSet<String>,
    /// The files of archives and patches.
    pub(super) files: BTreeSet<String>,
    /// The names of packages that come from git repositories.
    pub(super) of_git: BTreeSet<String>,
}

/// How a package manager takes what manifests name.
pub(super) struct Rules {
    pub(super) links: Links,
    /// Whether a folder of `file:` is copied, and not linked to.
    pub(super) copies: bool,
}

impl Workspace {
    pub(super) fn of(root: &str, members: BTreeMap<String, PackageJson>) -> Result<Self, Unread> {
        let mut folders: BTreeMap<String, String> = BTreeMap::new();
        for (folder, member) in members.iter().filter(|(folder, _)| *folder != root) {
            let Some(name) = &member.name else { continue };
            if let Some(first) = folders.insert(name.clone(), folder.clone()) {
                let (name, second) = (name.clone(), folder.clone());
                return Err(NodeUnread::TwoOfOneName { name, first, second }.into());
            }
        }
        // A root may have the name of its only member.
        if let Some(name) = &members[root].name {
            folders.entry(name.clone()).or_insert_with(|| root.to_owned());
        }
        let (needs, named) = (BTreeMap::new(), Named::default());
        Ok(Self { members, root: root.to_owned(), folders, needs, named })
    }

    pub(super) fn member(&self, folder: &str) -> Member {
        let manifest = &self.members[folder];
        let place = format!("./{}", between(&self.root, folder));
        let is_linked = self.named.linked.contains(folder);
        let (name, build) = (manifest.name.clone(), manifest.build.clone());
        let has_programs = manifest.has_programs;
        Member { name, place, folder: folder.to_owned(), build, has_programs, is_linked }
    }

    /// Whether a member's manifest names another one's package.
    pub(super) fn names(&self, folder: &str, other: &str) -> bool {
        let (manifest, other) = (&self.members[folder], &self.members[other].name);
        other.as_ref().is_some_and(|other| manifest.needs().any(|(name, _, _)| name == other))
    }

    /// The libraries that packages ask for which these members, or the root, need while they run.
    pub(super) fn libraries(&self, members: &[String]) -> Vec<NeededLibrary> {
        let members = members.iter().chain([&self.root]);
        let needs = members.flat_map(|folder| self.members[folder].ships.keys());
        let of = |name: &String| NeededLibrary::of(Language::Node, name, false);
        needs.collect::<BTreeSet<_>>().into_iter().filter_map(of).collect()
    }

    /// The names of folders that the build of the packages in these folders, and of the root, writes
    /// beside packages of the registry.
    pub(super) fn generated(&self, folders: &[String]) -> Vec<&'static str> {
        let packages = folders.iter().chain([&self.root]).map(|folder| &self.members[folder]);
        let needed: Vec<&str> =
            packages.flat_map(PackageJson::needs).map(|(name, _, _)| name).collect();
        let generated = GENERATED.iter().filter(|(name, _)| needed.contains(name));
        generated.map(|(_, folder)| *folder).collect()
    }

    // ---- what is needed -----------------------------------------------------------------

    /// Finds out what the packages of these folders need, directly or not.
    pub(super) fn link(
        &mut self,
        tree: &Tree,
        starts: &[String],
        rules: &Rules,
    ) -> Result<(), Unread> {
        let mut open = starts.to_vec();
        let mut copied: BTreeMap<String, PackageJson> = BTreeMap::new();
        while let Some(folder) = open.pop() {
            if self.needs.contains_key(&folder) {
                continue;
            }
            let known = self.members.get(&folder).or_else(|| copied.get(&folder));
            let Some(manifest) = known.cloned() else { continue };
            let replaced = if folder == self.root { manifest.replaced.as_slice() } else { &[] };
            let replaced = replaced.iter().map(|spec| ("", spec.as_str(), true));
            let mut needs = vec![];
            for (name, spec, ships) in manifest.needs().chain(replaced) {
                let found = self.target(tree, (&folder, &manifest), (name, spec), rules)?;
                let Some(found) = found.filter(|found| *found != folder) else { continue };
                if !self.members.contains_key(&found) {
                    copied.insert(found.clone(), linked(tree, &found)?);
                }
                if name.is_empty() {
                    self.named.replacing.insert(found.clone());
                }
                open.push(found.clone());
                needs.push((found, ships));
            }
            self.needs.insert(folder, needs);
        }
        Ok(())
    }

    /// The folder of the package that a manifest asks for; `None` if it is not on disk. What is
    /// named by a path or an address is noted.
    fn target(
        &mut self,
        tree: &Tree,
        (folder, manifest): (&str, &PackageJson),
        (name, spec): (&str, &str),
        rules: &Rules,
    ) -> Result<Option<String>, Unread> {
        match Spec::of(spec) {
            Spec::Range => {
                let Some(found) = self.folders.get(name) else { return Ok(None) };
                let places = (folder, found.as_str());
                let is_member = rules.links.is_member(tree, &self.root, places, (name, spec))?;
                return Ok(is_member.then(|| found.clone()));
            }
            Spec::Member(other) => {
                let found = self.folders.get(other.unwrap_or(name)).cloned();
                // What is put in place of a package has no name here.
                if found.is_none() && !name.is_empty() {
                    let (path, named_by) = (format!("{name}@{spec}"), manifest.path.clone());
                    return Err(Unread::NamesNothing { path, named_by });
                }
                return Ok(found);
            }
            Spec::Git => drop(self.named.of_git.insert(name.to_owned())),
            Spec::Patched(patches) => {
                for patch in patches {
                    let (file, path) = match patch {
                        Patch::FromRoot(path) => (below(&self.root, manifest::NAME), path),
                        Patch::FromManifest(path) => (manifest.path.clone(), path),
                    };
                    self.named.files.insert(tree.named_by(&file, path)?);
                }
            }
            // The install makes that folder, which may stay empty so that a package is left out.
            Spec::Path(Protocol::Link, path) if path.split('/').any(|it| it == "node_modules") => {}
            Spec::Path(protocol, path) => {
                let found = tree.named_by(&manifest.path, path)?;
                if tree.has(&found) {
                    self.named.files.insert(found);
                    return Ok(None);
                }
                let is_copied = protocol == Protocol::File && rules.copies;
                if is_copied {
                    self.named.folders.insert(found.clone());
                } else if !self.members.contains_key(&found) {
                    let package = linked(tree, &found)?;
                    self.refuse_linked(&package, &found, protocol, &manifest.path)?;
                    self.members.insert(found.clone(), package);
                    self.named.linked.insert(found.clone());
                }
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Refuses to link to a package that would not find what it needs, to run or to be built. A
    /// package looks for others from where it is, and not from where a link to it is: what is
    /// installed for the root is not above a folder beside the root, and for a folder of `link:`
    /// nothing is installed.
    fn refuse_linked(
        &self,
        package: &PackageJson,
        folder: &str,
        protocol: Protocol,
        named_by: &str,
    ) -> Result<(), Unread> {
        let root = &self.members[&self.root];
        let is_there = |name: &String| protocol != Protocol::Link || root.ships.contains_key(name);
        let is_below = inside(&self.root, folder).is_some();
        let builds = package.builds_with.keys().filter(|_| package.build.is_some() && !is_below);
        let missing = package.ships.keys().filter(|name| !is_below || !is_there(name));
        match missing.chain(builds).next() {
            Some(needs) => Err(NodeUnread::LinkedNeeds {
                folder: folder.to_owned(),
                named_by: named_by.to_owned(),
                needs: needs.clone(),
            }
            .into()),
            None => Ok(()),
        }
    }

    /// The folders of these packages and of the members that they need, each below those that it
    /// needs.
    pub(super) fn needed(&self, folders: &[&String], to_build: bool) -> Vec<String> {
        let (mut seen, mut order) = (BTreeSet::new(), vec![]);
        // No recursion: members may need each other in a chain of any length.
        let mut open: Vec<(&str, std::vec::IntoIter<&str>)> = vec![];
        for start in folders {
            let mut next = Some(start.as_str());
            loop {
                if let Some(folder) = next.filter(|folder| seen.insert(*folder)) {
                    open.push((folder, self.needs(folder, to_build).into_iter()));
                }
                let Some((folder, needs)) = open.last_mut() else { break };
                next = needs.next();
                if next.is_none() {
                    order.push((*folder).to_owned());
                    open.pop();
                }
            }
        }
        order.retain(|folder| self.members.contains_key(folder));
        order
    }

    fn needs(&self, folder: &str, to_build: bool) -> Vec<&str> {
        let needs = self.needs.get(folder).into_iter().flatten();
        let needs = needs.filter(|(_, ships)| *ships || to_build);
        needs.map(|(folder, _)| folder.as_str()).collect()
    }
}

/// The manifest of a folder that is linked to, which may be no package.
fn linked(tree: &Tree, folder: &str) -> Result<PackageJson, Unread> {
    let path = below(folder, manifest::NAME);
    match tree.exists(&path) {
        true => PackageJson::of(tree, folder),
        false => Ok(PackageJson { path, ..PackageJson::default() }),
    }
}
