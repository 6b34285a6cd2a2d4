//! What `image!` begins a stage with.

use super::{Stage, StartsStage};

/// A stage whose base is the next line.
#[must_use]
#[derive(Debug)]
pub struct Unstarted {
    name: Option<&'static str>,
}

/// The receiver of the first line, `from ..`, of the image's own stage.
pub fn stage() -> Unstarted {
    Unstarted { name: None }
}

/// The same for `stage name { .. }`.
pub fn named_stage(name: &'static str) -> Unstarted {
    Unstarted { name: Some(name) }
}

impl Unstarted {
    #[track_caller]
    #[allow(clippy::wrong_self_convention)] // reads like the FROM that it is
    pub fn from<S: StartsStage>(self, base: S) -> Stage<S::At, S::Family> {
        match self.name {
            Some(name) => Stage::named(name, base),
            None => Stage::from(base),
        }
    }
}

/// Says that a stage was declared for an image, which is then to take something from it.
pub fn declared<At, F, A, G>(image: &mut Stage<At, F>, stage: &Stage<A, G>) {
    image.declared_beside(stage);
}

/// Says that another target was declared with this one: it may be what takes from the stages.
pub fn declared_target<At, F, A, G>(image: &mut Stage<At, F>, target: &Stage<A, G>) {
    image.target_beside(target);
}

/// Stands in a method whose bound nothing meets.
pub fn no_line() -> ! {
    unreachable!("a line that is none does not compile")
}
