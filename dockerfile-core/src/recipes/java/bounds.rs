//! What is more than people write: it is refused before it takes long.

use std::rc::Rc;

use crate::declare::disk::Tree;
use crate::program::unread::{JavaUnread, Unread};

/// The longest file that is read here, in bytes: the longest known manifests have half of it.
const LONGEST: usize = 2_500_000;

/// The most projects that a build has.
pub(super) const MOST_PROJECTS: usize = 10_000;
/// The most modules: each has a manifest that is read.
pub(super) const MOST_MODULES: usize = 4_000;
/// The most projects, modules or parents that stand in each other.
pub(super) const DEEPEST: usize = 64;

/// The text of a file.
pub(super) fn read(tree: &Tree, file: &str) -> Result<Rc<str>, Unread> {
    let text = tree.read(file)?;
    if text.len() > LONGEST {
        return Err(JavaUnread::TooLong { file: file.to_owned() }.into());
    }
    Ok(text)
}

/// Whether a file may lead to so many modules or projects.
pub(super) fn may_lead(file: &str, count: usize, most: usize) -> Result<(), Unread> {
    if count <= most {
        return Ok(());
    }
    Err(JavaUnread::TooMany { file: file.to_owned(), most }.into())
}
