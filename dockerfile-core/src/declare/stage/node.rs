//! A stage as plain data: what the builder collects and lowering reads.

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
    /// Stages that were declared beside it, for it to take something from.
    pub(crate) beside: Vec<Rc<Node>>,
    /// Other targets of the same declaration, which may take from these stages, too.
    pub(crate) targets_beside: Vec<Rc<Node>>,
}

impl Node {
    /// Whether files of the build context are in it that change with every edit, also by way of
    /// the stages that it goes on or takes files from.
    pub(crate) fn holds_source(&self) -> bool {
        let by_parent = matches!(&self.from, Start::Stage(parent) if parent.holds_source());
        by_parent || self.lines.iter().any(|line| line.reason.is_none() && line.step.holds_source())
    }
}

/// What a stage starts from.
#[derive(Clone, Debug)]
pub(crate) enum Start {
    Image {
        image: External,
        platform: GivenPlatform,
        /// Whom it runs as.
        runs_as: Option<GivenOwner>,
    },
    Stage(Rc<Node>),
}

/// A declared line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) phase: Phase,
    pub(crate) at: Place,
    /// Why it may stand where it stands, if it is out of order.
    pub(crate) reason: Option<Given>,
    pub(crate) step: Step,
}
