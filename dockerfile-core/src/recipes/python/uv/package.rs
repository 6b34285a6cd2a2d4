//! A project of uv, as a user declares it.

use std::rc::Rc;

use super::layers;
use super::read::Project;
use crate::declare::disk::Tree;
use crate::declare::part::PartKind;
use crate::program::unread::Unread;
use crate::recipes::frame::{Reads, recipe};
use crate::recipes::lines::Lines;
use crate::recipes::python::choice::{Choice, choices};
use crate::recipes::told::Told;

/// A project of uv, as [`uv`] declares it.
#[derive(Clone, Debug)]
#[must_use = "a recipe does nothing until a stage has its parts"]
pub struct Uv(Rc<Settings>);

#[derive(Clone, Debug)]
struct Settings {
    told: Told,
    choice: Choice,
}

/// Installs the uv project in a folder of the build context into a virtual environment, which
/// another stage on the same base takes; the folder may be a member of a workspace.
///
/// `uv.lock` says what is installed. Dependencies are installed in a layer that changes with that
/// file and the `pyproject.toml` beside it, but not with versions of the project: a release
/// installs nothing again. Then the members and path dependencies that the project needs are
/// installed, and last the project itself. They are installed beside the environment, and the image
/// takes them into it as a layer of their own.
///
/// A project without `[build-system]` is no package: it is not installed, and the image has its
/// files at their path below [`folder`](Uv::folder).
///
/// What manifests name by a path is copied, too. `tests`, `dist` and what is hidden is not, nor are
/// other projects and documents at the context's root: [`files`](Uv::files) copies some of it all
/// the same.
///
/// The base has to have Python, in the version that the project asks for. The stage has to bring
/// uv:
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, copy, emit, image, uid, uv};
///
/// let svc = uv("services/svc");
/// let base = image("python:3.13-slim-bookworm").family(Debian);
/// let build = Stage::named("build", base.clone())
///     .dependencies(copy("/uv").from(image("ghcr.io/astral-sh/uv:0.12")).to("/usr/local/bin/uv"))
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
/// Where only a package index is at hand, uv comes from there: `.packages(run(["python3", "-m",
/// "pip", "install", "--no-cache-dir", "uv==0.9.2"]))`.
///
/// Source: <https://docs.astral.sh/uv/guides/integration/docker/>.
///
/// Available with the feature `python`.
#[doc(alias("pyproject", "uv sync"))]
#[track_caller]
pub fn uv(folder: impl Into<String>) -> Uv {
    Uv(Rc::new(Settings { told: Told::new(folder), choice: Choice::new() }))
}

recipe! { Uv: "the folder of the package whose build script runs",
    such as "uv(\"web\")", makes crate::Interpreted;
    /// The manifests and the lock file, and the packages from elsewhere that it locks.
    dependencies;
    /// The files of what is built into packages: members and path dependencies, then the project
    /// itself.
    sources;
    /// Builds these packages and installs them; a lock file that is out of date fails here.
    build;
    /// The virtual environment, copied from the stage that has built it, and the files of a project
    /// that is no package, copied from the build context. Both have the paths that they have in the
    /// building stage.
    artifacts;
}

choices! { Uv, "uv" }

impl Reads for Settings {
    const TOOL: &'static str = "uv";
    type Found = Project;

    fn told(&self) -> &Told {
        &self.told
    }

    fn read(&self, tree: &Tree) -> Result<Project, Unread> {
        Project::read(tree, &self.told.name.text, &self.choice)
    }

    fn layers(&self, part: PartKind, project: &Project, lines: &mut Lines<'_>) {
        self.choice.check(&project.asks_for, lines);
        match part {
            PartKind::Dependencies => layers::dependencies(project, &self.choice, lines),
            PartKind::Sources => {
                lines.copy_manifests(&project.others);
                project.sources.iter().for_each(|sources| sources.copy(lines));
                if project.is_package() {
                    self.choice.copy_files(lines);
                }
            }
            PartKind::Build => layers::build(project, &self.choice, lines),
            PartKind::Artifacts => {
                self.choice.take(!project.packages.is_empty(), lines);
                if let Some(sources) = &project.run_from {
                    sources.copy(lines);
                    self.choice.copy_files(lines);
                }
            }
        }
    }
}
