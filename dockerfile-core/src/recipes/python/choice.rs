//! What a user chooses of a project, whatever tool installs it.

use crate::declare::given::Given;
use crate::recipes::lines::Lines;
use crate::value::Kind;

/// What is installed beside the project's own dependencies, and where.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) venv: Given,
    pub(super) extras: Vec<Given>,
    pub(super) groups: Vec<Given>,
}

impl Choice {
    #[track_caller]
    pub(super) fn new() -> Self {
        Self { venv: Given::new("/opt/venv"), extras: vec![], groups: vec![] }
    }

    pub(super) fn check(&self, lines: &mut Lines<'_>) {
        lines.text(&self.venv, Kind::MountPath);
        lines.texts(&self.extras, Kind::Word);
        lines.texts(&self.groups, Kind::Word);
    }

    pub(super) fn extras(&self) -> Vec<String> {
        self.extras.iter().map(|extra| extra.text.clone()).collect()
    }

    pub(super) fn groups(&self) -> Vec<String> {
        self.groups.iter().map(|group| group.text.clone()).collect()
    }
}

/// The settings that make a [`Choice`].
macro_rules! choices {
    ($recipe:ident) => {
        impl $recipe {
            /// Where the virtual environment is; `/opt/venv` unless said.
            #[track_caller]
            pub fn venv(mut self, path: impl Into<String>) -> Self {
                self.settings().choice.venv = $crate::declare::given::Given::new(path);
                self
            }

            /// Optional dependencies of the project (extras) to install.
            #[track_caller]
            pub fn extras(mut self, names: impl $crate::Texts) -> Self {
                let names = $crate::declare::steps::texts::given(names);
                self.settings().choice.extras.extend(names);
                self
            }

            /// Dependency groups to install, beside those that always are.
            #[track_caller]
            pub fn groups(mut self, names: impl $crate::Texts) -> Self {
                let names = $crate::declare::steps::texts::given(names);
                self.settings().choice.groups.extend(names);
                self
            }
        }
    };
}

pub(super) use choices;
