//! The checks of values. A complaint is one line: what is wrong, why, and what
//! to write instead, with the way out if there is one.

mod flags;
mod images;
mod lines;
mod names;
mod paths;
mod secrets;
mod variables;

pub(super) use flags::*;
pub(crate) use images::is_digest;
pub(super) use images::*;
pub(super) use lines::*;
pub(super) use names::*;
pub(super) use paths::*;
pub(super) use secrets::*;
pub(crate) use secrets::{VariableOf, public_variable};
pub(crate) use variables::names_variable;
pub(super) use variables::*;

#[cfg(test)]
mod tests;
