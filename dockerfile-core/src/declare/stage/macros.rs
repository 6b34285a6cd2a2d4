//! Functions and types that the expansion of `image!` calls.

use super::{Stage, StartsStage};

/// A stage that has no base yet: its first line, `from ..`, names it.
#[must_use]
#[derive(Debug)]
pub struct Unstarted {
    name: Option<&'static str>,
}

/// Begins the image's own stage.
pub fn stage() -> Unstarted {
    Unstarted { name: None }
}

/// Begins the stage of a block `stage name { .. }` or `target name { .. }`.
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

/// Records a stage that was declared beside the image, so that one which nothing uses is an error.
pub fn declared<At, F, A, G>(image: &mut Stage<At, F>, stage: &Stage<A, G>) {
    image.declared_beside(stage);
}

/// Records another target that was declared beside the image: it may use the stages, too.
pub fn declared_target<At, F, A, G>(image: &mut Stage<At, F>, target: &Stage<A, G>) {
    image.target_beside(target);
}

/// The body of a signpost, a method whose bound no type meets; nothing calls it.
pub fn no_line() -> ! {
    unreachable!("a line that is none does not compile")
}
