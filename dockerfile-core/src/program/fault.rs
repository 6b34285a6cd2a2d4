//! Everything that can be wrong with a declaration or with a project that it reads, as data. The
//! words for each variant stand in `check/complaints`.

use super::interpreters::Interpreter;
use super::language::Language;
use super::libraries::{Install, Library};
use super::phase::Phase;
use super::place::Place;
use super::releases::Release;
use super::setting::SettingFault;
use super::start::Libc;
use super::toolchain::Toolchain;
use super::unread::{Credential, Unread};

/// A mistake, and the place of the declaration that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: Place,
    pub(crate) wrong: Wrong,
}

/// Why files cannot be copied with `.link()`, in a layer that does not build on those below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkFault {
    /// A folder on the way to the target may be a link in the base.
    Link { folder: String },
    /// A folder on the way has an owner or a mode that the layer does not know.
    OwnFolder { folder: String },
    /// The target is a folder, whose place a file would take.
    Folder,
    /// The layer's owner would become the owner of this folder of the base, and of all folders from
    /// there to the target.
    Owner { folder: String },
}

/// A mistake, by its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// A value that fails the check of its kind.
    Value { rule: String, shown: String },
    // ---- a whole image
    /// A stage that no target uses.
    StageUnreached { stage: String },
    /// A target that is listed last, and would stand above another in the file.
    NotLast { target: String, below: String },
    /// A track of an image that names no tag.
    NothingToTrack { image: String },
    /// A tag that its own track does not allow.
    TagOutsideTrack { tag: String, track: String },
    /// A stage whose base is for a fixed platform runs a step (`runs`), or is an image.
    OfOnePlatform { platform: String, runs: bool },
    /// One image is declared with two tracks.
    TwoTracks { image: String, first: Place },
    /// Files are to be writable, and the stage declares no user.
    NobodyToWrite,
    /// A step is to run as the image's user, and the stage declares none.
    NobodyToRunAs,
    /// A container starts as root and would go on as the image's user, and none is declared.
    NobodyToDropTo,
    /// A copy has both `.owner(..)` and `.writable()`.
    TwoOwners,
    /// A user is to be made that the base has already.
    UserExists { name: &'static str, id: u32 },
    /// A group is to be made that the base has already.
    GroupExists { name: &'static str, id: u32 },
    /// A user of the base is named with another id, or another user with its id.
    OtherBaseUser { name: &'static str, id: u32 },
    /// CMD gives words to a shell that reads its text alone.
    ArgumentsOfText { shell: String },
    /// CMD begins with the program that ENTRYPOINT names.
    ProgramAgain { program: String },
    /// The base's user is to run what is below, but lines above are root's and that user is not known.
    BaseUserLost,
    /// A mount is the base's user's, whose id is not known.
    MountOfBaseUser,
    /// The image is to start as its base does, but steps ran elsewhere and the base's WORKDIR is not
    /// known.
    WorkdirLost { base: String },
    /// A line of an earlier phase stands below layers of the stage's parent.
    BelowParent { phase: Phase, parent: Phase },
    /// A copy names no target, and the stage has no WORKDIR.
    NoWorkdir { source: String },
    /// A comment that no line follows.
    NothingToComment,
    /// A build variable is described in two ways.
    TwoDescriptions { name: String, first: Place },
    /// A stage has two descriptions.
    DescribedTwice { first: Place },
    /// A variable for steps, below which no step runs.
    NothingRunsBelow { name: String },
    /// Two lines say whom the program runs as.
    TwoUsers { first: Place },
    /// A stage has two WORKDIRs.
    TwoWorkdirs { first: Place },
    /// A step sets a variable for its commands twice.
    StepVariableTwice { name: String, first: Place },
    /// A source that may be absent, and whose first name is a variable.
    OptionalByVariable { path: String },
    /// A step has two mounts at one path, or in one variable.
    TwoMounts { place: String },
    /// A stage makes a directory twice, in the same way (`same`) or in two.
    TwoDirectories { path: String, first: Place, same: bool },
    /// A directory of the base in which anybody may write.
    DirectoryOfAll { path: String },
    /// The home that a user is to own is there already: a line above makes `path`, or the base has
    /// it.
    HomeIsThere { home: String, path: String, first: Option<Place> },
    /// A volume that the program's user cannot write to.
    VolumeOfRoot { path: String },
    /// A program that needs another C library than the base has.
    CannotStart { program: String, built_in: String, asks: Libc, base: Libc },
    /// Packages for an interpreter that the base does not have, or has in another version.
    OtherInterpreter {
        folder: String,
        language: Language,
        built: Option<Interpreter>,
        runs: Option<Interpreter>,
    },
    /// A library that a program is linked against, and that nothing brings.
    NoLibrary {
        program: String,
        library: &'static Library,
        /// The Rust package that links against the library.
        by: String,
        /// What brings the library, if the base has a package manager.
        install: Option<Install>,
    },
    /// A stage compiles against a library, and nothing brings its development files.
    NoDevelopment { library: &'static Library, by: String, install: Install },
    /// A program that may need a newer glibc than its base has.
    OlderGlibc {
        program: String,
        built: Release,
        base: Release,
        /// Whether it is certain that the program does not start.
        never: bool,
        /// A package with C code that is compiled into the program.
        compiles_c: Option<String>,
    },
    /// An image on `scratch` that names no program to start.
    StartsNothing { stage: String },
    /// A program's name and its arguments in one word, with blanks between.
    ProgramOfWords { program: String },
    /// A program by a relative path, where no WORKDIR is declared.
    ProgramOfNoFolder { program: String },
    /// A word that is no program where one is started: a shell's, an instruction's, Compose's, or
    /// an empty one.
    NoProgram { word: String, of_step: bool },
    /// The first of CMD's words, which a shell takes for its own name and not for an argument of its
    /// text.
    NameOfText { shell: String, word: String },
    /// A shell that is given a text without `-c`, and so takes it for a file.
    TextForAFile { shell: String, text: String },
    /// An operator of a shell in a list that no shell reads.
    OperatorInArgument { operator: String, of_step: bool },
    /// A step that only sets a variable or a folder of its shell, both of which end with the step.
    EndsWithStep { word: String },
    /// An exception of a copy that begins with the copied folder, though it is looked for below
    /// that.
    ExceptionFromRoot { source: String, pattern: String, rest: String },
    /// An architecture by another name than builders use.
    OtherArchitecture { given: String, known: &'static str },
    /// An image whose tag names another family than the declared one.
    OtherFamily { image: String, word: String, family: &'static str },
    /// An argument with a `$`, which no shell reads.
    VariableInArgument { argument: String, of_step: bool },
    /// An argument with a pattern or a `~`, which no shell fills in.
    PatternInArgument { argument: String, of_step: bool },
    // ---- probes
    /// A health check is to be compiled, and no stage of the image compiles Rust.
    NoRust,
    /// A health check would be compiled for the machine that builds (`is_builders`) and run on
    /// another platform, or the other way round.
    ProbeOfOther { stage: String, is_builders: bool },
    /// A health check would be compiled again by every edit.
    ProbeBelowSource { stage: String },
    // ---- variables
    /// A variable that changes with every commit is used in an early phase.
    PerCommitTooEarly { name: String, phase: Phase },
    /// A build variable has two defaults.
    TwoDefaults { name: String, first: Place },
    /// A build variable is used below an ENV of the same name, or in a step with a variable of that
    /// name (`of_step`), which hides it.
    HiddenByEnv { name: String, of_step: bool },
    /// Shell text reads a variable of the build, or of the builder (`of_builder`), that the stage does
    /// not bring in.
    NotBroughtIn { name: String, of_builder: bool },
    /// A text that a container is started with reads a variable of the build, or of the builder.
    NotAtStart { name: String, of_builder: bool },
    /// Shell text reads a variable that ENV sets below it.
    SetBelow { name: String },
    /// An ENV variable is used that no line above sets.
    EnvNotSet { name: String },
    /// A mistake in a setting of the program's.
    Setting { variable: String, wrong: SettingFault },
    // ---- steps
    /// A range of ports that ends before it begins.
    EmptyRange { first: u16, last: u16 },
    /// A step that is given an empty list.
    Nothing { step: &'static str },
    /// A step has a pipe, and no shell is known there that fails with any part of it.
    NoPipefail,
    /// A step without a shell is more than a single program.
    NeedsAShell,
    /// A text that leaves a quote or a bracket open, with another command after it.
    OpenEnd,
    /// A command ends the shell of its step, and another one follows.
    EndsShell { word: String },
    /// The shell of a step has no `-c`, so it would take the text for a file.
    ShellWithoutText { program: String },
    /// A word of bash in text that dash reads.
    WordOfBash { word: String },
    /// A list, a second command or a variable in a step whose `.shell(..)` names no shell.
    NoShellToRead { program: String },
    /// A variable stands in a list that no shell reads.
    VariableWithoutShell,
    /// A named build context has the name of a stage.
    ContextIsAStage { name: String },
    /// Files are taken from `scratch`.
    NothingInScratch,
    /// A `Packages` step takes files from a stage that has files of the build context.
    CopiedTooEarly { stage: String },
    /// A copy with `.link()` that would change folders which are in the base.
    Linked { to: String, fault: LinkFault },
    /// One of several files of another stage: under one target it would keep its whole path.
    WholePathKept { source: String, to: String },
    /// Parent folders are to be kept below a target that is not named.
    KeptBelowNothing,
    /// The parent folders are to be kept below a folder that the source is not in.
    NotBelow { source: String, folder: String },
    /// A tool has two downloads for one platform.
    ToolTwice { one: String, other: String },
    /// A tool has no download for any architecture.
    ToolForNothing { to: String },
    /// Packages of two snapshots are one install.
    TwoSnapshots { one: String, other: String },
    /// A snapshot is asked for on a base that is not Debian.
    SnapshotElsewhere,
    /// A package repository that cannot be used as it is declared.
    Repository { url: String, fault: RepositoryFault },
    /// A file whose text stands in the declaration holds a credential.
    InlineCredential(Credential),
    // ---- recipes
    /// A copy takes from a stage what is built in a branch of that stage.
    BuiltInBranch { path: String, stage: String },
    /// A step stands below a recipe that builds its programs in branches of the stage.
    BelowBranching,
    /// Parts of a recipe are used without others that they need.
    PartsMissing { tool: &'static str, name: String, missing: Vec<&'static str> },
    /// A project asks for another version of its language than the base has.
    OtherToolchain { language: &'static str, wanted: Toolchain, base: String },
    /// A name in a project holds a line break.
    NameOfLines { text: String },
    /// A project that cannot be read, or not be built as it stands.
    Project { tool: &'static str, unread: Unread },
}

/// What is wrong with a package repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RepositoryFault {
    NoKey,
    TwoKeys,
    NoSuite,
    NoComponents {
        suite: String,
    },
    /// Components are named for a repository that is a single folder.
    ComponentsOfFolder {
        suite: String,
    },
    /// A key whose file name apk would not look for.
    KeyName {
        name: String,
    },
}

impl Wrong {
    pub(crate) fn at(self, at: Place) -> Fault {
        Fault { at, wrong: self }
    }
}
