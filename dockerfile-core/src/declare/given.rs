//! Texts and numbers of the user, each with the place in `build.rs` where it was given.

use std::panic::Location;

use crate::program::place::Place;

/// A text as it was given. Lowering turns it into a value, or reports a mistake at its place.
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

/// The user and group that own something, by number, as they were given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GivenOwner {
    pub(crate) user: GivenNumber<u32>,
    pub(crate) group: GivenNumber<u32>,
}

impl GivenOwner {
    #[track_caller]
    pub(crate) fn new(user: u32, group: u32) -> Self {
        Self { user: GivenNumber::new(user), group: GivenNumber::new(group) }
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
