//! Submodules of git that are not checked out: what an image needs of one is not there.

use std::fs;
use std::path::Path;

use crate::declare::disk::Tree;

impl Tree {
    /// A submodule at or below one of these folders that is not checked out, if there is one.
    pub(super) fn missing_submodule_of(&self, folders: &[&str]) -> Option<String> {
        let has_some = |folder: &Path| folder.join(".gitmodules").is_file();
        if !self.root.ancestors().any(has_some) {
            return None;
        }
        // Git lists the files of those that are checked out, and of others the folder.
        let is_empty = |path: &&str| {
            let path = self.root.join(path);
            let is_folder = path.symlink_metadata().is_ok_and(|found| found.is_dir());
            is_folder && fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
        };
        let selves = folders.iter().copied().filter(|folder| self.is_tracked(folder));
        let below = folders.iter().flat_map(|folder| self.known_below(folder));
        selves.chain(below.map(String::as_str)).find(is_empty).map(str::to_owned)
    }
}
