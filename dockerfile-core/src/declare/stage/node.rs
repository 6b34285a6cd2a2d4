//! Nodes: stages as plain data, which the builder collects and lowering reads.

use std::rc::Rc;

use crate::declare::base::{External, GivenPlatform};
use crate::declare::family::FamilyKind;
use crate::declare::given::{Given, GivenOwner};
use crate::declare::steps::step::Step;
use crate::program::phase::Phase;
use crate::program::place::Place;

/// A stage as plain data.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Where the stage begins.
    pub(crate) at: Place,
    pub(crate) name: Option<Given>,
    pub(crate) from: Start,
    pub(crate) family: FamilyKind,
    pub(crate) lines: Vec<Line>,
    /// Stages that `image!` has declared beside this one, which has to use them.
    pub(crate) beside: Vec<Rc<Node>>,
    /// Other targets of the same `image!`, which may use the stages in `beside`, too.
    pub(crate) targets_beside: Vec<Rc<Node>>,
}

impl Node {
    /// Whether the stage holds files that change with every edit: its own copies of the build context,
    /// or those of a stage that it starts from or takes files from.
    pub(crate) fn holds_source(&self) -> bool {
        let by_parent = matches!(&self.from, Start::Stage(parent) if parent.holds_source());
        by_parent || self.lines.iter().any(|line| line.reason.is_none() && line.step.holds_source())
    }
}

/// The start of a stage: a base image, or another stage.
#[derive(Clone, Debug)]
pub(crate) enum Start {
    Image {
        image: External,
        platform: GivenPlatform,
        /// The user that the image runs as, if the declaration says so.
        runs_as: Option<GivenOwner>,
    },
    Stage(Rc<Node>),
}

/// A declared line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) phase: Phase,
    pub(crate) at: Place,
    /// The user's reason for a line that is out of order.
    pub(crate) reason: Option<Given>,
    pub(crate) step: Step,
}
