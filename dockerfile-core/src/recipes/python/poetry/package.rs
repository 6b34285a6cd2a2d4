//! A project of Poetry, as a user declares it.

use std::rc::Rc;

use super::layers::Installation;
use super::read::Project;
use crate::declare::disk::Tree;
use crate::declare::given::Given;
use crate::declare::part::PartKind;
use crate::program::unread::{PythonUnread, Unread};
use crate::recipes::frame::{Reads, recipe};
use crate::recipes::lines::Lines;
use crate::recipes::python::choice::{Choice, choices};
use crate::recipes::told::Told;
use crate::value::Kind;

/// A project of Poetry, as [`poetry`] declares it.
#[derive(Clone, Debug)]
#[must_use = "a recipe does nothing until a stage has its parts"]
pub struct Poetry(Rc<Settings>);

#[derive(Clone, Debug)]
struct Settings {
    told: Told,
    choice: Choice,
    version: Option<Given>,
}

/// Installs the Poetry project in a folder of the build context into a virtual environment,
/// which another stage on the same base takes.
///
/// Poetry goes into an environment of its own, in the version that wrote `poetry.lock`, unless
/// [`version`](Poetry::version) says another; 1.5 is the oldest that will do. Dependencies are
/// installed in a layer that changes with `poetry.lock` and `pyproject.toml`, but not with the
/// project's version: a release installs nothing again. Then path dependencies are installed, and
/// last the project itself. Both are built into wheels, since Poetry alone would install links to
/// the sources. They are installed beside the environment, and the image takes them into it as a
/// layer of their own.
///
/// With `package-mode = false`, or with nothing to pack, the project is not installed, and the
/// image has its files at their path below [`folder`](Poetry::folder).
///
/// What manifests name by a path is copied, too. `tests`, `dist` and what is hidden is not, nor are
/// other projects and documents at the context's root: [`files`](Poetry::files) copies some of it
/// all the same.
///
/// The base has to have Python with its venv module, in the version that the project asks for.
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, emit, image, poetry, uid};
///
/// let svc = poetry("svc");
/// let base = image("python:3.13-slim-bookworm").family(Debian);
/// let build = Stage::named("build", base.clone())
///     .dependencies(svc.dependencies())
///     .source(svc.sources())
///     .build(svc.build());
/// let image = Stage::from(base)
///     .account(uid(65532))
///     .source(svc.artifacts(&build))
///     .entrypoint(["/opt/venv/bin/svc"]);
/// emit(image);
/// ```
///
/// Source: <https://python-poetry.org/docs/cli/#install>.
///
/// Available with the feature `python`.
#[doc(alias = "pyproject")]
#[track_caller]
pub fn poetry(folder: impl Into<String>) -> Poetry {
    Poetry(Rc::new(Settings { told: Told::new(folder), choice: Choice::new(), version: None }))
}

recipe! { Poetry: "the folder of the package whose build script runs",
    such as "poetry(\"web\")", makes crate::Interpreted;
    /// Poetry, the lock file, and the packages from elsewhere that it locks.
    dependencies;
    /// Path dependencies, then the project itself.
    sources;
    /// Builds and installs path dependencies and the project.
    build;
    /// The virtual environment, copied from the stage that has built it, and the files of a project
    /// that is no package, copied from the build context. Both have the paths that they have in the
    /// building stage.
    artifacts;
}

choices! { Poetry, "poetry" }

impl Poetry {
    /// The version of Poetry to install; the one that wrote `poetry.lock` unless said.
    ///
    /// ```no_run
    /// use dockerfile_core::poetry;
    ///
    /// let svc = poetry("svc").version("2.1.4");
    /// # let _ = svc;
    /// ```
    #[track_caller]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.settings().version = Some(Given::new(version));
        self
    }
}

impl Reads for Settings {
    const TOOL: &'static str = "poetry";
    type Found = Project;

    fn told(&self) -> &Told {
        &self.told
    }

    fn read(&self, tree: &Tree) -> Result<Project, Unread> {
        let project = Project::read(tree, &self.told.name.text, &self.choice)?;
        if self.version.is_none() && project.version.is_none() {
            return Err(PythonUnread::NoVersion { lock: project.lock }.into());
        }
        Ok(project)
    }

    fn layers(&self, part: PartKind, project: &Project, lines: &mut Lines<'_>) {
        let version = match &self.version {
            Some(version) => lines.text(version, Kind::Word),
            None => project.version.clone(),
        };
        self.choice.check(&project.asks_for, lines);
        let (version, choice) = (version.unwrap_or_default(), &self.choice);
        let installation = Installation { project, version, choice };
        match part {
            PartKind::Dependencies => installation.dependencies(lines),
            PartKind::Sources => installation.sources(lines),
            PartKind::Build => installation.build(lines),
            PartKind::Artifacts => {
                choice.take(project.is_package || !project.libraries.is_empty(), lines);
                if !project.is_package {
                    project.sources.copy(lines);
                    choice.copy_files(lines);
                }
            }
        }
    }
}
