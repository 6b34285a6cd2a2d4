//! What a reader finds.

use crate::program::unread::Within;

/// A credential, but for the file that it is in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) line: usize,
    pub(super) within: Within,
}

impl Found {
    /// In the value of a key.
    pub(super) fn key(line: usize, key: impl Into<String>) -> Self {
        Self { line, within: Within::Key(key.into()) }
    }
}
