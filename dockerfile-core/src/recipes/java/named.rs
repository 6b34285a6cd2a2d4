//! The files and folders that build files name by a path.

use std::collections::BTreeSet;

use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::value::path::{below, is_absolute, normal};

/// Files and folders of the context that are read before anything is compiled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) files: BTreeSet<String>,
    pub(super) folders: BTreeSet<String>,
}

impl Named {
    /// Takes in what a file names from a folder, which has to be there. An absolute path, or one
    /// with a property, is left to the image.
    pub(super) fn require(
        &mut self,
        tree: &Tree,
        folder: &str,
        (file, path): (&str, &str),
    ) -> Result<(), Unread> {
        if is_absolute(path) || path.contains("${") {
            return Ok(());
        }
        let (said, named_by) = (path.to_owned(), file.to_owned());
        let leads_out = Unread::LeadsOut { path: said.clone(), named_by: Some(named_by.clone()) };
        let found = normal(&below(folder, path)).ok_or(leads_out)?;
        if !self.take_in(tree, &found) {
            return Err(Unread::NamesNothing { path: said, named_by });
        }
        Ok(())
    }

    /// Takes in the files that a path leads to from these folders.
    pub(super) fn file_if_there(&mut self, tree: &Tree, folders: &[&str], path: &str) {
        if !may_be_path(path) {
            return;
        }
        let paths = folders.iter().filter_map(|folder| normal(&below(folder, path)));
        self.files.extend(paths.filter(|path| tree.has(path) && tree.shares(path)));
    }

    /// Takes in the folders that a path leads to that goes out of these. What is in them comes with
    /// them.
    pub(super) fn folder_beside(&mut self, tree: &Tree, folders: &[&str], path: &str) {
        if !path.starts_with("../") || path.contains(['$', '*', '\n']) {
            return;
        }
        let paths = folders.iter().filter_map(|folder| normal(&below(folder, path)));
        let paths = paths.filter(|path| !path.is_empty() && !tree.has(path) && tree.shares(path));
        self.folders.extend(paths);
    }

    /// Takes in a file or folder, if it is there. Gives whether it is.
    pub(super) fn take_in(&mut self, tree: &Tree, path: &str) -> bool {
        if tree.has(path) {
            self.files.insert(path.to_owned());
        } else if tree.exists(path) {
            self.folders.insert(path.to_owned());
        } else {
            return false;
        }
        true
    }

    /// Takes in the files that are values in lines such as `key=value`.
    pub(super) fn values(&mut self, tree: &Tree, folder: &str, text: &str) {
        for line in text.lines().filter(|line| !line.trim_start().starts_with(['#', '!'])) {
            if let Some((_, value)) = line.split_once('=') {
                self.file_if_there(tree, &[folder], value.trim());
            }
        }
    }
}

/// Whether a text may be the path of a file.
fn may_be_path(text: &str) -> bool {
    let has_sign = text.contains(['/', '.']) && !text.contains("${") && !text.contains("://");
    has_sign && text.len() < 300 && !is_absolute(text) && !text.contains('\n')
}
