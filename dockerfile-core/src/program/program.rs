//! What lowering gives: an image as instructions, as plain data.

use std::collections::{BTreeMap, BTreeSet};

use super::instruction::{ArgInstruction, From, Instruction, Owner, ValueParts};
use super::note::Note;
use super::phase::Phase;
use super::place::Place;
use super::setting::Want;
use super::start::{Libc, Made};
use crate::value::{ContextPath, StageName, Value as _};

/// An image as instructions, and what its two files need to know beside them.
#[derive(Debug, Default)]
pub(crate) struct Program {
    /// When the image says that it was made, and where that is declared.
    pub(crate) epoch: Option<(Epoch, Place)>,
    /// Variables of several stages, with their defaults.
    pub(crate) args: Vec<ArgInstruction>,
    pub(crate) stages: Vec<LoweredStage>,
    /// Rules of linters that the file breaks, and why.
    pub(crate) allowances: Allowances,
    /// Checks of BuildKit's that do not apply to the file.
    pub(crate) skips: BTreeSet<&'static str>,
    /// What the image takes from the build context.
    pub(crate) sources: Vec<ContextSource>,
    /// What a reader of the plan should know of the projects that it is built from.
    pub(crate) notes: BTreeSet<Note>,
    /// The ways out of rules that it takes, and where.
    pub(crate) ways_out: Vec<(&'static str, Place)>,
    /// What programs read from their environment, and no image says.
    pub(crate) wants: Vec<Want>,
    /// What is fetched from the network, and is no image.
    pub(crate) fetches: Vec<Fetch>,
}

/// A download, or a git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fetch {
    pub(crate) of: Fetched,
    /// Whether the declaration says what it has to be: a checksum, or a commit.
    pub(crate) is_checked: bool,
    pub(crate) at: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fetched {
    Url(ValueParts),
    Repository(String),
}

/// The time that a builder writes into an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// Since 1970.
    Seconds(u32),
    /// Of the commit or the download that is built.
    OfContext,
}

impl Program {
    /// Whether lines of text stand in the file, which are read byte for byte.
    pub(crate) fn has_here_documents(&self) -> bool {
        let mut lines = self.stages.iter().flat_map(|stage| &stage.lines);
        lines.any(|line| line.instruction.has_here_document())
    }
}

/// Reasons by rule: sorted, so that the header has one order.
pub(crate) type Allowances = BTreeMap<&'static str, BTreeSet<String>>;

#[derive(Debug)]
pub(crate) struct LoweredStage {
    pub(crate) at: Place,
    pub(crate) name: StageName,
    pub(crate) from: From,
    /// An image that is built by its name, not only a part of one.
    pub(crate) target: bool,
    pub(crate) who: Option<Who>,
    /// What it is for.
    pub(crate) description: Option<String>,
    /// What of it is scanned for the list of what an image is made of.
    pub(crate) sbom: BTreeSet<Sbom>,
    /// What a reader should know that no instruction says.
    pub(crate) remarks: Vec<String>,
    pub(crate) lines: Vec<LoweredLine>,
    /// What its base has for programs to be linked with.
    pub(crate) libc: Libc,
    /// The packages that its distribution is asked for, also in the stages that it goes on from;
    /// `None` where something else may install some.
    pub(crate) packages: Option<BTreeSet<String>>,
    /// What recipes have made in it.
    pub(crate) made: Vec<Made>,
    /// A folder of debug files, which a stage of their own takes.
    pub(crate) debug_files: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct LoweredLine {
    pub(crate) phase: Phase,
    pub(crate) at: Place,
    pub(crate) reason: Option<String>,
    pub(crate) above: Above,
    pub(crate) instruction: Instruction,
    /// What it brings is said to start, whatever the base has.
    pub(crate) starts_anyway: bool,
}

/// What a builder scans beside the image that it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sbom {
    Stage,
    Context,
}

/// What is said right above a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Above {
    pub(crate) comments: Vec<String>,
    pub(crate) skip: Option<Skip>,
}

/// A check of BuildKit's that does not apply to a line, and why.
pub(crate) type Skip = (&'static str, String);

impl LoweredStage {
    /// Whether another one comes to the same.
    pub(crate) fn does(&self, other: &Self) -> bool {
        let alike =
            |(line, other): (&LoweredLine, &LoweredLine)| line.instruction == other.instruction;
        self.from == other.from
            && self.lines.len() == other.lines.len()
            && self.lines.iter().zip(&other.lines).all(alike)
    }
}

/// Whom the program of a stage runs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    User(Owner),
    Root,
    /// Whoever the base image says.
    Base,
    /// A bad declaration, which has been complained about once.
    Invalid,
}

/// A file or folder of the build context that the image copies.
#[derive(Clone, Debug)]
pub(crate) struct ContextSource {
    pub(crate) path: ContextPath,
    pub(crate) at: Place,
    /// It has to be a file.
    pub(crate) file: bool,
    /// It is let into the context also where what else is copied leaves it out.
    pub(crate) also: bool,
    /// The program reads it, and does not own it: COPY keeps its mode.
    pub(crate) for_program: bool,
    /// What below it stays behind.
    pub(crate) except: Vec<ContextPath>,
    /// What of the folder it is, as a pattern of an ignore file: a variable says which.
    pub(crate) only: Option<String>,
    /// It may be absent.
    pub(crate) optional: bool,
}

impl ContextSource {
    /// Whether a file of the context is in the folder that this is.
    pub(crate) fn holds(&self, file: &str) -> bool {
        let path = self.path.as_str();
        path == "." || file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    }

    /// A file that an install reads.
    pub(crate) fn manifest(path: ContextPath, at: Place) -> Self {
        Self::read(path.as_str(), at, true)
    }

    /// What a step reads, and no layer holds; only a file, or a folder, too.
    pub(crate) fn read(path: &str, at: Place, file: bool) -> Self {
        let path = ContextPath::trusted(path.to_owned());
        Self {
            path,
            at,
            file,
            also: file,
            for_program: false,
            except: vec![],
            only: None,
            optional: false,
        }
    }
}
