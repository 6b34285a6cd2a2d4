//! Helper stages that a recipe makes beside the stage that has its parts.

use std::collections::BTreeMap;

use crate::declare::layer::Branch;
use crate::value::StageName;

/// A recipe in a stage: the stage's name, the recipe's tool, and what the recipe names.
pub(super) type RecipeIn = (StageName, &'static str, String);

/// The helper stages of one recipe.
#[derive(Default)]
pub(super) struct OwnStages {
    /// The stages that the recipe's stage copies from, by what each holds.
    pub(super) beside: BTreeMap<&'static str, StageName>,
    /// The stages that go on from the recipe's stage, one for each program.
    pub(super) branches: Vec<Branch>,
}
