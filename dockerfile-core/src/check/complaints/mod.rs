//! The words for every rule that the build script finds broken: what is wrong, why, the fix, and
//! the way out. (The words for rules that rustc enforces stand in `declare/order.rs`, those for a
//! single value in `value/check`.)

#[cfg(feature = "cargo")]
mod cargo;
mod credentials;
mod emitted;
mod faults;
#[cfg(feature = "go")]
mod go;
mod image;
#[cfg(feature = "java")]
mod java;
mod launch;
mod misspelt;
#[cfg(feature = "node")]
mod node;
mod own_layer;
mod policy;
mod projects;
mod python;
mod repositories;
#[cfg(feature = "ruby")]
mod ruby;
mod rules;
mod settings;
mod slips;
mod sources;
mod starts;
mod targets;

pub(crate) use emitted::*;
pub(crate) use faults::words;
pub(crate) use image::*;
pub(crate) use launch::*;
pub(crate) use policy::*;
pub(crate) use rules::*;
pub(crate) use slips::{
    no_tool, no_tool_of_shells, option_for_a_program, repeated, set_twice, that_a_probe_answers,
};
pub(crate) use sources::*;
pub(crate) use targets::*;

use super::report::cut_at;

/// The number of characters of a text that are shown.
const SHOWN: usize = 120;

/// A text on one line: line ends and other control characters are written as escapes.
pub(crate) fn in_one_line(text: &str) -> String {
    let char = |c: char| match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    text.chars().map(char).collect()
}

/// A text that others wrote, on one line, and cut where it is long.
fn shown(text: &str) -> String {
    let cut = text.char_indices().nth(SHOWN).map(|(end, _)| cut_at(text, end));
    cut.as_deref().unwrap_or(text).escape_debug().to_string().replace("\\'", "'")
}
