//! Values that may hold variables, with the place in `build.rs` where they were given.

use std::panic::Location;

use super::variable::{IntoText, Text};
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
}
