//! What a user says of a requirements file.

use std::rc::Rc;

use super::layers;
use super::read::Requirements;
use crate::declare::disk::Tree;
use crate::declare::given::Given;
use crate::declare::order::{DependenciesStep, HasShell, RunsOn};
use crate::declare::part::PartKind;
use crate::declare::steps::step::{AnyStep, Steps};
use crate::program::language::Language;
use crate::program::unread::{PythonUnread, Unread};
use crate::recipes::frame::{Reads, parts, reading};
use crate::recipes::lines::Lines;
use crate::recipes::told::Told;
use crate::value::Kind;

/// A requirements file that pip installs, as [`pip`] declares it.
#[derive(Clone, Debug)]
#[must_use = "a recipe does nothing until a stage has its parts"]
pub struct Pip(Rc<Settings>);

#[derive(Clone, Debug)]
struct Settings {
    told: Told,
    venv: Option<Given>,
}

/// Installs a requirements file with pip: into the system's Python, or into a virtual environment
/// with [`venv`](Pip::venv).
///
/// The base has to have Python and pip (for `venv` also its venv module): on Debian
/// `apt(["python3", "python3-pip", "python3-venv"])`. Downloads are in a cache mount, so nothing of
/// them stays in the layer (hadolint DL3042).
///
/// Copied with the file are those that it includes (`-r`, `-c`), packages that it names by a path,
/// and folders in which it has pip look (`--find-links ./wheels`). A path that leads nowhere is an
/// error. pip reads some of these paths from the folder that it runs in: that is the file's folder,
/// or the nearest above it from which all of them lead somewhere.
///
/// If each requirement has a `--hash`, pip is told to require hashes, so that no requirement can
/// lose its own unnoticed. A requirement that is a folder of the context is an error: it changes
/// with the source. A `.python-version` or `runtime.txt` beside the file is held against the base's
/// tag.
///
/// ```
/// use dockerfile_core::{Stage, apt, debian, pip};
///
/// let venv = Stage::named("venv", debian("bookworm-slim"))
///     .packages(apt(["python3-venv"]))
///     .dependencies(pip("requirements.txt").venv("/opt/venv"));
/// # let _ = venv;
/// ```
///
/// Source: <https://pip.pypa.io/en/stable/reference/requirements-file-format/>.
#[doc(alias("requirements", "requirements.txt", "pip install"))]
#[track_caller]
pub fn pip(requirements: impl Into<String>) -> Pip {
    let folder = Given::new(layers::REQUIREMENTS);
    Pip(Rc::new(Settings { told: Told { folder, ..Told::new(requirements) }, venv: None }))
}

reading! { Pip: "the folder of the package whose build script runs",
such as "pip(\"requirements.txt\")"; }

parts! { Pip: makes crate::Interpreted;
    /// The requirements, and their install: the same as the step `pip(..)` itself.
    dependencies;
    /// Nothing: the stage itself copies the program's own files.
    sources;
    /// Nothing: there is nothing to compile.
    build;
    /// The virtual environment, copied from the stage that has it to the same path.
    artifacts;
}

impl Pip {
    /// Makes a virtual environment at this path and installs into it.
    ///
    /// Another stage on the same base can take the environment whole: it holds no compiler, and
    /// finds its interpreter at the same path.
    ///
    /// ```
    /// use dockerfile_core::pip;
    ///
    /// let program = pip("requirements.txt").venv("/opt/venv");
    /// # let _ = program;
    /// ```
    #[track_caller]
    pub fn venv(mut self, path: impl Into<String>) -> Self {
        self.settings().venv = Some(Given::new(path));
        self
    }
}

impl Steps for Pip {
    fn steps(self) -> Vec<AnyStep> {
        self.dependencies().steps()
    }
}

#[diagnostic::do_not_recommend]
impl DependenciesStep for Pip {
    type Given = Self;
}
impl<F: HasShell> RunsOn<F> for Pip {}

impl Reads for Settings {
    const TOOL: &'static str = "pip";
    const NEEDS: &'static [PartKind] = &[PartKind::Dependencies];
    const LISTS: bool = false;
    type Found = Requirements;

    fn told(&self) -> &Told {
        &self.told
    }

    fn read(&self, tree: &Tree) -> Result<Requirements, Unread> {
        let file = &self.told.name.text;
        // What is no path is refused as a value.
        match Kind::ContextPath.check(file) {
            Ok(()) => Requirements::read(tree, file),
            Err(_) => Ok(Requirements::default()),
        }
    }

    fn layers(&self, part: PartKind, found: &Requirements, lines: &mut Lines<'_>) {
        match (part, &self.venv) {
            (PartKind::Dependencies, venv) => {
                let venv = venv.as_ref().map(|venv| lines.text(venv, Kind::AbsPath));
                if let Some(Some(venv)) = &venv {
                    lines.makes_for(Language::Python, venv, found.libraries.clone());
                }
                if let Some(file) = lines.text(&self.told.name, Kind::ContextPath) {
                    layers::install(&file, venv.map(Option::unwrap_or_default), found, lines);
                }
            }
            (PartKind::Sources | PartKind::Build, _) => {}
            (PartKind::Artifacts, Some(venv)) => {
                if let Some(venv) = lines.text(venv, Kind::AbsPath) {
                    lines.take(&venv, &venv);
                }
            }
            (PartKind::Artifacts, None) => lines.refuse_project(PythonUnread::NoVenv),
        }
    }
}
