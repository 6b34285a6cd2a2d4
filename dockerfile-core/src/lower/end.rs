//! The state of a stage at its end.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::instruction::{Owner, User, ValueParts};
use crate::program::phase::Phase;
use crate::program::place::Place;
use crate::program::program::Who;
use crate::value::{AbsPath, VarName};

/// The state that a stage leaves to one that goes on from it.
#[derive(Clone, Debug, Default)]
pub(super) struct End {
    pub(super) who: Option<Who>,
    /// The place that declares the user.
    pub(super) who_at: Option<Place>,
    /// Whether the container starts as root and goes on as that user.
    pub(super) starts_as_root: bool,
    /// The user that the base image runs as.
    pub(super) base_user: BaseUser,
    /// The latest phase from `Dependencies` to `Files` that the stage has reached: a line of an
    /// earlier phase may not stand below.
    pub(super) floor: Option<Phase>,
    /// The start that lines declare: an ENTRYPOINT, whose arguments CMD gives, or CMD alone.
    pub(super) starts: Option<Started>,
    /// The USER in force, if a line has said one.
    pub(super) user: Option<User>,
    /// The WORKDIR that the stage declares for its program.
    pub(super) home: Option<AbsPath>,
    /// The WORKDIR in force.
    pub(super) workdir: Option<AbsPath>,
    /// Settings that a raw line has changed since.
    pub(super) as_given: AsGiven,
    /// The SHELL in force; `None` is the usual one.
    pub(super) shell: Option<Vec<String>>,
    /// The SHELL that the stage declares for stages that go on from it.
    pub(super) own_shell: Option<Vec<String>>,
    /// The packages that the distribution's package manager was asked for.
    pub(super) packages: BTreeSet<String>,
    /// Folders that lines make, each with whether it has another owner than root or a mode of its
    /// own.
    pub(super) folders: BTreeMap<String, bool>,
    /// Whether a step of the user's own may have installed other packages.
    pub(super) may_have_more: bool,
    /// The variables that ENV has set.
    pub(super) env: BTreeMap<VarName, ValueParts>,
    /// The settings of programs, by variable.
    pub(super) settings: BTreeMap<String, KnownSetting>,
}

impl End {
    /// The state for a helper stage, in which no program starts.
    pub(super) fn without_program(&self) -> Self {
        Self { who: None, who_at: None, home: None, ..self.clone() }
    }
}

/// The user that a base image runs as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum BaseUser {
    /// Nothing is declared or known: taken for root.
    #[default]
    Unsaid,
    /// A user other than root, whose id is not known.
    NotRoot,
    Is(Owner),
}

/// The start that a stage declares.
#[derive(Clone, Debug)]
pub(super) enum Started {
    Entrypoint(Vec<String>),
    Cmd,
}

/// A setting of a stage's programs.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownSetting {
    pub(super) at: Place,
    /// Whether a list of settings has it, and not only a line gives it a value.
    pub(super) is_listed: bool,
    /// Whether a line gives it a value of this image's own.
    pub(super) is_given: bool,
}

/// Settings that a raw line has changed, and that are not known any more.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AsGiven {
    pub(super) user: bool,
    pub(super) workdir: bool,
}
