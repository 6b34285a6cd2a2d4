//! What a user says of a Gradle project.

use crate::declare::given::Given;
use crate::recipes::java::packaging::Packaging;
use crate::recipes::told::Told;

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) told: Told,
    pub(super) packaging: Packaging,
    pub(super) task: Given,
    pub(super) wrapper: bool,
    /// Properties of the build, by their names.
    pub(super) properties: Vec<(Given, Given)>,
    /// What is copied above the download, beside what is copied anyway.
    pub(super) files: Vec<Given>,
    /// Paths and folders, if the settings are not read.
    pub(super) projects: Vec<(String, String)>,
}
