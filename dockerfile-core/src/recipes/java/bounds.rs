//! Bounds of what is read: more than people write is refused before it takes long.

use std::rc::Rc;

use crate::declare::disk::Tree;
use crate::program::unread::{JavaUnread, Unread};

/// The longest file that is read here, in bytes: the longest known manifests have half of it.
const LONGEST: usize = 2_500_000;

/// The most projects that a build has.
pub(super) const MOST_PROJECTS: usize = 10_000;
/// The most modules that a build has; of each a manifest is read.
pub(super) const MOST_MODULES: usize = 4_000;
/// The most projects, modules or parents that stand in each other.
pub(super) const DEEPEST: usize = 64;

/// The text of a file, if the file is not too long.
pub(super) fn read(tree: &Tree, file: &str) -> Result<Rc<str>, Unread> {
    let text = tree.read(file)?;
    if text.len() > LONGEST {
        return Err(JavaUnread::TooLong { file: file.to_owned() }.into());
    }
    Ok(text)
}

/// Refuses a file that leads to more than `most` modules or projects.
pub(super) fn may_lead(file: &str, count: usize, most: usize) -> Result<(), Unread> {
    if count <= most {
        return Ok(());
    }
    Err(JavaUnread::TooMany { file: file.to_owned(), most }.into())
}
