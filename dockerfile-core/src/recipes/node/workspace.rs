//! The members of a workspace, and which of them a package needs.

use std::collections::{BTreeMap, BTreeSet};

use super::found::Member;
use super::manifest::PackageJson;
use crate::program::unread::{NodeUnread, Unread};

/// The manifests of all members by folder, and the folders by the packages' names.
pub(super) struct Workspace {
    pub(super) members: BTreeMap<String, PackageJson>,
    folders: BTreeMap<String, String>,
}

impl Workspace {
    pub(super) fn of(members: BTreeMap<String, PackageJson>) -> Result<Self, Unread> {
        let mut folders: BTreeMap<String, String> = BTreeMap::new();
        for (folder, member) in &members {
            let Some(name) = &member.name else { continue };
            if let Some(first) = folders.insert(name.clone(), folder.clone()) {
                let (name, second) = (name.clone(), folder.clone());
                return Err(NodeUnread::TwoOfOneName { name, first, second }.into());
            }
        }
        Ok(Self { members, folders })
    }

    pub(super) fn member(&self, folder: &str) -> Member {
        let manifest = &self.members[folder];
        // Without a name, package managers take the folder's.
        let name = manifest.name.as_deref().unwrap_or(folder);
        Member { name: name.to_owned(), folder: folder.to_owned(), builds: manifest.builds }
    }

    /// Whether a member's manifest names another one's package.
    pub(super) fn names(&self, folder: &str, other: &str) -> bool {
        let (manifest, other) = (&self.members[folder], &self.members[other].name);
        other.as_ref().is_some_and(|other| {
            manifest.ships.contains(other) || manifest.builds_with.contains(other)
        })
    }

    /// The folders of these and of the members that they need, each below those that it needs.
    pub(super) fn needed(&self, folders: &[&String], to_build: bool) -> Vec<String> {
        let (mut seen, mut order) = (BTreeSet::new(), vec![]);
        // A stack of its own: members may need each other in a chain of any length.
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
        order
    }

    /// The folders of the members that one's manifest names.
    fn needs(&self, folder: &str, to_build: bool) -> Vec<&str> {
        let manifest = &self.members[folder];
        let more = manifest.builds_with.iter().filter(|_| to_build);
        let names = manifest.ships.iter().chain(more);
        names.filter_map(|name| self.folders.get(name)).map(String::as_str).collect()
    }
}
