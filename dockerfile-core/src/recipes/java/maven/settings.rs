//! What a user says of a Maven module.

use crate::recipes::java::packaging::Packaging;
use crate::recipes::told::Told;

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) told: Told,
    pub(super) packaging: Packaging,
    pub(super) offline: bool,
}
