//! What stands in the way of Maven modules and Gradle projects.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum JavaUnread {
    /// A file that is longer than people write.
    TooLong { file: String },
    /// A file that leads to more modules or projects than any build has.
    TooMany { file: String, most: usize },
    // ---- Maven
    /// A manifest that does not say its name.
    NoArtifact { file: String },
    /// What the user has named has no manifest; the folders that have one.
    NoPom { folder: String, known: Vec<String> },
    /// A module that a manifest names and that is not there; those that stand where it would.
    NoModule { file: String, module: String, known: Vec<String> },
    /// What the user has named is no program; the folders of modules that are.
    NoProgram { file: String, packaging: String, folder: String, known: Vec<String> },
    /// Modules of modules, or parents of parents, more than any module has.
    Nested { file: String, most: usize },
    /// Properties stand where names do, and nobody knows in time what they name.
    Unclear { file: String },
    /// Options that name another manifest than the root's.
    OtherPom { file: String },
    // ---- Gradle
    /// Neither a folder nor one above it has settings.
    NoSettings { folder: String },
    /// No project is in the folder that the user has named; the folders of those that are.
    NoProject { settings: String, folder: String, known: Vec<String> },
    /// A word of a build file's that takes a path, and is given a computed one.
    ComputedPath { file: String, line: usize, word: String },
    /// A word of the settings' that says something else than texts.
    Computed { file: String, line: usize, word: String },
}
