//! What the user gave, with the place in `build.rs` where it was given.

use std::panic::Location;

use crate::variable::{IntoText, Text};

/// A place in the user's source.
pub(crate) type Place = &'static Location<'static>;

/// A text as it was given. Lowering turns it into a value, or reports it here.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) text: String,
    pub(crate) at: Place,
}

impl Given {
    #[track_caller]
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), at: Location::caller() }
    }
}

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

/// A number as it was given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GivenNumber<N> {
    pub(crate) number: N,
    pub(crate) at: Place,
}

impl<N> GivenNumber<N> {
    #[track_caller]
    pub(crate) fn new(number: N) -> Self {
        Self { number, at: Location::caller() }
    }
}
