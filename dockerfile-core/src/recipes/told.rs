//! What a user tells every recipe.

use crate::declare::context::BuildContext;
use crate::declare::given::Given;
use crate::declare::steps::mount::Mount;

/// What a user tells every recipe, beside the settings of its own.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// What is named: a package, a folder, a file.
    pub(super) name: Given,
    /// Where it is read, if the user says so of the recipe itself.
    pub(super) context: Option<BuildContext>,
    /// The folder of the image that the project is built in.
    pub(super) folder: Given,
    pub(super) mounts: Vec<Mount>,
}

impl Told {
    #[track_caller]
    pub(super) fn new(name: impl Into<String>) -> Self {
        let (name, folder) = (Given::new(name), Given::new("/src"));
        Self { name, context: None, folder, mounts: vec![] }
    }
}
