//! Places in the user's source.

use std::panic::Location;

/// A place in the user's source.
pub(crate) type Place = &'static Location<'static>;
