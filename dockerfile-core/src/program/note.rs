//! Notes for a reader of the plan about an image and the projects that it is built from.

use super::libraries::Install;
use super::releases::Release;
use super::start::Libc;

/// A finding that is no mistake.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Note {
    /// All members of the workspace stay in its manifest: the list cannot be edited line by line.
    #[cfg(feature = "cargo")]
    MembersStay,
    /// The version of this package stays in its manifest, since that cannot be edited line by line:
    /// a release compiles the dependencies again.
    #[cfg(feature = "cargo")]
    VersionStays(String),
    /// A source file names a path that nothing copies.
    #[cfg(feature = "cargo")]
    NotCopied { source: String, path: String },
    /// A source file names a path that git ignores; with the phase in which a line may bring it, and the
    /// path that it has in the image.
    #[cfg(feature = "cargo")]
    NamesIgnored { source: String, path: String, phase: &'static str, there: String },
    /// A program that a key of cargo's configuration has cargo call: the base has to have it.
    #[cfg(feature = "cargo")]
    Calls { program: String, key: String },
    /// A build script, or the manifest of a package that has others do so, asks git for the commit,
    /// and no variable says it.
    #[cfg(feature = "cargo")]
    AsksGit { source: String },
    /// A program is compiled for one kind of CPU.
    #[cfg(feature = "cargo")]
    CompiledForCpu { project: String, cpu: String },
    /// Libraries that few of the last commits have changed, beside one that many have: they could
    /// have a layer of their own.
    #[cfg(feature = "cargo")]
    RarelyChanged { names: Vec<String>, commits: usize, often: String, most: usize, of: usize },
    /// A linker that the base has to have, since no package of the stage is known to bring it.
    #[cfg(feature = "cargo")]
    WantsLinker { project: String, package: &'static str },
    /// A declared linker that does not hold for x86_64-unknown-linux-gnu, where rustc links with
    /// its own.
    #[cfg(feature = "cargo")]
    LinkedByRustc { project: String, linker: &'static str },
    /// The debug files of programs are empty, or have function names and no line numbers, because
    /// of the profile.
    #[cfg(feature = "cargo")]
    NoLineNumbers { project: String, profile: String, has_names: bool },
    /// A program allocates memory by musl, since no package replaces its allocator.
    #[cfg(feature = "cargo")]
    AllocatesByMusl { project: String },
    /// A dependency comes from a git repository, so the stage that installs it needs git.
    WantsGit { named_by: String },
    /// A module that compiles without cgo, and fails when the program runs.
    #[cfg(feature = "go")]
    WantsCgo { named_by: String, module: &'static str },
    /// The file of a program of Gradle has the project's own classes alone.
    #[cfg(feature = "java")]
    OwnClasses { project: String },
    /// Files beside a project that its image does not take.
    #[allow(dead_code)] // pip alone lists nothing
    LeftBehind {
        project: String,
        paths: Vec<String>,
        /// The setting that takes them along.
        setting: &'static str,
    },
    /// A program whose C library, or whose base's, is not known.
    MayNotStart { program: String, built_in: String, stage: String },
    /// A program was linked against a newer glibc than its base has. It starts, as far as Rust's
    /// own library is concerned.
    OlderGlibc { program: String, built: Release, base: Release },
    /// A program is built on one base and starts on another, and of one of them the glibc is not
    /// known.
    GlibcUnknown { program: String, builds: String, runs: String },
    /// Packages that are installed for one version of Node and started by another.
    OtherNode { folder: String, built: String, runs: String },
    /// Packages of an interpreter that are installed over one C library and started over another.
    OtherLibc { folder: String, builds: Libc, runs: Libc },
    /// A library that nothing brings, where it is not certain that it is needed.
    NoLibrary { program: String, file: &'static str, by: String, install: Option<Install> },
    /// A port below 1024, which not every runtime lets a user other than root listen on.
    LowPort { stage: String, port: u16, user: String },
    /// A program whose mode lets only its owner start it, and which another user is to start.
    OfItsOwner { stage: String, program: String, mode: u32 },
    /// The working directory of a program, if nothing puts a file into it.
    EmptyWorkdir { stage: String, folder: String },
    /// An image that has neither ENTRYPOINT nor CMD, and so starts what its base starts.
    StartsAsBase { stage: String, base: String },
    /// A health check that asks a port which is not exposed.
    ProbeOfOtherPort { stage: String, port: u16 },
    /// A package that the stage which compiles a health check has to have: the check's program is
    /// linked statically with it.
    StaticLibc { stage: String, package: &'static str },
    /// Variables that whoever starts a container has to give.
    Wants { stage: String, variables: Vec<String> },
    /// Tracked files that stay out of the context because their names are those of private files.
    HeldBack { paths: Vec<String> },
}
