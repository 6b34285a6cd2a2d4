//! Where projects are, of which one may hold another.

use std::collections::BTreeSet;

use crate::value::path::inside;

/// The folders of the projects on disk.
#[derive(Debug)]
pub(super) struct Folders(BTreeSet<String>);

impl Folders {
    pub(super) fn of<'f>(folders: impl IntoIterator<Item = &'f str>) -> Self {
        Self(folders.into_iter().map(str::to_owned).collect())
    }

    /// Whether one of them, other than itself, is below a folder that is not the context.
    pub(super) fn below(&self, folder: &str) -> bool {
        let start = format!("{folder}/");
        self.0.range(start.clone()..).next().is_some_and(|first| first.starts_with(&start))
    }

    pub(super) fn is_one(&self, folder: &str) -> bool {
        self.0.contains(folder)
    }

    /// Whether a folder is one of them, or one is below it.
    pub(super) fn has(&self, folder: &str) -> bool {
        self.is_one(folder) || self.below(folder)
    }

    /// Whether a path is in another of them than the one of a folder.
    pub(super) fn holds(&self, path: &str, own: &str) -> bool {
        let mut others = self.0.iter().filter(|folder| inside(folder, own).is_none());
        others.any(|folder| inside(folder, path).is_some())
    }
}
