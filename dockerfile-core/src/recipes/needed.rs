//! Modules, projects or members in the order in which they can be built.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::program::unread::Unread;

/// The module `first` and all that it needs, each below those that it needs itself. The same goes
/// for projects.
///
/// What a module needs stands in lists, of which several modules may share one: `lists` names those
/// of a module, and `list` gives what is in one, sorted. Of several needs that are still to come,
/// the smallest is taken first.
pub(super) fn needed_first<K: Copy + Ord>(
    first: K,
    mut lists: impl FnMut(K) -> Result<Vec<K>, Unread>,
    mut list: impl FnMut(K) -> Result<Vec<K>, Unread>,
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

#[cfg(test)]
mod tests {
    use super::needed_first;

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
}
