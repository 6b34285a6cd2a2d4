//! Parts: the steps that a recipe puts into the phases of a stage. The project is read when the
//! first of its parts is lowered; until then nobody knows what is in them.

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
    /// The tool that builds the project, as errors call it.
    fn tool(&self) -> &'static str;
    /// The text by which the user names the project, such as a package or a file.
    fn name(&self) -> &Given;
    /// The parts that a stage must have before artifacts can be taken from it.
    fn needs(&self) -> &'static [PartKind];
    /// The mounts that the user gives to the steps that install.
    fn mounts(&self) -> &[Mount];
    /// Reads the project from the disk, or says why that is not possible.
    fn read(&self, readable: &Readable) -> Result<Rc<dyn Layered>, Unread>;
    /// Whether each program of the project is built in a [branch](Layer::Branch) of its own.
    fn branches(&self) -> bool {
        false
    }
    /// The targets that the steps compile Rust for; `None` is a project of another language.
    fn compiles_rust(&self) -> Option<RustTargets> {
        None
    }
}

/// The targets that a stage compiles Rust for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RustTargets {
    /// The target of the machine that compiles.
    Own,
    /// A target for each platform that the image may be for: the builder's name of the architecture,
    /// rustc's target triple, and the linker.
    #[allow(dead_code)] // only cargo cross-compiles
    OfPlatform(&'static [(&'static str, &'static str, &'static str)]),
}

/// A project that has been read.
pub(crate) trait Layered {
    /// The layers of a part in a stage, or what is wrong with the recipe.
    fn layers(&self, part: &Part, stage: &Around) -> Result<Vec<Layer>, Vec<Fault>>;
}

/// The facts that a recipe may know about the stage around one of its parts.
#[derive(Clone, Debug, Default)]
#[allow(dead_code)] // only cargo, Go and Ruby read them
pub(crate) struct Around {
    /// The steps run on the platform of the machine that builds, whatever the image is for.
    pub(crate) on_build_platform: bool,
    /// The family of the stage's base.
    pub(crate) family: Option<FamilyKind>,
    /// The variables that the stage sets above the part, with their values; the value is `None`
    /// if other variables stand in it.
    pub(crate) variables: BTreeMap<String, Option<String>>,
    /// The distribution packages that the stage installs above the part, as they were named.
    pub(crate) packages: BTreeSet<String>,
}

/// The kind of a part, by the phase that it goes into.
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
    /// The stage that artifacts are taken from; `None` for any other part.
    pub(crate) from: Option<Origin>,
    /// The program whose artifacts are taken, of a recipe that builds several; `None` takes all.
    pub(crate) program: Option<Given>,
    /// The user's reason why the base starts the artifacts, although it is not known to.
    pub(crate) anyway: Option<Given>,
    /// The artifacts are copied with `--link`, into a layer that depends on no other.
    pub(crate) link: bool,
}

impl Part {
    fn of(project: Rc<dyn Project>, kind: PartKind) -> Self {
        Self { project, kind, from: None, program: None, anyway: None, link: false }
    }

    /// The stages, images and contexts that the part takes files from.
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
    /// The part of a recipe for `Dependencies`: manifests, and the install that they drive.
    DependenciesPart: Dependencies;
    /// The part of a recipe for `Source`: the files of a package, and of the local packages that it
    /// uses.
    SourcePart: Sources;
    /// The part of a recipe for `Build`: the commands that compile the sources.
    BuildPart: Build;
}

/// The artifacts of a recipe, which a stage takes from the one that has built them. `Program` says
/// what they need of the base that [starts](crate::Starts) them.
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

    /// The artifacts of one program, of a recipe that builds several.
    #[cfg(feature = "cargo")]
    pub(crate) fn of_one(self, one: Given) -> Self {
        Self { part: Part { program: Some(one), ..self.part }, ..self }
    }

    /// Takes the program onto a base that is not known to start it, and says why it starts there
    /// all the same. The reason is printed into the Dockerfile.
    ///
    /// ```no_run
    /// use dockerfile_core::{Debian, Stage, alpine, apk, cargo, image, uid};
    ///
    /// let web = cargo("web");
    /// let build = Stage::named("build", image("rust:1.98-slim-bookworm").family(Debian)).recipe(&web);
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

    /// Copies the artifacts into a layer that depends on no other (`--link`, syntax 1.4): a new base
    /// image does not copy them again.
    ///
    /// The gain needs BuildKit with containerd's image store; with Docker Engine's own store the layer
    /// is an ordinary one. buildah reads the flag since the summer of 2025; older releases and kaniko
    /// refuse it. A target is an error where the layer would change the base: below a symbolic link,
    /// or below a folder that does not belong to root or has a mode of its own.
    ///
    /// ```no_run
    /// use dockerfile_core::{Debian, Stage, cargo, debian, image, uid};
    ///
    /// let web = cargo("web");
    /// let build = Stage::named("build", image("rust:1.98-slim-bookworm").family(Debian)).recipe(&web);
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
