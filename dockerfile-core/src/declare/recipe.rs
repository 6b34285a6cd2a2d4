//! The trait of all recipes.

use super::order::SourceStep;
use super::part::{BuildPart, DependenciesPart, SourcePart};
use super::starts::Builds;
use super::steps::origin::HasFiles;

/// A project whose layers are computed from the files on disk, such as [`cargo`](crate::cargo) gives.
///
/// A recipe has three parts for a stage that builds, one for each of the phases `Dependencies`,
/// `Source` and `Build`; [`Stage::recipe`](crate::Stage::recipe) puts in all three. Another stage
/// then takes the artifacts. A function over recipes serves every language:
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
/// let rust = image("rust:1.98-slim-bookworm").family(Debian);
/// let web = service(&cargo("web"), rust).entrypoint(["/usr/local/bin/web"]);
/// # let _ = web;
/// ```
#[doc(alias = "template")]
pub trait Recipe {
    /// The step that takes the artifacts from a stage whose base is of the family `Built`. Its type
    /// says which bases [start](crate::Starts) the program.
    type Artifacts<Built: Builds>: SourceStep<Given = Self::Artifacts<Built>>;

    /// The part for `Dependencies`: the manifests, and the install that they drive.
    fn dependencies(&self) -> DependenciesPart;

    /// The part for `Source`: the files of the program, and of the local packages that it uses.
    fn sources(&self) -> SourcePart;

    /// The part for `Build`: the commands that compile the sources, if there is anything to compile.
    fn build(&self) -> BuildPart;

    /// The step that takes the artifacts from `build`, the stage that has all three parts.
    fn artifacts<B: HasFiles>(&self, build: B) -> Self::Artifacts<B::Family>;
}
