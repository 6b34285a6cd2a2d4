//! What stands in the way of Python projects.

// pip alone is always there.
#[cfg_attr(not(feature = "python"), allow(dead_code))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PythonUnread {
    /// A line of what names requirements and where they are.
    Requirement(RequirementUnread),
    /// A file that is, says or includes more than that of any project.
    TooMuch { file: String, most: usize, of: PythonCount },
    /// pip installs into the system's Python, which no image can take.
    NoVenv,
    /// No `uv.lock`, in the folder of this name and in those above it.
    NoUvLock { name: String },
    /// Nothing of the lock file is in the folder of this name; the folders in which it has some.
    NoProject { lock: String, name: String, known: Vec<String> },
    /// No `poetry.lock` in the folder of this name.
    NoPoetryLock { name: String },
    /// A lock file that does not say which Poetry wrote it.
    NoVersion { lock: String },
    /// A Poetry that does not know the options that leave things out.
    OldPoetry { lock: String, version: String },
    /// A package that has programs, and no module of its name.
    NothingPacked { manifest: String, module: String },
    /// A package whose version is asked of git when it is built.
    AsksGit { file: String, asking: String, variable: String },
}

/// What there may be too much of.
#[cfg_attr(not(feature = "python"), allow(dead_code))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PythonCount {
    Bytes,
    Lines,
    /// Requirements files that one includes, and they in turn.
    Included,
    /// Folders and files of the context that a lock file names.
    OnDisk,
}

/// What stands in the way of requirements, and of where they are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RequirementUnread {
    /// A requirement that is a folder or a file of the context.
    LocalRequirement { file: String, asked: String },
    /// An option, or a quote, that pip does not know in a line of requirements.
    NoOption { file: String, line: String, problem: String },
    /// A path of a requirements file that a variable decides.
    VariablePath { file: String, path: String },
    /// A folder of packages that is the whole build context.
    WholeContext { file: String, asked: String },
}
