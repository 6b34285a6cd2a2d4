//! Which modules or projects one needs, and which folders hold others.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::value::path::{below, parent};

/// What one needs, each below those that it needs itself, and it last.
///
/// What one needs stands in lists, of which several may share one: `lists` gives them, and
/// `list` what is in one, sorted. Of what is not taken yet, the first is taken first.
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

/// Folders of a context that hold others: what is copied of them are their sources alone.
pub(super) struct Holders<'p>(BTreeSet<&'p str>);

impl<'p> Holders<'p> {
    pub(super) fn of(folders: impl Iterator<Item = &'p str>) -> Self {
        // The context's root holds all.
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

    /// Folders that are copied whole; and of the others, their sources.
    pub(super) fn split<'f>(
        &self,
        tree: &Tree,
        folders: impl Iterator<Item = &'f str>,
    ) -> (Vec<String>, Vec<String>) {
        let (rest, whole): (Vec<&str>, Vec<&str>) = folders.partition(|folder| self.has(folder));
        let sources = rest.into_iter().flat_map(|folder| {
            let found = tree.names(folder, |name| SOURCES.contains(&name));
            let known = SOURCES.into_iter().filter(move |name| found.iter().any(|n| n == name));
            known.map(|name| below(folder, name)).collect::<Vec<_>>()
        });
        (whole.into_iter().map(str::to_owned).collect(), sources.collect())
    }
}

/// What a folder has that its own program is compiled from.
const SOURCES: [&str; 2] = ["src", "lombok.config"];

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
