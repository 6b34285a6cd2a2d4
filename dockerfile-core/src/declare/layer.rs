//! Layers: the lines of a recipe's part, as data. A recipe computes the paths and names in them, so
//! that a mistake in one is reported at the line that declares the recipe.

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

/// The folder of a building stage that holds its artifacts until another stage copies them.
pub(crate) const OUT: &str = "/out";

/// A line of the stage, or several that belong together.
#[derive(Clone, Debug)]
pub(crate) enum Layer {
    /// WORKDIR: the steps below run in this folder. The line makes a layer, so it stands above the
    /// first line that changes often.
    Enter(String),
    /// Manifests, copied to their own paths below the folder `to`.
    Manifests { files: Vec<String>, to: String },
    /// A manifest, copied to exactly the path `to`.
    Manifest { file: String, to: String },
    /// A file or folder of the context, without the files below it that `except` names by patterns.
    /// Several `paths` are files of one folder and go into the folder `to`; a single one goes to
    /// exactly that path.
    Copy {
        paths: Vec<String>,
        to: String,
        except: Vec<String>,
        /// The ignore file lets it in even if an exception of another copy leaves it out.
        also: bool,
        at: Place,
    },
    /// A folder, copied from the stage of a [`Beside`](Layer::Beside).
    FromBeside { what: &'static str, folder: String, to: String },
    /// Artifacts, copied from the stage that has built them. Several `paths` go into the folder
    /// `to`; a single one goes to exactly that path.
    Take {
        paths: Vec<String>,
        to: String,
        /// The [branch](Layer::Branch) of the building stage that has built the artifacts.
        branch: Option<String>,
    },
    /// Commands, in a RUN of their own.
    Run(Job),
    /// A variable for the steps below, unless the stage has already set one of that name.
    Env { name: String, value: String },
    /// A variable for the steps below, which the user has given to the recipe.
    #[cfg(any(feature = "cargo", feature = "python"))]
    GivenEnv { name: Given, value: GivenText },
    /// A value that a command of the next step holds: its variables are declared above that step.
    #[cfg(feature = "go")]
    Uses(GivenText),
    /// A note for the readers of the plan.
    #[allow(dead_code)] // only pip makes none
    Note(Note),
    /// A way out that the user has taken, and why; it is printed as a comment.
    #[cfg(feature = "cargo")]
    Remark { way_out: &'static str, what: String, why: Given },
    /// A variable of the builder that the commands below read.
    Builder { variable: BuilderVariable, at: Place },
    /// A rule of hadolint that the lines break, and why.
    Allow { rule: &'static str, why: String },
    /// A program that the lines above leave in the stage, for an image to start.
    Makes(Made),
    /// A demand on the base: its version of the language has to fit the project.
    Base { language: &'static str, wanted: Toolchain },
    /// The folder of the debug files that the steps above leave. A stage of its own copies it, to be
    /// exported by its name; no image is built on that stage.
    #[cfg(feature = "cargo")]
    DebugFiles(&'static str),
    /// A helper stage with these layers, which goes on from the lines above this one, as the stage
    /// itself does. Helper stages with the same lines become one.
    Beside { what: &'static str, layers: Vec<Layer> },
    /// A stage that starts from the end of this one. It is made only if something is
    /// [taken](Layer::Take) from it.
    #[allow(dead_code)] // only cargo builds several programs
    Branch(Branch),
}

/// The layers of a stage that starts from the end of a recipe's stage and builds one program of
/// several: copies of its sources, and the commands that compile them.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    /// The name of the branch, unique in the recipe; the name of its stage ends with it.
    pub(crate) name: String,
    pub(crate) sources: Vec<Layer>,
    pub(crate) build: Vec<Layer>,
}

/// Commands that run together, in a RUN of their own.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// A comment that says what the commands are for. It is printed above the RUN: inside, it would
    /// be part of the layer's cache key.
    pub(crate) comment: &'static str,
    /// The folder that the commands run in; `None` is the WORKDIR of the stage.
    pub(crate) folder: Option<String>,
    pub(crate) caches: Vec<ToolCache>,
    /// Mounts that the user has given to the recipe, for the steps that install.
    pub(crate) mounts: Vec<Mount>,
    pub(crate) commands: Vec<ShellCommand>,
}

/// A cache mount on the folder that a tool keeps its downloads in.
#[derive(Clone, Debug)]
pub(crate) struct ToolCache {
    pub(crate) tool: String,
    pub(crate) path: String,
    /// The builder locks the folder, since the tool does not.
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
