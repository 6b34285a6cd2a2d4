//! Values that may hold variables, each with the place in `build.rs` where it was given.

use std::panic::Location;

use super::variable::{IntoText, Piece, Text};
use crate::program::place::Place;

/// A value as it was given: text, with or without variables in it.
#[derive(Clone, Debug)]
pub(crate) struct GivenText {
    pub(crate) text: Text,
    pub(crate) at: Place,
}

impl GivenText {
    #[track_caller]
    pub(crate) fn new(text: impl IntoText) -> Self {
        Self { text: text.into_text(), at: Location::caller() }
    }

    /// Whether the value changes with every commit, since a per-commit variable stands in it.
    pub(crate) fn is_per_commit(&self) -> bool {
        let is_per_commit = |piece: &Piece| matches!(piece, Piece::Arg(arg) if arg.per_commit);
        self.text.0.iter().any(is_per_commit)
    }
}
