//! A project of Gradle, as a user declares it.

use std::rc::Rc;

use super::layers;
use super::read::{Asked, Closure, closure};
use super::settings::Settings;
use crate::declare::disk::Tree;
use crate::declare::given::Given;
use crate::declare::layer::OUT;
use crate::declare::part::PartKind;
use crate::declare::shell;
use crate::program::unread::Unread;
use crate::recipes::frame::{Reads, recipe};
use crate::recipes::java::packaging::{APP, Packaging, files, packaging};
use crate::recipes::lines::Lines;
use crate::recipes::told::Told;
use crate::value::Kind;

/// A program of a Gradle project, as [`gradle`] declares it.
#[derive(Clone, Debug)]
#[must_use = "a recipe does nothing until a stage has its parts"]
pub struct Gradle(Rc<Settings>);

/// Builds the Gradle project in a folder of the build context.
///
/// Settings, build files, version catalogs and the code of the build itself are copied first. What
/// the project, and the projects that it needs, ask for from outside is downloaded into a layer
/// that changes with these files. The sources of these projects follow. A project needs another if
/// its build file, a script that this one applies, or the root's build file says
/// `project(":other")` or `projects.other`.
///
/// Scripts that are applied by a plain path, and archives that `files(..)` and its like name, are
/// copied with the build files. Of a folder that holds other projects, and of one at the root of
/// the context, the sources are what version control knows, without other projects and hidden
/// files.
///
/// ```no_run
/// use dockerfile_core::{Stage, Ubuntu, emit, gradle, image, uid};
///
/// let shop = gradle("shop").task("bootJar").layered();
/// let build = Stage::named("build", image("gradle:8.14-jdk21").family(Ubuntu))
///     .dependencies(shop.dependencies())
///     .source(shop.sources())
///     .build(shop.build());
/// let image = Stage::from(image("eclipse-temurin:21-jre").family(Ubuntu))
///     .account(uid(65532))
///     .source(shop.artifacts(&build))
///     .entrypoint(["java", "-jar", "/app/app.jar"]);
/// emit(image);
/// ```
///
/// Source: <https://docs.gradle.org/current/userguide/multi_project_builds.html>.
///
/// Available with the feature `java`.
#[doc(alias("gradlew", "Java"))]
#[track_caller]
pub fn gradle(folder: impl Into<String>) -> Gradle {
    Gradle(Rc::new(Settings {
        told: Told::new(folder),
        packaging: Packaging::default(),
        task: None,
        wrapper: false,
        properties: vec![],
        files: vec![],
        projects: vec![],
    }))
}

recipe! { Gradle: "the folder of the package whose build script runs",
    such as "gradle(\"web\")", makes crate::Interpreted;
    /// The files that say what is built, and the download of what they ask for.
    dependencies;
    /// The sources of the project and of those that it needs.
    sources;
    /// Runs the task that makes the program.
    build;
    /// The program, copied from the stage that has built it: `/app/app.jar`; with
    /// [`layered`](Gradle::layered) also what it depends on, in `/app/lib`; with the task
    /// `installDist` its folder, as `/app`.
    artifacts;
}

packaging! { Gradle: "build/libs", "gradle"; }
files! { Gradle: "gradle"; }

impl Gradle {
    /// The project's task that makes the program. Unless said, it is the task of a plugin that packs all
    /// that the program needs into one file, such as `bootJar` of Spring Boot or `shadowJar` of Shadow,
    /// be it applied by the build file, by a script of `buildSrc` or by the root for its subprojects.
    /// Without such a plugin it is `jar`, which packs the project's own classes: of a project that
    /// needs others while it runs, that is an error. `installDist` makes a folder with a script in
    /// `bin`.
    ///
    /// ```
    /// use dockerfile_core::gradle;
    ///
    /// let program = gradle("shop").task("bootJar");
    /// # let _ = program;
    /// ```
    #[track_caller]
    pub fn task(mut self, name: impl Into<String>) -> Self {
        self.settings().task = Some(Given::new(name));
        self
    }

    /// Runs the repository's `gradlew`, which downloads the Gradle that it names, instead of the
    /// base's own.
    ///
    /// ```
    /// use dockerfile_core::gradle;
    ///
    /// let program = gradle("shop").wrapper();
    /// # let _ = program;
    /// ```
    pub fn wrapper(mut self) -> Self {
        self.settings().wrapper = true;
        self
    }

    /// A property of the build (`-P`), both when Gradle downloads and when it builds.
    ///
    /// ```
    /// let shop = dockerfile_core::gradle("shop").property("release", "true");
    /// # let _ = shop;
    /// ```
    #[track_caller]
    pub fn property(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings().properties.push((Given::new(name), Given::new(value)));
        self
    }

    /// Names a project and its folder in the context, for settings that compute what they include.
    /// If one is named, all have to be.
    ///
    /// ```
    /// let shop = dockerfile_core::gradle("shop").project(":shop", "shop").project(":core", "libs/core");
    /// # let _ = shop;
    /// ```
    pub fn project(mut self, path: impl Into<String>, folder: impl Into<String>) -> Self {
        self.settings().projects.push((path.into(), folder.into()));
        self
    }
}

impl Reads for Settings {
    const TOOL: &'static str = "gradle";
    type Found = Closure;

    fn told(&self) -> &Told {
        &self.told
    }

    fn read(&self, tree: &Tree) -> Result<Closure, Unread> {
        let (wrapper, projects) = (self.wrapper, self.projects.as_slice());
        let names_files = !self.files.is_empty();
        let names_task = self.task.is_some();
        let folder = &self.told.name.text;
        closure(tree, &Asked { folder, wrapper, names_files, names_task, projects })
    }

    fn layers(&self, part: PartKind, found: &Closure, lines: &mut Lines<'_>) {
        match part {
            PartKind::Dependencies => layers::dependencies(self, found, lines),
            PartKind::Sources => layers::sources(found, lines),
            PartKind::Build => layers::build(self, found, lines),
            PartKind::Artifacts => {
                lines.check_base("Java", found.javas.to_run.as_ref());
                match self.installs() {
                    true => lines.take(format!("{OUT}/app"), APP),
                    false => self.packaging.artifacts(lines),
                }
            }
        }
    }
}

impl Settings {
    /// Whether the task makes a folder, and not a single file.
    pub(super) fn installs(&self) -> bool {
        self.task.as_ref().is_some_and(|task| task.text == "installDist")
    }

    /// The command that calls Gradle, up to the task. It is the same in both steps.
    pub(super) fn command(&self, lines: &mut Lines<'_>) -> Option<String> {
        let program = if self.wrapper { "sh ./gradlew --no-daemon" } else { "gradle --no-daemon" };
        let mut command = program.to_owned();
        for (name, value) in &self.properties {
            let (name, value) = (lines.text(name, Kind::Word)?, lines.text(value, Kind::Text)?);
            command += &format!(" {}", shell::quote(&format!("-P{name}={value}")));
        }
        Some(command)
    }
}
