//! The modules or projects that one needs, and the folders that hold others.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::slice;

use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::recipes::lines::Lines;
use crate::value::path::parent;

/// The module `first` and all that it needs, each below those that it needs itself. The same goes
/// for projects.
///
/// What a module needs stands in lists, of which several modules may share one: `lists` names those
/// of a module, and `list` gives what is in one, sorted. Of several needs that are still to come,
/// the smallest is taken first.
pub(super) fn needed_first<K: Copy + Ord>(
    first: K,
    lists: impl Fn(K) -> Result<Vec<K>, Unread>,
    list: impl Fn(K) -> Result<Vec<K>, Unread>,
) -> Result<Vec<K>, Unread> {
    let mut taken = BTreeSet::from([first]);
    let mut read: BTreeMap<K, VecDeque<K>> = BTreeMap::new();
    let mut order = vec![];
    let mut open = vec![(first, lists(first)?)];
    while let Some((this, lists_of_it)) = open.last() {
        let mut next = None;
        for name in lists_of_it {
            if !read.contains_key(name) {
                read.insert(*name, list(*name)?.into());
            }
            let Some(rest) = read.get_mut(name) else { continue };
            while rest.front().is_some_and(|needed| taken.contains(needed)) {
                rest.pop_front();
            }
            next = next.into_iter().chain(rest.front().copied()).min();
        }
        match next {
            Some(next) => {
                taken.insert(next);
                open.push((next, lists(next)?));
            }
            None => {
                order.push(*this);
                open.pop();
            }
        }
    }
    Ok(order)
}

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
    /// own files are copied. `without` names what the tool puts there, or reads by another copy.
    pub(super) fn split<'f>(
        &self,
        tree: &Tree,
        folders: impl Iterator<Item = &'f str>,
        without: &[&str],
    ) -> Result<Split, Unread> {
        let mut split = Split::default();
        for folder in folders {
            if !self.has(folder) {
                split.whole.push(folder.to_owned());
                continue;
            }
            let own = tree.own(folder, |path, name| {
                let is_top = parent(path) == folder;
                match name {
                    _ if !is_top => None,
                    // Such a folder is taken as a whole: resources of tests may be projects.
                    "src" => Some(true),
                    name => (without.contains(&name) || OF_TOOLS.contains(&name)).then_some(false),
                }
            })?;
            split.sources.extend(own.copied);
            split.left.extend(own.left);
        }
        Ok(split)
    }
}

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
    /// Copies whole folders without what `except` finds, and sources without tests.
    pub(super) fn copy(
        folders: &[String],
        sources: &[String],
        except: &[&str],
        lines: &mut Lines<'_>,
    ) {
        lines.copy(folders, except);
        for path in sources {
            let is_src = path.rsplit('/').next() == Some("src");
            lines.copy(slice::from_ref(path), if is_src { &["test"] } else { &[] });
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
    use super::{Holders, needed_first};

    /// Things are numbers, each with a list of its own and the list 0.
    fn order(needs: &[&[usize]], first: usize) -> Vec<usize> {
        let list = |it: usize| Ok(needs[it].to_vec());
        needed_first(first, |it| Ok(vec![it, 0]), list).unwrap()
    }

    #[test]
    fn what_is_needed_stands_above() {
        assert_eq!(order(&[&[], &[2, 3], &[3], &[1]], 1), [3, 2, 1]);
        // All need 3 by the shared list: it is above 2, which is taken before it.
        assert_eq!(order(&[&[3], &[2], &[], &[], &[]], 1), [3, 2, 1]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let list = |it: usize| Ok(if it < 20_000 { vec![it + 1] } else { vec![] });
        let order = needed_first(0, |it| Ok(vec![it]), list).unwrap();
        assert!(order.into_iter().eq((0..=20_000).rev()));
    }

    #[test]
    fn a_folder_holds_what_is_below_it() {
        let holders = Holders::of(["a/b/c", "a", "d", "a-b"].into_iter());
        let held = ["", "a", "a/b", "a/b/c", "d", "a-b"].map(|folder| holders.has(folder));
        assert_eq!(held, [true, true, true, false, false, false]);
    }
}
