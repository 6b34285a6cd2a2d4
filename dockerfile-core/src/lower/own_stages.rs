//! The stages that a recipe makes beside the one that has its parts, as far as they are known.

use crate::declare::layer::Branch;
use crate::value::StageName;

/// A recipe in a stage: the stage's name, the recipe's tool, and what the recipe names.
pub(super) type RecipeIn = (StageName, &'static str, String);

/// The stages of a recipe's own.
#[derive(Default)]
pub(super) struct OwnStages {
    /// What the recipe's stage copies from.
    pub(super) beside: Option<StageName>,
    /// What goes on from the recipe's stage.
    pub(super) branches: Vec<Branch>,
}
