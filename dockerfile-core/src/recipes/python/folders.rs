//! The folders of projects, of which one may hold another.

use std::collections::BTreeSet;

use crate::value::path::inside;

/// The folders of all projects on disk.
#[derive(Debug)]
pub(super) struct Folders(BTreeSet<String>);

impl Folders {
    pub(super) fn of<'f>(folders: impl IntoIterator<Item = &'f str>) -> Self {
        Self(folders.into_iter().map(str::to_owned).collect())
    }

    /// Whether a project is below a folder, and not only in it. The folder is not the context
    /// itself.
    pub(super) fn below(&self, folder: &str) -> bool {
        let start = format!("{folder}/");
        self.0.range(start.clone()..).next().is_some_and(|first| first.starts_with(&start))
    }

    /// Whether a folder is that of a project.
    pub(super) fn is_one(&self, folder: &str) -> bool {
        self.0.contains(folder)
    }

    /// Whether a project is in a folder or below it.
    pub(super) fn has(&self, folder: &str) -> bool {
        self.is_one(folder) || self.below(folder)
    }

    /// Whether a path is in a project that the folder `own` is not in.
    pub(super) fn holds(&self, path: &str, own: &str) -> bool {
        let mut others = self.0.iter().filter(|folder| inside(folder, own).is_none());
        others.any(|folder| inside(folder, path).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::Folders;

    #[test]
    fn a_folder_holds_projects_below_it() {
        let folders = Folders::of(["a", "a-b", "a/b/c", "d", "d0"]);
        let of = |is: fn(&Folders, &str) -> bool| {
            ["a", "a-b", "a/b", "a/b/c", "b", "d"].map(|folder| is(&folders, folder))
        };
        assert_eq!(of(Folders::below), [true, false, true, false, false, false]);
        assert_eq!(of(Folders::is_one), [true, true, false, true, false, true]);
        assert_eq!(of(Folders::has), [true, true, true, true, false, true]);
        assert!(folders.holds("d/x", "a") && folders.holds("a/b/c", "a"));
        assert!(!folders.holds("a/x", "a") && !folders.holds("e", "a"));
        assert!(!folders.holds("a/x", "a/b/c"), "the folder is in that project, too");
    }
}
