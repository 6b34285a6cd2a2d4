//! The data of what compiles the program of a health check, called a probe.

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

/// A stage or a base that compiles a probe.
#[derive(Clone, Debug)]
pub(super) enum Compiler {
    Base(CompilingBase),
    /// A stage of the image, and where in it the probe is compiled.
    Stage(Rc<Node>, CompilesHere),
}

/// The compiler of a probe, or why there is none.
pub(super) type FoundCompiler = Result<Compiler, Box<Wrong>>;

/// A base that has rustc.
#[derive(Clone, Debug)]
pub(super) struct CompilingBase {
    pub(super) image: External,
    pub(super) platform: GivenPlatform,
    pub(super) family: FamilyKind,
    pub(super) runs_as: Option<GivenOwner>,
}

/// The place in a stage where a probe is compiled, and its targets.
#[derive(Clone, Copy, Debug)]
pub(super) struct CompilesHere {
    pub(super) at: Place,
    pub(super) above: Above,
    pub(super) targets: RustTargets,
}

/// The lines of a stage above which its probe is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Above {
    /// The first part of a recipe that compiles Rust.
    Recipe,
    /// Lines of `Dependencies` or a later phase.
    Dependencies,
    /// No lines: the probe's stage goes on from the finished stage.
    Nothing,
}

/// The probe that a stage's health check declares.
pub(super) fn probe_of(lines: &[Line]) -> Option<&Probe> {
    lines.iter().find_map(|line| match &line.step {
        Step::Healthcheck(Check::Probe(probe)) => Some(&probe.asks),
        _ => None,
    })
}
