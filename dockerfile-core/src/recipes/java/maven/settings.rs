//! What a user says of a Maven module.

use crate::declare::given::Given;
use crate::recipes::java::packaging::Packaging;
use crate::recipes::told::Told;

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) told: Told,
    pub(super) packaging: Packaging,
    pub(super) offline: bool,
    /// The goals that Maven is asked for; `package` if there are none.
    pub(super) goals: Vec<Given>,
    pub(super) profiles: Vec<Given>,
    /// Files and folders that are copied above the download, beside what is copied anyway.
    pub(super) files: Vec<Given>,
}
