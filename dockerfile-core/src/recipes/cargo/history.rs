//! Libraries that the repository's history has changed rarely, beside one that it changes often. On
//! a new builder an edit of a library compiles all libraries in its layer, so rare ones belong into
//! another.

use std::collections::BTreeSet;

use super::sources::Sources;
use crate::declare::disk::Tree;
use crate::value::path::inside;

/// How many commits are looked at.
const COMMITS: usize = 200;

/// In how many commits a library has changed, at the least, that changes often.
const OFTEN: usize = 10;
/// How many times rarer a library has changed, at the least, that changes rarely.
const TIMES: usize = 5;

/// Libraries that would pay for a layer above the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rare {
    pub(super) names: Vec<String>,
    /// In how many commits one of these libraries has changed, at the most.
    pub(super) commits: usize,
    /// The library that changes most often, and in how many commits.
    pub(super) often: (String, usize),
    /// How many commits were looked at.
    pub(super) of: usize,
}

/// The libraries that have changed rarely, with all that they need, if another one changes often. No
/// history, or one of a few commits, says nothing.
pub(super) fn rare(tree: &Tree, libraries: &[Sources]) -> Option<Rare> {
    if libraries.len() < 2 {
        return None;
    }
    let commits = tree.commits(COMMITS)?;
    let touches = |library: &Sources, commit: &[String]| {
        let copied = || library.copies.iter().map(|copied| copied.path.as_str());
        commit.iter().any(|file| copied().any(|path| inside(path, file).is_some()))
    };
    let count = |library: &Sources| commits.iter().filter(|it| touches(library, it)).count();
    let counted: Vec<(&Sources, usize)> = libraries.iter().map(|it| (it, count(it))).collect();
    let (often, most) = counted.iter().max_by_key(|(_, count)| *count)?;
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut changed = 0;
    // Each library stands below those that it needs.
    for (library, count) in &counted {
        let needs_rare = library.needs.iter().all(|needed| {
            names.contains(needed.as_str()) || !libraries.iter().any(|other| other.name == *needed)
        });
        if needs_rare && count * TIMES <= *most {
            names.insert(&library.name);
            changed = changed.max(*count);
        }
    }
    (*most >= OFTEN && !names.is_empty()).then(|| Rare {
        names: names.into_iter().map(str::to_owned).collect(),
        commits: changed,
        often: (often.name.clone(), *most),
        of: commits.len(),
    })
}
