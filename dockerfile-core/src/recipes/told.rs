//! What a user tells every recipe.

use crate::declare::context::BuildContext;
use crate::declare::given::Given;
use crate::declare::steps::mount::Mount;

/// What a user tells every recipe, beside the settings of its own.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// The package, folder or file that the recipe was called with.
    pub(super) name: Given,
    /// The build context that the user has given to this recipe.
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
