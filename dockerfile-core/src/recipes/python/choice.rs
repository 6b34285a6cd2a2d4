//! What a user chooses for a project, whichever tool installs it.

use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::program::language::Language;
use crate::program::start::NeededLibrary;
use crate::recipes::lines::Lines;
use crate::value::Kind;

/// What is installed beside the project's own dependencies, and where.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) venv: Given,
    pub(super) extras: Vec<Given>,
    pub(super) groups: Vec<Given>,
    /// Files and folders that are copied beside what is copied anyway.
    pub(super) files: Vec<Given>,
    /// Variables of the steps that install and build.
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

    /// Checks the settings by themselves, and says that the stage holds the environment, and which
    /// libraries that asks for.
    pub(super) fn check(&self, libraries: &[NeededLibrary], lines: &mut Lines<'_>) {
        lines.text(&self.venv, Kind::MountPath);
        lines.makes_for(Language::Python, self.venv.text.trim_end_matches('/'), libraries.to_vec());
        lines.texts(&self.extras, Kind::Word);
        lines.texts(&self.groups, Kind::Word);
    }

    /// The folder that the project's own packages are installed to. It is beside the environment,
    /// so that packages from elsewhere are a layer that no edit changes.
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

    /// Copies the user's files.
    pub(super) fn copy_files(&self, lines: &mut Lines<'_>) {
        self.files.iter().for_each(|path| lines.copy_also_given(path));
    }

    /// Sets the user's variables: those that change with every commit, or all others.
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

/// Gives a recipe the settings that make a [`Choice`].
macro_rules! choices {
    ($recipe:ident, $call:literal) => {
        impl $recipe {
            /// The path of the virtual environment; `/opt/venv` unless said.
            ///
            /// ```
            #[doc = concat!("let svc = dockerfile_core::", $call, "(\"svc\").venv(\"/srv/venv\");")]
            /// # let _ = svc;
            /// ```
            #[track_caller]
            pub fn venv(mut self, path: impl Into<String>) -> Self {
                self.settings().choice.venv = $crate::declare::given::Given::new(path);
                self
            }

            /// Optional dependencies of the project (extras) to install. Several calls add up.
            ///
            /// ```no_run
            #[doc = concat!("use dockerfile_core::", $call, ";")]
            ///
            #[doc = concat!("let svc = ", $call, "(\"svc\").extras([\"postgres\"]).groups([\"tracing\"]);")]
            /// # let _ = svc;
            /// ```
            #[track_caller]
            pub fn extras(mut self, names: impl $crate::Texts) -> Self {
                let names = $crate::declare::steps::texts::given(names);
                self.settings().choice.extras.extend(names);
                self
            }

            /// Dependency groups to install, beside those that always are. Several calls add up.
            ///
            /// ```
            #[doc = concat!("let svc = dockerfile_core::", $call, "(\"svc\").groups([\"tracing\", \"lambda\"]);")]
            /// # let _ = svc;
            /// ```
            #[track_caller]
            pub fn groups(mut self, names: impl $crate::Texts) -> Self {
                let names = $crate::declare::steps::texts::given(names);
                self.settings().choice.groups.extend(names);
                self
            }

            /// Files and folders of the context that the project is built or run from, beside what
            /// is copied anyway: what is not copied of its folder, or is elsewhere. They keep their
            /// paths below [`folder`](Self::folder).
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
            /// runs. A variable that changes with [every commit](crate::Arg::per_commit) is set
            /// above the last step alone, which builds the project.
            ///
            /// A project that asks git for its version gets the version in this way, since no image
            /// has the history:
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
