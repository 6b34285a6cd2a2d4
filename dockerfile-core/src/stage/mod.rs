//! `Stage`: the typed builder. One method a phase or instruction, the rule as a
//! bound on the method, and a line pushed onto plain data.
//!
//! Here: the data, and how a stage begins. `layers.rs` has the phases that make
//! layers, `runtime.rs` those that describe how the program runs, and
//! `anywhere.rs` what may stand in any phase.

mod anywhere;
mod layers;
pub(crate) mod macros;
mod runtime;

use std::marker::PhantomData;
use std::panic::Location;
use std::rc::Rc;

use crate::base::{BaseImage, External, Family, FamilyKind};
use crate::given::{Given, Place};
use crate::order::{AtPhase, Base, Phase};
use crate::steps::{AnyStep, Step, Steps};

/// A stage of an image, and how far it has come: `At` is the phase of its last
/// line, `F` the family of its base.
///
/// A method takes the stage and gives it back one line longer. Whatever changes
/// less often than the last line no longer compiles:
///
/// ```compile_fail,E0277
/// use dockerfile_core::{Stage, apt, copy, debian};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .source(copy("src").to("/srv/app"))
///     .packages(apt(["libpq5"])); // layer order: `Packages` cannot come after `Source`
/// ```
///
/// The arguments' texts are checked when the image is emitted; inside
/// [`image!`](crate::image) a literal is checked while the crate compiles.
#[must_use = "a stage does nothing until it is emitted"]
pub struct Stage<At, F> {
    node: Rc<Node>,
    types: PhantomData<fn() -> (At, F)>,
}

/// A stage as plain data.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Where the stage begins.
    pub(crate) at: Place,
    pub(crate) name: Option<Given>,
    pub(crate) from: Origin,
    pub(crate) family: FamilyKind,
    pub(crate) lines: Vec<Line>,
}

/// What a stage starts from.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    Image(External),
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

/// What a stage can start from: a [`BaseImage`], or another stage.
#[diagnostic::on_unimplemented(
    message = "a stage cannot start from this",
    label = "neither a base image of a known family nor a stage",
    note = "start from a base such as `debian(\"bookworm-slim\")`, or from another stage by reference: `&base`",
    note = "say of any other image what it descends from: `image(\"registry.corp:5000/x:1\").family(Debian)`"
)]
pub trait StartsStage {
    /// The phase that the new stage goes on from.
    type At;
    /// The family of its base.
    type Family;
    #[doc(hidden)]
    fn origin(self) -> StageOrigin;
}

/// Plumbing of [`StartsStage`], which has no private methods to offer.
#[doc(hidden)]
pub struct StageOrigin {
    from: Origin,
    family: FamilyKind,
}

impl<F: Family> StartsStage for BaseImage<F> {
    type At = Base;
    type Family = F;
    fn origin(self) -> StageOrigin {
        StageOrigin { family: F::KIND, from: Origin::Image(self.image) }
    }
}

impl<At, F> StartsStage for &Stage<At, F> {
    type At = At;
    type Family = F;
    fn origin(self) -> StageOrigin {
        StageOrigin { family: self.node.family, from: Origin::Stage(self.node()) }
    }
}

/// Beginning a stage.
impl<At, F> Stage<At, F> {
    /// A stage without a name of its own: the image itself, called `final`.
    ///
    /// Starts from a base image, or goes on from another stage (and from the phase
    /// that one has reached: it is no fresh start).
    ///
    /// ```
    /// use dockerfile_core::{Stage, apt, debian};
    ///
    /// let common = Stage::named("common", debian("bookworm-slim")).packages(apt(["libpq5"]));
    /// let image = Stage::from(&common).cmd(["psql"]);
    /// # let _ = image;
    /// ```
    #[track_caller]
    #[allow(clippy::should_implement_trait)] // reads like the FROM that it is
    pub fn from<S: StartsStage<At = At, Family = F>>(base: S) -> Self {
        Self::begin(None, base)
    }

    /// A stage that others copy from or build on, or that is built by its name.
    ///
    /// ```
    /// use dockerfile_core::{Stage, debian};
    ///
    /// let venv = Stage::named("venv", debian("bookworm-slim"));
    /// # let _ = venv;
    /// ```
    #[track_caller]
    pub fn named<S: StartsStage<At = At, Family = F>>(name: impl Into<String>, base: S) -> Self {
        Self::begin(Some(Given::new(name)), base)
    }

    #[track_caller]
    fn begin<S: StartsStage<At = At, Family = F>>(name: Option<Given>, base: S) -> Self {
        let StageOrigin { from, family } = base.origin();
        let node = Node { at: Location::caller(), name, from, family, lines: vec![] };
        Self { node: Rc::new(node), types: PhantomData }
    }

    pub(crate) fn node(&self) -> Rc<Node> {
        Rc::clone(&self.node)
    }

    fn retyped<To>(self) -> Stage<To, F> {
        Stage { node: self.node, types: PhantomData }
    }

    #[track_caller]
    fn with<To: AtPhase>(mut self, step: Step) -> Stage<To, F> {
        let line = Line { phase: To::PHASE, at: Location::caller(), reason: None, step };
        // A stage that another one refers to stays as that one saw it.
        Rc::make_mut(&mut self.node).lines.push(line);
        self.retyped()
    }

    #[track_caller]
    fn with_all<To: AtPhase>(self, steps: impl Steps) -> Stage<To, F> {
        let mut stage = self.retyped::<To>();
        for AnyStep(step) in steps.steps() {
            stage = stage.with(step);
        }
        stage
    }
}
