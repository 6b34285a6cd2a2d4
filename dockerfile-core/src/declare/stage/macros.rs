//! What `image!` begins a stage with.

use super::{Stage, StartsStage};
use crate::declare::base::Debian;
use crate::declare::order::Cmd;

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

/// Stands for a declaration that has errors of grammar: the compiler has shown them,
/// and should show nothing else.
pub fn invalid() -> Stage<Cmd, Debian> {
    unreachable!("a declaration with errors does not compile")
}
