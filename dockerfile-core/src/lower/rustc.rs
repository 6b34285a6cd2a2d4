//! What compiles the program of a health check.

use std::rc::Rc;

use crate::declare::base::{External, GivenPlatform};
use crate::declare::family::FamilyKind;
use crate::declare::given::GivenOwner;
use crate::declare::part::RustTargets;
use crate::declare::stage::node::{Line, Node};
use crate::declare::steps::healthcheck::Check;
use crate::declare::steps::probe::Probe;
use crate::declare::steps::step::Step;
use crate::program::fault::Wrong;
use crate::program::place::Place;

/// What compiles a probe.
#[derive(Clone, Debug)]
pub(super) enum Compiler {
    Base(CompilingBase),
    /// A stage, as it is at a place of it.
    Stage(Rc<Node>, CompilesHere),
}

/// What compiles a probe, or why nothing does.
pub(super) type Found = Result<Compiler, Box<Wrong>>;

/// A base that has rustc.
#[derive(Clone, Debug)]
pub(super) struct CompilingBase {
    pub(super) image: External,
    pub(super) platform: GivenPlatform,
    pub(super) family: FamilyKind,
    pub(super) runs_as: Option<GivenOwner>,
}

/// Where in a stage a probe is compiled, and for what.
#[derive(Clone, Copy, Debug)]
pub(super) struct CompilesHere {
    pub(super) at: Place,
    pub(super) above: Above,
    pub(super) targets: RustTargets,
}

/// What stands below a probe in the stage that compiles it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Above {
    /// The first part of a recipe that compiles Rust.
    Recipe,
    /// What belongs to `Dependencies`, or later.
    Dependencies,
    /// Nothing: it goes on from the stage.
    Nothing,
}

/// The probe of a stage's health check.
pub(super) fn probe_of(lines: &[Line]) -> Option<&Probe> {
    lines.iter().find_map(|line| match &line.step {
        Step::Healthcheck(Check::Probe(probe)) => Some(&probe.asks),
        _ => None,
    })
}
