//! The files of a repository, by their folders.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Files by their folders, as git names them from the root.
pub(super) struct Listing<'f> {
    pub(super) root: &'f Path,
    pub(super) folders: BTreeMap<&'f str, BTreeSet<&'f str>>,
}

impl<'f> Listing<'f> {
    pub(super) fn of(root: &'f Path, files: &'f [String]) -> Self {
        let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        // No line of text holds such a name.
        for file in files.iter().filter(|file| !file.contains(char::is_control)) {
            let (folder, name) = file.rsplit_once('/').unwrap_or((".", file));
            folders.entry(folder).or_default().insert(name);
        }
        Self { root, folders }
    }

    pub(super) fn has(&self, folder: &str, name: &str) -> bool {
        self.folders.get(folder).is_some_and(|names| names.contains(name))
    }

    pub(super) fn text(&self, folder: &str, name: &str) -> Option<String> {
        self.has(folder, name)
            .then(|| fs::read_to_string(self.root.join(folder).join(name)).ok())?
    }

    /// Which of these names a folder has, or else the nearest one above it.
    pub(super) fn above<'n>(&self, folder: &str, names: &[(&str, &'n str)]) -> Option<&'n str> {
        let has = |here: &str| names.iter().find(|(name, _)| self.has(here, name));
        upwards(folder).find_map(has).map(|(_, found)| *found)
    }

    /// The text of a file of the folder, or of the nearest one above that has it.
    pub(super) fn nearest(&self, folder: &str, name: &str) -> Option<String> {
        upwards(folder).find_map(|here| self.text(here, name))
    }
}

/// A folder, and those above it up to the root.
pub(super) fn upwards(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |here| above(here))
}

/// What paths below a folder begin with.
pub(super) fn below(folder: &str) -> String {
    if folder == "." { String::new() } else { format!("{folder}/") }
}

pub(super) fn above(folder: &str) -> Option<&str> {
    match folder.rsplit_once('/') {
        Some((above, _)) => Some(above),
        None => (folder != ".").then_some("."),
    }
}
