//! What a reader of the plan should know of the projects that an image is built from.

use super::releases::Release;

/// Something that was found in a project, and is no mistake.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Note {
    /// cargo's list of members cannot be edited as it is written.
    #[cfg(feature = "cargo")]
    MembersStay,
    /// The same of the version of this package.
    #[cfg(feature = "cargo")]
    VersionStays(String),
    /// A source names a path that nothing brings.
    #[cfg(feature = "cargo")]
    NotCopied { source: String, path: String },
    /// A program that a key of cargo's configuration names.
    #[cfg(feature = "cargo")]
    Calls { program: String, key: String },
    /// The compiler is told to use all that a CPU has.
    #[cfg(feature = "cargo")]
    CompiledForCpu { project: String, cpu: String },
    /// Libraries that have changed in few of the last commits, beside one that has in many.
    #[cfg(feature = "cargo")]
    RarelyChanged { names: Vec<String>, commits: usize, often: String, most: usize, of: usize },
    /// The base has to have a linker that none of its packages is known to bring.
    #[cfg(feature = "cargo")]
    WantsLinker { project: String, package: &'static str },
    /// A linker is said, and rustc has its own for some targets.
    #[cfg(feature = "cargo")]
    LinkedByRustc { project: String, linker: &'static str },
    /// The debug files of programs have no lines, or nothing at all: the profile says so, or nothing.
    #[cfg(feature = "cargo")]
    NoLineNumbers { project: String, profile: String, has_names: bool },
    /// The C library is musl, and no package allocates memory in its place.
    #[cfg(feature = "cargo")]
    AllocatesByMusl { project: String },
    /// Something comes from a git repository.
    #[cfg(any(feature = "node", feature = "ruby"))]
    WantsGit { named_by: String },
    /// What is beside a project, and of no use to it.
    #[allow(dead_code)] // pip alone lists nothing
    LeftBehind {
        project: String,
        paths: Vec<String>,
        /// The setting that takes something along all the same.
        setting: &'static str,
    },
    /// A program of which, or a base of which, the C library is not known.
    MayNotStart { program: String, built_in: String, stage: String },
    /// A base has an older glibc than the one that a program was linked against, which is more than
    /// Rust's own library asks for.
    OlderGlibc { program: String, built: Release, base: Release },
    /// Two bases, of one of which it is not known how old its glibc is.
    GlibcUnknown { program: String, builds: String, runs: String },
    /// What was installed for one Node, and is started by another.
    OtherNode { folder: String, built: String, runs: String },
    /// A library that a program may be linked against, and nothing brings: a feature decides.
    NoLibrary { program: String, file: &'static str, by: String, package: Option<&'static str> },
    /// A port that not every runtime lets a program use that is not root's.
    LowPort { stage: String, port: u16, user: String },
    /// A program that its owner may start, and is to be started by another user.
    OfItsOwner { stage: String, program: String, mode: u32 },
    /// A folder that the program works in, and that nothing puts a file into.
    EmptyWorkdir { stage: String, folder: String },
    /// An image that starts the shell of its base.
    StartsAsBase { stage: String, base: String },
    /// A probe asks another port than those that are exposed.
    ProbeOfOtherPort { stage: String, port: u16 },
    /// A probe is linked statically, and a package of that family has what it is linked with.
    StaticLibc { stage: String, package: &'static str },
    /// What whoever starts a container has to give.
    Wants { stage: String, variables: Vec<String> },
    /// Tracked files that are private by their names, and stay out of the context.
    HeldBack { paths: Vec<String> },
}
