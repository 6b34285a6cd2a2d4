//! What a recipe makes of a project: the lines of one part, as data. Paths and names in it are
//! computed; what is wrong with them is said where the recipe is declared.

#[cfg(any(feature = "cargo", feature = "python"))]
use super::given::Given;
#[cfg(any(feature = "cargo", feature = "go", feature = "python"))]
use super::given_text::GivenText;
use super::steps::mount::Mount;
use super::variable::BuilderVariable;
use crate::program::instruction::ShellCommand;
use crate::program::note::Note;
use crate::program::place::Place;
use crate::program::start::Made;
use crate::program::toolchain::Toolchain;

/// Where what a stage has built waits for the stage that takes it.
pub(crate) const OUT: &str = "/out";

/// A line, or several that belong together.
#[derive(Clone, Debug)]
pub(crate) enum Layer {
    /// What follows runs in this folder. WORKDIR is a layer: it stands above the first that
    /// changes.
    Enter(String),
    /// Files that decide what is installed; they keep their paths below the folder.
    Manifests {
        files: Vec<String>,
        to: String,
    },
    /// One such file, to exactly this path.
    Manifest {
        file: String,
        to: String,
    },
    /// A file or folder of the context, without what stands below it by these patterns.
    Copy {
        path: String,
        to: String,
        except: Vec<String>,
        /// It is copied also where what else is copied leaves it out.
        also: bool,
        at: Place,
    },
    /// A folder of the stage that [`Beside`](Layer::Beside) has made.
    FromBeside {
        folder: String,
        to: String,
    },
    /// What another stage has built: paths there, and one here, a folder for several.
    Take {
        paths: Vec<String>,
        to: String,
        /// The [branch](Layer::Branch) of that stage that has built it.
        branch: Option<String>,
    },
    Run(Job),
    /// A variable for the steps, unless the stage has set it.
    Env {
        name: String,
        value: String,
    },
    /// A variable that a user has given.
    #[cfg(any(feature = "cargo", feature = "python"))]
    GivenEnv {
        name: Given,
        value: GivenText,
    },
    /// A value whose variables a command of the next step holds.
    #[cfg(feature = "go")]
    Uses(GivenText),
    /// What a reader of the plan should know.
    #[allow(dead_code)] // pip alone notes nothing
    Note(Note),
    /// What is out of the ordinary, and why.
    #[cfg(feature = "cargo")]
    Remark {
        way_out: &'static str,
        what: String,
        why: Given,
    },
    /// A variable of the builder's, which the commands read.
    Builder {
        variable: BuilderVariable,
        at: Place,
    },
    /// A rule of hadolint's that the lines break, and why.
    Allow {
        rule: &'static str,
        why: String,
    },
    /// What the lines above leave in the stage for an image to start.
    Makes(Made),
    /// The base has a version of the language that fits.
    Base {
        language: &'static str,
        wanted: Toolchain,
    },
    /// A folder that a stage of the recipe's own takes, below this one. No image is built on it.
    #[cfg(feature = "cargo")]
    DebugFiles(&'static str),
    /// A stage of the recipe's own, which starts where this one stands. Two that do the same are
    /// one.
    Beside {
        what: &'static str,
        layers: Vec<Layer>,
    },
    /// A stage of the recipe's own, which goes on from this one where it ends. It is made where
    /// something is [taken](Layer::Take) from it.
    #[allow(dead_code)] // cargo alone builds several programs
    Branch(Branch),
}

/// What stands in a stage that goes on from a recipe's: files, and what runs over them.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    /// What tells it from the others, and the end of its stage's name.
    pub(crate) name: String,
    pub(crate) sources: Vec<Layer>,
    pub(crate) build: Vec<Layer>,
}

/// Commands that run together, in a RUN of their own.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// What they are for, for who reviews the file. It stands above the RUN: what stands in it is
    /// part of the key that its layer is found by.
    pub(crate) comment: &'static str,
    /// The folder that they run in; `None` is the stage's own.
    pub(crate) folder: Option<String>,
    pub(crate) caches: Vec<ToolCache>,
    /// What the user gives the steps that install.
    pub(crate) mounts: Vec<Mount>,
    pub(crate) commands: Vec<ShellCommand>,
}

/// A folder that a tool keeps its downloads in, in a cache mount.
#[derive(Clone, Debug)]
pub(crate) struct ToolCache {
    pub(crate) tool: String,
    pub(crate) path: String,
    /// The tool does not lock it by itself.
    pub(crate) locked: bool,
}

impl ToolCache {
    pub(crate) fn shared(tool: impl Into<String>, path: impl Into<String>) -> Self {
        Self { tool: tool.into(), path: path.into(), locked: false }
    }

    pub(crate) fn locked(tool: impl Into<String>, path: impl Into<String>) -> Self {
        Self { tool: tool.into(), path: path.into(), locked: true }
    }
}
