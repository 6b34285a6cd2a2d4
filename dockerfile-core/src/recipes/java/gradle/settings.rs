//! What a user says of a Gradle project.

use crate::declare::given::Given;
use crate::recipes::java::packaging::Packaging;
use crate::recipes::told::Told;

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) told: Told,
    pub(super) packaging: Packaging,
    /// The task that makes the program, if the user has named one.
    pub(super) task: Option<Given>,
    pub(super) wrapper: bool,
    /// Properties of the build, by their names.
    pub(super) properties: Vec<(Given, Given)>,
    /// Files and folders that are copied above the download, beside what is copied anyway.
    pub(super) files: Vec<Given>,
    /// The projects' paths and folders, if the user has named them and the settings are not read.
    pub(super) projects: Vec<(String, String)>,
}
