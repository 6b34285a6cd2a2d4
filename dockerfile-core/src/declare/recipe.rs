//! What every recipe has.

use super::order::SourceStep;
use super::part::{BuildPart, DependenciesPart, SourcePart};
use super::starts::Builds;
use super::steps::origin::HasFiles;

/// A project whose layers are computed from what is on disk.
///
/// [`cargo`](crate::cargo) and its like give one. Its parts go into three phases of a stage that
/// builds, which [`Stage::recipe`](crate::Stage::recipe) does for all of them; another stage
/// takes the artifacts. A function over recipes serves every language:
///
/// ```no_run
/// use dockerfile_core::{
///     BaseImage, Debian, Recipe, RunsOn, Source, SourceStep, Stage, cargo, debian, image, uid,
/// };
///
/// fn service<R: Recipe>(recipe: &R, builder: BaseImage<Debian>) -> Stage<Source, Debian>
/// where
///     R::Artifacts<Debian>: RunsOn<Debian>,
/// {
///     let build = Stage::named("build", builder).recipe(recipe);
///     Stage::from(debian("bookworm-slim")).account(uid(65532)).source(recipe.artifacts(&build))
/// }
///
/// let rust = image("rust:1.95-slim-bookworm").family(Debian);
/// let web = service(&cargo("web"), rust).entrypoint(["/usr/local/bin/web"]);
/// # let _ = web;
/// ```
#[doc(alias = "template")]
pub trait Recipe {
    /// What the image takes of a stage whose base is of the family `Built`: what it is says which
    /// bases [start](crate::Starts) it.
    type Artifacts<Built: Builds>: SourceStep<Given = Self::Artifacts<Built>>;

    /// What decides what is installed, and the install.
    fn dependencies(&self) -> DependenciesPart;

    /// The files of the program, and of what it is built on.
    fn sources(&self) -> SourcePart;

    /// Compiles them, where there is something to compile.
    fn build(&self) -> BuildPart;

    /// What the image takes from the stage that has built it.
    fn artifacts<B: HasFiles>(&self, build: B) -> Self::Artifacts<B::Family>;
}
