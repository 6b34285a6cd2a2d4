//! Which libraries the history of the repository has changed rarely, beside others: on a new builder
//! an edit of one compiles all that are in its layer.

use std::collections::BTreeSet;

use super::sources::Sources;
use crate::declare::disk::Tree;
use crate::value::path::inside;

/// How many commits are looked at.
const COMMITS: usize = 200;

/// A library that changes often has changed in so many of them, and a rare one so many times less.
const OFTEN: usize = 10;
const TIMES: usize = 5;

/// Libraries that would pay for a layer above the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rare {
    pub(super) names: Vec<String>,
    /// In how many commits one of them has changed, at the most.
    pub(super) commits: usize,
    /// The library that changes most often, and in how many commits.
    pub(super) often: (String, usize),
    /// How many commits there are.
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
    // Each stands below what it needs.
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
