//! How much is read: more than any project has, and no more than is read in a moment.

use std::rc::Rc;

use crate::declare::disk::Tree;
use crate::program::unread::{PythonCount, PythonUnread, Unread};

/// The most that is read, and what is counted.
pub(super) type Limit = (usize, PythonCount);

/// The text of a file, if the file is not too large.
pub(super) fn read(tree: &Tree, file: &str, limit: Limit) -> Result<Rc<str>, Unread> {
    let text = tree.read(file)?;
    within(text.len(), limit, file)?;
    Ok(text)
}

pub(super) fn within(count: usize, (most, of): Limit, file: &str) -> Result<(), Unread> {
    match count > most {
        true => Err(PythonUnread::TooMuch { file: file.to_owned(), most, of }.into()),
        false => Ok(()),
    }
}
