//! What of the folders that an image copies stays at home, beside what the declaration leaves out.

/// Patterns of an ignore file, in the order in which they count: a later one decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeptOut {
    /// What version control ignores.
    pub(crate) ignored: Vec<String>,
    /// Paths that these patterns find, and that are tracked or named all the same.
    pub(crate) not_ignored: Vec<String>,
    /// What is private by its name.
    pub(crate) private: Vec<&'static str>,
    /// Paths that these patterns find, and that are not private, or named all the same.
    pub(crate) not_private: Vec<String>,
    /// Tracked files that are private by their names.
    pub(crate) held_back: Vec<String>,
}
