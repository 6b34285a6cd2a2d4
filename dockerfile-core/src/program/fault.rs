//! What can be wrong with a declaration or with a project that it reads, as data. The words
//! for each stand in `check/complaints`.

use super::interpreters::{Interpreter, Language};
use super::libraries::Library;
use super::phase::Phase;
use super::place::Place;
use super::releases::Release;
use super::setting::SettingFault;
use super::start::Libc;
use super::toolchain::Toolchain;
use super::unread::Unread;

/// Something wrong, and where it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: Place,
    pub(crate) wrong: Wrong,
}

/// What stands in the way of a layer on no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkFault {
    /// A folder of the target may be a link in the base.
    Link { folder: String },
    /// One has an owner or a mode that the layer does not know.
    OwnFolder { folder: String },
    /// The target is a folder, and a file would take its place.
    Folder,
    /// The layer's owner would have this folder of the base, and all on the way to the target.
    Owner { folder: String },
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// A value that fails the check of its kind.
    Value {
        rule: String,
        shown: String,
    },
    // ---- a whole image
    StageUnreached {
        stage: String,
    },
    /// A target that is listed last and stands above another.
    NotLast {
        target: String,
        below: String,
    },
    TagOutsideTrack {
        tag: String,
        track: String,
    },
    /// A stage of a fixed platform runs something, or is an image.
    OfOnePlatform {
        platform: String,
        runs: bool,
    },
    TwoTracks {
        image: String,
        first: Place,
    },
    NobodyToWrite,
    NobodyToRunAs,
    /// Who starts as root goes on as nobody.
    NobodyToDropTo,
    /// A user and the program are both to own it.
    TwoOwners,
    /// A user that is made and that the base has.
    UserExists {
        name: &'static str,
        id: u32,
    },
    GroupExists {
        name: &'static str,
        id: u32,
    },
    /// Steps ran as root, and who the base runs as is not known.
    BaseUserLost,
    /// A line below layers of the stage's parent that change more often.
    BelowParent {
        phase: Phase,
        parent: Phase,
    },
    NoWorkdir {
        source: String,
    },
    NothingToComment,
    TwoDescriptions {
        name: String,
        first: Place,
    },
    DescribedTwice {
        first: Place,
    },
    NothingRunsBelow {
        name: String,
    },
    /// Two answers to whom the program runs as.
    TwoUsers {
        first: Place,
    },
    TwoWorkdirs {
        first: Place,
    },
    /// A folder of the program's that its user cannot write to.
    VolumeOfRoot {
        path: String,
    },
    /// A program whose C library the base has not.
    CannotStart {
        program: String,
        built_in: String,
        asks: Libc,
        base: Libc,
    },
    /// What was installed for an interpreter that the base has not: none, or not this one.
    OtherInterpreter {
        folder: String,
        language: Language,
        built: Option<Interpreter>,
        runs: Option<Interpreter>,
    },
    /// A library of the distribution that a program is linked against, and nothing brings.
    NoLibrary {
        program: String,
        library: &'static Library,
        /// The package of Rust that links against it.
        by: String,
        /// The package of the distribution that has it, if the base installs any.
        package: Option<&'static str>,
    },
    /// Files of a library that compiling against it takes, in the stage that does.
    NoDevelopment {
        library: &'static Library,
        by: String,
    },
    /// A program that may ask for more than its base's glibc has.
    OlderGlibc {
        program: String,
        built: Release,
        base: Release,
        /// It is certain.
        never: bool,
        /// A package of C that the program is compiled with.
        compiles_c: Option<String>,
    },
    /// An image of nothing but its files.
    StartsNothing {
        stage: String,
    },
    /// A program, its arguments behind blanks.
    ProgramOfWords {
        program: String,
    },
    /// A program below a folder that nothing names.
    ProgramOfNoFolder {
        program: String,
    },
    /// A word that is no program where one is started: of a shell, of Compose, or none at all.
    NoProgram {
        word: String,
        of_step: bool,
    },
    /// A shell that is given a text, and not told that it is one.
    TextForAFile {
        shell: String,
        text: String,
    },
    /// A sign of a shell's in a list that none reads.
    OperatorInArgument {
        operator: String,
        of_step: bool,
    },
    /// What a step sets ends with it.
    EndsWithStep {
        word: String,
    },
    /// An exception that repeats the folder which it is looked for below.
    ExceptionFromRoot {
        source: String,
        pattern: String,
        rest: String,
    },
    /// An architecture by another name than builders have for it.
    OtherArchitecture {
        given: String,
        known: &'static str,
    },
    /// An image whose tag says another family.
    OtherFamily {
        image: String,
        word: String,
        family: &'static str,
    },
    /// An argument that names a variable, and no shell reads it.
    VariableInArgument {
        argument: String,
        of_step: bool,
    },
    // ---- probes
    /// No stage of the image compiles Rust, and a probe is to be compiled.
    NoRust,
    /// A probe would be of the machine that builds, whatever the image is for; or the other way round.
    ProbeOfOther {
        stage: String,
        is_builders: bool,
    },
    /// A probe would be compiled with every edit.
    ProbeBelowSource {
        stage: String,
    },
    // ---- variables
    PerCommitTooEarly {
        name: String,
        phase: Phase,
    },
    TwoDefaults {
        name: String,
        first: Place,
    },
    HiddenByEnv {
        name: String,
    },
    EnvNotSet {
        name: String,
    },
    /// A setting of the program's.
    Setting {
        variable: String,
        wrong: SettingFault,
    },
    // ---- steps
    EmptyRange {
        first: u16,
        last: u16,
    },
    /// A step that is given nothing to do.
    Nothing {
        step: &'static str,
    },
    NoPipefail,
    NeedsAShell,
    /// A command stands behind a text that does not end.
    OpenEnd,
    /// More than one text for a program that is no shell.
    NoShellToRead {
        program: String,
    },
    VariableWithoutShell,
    ContextIsAStage {
        name: String,
    },
    NothingInScratch,
    /// Packages stand below what changes with every edit.
    CopiedTooEarly {
        stage: String,
    },
    /// Files in a layer that stands on no other, which would change what is around them.
    Linked {
        to: String,
        fault: LinkFault,
    },
    /// Folders are kept below a target that nobody has named.
    /// Where a source of another stage would go, of several that have one target.
    WholePathKept {
        source: String,
        to: String,
    },
    KeptBelowNothing,
    /// Folders are kept from one on that a source is not in.
    NotBelow {
        source: String,
        folder: String,
    },
    /// Two files of a tool for one platform.
    ToolTwice {
        one: String,
        other: String,
    },
    ToolForNothing {
        to: String,
    },
    TwoSnapshots {
        one: String,
        other: String,
    },
    SnapshotElsewhere,
    /// A repository of others that cannot be used as it is declared.
    Repository {
        url: String,
        fault: RepositoryFault,
    },
    // ---- recipes
    /// A copy of what is built in a branch of the stage that it copies from.
    BuiltInBranch {
        path: String,
        stage: String,
    },
    /// A step below a recipe whose programs are built in branches of its stage.
    BelowBranching,
    /// A part of a recipe without others that it needs.
    PartsMissing {
        tool: &'static str,
        name: String,
        missing: Vec<&'static str>,
    },
    OtherToolchain {
        language: &'static str,
        wanted: Toolchain,
        base: String,
    },
    NameOfLines {
        text: String,
    },
    /// A project that cannot be read, or not be built as it stands.
    Project {
        tool: &'static str,
        unread: Unread,
    },
}

/// What is wrong with a repository of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RepositoryFault {
    NoKey,
    TwoKeys,
    NoSuite,
    NoComponents {
        suite: String,
    },
    /// Components of a repository that is a single folder.
    ComponentsOfFolder {
        suite: String,
    },
    /// A key that apk would not find.
    KeyName {
        name: String,
    },
}

impl Wrong {
    pub(crate) fn at(self, at: Place) -> Fault {
        Fault { at, wrong: self }
    }
}
