//! A module of Maven, as a user declares it.

use std::rc::Rc;

use super::layers;
use super::read::{Module, module};
use super::settings::Settings;
use crate::declare::disk::Tree;
use crate::declare::part::PartKind;
use crate::declare::steps::texts::{Texts, given};
use crate::program::unread::{JavaUnread, Unread};
use crate::recipes::frame::{Reads, recipe};
use crate::recipes::java::packaging::{Packaging, files, packaging};
use crate::recipes::lines::Lines;
use crate::recipes::told::Told;
use crate::value::path::below;

/// A program of a Maven module, as [`maven`] declares it.
#[derive(Clone, Debug)]
#[must_use = "a recipe does nothing until a stage has its parts"]
pub struct Maven(Rc<Settings>);

/// Packages the Maven module in a folder of the build context.
///
/// The manifests of all modules and of their parents are copied first and packaged without sources,
/// so that what Maven downloads is in a layer that changes with the manifests. The sources of the
/// module, and of the modules that it needs, follow. Tests are neither compiled nor run.
///
/// What manifests and `.mvn/maven.config` name by paths is copied with the manifests. Of a folder
/// that holds other modules, and of one at the root of the context, the sources are what version
/// control knows, without other projects and hidden files.
///
/// ```no_run
/// use dockerfile_core::{Stage, Ubuntu, emit, image, maven, uid};
///
/// let shop = maven("shop").layered();
/// let build = Stage::named("build", image("maven:3.9-eclipse-temurin-21").family(Ubuntu))
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
/// Source: <https://maven.apache.org/guides/mini/guide-multiple-modules.html>.
///
/// Available with the feature `java`.
#[doc(alias("mvn", "Java"))]
#[track_caller]
pub fn maven(folder: impl Into<String>) -> Maven {
    let packaging = Packaging::default();
    Maven(Rc::new(Settings {
        told: Told::new(folder),
        packaging,
        offline: false,
        goals: vec![],
        profiles: vec![],
        files: vec![],
    }))
}

recipe! { Maven: "the folder of the package whose build script runs",
    such as "maven(\"web\")", makes crate::Interpreted;
    /// The manifests of all modules, and the download of what they ask for.
    dependencies;
    /// The sources of the module and of those that it needs.
    sources;
    /// Packages the module.
    build;
    /// The program, copied from the stage that has built it: `/app/app.jar`; with
    /// [`layered`](Maven::layered) also what it depends on, in `/app/lib`.
    artifacts;
}

packaging! { Maven: "target", "maven"; }
files! { Maven: "maven"; }

impl Maven {
    /// The goals that Maven is asked for instead of `package`, both when it downloads and when it
    /// builds.
    ///
    /// ```
    /// let shop = dockerfile_core::maven("shop").goals(["package", "spring-boot:repackage"]);
    /// # let _ = shop;
    /// ```
    #[track_caller]
    pub fn goals(mut self, goals: impl Texts) -> Self {
        let goals = given(goals);
        self.settings().goals.extend(goals);
        self
    }

    /// Profiles to turn on, both when Maven downloads and when it builds.
    ///
    /// ```
    /// let shop = dockerfile_core::maven("shop").profiles(["production"]);
    /// # let _ = shop;
    /// ```
    #[track_caller]
    pub fn profiles(mut self, names: impl Texts) -> Self {
        let names = given(names);
        self.settings().profiles.extend(names);
        self
    }

    /// Builds with `--offline`, which fails if the layer of the dependencies lacks something.
    ///
    /// Without this setting the build downloads what the layer lacks. That may be a little, since
    /// without sources some plugins do not ask for all that they need: the compiler's asks for its
    /// annotation processors only when there is something to compile.
    ///
    /// ```
    /// use dockerfile_core::maven;
    ///
    /// let program = maven("shop").offline();
    /// # let _ = program;
    /// ```
    pub fn offline(mut self) -> Self {
        self.settings().offline = true;
        self
    }
}

impl Reads for Settings {
    const TOOL: &'static str = "maven";
    type Found = Module;

    fn told(&self) -> &Told {
        &self.told
    }

    fn read(&self, tree: &Tree) -> Result<Module, Unread> {
        let module = module(tree, &self.told.name.text)?;
        let is_as_said = self.packaging.jar.is_some() || !self.goals.is_empty();
        match &module.jar {
            Some(jar) if module.is_thin && !is_as_said => {
                let file = below(&module.folder, "pom.xml");
                Err(JavaUnread::ThinJar { file, jar: jar.clone() }.into())
            }
            _ => Ok(module),
        }
    }

    fn layers(&self, part: PartKind, found: &Module, lines: &mut Lines<'_>) {
        match part {
            PartKind::Dependencies => layers::dependencies(self, found, lines),
            PartKind::Sources => layers::sources(found, lines),
            PartKind::Build => layers::build(self, found, lines),
            PartKind::Artifacts => {
                lines.check_base("Java", found.java.as_ref());
                self.packaging.artifacts(lines);
            }
        }
    }
}
