//! What a user says of a cargo package.

use crate::declare::given::Given;
use crate::program::place::Place;
use crate::recipes::told::Told;

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) told: Told,
    pub(super) workspace: Option<String>,
    pub(super) home: Given,
    pub(super) profile: Option<Given>,
    pub(super) target: Option<Given>,
    pub(super) cross: Option<Place>,
    pub(super) features: Vec<Given>,
    pub(super) stable: Vec<Given>,
    pub(super) files: Vec<Given>,
    pub(super) no_default_features: bool,
    pub(super) persistent: bool,
}
