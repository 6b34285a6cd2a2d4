//! Why Python projects cannot be read or built.

// Without the feature `python` only pip's reader is compiled, which makes few of these.
#[cfg_attr(not(feature = "python"), allow(dead_code))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PythonUnread {
    /// A mistake in requirements, or in where they are looked for.
    Requirement(RequirementUnread),
    /// A file that is larger, names more or includes more than the reader's limit.
    TooMuch { file: String, most: usize, of: PythonCount },
    /// No virtual environment is declared: pip would install into the system's Python, which no
    /// other stage can copy.
    NoVenv,
    /// Neither the named folder nor one above it has a `uv.lock`.
    NoUvLock { name: String },
    /// The lock file has no package in the named folder; `known` are folders in which it has one.
    NoProject { lock: String, name: String, known: Vec<String> },
    /// A lock file that is made for other systems than Linux alone.
    OtherSystems { lock: String, marker: String },
    /// The named folder has no `poetry.lock`.
    NoPoetryLock { name: String },
    /// A lock file that does not say which Poetry wrote it.
    NoVersion { lock: String },
    /// A version of Poetry that has no option to leave path dependencies out.
    OldPoetry { lock: String, version: String },
    /// A package that declares programs, and has no module of its name.
    NothingPacked { manifest: String, module: String },
    /// A package that asks git for its version when it is built, where no git history is.
    AsksGit { file: String, asking: String, given_by: GivenBy },
}

/// What gives a version in place of git.
#[cfg_attr(not(feature = "python"), allow(dead_code))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GivenBy {
    /// A variable of the build.
    Variable(&'static str),
    /// A key of a table of `pyproject.toml`, for where there is no history.
    Key(&'static str, &'static str),
}

/// What a reader's limit counts.
#[cfg_attr(not(feature = "python"), allow(dead_code))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PythonCount {
    Bytes,
    Lines,
    /// Requirements files that one includes, directly or through others.
    Included,
    /// Folders and files of the context that a lock file names.
    OnDisk,
}

/// What is wrong with requirements, or with where they are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RequirementUnread {
    /// A requirement that is a folder or a file of the context.
    LocalRequirement { file: String, asked: String },
    /// An option or a quote in a line of requirements that pip does not know.
    NoOption { file: String, line: String, problem: String },
    /// The path of a requirements file that holds a variable.
    VariablePath { file: String, path: String },
    /// A folder of packages that would be the whole build context.
    WholeContext { file: String, asked: String },
}
