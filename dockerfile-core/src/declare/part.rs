//! The parts that a recipe puts into the phases of a stage. What is in them is known when the
//! first of them is lowered: only then is the project read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::marker::PhantomData;
use std::rc::Rc;

use super::disk::Readable;
use super::family::FamilyKind;
use super::given::Given;
use super::layer::Layer;
use super::starts::Unchecked;
use super::steps::mount::Mount;
use super::steps::origin::Origin;
use crate::program::fault::Fault;
use crate::program::unread::Unread;

/// A project as a user declares it, not yet read.
pub(crate) trait Project: Debug {
    /// The tool that it is built with, as errors call it.
    fn tool(&self) -> &'static str;
    /// What the user has named.
    fn name(&self) -> &Given;
    /// The parts without which nothing good leaves a stage.
    fn needs(&self) -> &'static [PartKind];
    /// What the steps that install see while they run.
    fn mounts(&self) -> &[Mount];
    fn read(&self, readable: &Readable) -> Result<Rc<dyn Layered>, Unread>;
    /// Its programs are built in stages that go on from the one that has its parts.
    fn branches(&self) -> bool {
        false
    }
    /// How its steps compile Rust; `None` is a project of another language.
    fn compiles_rust(&self) -> Option<RustTargets> {
        None
    }
}

/// What Rust is compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RustTargets {
    /// The machine that compiles.
    Own,
    /// The platform that the image is for: its architecture, and what rustc calls it and its linker.
    #[allow(dead_code)] // cargo alone compiles across
    OfPlatform(&'static [(&'static str, &'static str, &'static str)]),
}

/// A project as it was read.
pub(crate) trait Layered {
    /// The lines of a part in a stage, or what is wrong with the recipe.
    fn layers(&self, part: &Part, stage: &Around) -> Result<Vec<Layer>, Vec<Fault>>;
}

/// What a recipe may know of the stage that has one of its parts.
#[derive(Clone, Debug, Default)]
#[allow(dead_code)] // cargo, Go and Ruby alone ask
pub(crate) struct Around {
    /// The steps run on the builder's own platform, whatever the image is for.
    pub(crate) on_build_platform: bool,
    /// The family of its base.
    pub(crate) family: Option<FamilyKind>,
    /// The variables that the stage has set above the part; `None` holds others.
    pub(crate) variables: BTreeMap<String, Option<String>>,
    /// The packages that it has installed, as they were named.
    pub(crate) packages: BTreeSet<String>,
}

/// Which part of a recipe it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PartKind {
    Dependencies,
    Sources,
    Build,
    Artifacts,
}

/// A part of a recipe.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) project: Rc<dyn Project>,
    pub(crate) kind: PartKind,
    /// The stage that artifacts are taken from.
    pub(crate) from: Option<Origin>,
    /// What they are of, where a recipe builds several; all of them if nothing is said.
    pub(crate) of: Option<Given>,
    /// Why a base starts them that is not known to.
    pub(crate) anyway: Option<Given>,
    /// They stand in a layer that stands on no other.
    pub(crate) link: bool,
}

impl Part {
    fn of(project: Rc<dyn Project>, kind: PartKind) -> Self {
        Self { project, kind, from: None, of: None, anyway: None, link: false }
    }

    /// What its steps take files from.
    pub(crate) fn origins(&self) -> impl Iterator<Item = &Origin> {
        self.project.mounts().iter().filter_map(Mount::origin).chain(&self.from)
    }
}

macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident: $kind:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        #[must_use = "a part does nothing until a stage has it"]
        pub struct $part(pub(crate) Part);

        impl $part {
            pub(crate) fn of(project: Rc<dyn Project>) -> Self {
                Self(Part::of(project, PartKind::$kind))
            }
        }
    )* };
}

parts! {
    /// What a recipe puts into `Dependencies`: manifests, and the install that they drive.
    DependenciesPart: Dependencies;
    /// What a recipe puts into `Source`: the files of a package and of what it is built on.
    SourcePart: Sources;
    /// What a recipe puts into `Build`: compiling what was copied.
    BuildPart: Build;
}

/// What a stage takes of a recipe that another stage has built, `Program` being what that asks of
/// the base that [starts](crate::Starts) it.
#[must_use = "artifacts do nothing until a stage has them"]
pub struct Artifacts<Program> {
    pub(crate) part: Part,
    program: PhantomData<fn() -> Program>,
}

impl<Program> Artifacts<Program> {
    pub(crate) fn of(project: Rc<dyn Project>, from: Origin) -> Self {
        let part = Part { from: Some(from), ..Part::of(project, PartKind::Artifacts) };
        Self { part, program: PhantomData }
    }

    /// Those of one of several that the recipe builds.
    #[cfg(feature = "cargo")]
    pub(crate) fn of_one(self, one: Given) -> Self {
        Self { part: Part { of: Some(one), ..self.part }, ..self }
    }

    /// Takes the program onto a base that is not known to start it, and says why it starts there
    /// all the same. The reason is printed into the Dockerfile.
    ///
    /// ```no_run
    /// use dockerfile_core::{Debian, Stage, alpine, apk, cargo, image, uid};
    ///
    /// let web = cargo("web");
    /// let build = Stage::named("build", image("rust:1.95-slim-bookworm").family(Debian)).recipe(&web);
    /// let stage = Stage::from(alpine("3.22"))
    ///     .packages(apk(["gcompat", "libgcc"]))
    ///     .account(uid(65532))
    ///     .source(web.artifacts(&build).starts_anyway("gcompat stands in for glibc"))
    ///     .entrypoint(["/usr/local/bin/web"]);
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn starts_anyway(self, why: impl Into<String>) -> Artifacts<Unchecked> {
        let part = Part { anyway: Some(Given::new(why)), ..self.part };
        Artifacts { part, program: PhantomData }
    }

    /// Makes a layer that stands on no other (`--link`, syntax 1.4): another base does not bring it in
    /// again.
    ///
    /// BuildKit knows it, where containerd's store holds the images (Docker Engine's own store makes a
    /// layer as ever of it), and buildah since the summer of 2025; older ones and kaniko refuse it. What
    /// such a layer would change of the base is an error: a target below a link, or below a folder that
    /// is not root's.
    ///
    /// ```no_run
    /// use dockerfile_core::{Debian, Stage, cargo, debian, image, uid};
    ///
    /// let web = cargo("web");
    /// let build = Stage::named("build", image("rust:1.95-slim-bookworm").family(Debian)).recipe(&web);
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(web.artifacts(&build).link())
    ///     .entrypoint(["/usr/local/bin/web"]);
    /// # let _ = stage;
    /// ```
    pub fn link(self) -> Self {
        let part = Part { link: true, ..self.part };
        Self { part, program: PhantomData }
    }
}

impl<Program> Clone for Artifacts<Program> {
    fn clone(&self) -> Self {
        Self { part: self.part.clone(), program: PhantomData }
    }
}

impl<Program> Debug for Artifacts<Program> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Artifacts").field(&self.part).finish()
    }
}
