//! The result of lowering: an image as instructions, in plain data.

use std::collections::{BTreeMap, BTreeSet};

use super::instruction::{ArgInstruction, From, Instruction, Owner, ValueParts};
use super::note::Note;
use super::phase::Phase;
use super::place::Place;
use super::setting::Want;
use super::start::{Libc, Made};
use crate::value::{ContextPath, StageName, Value as _};

/// An image as instructions, with what its Dockerfile and its ignore file need besides.
#[derive(Debug, Default)]
pub(crate) struct Program {
    /// The creation time that the image declares, and where it is declared.
    pub(crate) epoch: Option<(Epoch, Place)>,
    /// The variables that stand above the first FROM because several stages use them.
    pub(crate) args: Vec<ArgInstruction>,
    pub(crate) stages: Vec<LoweredStage>,
    /// The linter rules that the Dockerfile breaks on purpose, each with its reasons.
    pub(crate) allowances: Allowances,
    /// BuildKit's checks that do not apply to the whole Dockerfile.
    pub(crate) skips: BTreeSet<&'static str>,
    /// The files and folders that the image takes from the build context.
    pub(crate) sources: Vec<ContextSource>,
    /// Remarks for a reader of the plan about the projects that the image is built from.
    pub(crate) notes: BTreeSet<Note>,
    /// The ways out of rules that the image takes, such as `runs_as_root`, and where it takes each.
    pub(crate) ways_out: Vec<(&'static str, Place)>,
    /// Variables that programs of the image read and that the image does not set.
    pub(crate) wants: Vec<Want>,
    /// Downloads and git repositories that the image fetches.
    pub(crate) fetches: Vec<Fetch>,
}

/// A download, or a git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fetch {
    pub(crate) of: Fetched,
    /// Whether the declaration says what has to arrive: by a checksum, or by a commit.
    pub(crate) is_checked: bool,
    pub(crate) at: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fetched {
    Url(ValueParts),
    Repository(String),
}

/// The creation time that a builder writes into an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// Seconds since 1970.
    Seconds(u32),
    /// The time of the commit, or of the download, that is the build context.
    OfContext,
}

impl Program {
    /// Whether a here-document stands in the Dockerfile: its text is read byte for byte, so line
    /// ends matter.
    pub(crate) fn has_here_documents(&self) -> bool {
        let mut lines = self.stages.iter().flat_map(|stage| &stage.lines);
        lines.any(|line| line.instruction.has_here_document())
    }
}

/// Reasons by linter rule, sorted, so that the header is the same at every build.
pub(crate) type Allowances = BTreeMap<&'static str, BTreeSet<String>>;

#[derive(Debug)]
pub(crate) struct LoweredStage {
    pub(crate) at: Place,
    pub(crate) name: StageName,
    pub(crate) from: From,
    /// Whether the stage is an image that is built by its name, not only a part of one.
    pub(crate) target: bool,
    pub(crate) who: Option<Who>,
    /// What the stage is for, in the user's words.
    pub(crate) description: Option<String>,
    /// What a builder scans for the SBOM: the stage, the build context, or both.
    pub(crate) sbom: BTreeSet<Sbom>,
    /// Comments above FROM about what no instruction says.
    pub(crate) remarks: Vec<String>,
    pub(crate) lines: Vec<LoweredLine>,
    /// The C library that the stage's base has.
    pub(crate) libc: Libc,
    /// The packages that the distribution's package manager is asked for in this stage and in those
    /// that it goes on from; `None` where a step may install others.
    pub(crate) packages: Option<BTreeSet<String>>,
    /// The files and folders that recipes have made in the stage.
    pub(crate) made: Vec<Made>,
    /// The folder of debug files in the stage, which a stage of their own copies.
    pub(crate) debug_files: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct LoweredLine {
    pub(crate) phase: Phase,
    pub(crate) at: Place,
    pub(crate) reason: Option<String>,
    pub(crate) above: Above,
    pub(crate) instruction: Instruction,
    /// The user has said that the program which the line brings starts, whatever the base has.
    pub(crate) starts_anyway: bool,
}

/// What a builder scans for an SBOM beside the final stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sbom {
    Stage,
    Context,
}

/// Comments and a skipped check that are printed right above a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Above {
    pub(crate) comments: Vec<String>,
    pub(crate) skip: Option<Skip>,
}

/// A check of BuildKit's that does not apply to one line, and the reason.
pub(crate) type Skip = (&'static str, String);

impl LoweredStage {
    /// A stage without lines, which is only a part of an image.
    pub(crate) fn new(at: Place, name: StageName, from: From, libc: Libc) -> Self {
        Self {
            at,
            name,
            from,
            target: false,
            who: None,
            description: None,
            sbom: BTreeSet::new(),
            remarks: vec![],
            lines: vec![],
            libc,
            packages: None,
            made: vec![],
            debug_files: None,
        }
    }

    /// Whether another stage has the same base and the same instructions.
    pub(crate) fn does(&self, other: &Self) -> bool {
        let alike =
            |(line, other): (&LoweredLine, &LoweredLine)| line.instruction == other.instruction;
        self.from == other.from
            && self.lines.len() == other.lines.len()
            && self.lines.iter().zip(&other.lines).all(alike)
    }
}

/// The user that the program of a stage runs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    User(Owner),
    Root,
    /// The user that the base image says.
    Base,
    /// The declaration is wrong, which has been reported already.
    Invalid,
}

/// A file or folder of the build context that the image copies.
#[derive(Clone, Debug)]
pub(crate) struct ContextSource {
    pub(crate) path: ContextPath,
    pub(crate) at: Place,
    /// Whether it has to be a file.
    pub(crate) file: bool,
    /// Whether it is let into the context even where another copy leaves it out.
    pub(crate) also: bool,
    /// Whether the program reads it without owning it: then COPY's mode has to let others read it.
    pub(crate) for_program: bool,
    /// What stays behind of the folder.
    pub(crate) except: Vec<ContextPath>,
    /// A pattern in the ignore file's language that stands for the files in the folder, where the
    /// source's path holds a variable.
    pub(crate) only: Option<String>,
    /// Whether it may be absent.
    pub(crate) optional: bool,
}

impl ContextSource {
    /// Whether the source is a folder that holds this file of the context.
    pub(crate) fn holds(&self, file: &str) -> bool {
        let path = self.path.as_str();
        path == "." || file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    }

    /// A source that is a manifest: a file that an install reads.
    pub(crate) fn manifest(path: ContextPath, at: Place) -> Self {
        Self::read(path.as_str(), at, true)
    }

    /// A source that a step reads by a mount, so that no layer holds it. With `file` it has to be a
    /// file.
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

#[cfg(test)]
mod tests {
    use crate::check::sketch::program;

    #[test]
    fn a_here_document_is_a_script_or_a_file() {
        for line in ["SCRIPT make", "TEXT /x a"] {
            assert!(program(&format!("FROM debian:12; {line}")).has_here_documents(), "{line}");
            let below = format!("FROM debian:12 AS a; {line}; FROM scratch; COPY a /a");
            assert!(program(&below).has_here_documents(), "{line}");
        }
        for line in ["RUN make", "ARGV make", "COPY a /a", "RAW RUN <<EOF"] {
            assert!(!program(&format!("FROM debian:12; {line}")).has_here_documents(), "{line}");
        }
    }

    /// Two stages are alike by their base and all their lines, whatever their names.
    #[test]
    fn a_stage_does_what_another_does() {
        for (one, other, are_alike) in [
            ("debian:12 AS a; COPY a /a", "debian:12 AS b; COPY a /a", true),
            ("debian:12 AS a; COPY a /a", "debian:13 AS b; COPY a /a", false),
            ("debian:12 AS a; COPY a /a", "debian:12 AS b; COPY a /b", false),
            ("debian:12 AS a; COPY a /a", "debian:12 AS b", false),
            ("debian:12 AS a", "debian:12 AS b; COPY a /a", false),
            ("debian:12 AS a; COPY a /a; COPY b /b", "debian:12 AS b; COPY a /a", false),
        ] {
            let program = program(&format!("FROM {one}; FROM {other}"));
            let [one_stage, other_stage] = program.stages.as_slice() else { panic!("two stages") };
            assert_eq!(one_stage.does(other_stage), are_alike, "{one}, {other}");
        }
    }
}
