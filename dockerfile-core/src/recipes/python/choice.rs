//! What a user chooses of a project, whatever tool installs it.

use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::program::interpreters::Language;
use crate::recipes::lines::Lines;
use crate::value::Kind;

/// What is installed beside the project's own dependencies, and where.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) venv: Given,
    pub(super) extras: Vec<Given>,
    pub(super) groups: Vec<Given>,
    /// What is copied beside what is copied anyway.
    pub(super) files: Vec<Given>,
    /// What the steps that install and build are told.
    pub(super) env: Vec<(Given, GivenText)>,
}

impl Choice {
    #[track_caller]
    pub(super) fn new() -> Self {
        Self {
            venv: Given::new("/opt/venv"),
            extras: vec![],
            groups: vec![],
            files: vec![],
            env: vec![],
        }
    }

    pub(super) fn check(&self, lines: &mut Lines<'_>) {
        lines.text(&self.venv, Kind::MountPath);
        lines.makes_for(Language::Python, self.venv.text.trim_end_matches('/'));
        lines.texts(&self.extras, Kind::Word);
        lines.texts(&self.groups, Kind::Word);
    }

    /// Where the project's own packages are installed: beside the environment, so that what came
    /// from elsewhere is a layer that no edit changes.
    pub(super) fn own(&self) -> String {
        format!("{}-own", self.venv.text.trim_end_matches('/'))
    }

    /// Takes the environment, then the project's own packages into it.
    pub(super) fn take(&self, has_packages: bool, lines: &mut Lines<'_>) {
        let venv = &self.venv.text;
        lines.take(venv, venv);
        if has_packages {
            lines.take(self.own(), venv);
        }
    }

    /// What a user takes along.
    pub(super) fn copy_files(&self, lines: &mut Lines<'_>) {
        self.files.iter().for_each(|path| lines.copy_also_given(path));
    }

    /// What a user tells the steps: what changes with every commit, or all else.
    pub(super) fn variables(&self, per_commit: bool, lines: &mut Lines<'_>) {
        for (name, value) in &self.env {
            if value.is_per_commit() == per_commit {
                lines.env_given(name, value);
            }
        }
    }

    pub(super) fn has_variable(&self, name: &str) -> bool {
        self.env.iter().any(|(given, _)| given.text == name)
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
    ($recipe:ident, $call:literal) => {
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

            /// Files and folders of the context that the project is built or run from, beside what is
            /// copied anyway: what stays behind, or stands elsewhere. They keep their paths below
            /// [`folder`](Self::folder).
            ///
            /// ```no_run
            #[doc = concat!("use dockerfile_core::", $call, ";")]
            ///
            #[doc = concat!("let svc = ", $call, "(\"services/svc\").files([\"proto\", \"services/svc/tests/data\"]);")]
            /// # let _ = svc;
            /// ```
            #[track_caller]
            pub fn files(mut self, paths: impl $crate::Texts) -> Self {
                let paths = $crate::declare::steps::texts::given(paths);
                self.settings().choice.files.extend(paths);
                self
            }

            /// A variable of the steps that install and build; it is no variable of the image that
            /// runs. One that changes with [every commit](crate::Arg::per_commit) stands above the
            /// step that builds the project alone.
            ///
            /// The version of a project that asks git for it comes this way, since no image has its
            /// history:
            ///
            /// ```no_run
            #[doc = concat!("use dockerfile_core::{arg, ", $call, "};")]
            ///
            /// let version = arg("VERSION").per_commit();
            #[doc = concat!("let svc = ", $call, "(\"svc\").env(\"SETUPTOOLS_SCM_PRETEND_VERSION\", version);")]
            /// # let _ = svc;
            /// ```
            #[track_caller]
            pub fn env(mut self, name: impl Into<String>, value: impl $crate::IntoText) -> Self {
                let name = $crate::declare::given::Given::new(name);
                let value = $crate::declare::given_text::GivenText::new(value);
                self.settings().choice.env.push((name, value));
                self
            }
        }
    };
}

pub(super) use choices;
