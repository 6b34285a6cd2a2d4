//! Files that stay out of the build context though a folder with them is copied and the declaration
//! does not leave them out.

/// Patterns for the ignore file, in the order in which they are printed: a later one decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeptOut {
    /// Patterns of what version control ignores.
    pub(crate) ignored: Vec<String>,
    /// Paths that `ignored` matches, and that are tracked or named in the declaration all the same.
    pub(crate) not_ignored: Vec<String>,
    /// Patterns of names that files with secrets have, such as `.env`.
    pub(crate) private: Vec<&'static str>,
    /// Paths that `private` matches, and that are not private or are named in the declaration all
    /// the same.
    pub(crate) not_private: Vec<String>,
    /// Tracked files that `private` keeps out.
    pub(crate) held_back: Vec<String>,
}
