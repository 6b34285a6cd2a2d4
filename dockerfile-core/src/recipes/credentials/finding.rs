//! What the reader of a format finds.

use crate::program::unread::Within;

/// The place of a credential in a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) line: usize,
    pub(super) within: Within,
}

impl Found {
    /// A credential in the value of a key.
    pub(super) fn key(line: usize, key: impl Into<String>) -> Self {
        Self { line, within: Within::Key(key.into()) }
    }
}
