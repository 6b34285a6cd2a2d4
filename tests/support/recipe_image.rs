//! A small program that emits the image of a project into the folder of `CARGO_MANIFEST_DIR`,
//! which is the build context: `recipe_image KIND FOLDER`. Beside the recipes' names, `copy` is a
//! kind.

use std::env;
use std::path::PathBuf;

use dockerfile_core::{
    BaseImage, Debian, Image, Recipe, Stage, bundler, cargo, copy, debian, emit, go, gradle, image,
    maven, npm, pip, pnpm, poetry, uid, uv, yarn,
};

fn main() {
    let context = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("a build context"));
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [kind, folder] = arguments.as_slice() else { panic!("a kind and a folder") };
    let base = |tag: &str| image(tag).family(Debian);
    let root = context.as_path();
    let node = "node:20-bookworm-slim";
    let image = match kind.as_str() {
        "copy" => copied(folder),
        "cargo" => of(&cargo("app").workspace(folder).context(root), "rust:1-slim-bookworm"),
        "npm" => of(&npm(folder).context(root), node),
        "pnpm" => of(&pnpm(folder).context(root), node),
        "yarn" => of(&yarn(folder).context(root), node),
        "uv" => of(&uv(folder).context(root), "python:3.11-slim-bookworm"),
        "poetry" => of(&poetry(folder).context(root), "python:3.11-slim-bookworm"),
        "go" => of(&go(folder).context(root), "golang:1-bookworm"),
        "maven" => of(&maven(folder).context(root), "maven:3.9-eclipse-temurin-21"),
        "gradle" => of(&gradle(folder).context(root), "gradle:8-jdk21"),
        "bundler" => {
            let app = bundler(folder).context(root);
            let build = Stage::named("build", base("ruby:3.3-bookworm"))
                .dependencies(app.dependencies())
                .source(app.sources());
            let image = Stage::from(base("ruby:3.3-slim-bookworm")).account(uid(65532));
            image.source(app.artifacts(&build)).into()
        }
        "pip" => {
            let requirements = pip(format!("{folder}/requirements.txt")).context(root);
            let image = Stage::from(base("python:3.11-slim-bookworm")).account(uid(65532));
            image.dependencies(requirements).source(copy(folder.as_str()).to("/srv")).into()
        }
        _ => panic!("no such kind: {kind}"),
    };
    emit(image).context(context);
}

fn copied(folder: &str) -> Image {
    let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
    stage.source(copy(folder).to("/srv")).into()
}

/// What a recipe builds, in an image on the base that has built it.
fn of<R>(recipe: &R, base: &str) -> Image
where
    R: Recipe<Artifacts<Debian> = dockerfile_core::Artifacts<Debian>>,
{
    let base: BaseImage<Debian> = image(base).family(Debian);
    let build = Stage::named("build", base.clone()).recipe(recipe);
    Stage::from(base).account(uid(65532)).source(recipe.artifacts(&build)).into()
}
