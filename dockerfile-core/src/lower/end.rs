//! What is known of a stage at its end.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::instruction::{Owner, User, ValueParts};
use crate::program::phase::Phase;
use crate::program::place::Place;
use crate::program::program::Who;
use crate::value::{AbsPath, VarName};

/// What a stage leaves to one that goes on from it.
#[derive(Clone, Debug, Default)]
pub(super) struct End {
    pub(super) who: Option<Who>,
    /// Where that is declared.
    pub(super) who_at: Option<Place>,
    /// It starts as root, and goes on as that user.
    pub(super) starts_as_root: bool,
    /// Whom the base image runs as.
    pub(super) base_user: BaseUser,
    /// The phase of the layers so far that change often.
    pub(super) floor: Option<Phase>,
    /// A program of its own, and whether that is an ENTRYPOINT: CMD is what that is given.
    pub(super) starts: Option<Started>,
    /// The USER in force, if a line has said one.
    pub(super) user: Option<User>,
    /// The WORKDIR that the stage means its program to have.
    pub(super) home: Option<AbsPath>,
    /// The WORKDIR in force.
    pub(super) workdir: Option<AbsPath>,
    /// What a line as it is given has set since.
    pub(super) as_given: AsGiven,
    /// The shell in force, if it is not that of a base that says nothing.
    pub(super) shell: Option<Vec<String>>,
    /// The one that the stage means those to have who build on it.
    pub(super) own_shell: Option<Vec<String>>,
    /// The packages that its distribution was asked for.
    pub(super) packages: BTreeSet<String>,
    /// Folders that lines make, and whether for others than root or with a mode of their own.
    pub(super) folders: BTreeMap<String, bool>,
    /// A step of the user's own may have installed others.
    pub(super) may_have_more: bool,
    /// The variables that ENV has set.
    pub(super) env: BTreeMap<VarName, ValueParts>,
    /// What the program reads from its environment, by variable.
    pub(super) settings: BTreeMap<String, KnownSetting>,
}

impl End {
    /// What it leaves to a stage of ours, in which no program starts.
    pub(super) fn without_program(&self) -> Self {
        Self { who: None, who_at: None, home: None, ..self.clone() }
    }
}

/// Whom a base image runs as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum BaseUser {
    /// Nothing is said: as root.
    #[default]
    Unsaid,
    /// Not as root, and nobody here knows as whom.
    NotRoot,
    Is(Owner),
}

/// What an image begins with.
#[derive(Clone, Debug)]
pub(super) enum Started {
    Entrypoint(Vec<String>),
    Cmd,
}

/// A setting that a stage has.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownSetting {
    pub(super) at: Place,
    /// It is one of a program's, and not only given a value.
    pub(super) is_listed: bool,
    /// The image gives it a value of its own.
    pub(super) is_given: bool,
}

/// What nobody here knows any more.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AsGiven {
    pub(super) user: bool,
    pub(super) workdir: bool,
}
