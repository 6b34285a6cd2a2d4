//! Declarations: the bases, stages, steps and values of a `build.rs`, as data that nothing has
//! checked yet.

pub(crate) mod base;
pub(crate) mod base_accounts;
pub(crate) mod context;
pub(crate) mod disk;
pub(crate) mod family;
mod fits;
pub(crate) mod given;
pub(crate) mod given_text;
pub(crate) mod layer;
pub(crate) mod order;
pub(crate) mod part;
pub(crate) mod recipe;
pub(crate) mod shell;
pub(crate) mod signposts;
pub(crate) mod stage;
pub(crate) mod starts;
pub(crate) mod steps;
pub(crate) mod variable;
