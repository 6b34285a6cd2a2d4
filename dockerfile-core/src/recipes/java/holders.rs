//! The folders that hold modules or projects, and what is copied of them.

use std::collections::BTreeSet;
use std::slice;

use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::recipes::lines::Lines;
use crate::recipes::listing::leads_to;
use crate::value::path::{below, inside, parent, upwards};

/// The folders of a context that hold other modules or projects. Of these only their own sources
/// are copied.
pub(super) struct Holders<'p>(BTreeSet<&'p str>);

impl<'p> Holders<'p> {
    pub(super) fn of(folders: impl Iterator<Item = &'p str>) -> Self {
        // The context's root counts as one always.
        let mut holders = BTreeSet::from([""]);
        for mut folder in folders {
            while !folder.is_empty() && holders.insert(parent(folder)) {
                folder = parent(folder);
            }
        }
        Self(holders)
    }

    pub(super) fn has(&self, folder: &str) -> bool {
        self.0.contains(folder)
    }

    /// Tells apart folders that are copied whole, and those that hold others, of which only their
    /// own files are copied, with settings of Lombok in the folders above. `without` names what the
    /// tool puts there, or reads by another copy, and `others` are folders that are copied by
    /// themselves.
    pub(super) fn split<'f>(
        &self,
        tree: &Tree,
        folders: impl Iterator<Item = &'f str>,
        without: &[&str],
        others: &[String],
    ) -> Result<Split, Unread> {
        let mut split = Split::default();
        let mut lombok = BTreeSet::new();
        for folder in folders {
            let above = upwards(folder).map(|folder| below(folder, LOMBOK));
            lombok.extend(above.filter(|file| tree.finds(file)));
            if !self.has(folder) {
                split.whole.push(folder.to_owned());
                continue;
            }
            let own = tree.own(folder, |path, name| {
                let is_top = parent(path) == folder;
                match name {
                    _ if others.iter().any(|other| other == path) => Some(false),
                    _ if !is_top => None,
                    // Such a folder is taken as a whole: resources of tests may be projects.
                    "src" => Some(true),
                    name => (without.contains(&name) || OF_TOOLS.contains(&name)).then_some(false),
                }
            })?;
            split.sources.extend(own.copied);
            split.left.extend(own.left);
        }
        let is_copied = |file: &String| {
            split.whole.iter().chain(&split.sources).any(|path| inside(path, file).is_some())
        };
        let mut lombok = with_imported(tree, lombok)?;
        lombok.retain(|file| !is_copied(file));
        split.sources.extend(lombok);
        Ok(split)
    }
}

/// Settings of Lombok, and those that they import.
fn with_imported(tree: &Tree, mut files: BTreeSet<String>) -> Result<BTreeSet<String>, Unread> {
    let mut open: Vec<String> = files.iter().cloned().collect();
    while let Some(file) = open.pop() {
        let text = tree.read(&file)?;
        let lines = text.lines().filter_map(|line| line.trim().strip_prefix("import "));
        let found = lines.filter_map(|path| leads_to(&file, path.trim()).ok());
        open.extend(found.filter(|it| tree.finds(it) && files.insert(it.clone())));
    }
    Ok(files)
}

/// The file in which Lombok looks for its settings, in the folder of a source and in all above it.
///
/// Source: <https://projectlombok.org/features/configuration>.
const LOMBOK: &str = "lombok.config";

/// What is copied of the folders of modules or projects.
#[derive(Debug, Default)]
pub(super) struct Split {
    /// The folders that are copied whole.
    pub(super) whole: Vec<String>,
    /// The own files and folders of those that hold others.
    pub(super) sources: Vec<String>,
    /// What is not copied of those that hold others.
    pub(super) left: Vec<String>,
}

impl Split {
    /// Copies whole folders without what `except` finds, and sources without tests if these are
    /// among it.
    pub(super) fn copy(
        folders: &[String],
        sources: &[String],
        except: &[&str],
        lines: &mut Lines<'_>,
    ) {
        lines.copy(folders, except);
        for path in sources {
            let is_src = path.rsplit('/').next() == Some("src");
            let without_tests = is_src && except.contains(&"src/test");
            lines.copy(slice::from_ref(path), if without_tests { &["test"] } else { &[] });
        }
    }

    /// The sources that are not copied with these files already.
    pub(super) fn sources_without(&self, files: &[String]) -> Vec<String> {
        self.sources.iter().filter(|path| !files.contains(path)).cloned().collect()
    }
}

/// What tools keep beside a project, and no build reads.
const OF_TOOLS: [&str; 6] = ["mvnw", "mvnw.cmd", "gradlew", "gradlew.bat", "node_modules", "out"];

#[cfg(test)]
mod tests {
    use super::Holders;

    #[test]
    fn a_folder_holds_what_is_below_it() {
        let holders = Holders::of(["a/b/c", "a", "d", "a-b"].into_iter());
        let held = ["", "a", "a/b", "a/b/c", "d", "a-b"].map(|folder| holders.has(folder));
        assert_eq!(held, [true, true, true, false, false, false]);
    }
}
