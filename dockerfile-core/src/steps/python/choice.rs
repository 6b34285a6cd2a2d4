//! What a user chooses of a project, whatever tool installs it.

use super::project::NOT_INSTALLED;
use crate::given::Given;
use crate::lower::StageLowering;
use crate::steps::copy::ArtifactCopy;
use crate::steps::origin::HasFiles;
use crate::steps::recipe::{Recipe, SourcePart};
use crate::value::{AbsPath, Kind, Value as _};

/// What is installed beside the project's own dependencies, and where.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) venv: Given,
    pub(super) extras: Vec<Given>,
    pub(super) groups: Vec<Given>,
}

/// A choice whose values are good.
pub(super) struct Chosen {
    pub(super) venv: AbsPath,
    pub(super) extras: Vec<String>,
    pub(super) groups: Vec<String>,
}

impl Choice {
    #[track_caller]
    pub(super) fn new() -> Self {
        Self { venv: Given::new("/opt/venv"), extras: vec![], groups: vec![] }
    }

    pub(super) fn lower(&self, stage: &mut StageLowering) -> Option<Chosen> {
        let venv = stage.text(&self.venv, Kind::MountPath).map(AbsPath::trusted)?;
        let mut words = |given: &[Given]| -> Option<Vec<String>> {
            given.iter().map(|given| stage.text(given, Kind::Word)).collect()
        };
        Some(Chosen { extras: words(&self.extras)?, groups: words(&self.groups)?, venv })
    }

    /// What the image takes: the environment, and the files of a project that runs from them.
    pub(super) fn artifacts<T: Clone + 'static>(
        &self,
        recipe: &Recipe<T>,
        build: impl HasFiles,
        run_from: fn(&T) -> &[String],
    ) -> (Vec<ArtifactCopy>, SourcePart) {
        let venv = &self.venv.text;
        let copies = recipe.artifacts(build, |_| vec![(venv.clone(), venv.clone())]);
        let read = recipe.clone();
        let files = SourcePart::of(recipe, move |stage| {
            if let Some(work) = read.work(stage) {
                work.copy(run_from(work.found), &NOT_INSTALLED, stage);
            }
        });
        (copies, files)
    }
}

/// The settings that make a [`Choice`].
macro_rules! choices {
    ($recipe:ident, $run_from:expr) => {
        impl $recipe {
            /// Where the virtual environment is; `/opt/venv` unless said.
            #[track_caller]
            pub fn venv(mut self, path: impl Into<String>) -> Self {
                self.choice.venv = $crate::given::Given::new(path);
                self
            }

            /// Optional dependencies of the project (extras) to install.
            #[track_caller]
            pub fn extras(mut self, names: impl $crate::steps::Texts) -> Self {
                self.choice.extras.extend($crate::steps::given(names));
                self
            }

            /// Dependency groups to install, beside those that always are.
            #[track_caller]
            pub fn groups(mut self, names: impl $crate::steps::Texts) -> Self {
                self.choice.groups.extend($crate::steps::given(names));
                self
            }

            /// What the image takes: the virtual environment, from the stage that has built
            /// it, and the files of a project that is no package, from the build context. Both
            /// are at the same path there as here.
            pub fn artifacts(
                &self,
                build: impl $crate::steps::HasFiles,
            ) -> (Vec<$crate::steps::ArtifactCopy>, $crate::steps::SourcePart) {
                self.choice.artifacts(&self.recipe, build, $run_from)
            }
        }
    };
}

pub(super) use choices;
