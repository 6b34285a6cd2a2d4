//! What a user says of an application of Bundler.

use crate::declare::given::Given;
use crate::recipes::told::Told;

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) told: Told,
    /// Files and folders that are copied above the install, beside what is copied anyway.
    pub(super) files: Vec<Given>,
}
