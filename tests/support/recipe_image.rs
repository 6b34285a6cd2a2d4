//! A small program that emits the image of a project into the folder of `CARGO_MANIFEST_DIR`,
//! which is the build context: `recipe_image KIND FOLDER`. Beside the recipes' names, `copy` is a
//! kind. What follows is said of it, too: `ignore_scripts`, `on_build_platform`, `offline`, `base=IMAGE`,
//! and, as often as needed, `apt=PACKAGE` and `run=COMMAND` for a tool that the base lacks,
//! `env=NAME=VALUE` for its build, and `extra=NAME`.

use std::env;
use std::path::PathBuf;

use dockerfile_core::{
    Apt, BaseImage, Debian, Image, Recipe, RunsOn, Stage, apt, bundler, cargo, copy, debian, emit,
    go, gradle, image, maven, npm, pip, pnpm, poetry, run, uid, uv, yarn,
};

fn main() {
    let context = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("a build context"));
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [kind, folder, said @ ..] = arguments.as_slice() else { panic!("a kind and a folder") };
    let says = |word: &str| said.iter().any(|said| said == word);
    let base = |tag: &str| {
        let other = said.iter().find_map(|said| said.strip_prefix("base="));
        image(other.unwrap_or(tag)).family(Debian)
    };
    let root = context.as_path();
    let node = "node:20-bookworm-slim";
    let image = match kind.as_str() {
        "copy" => copied(folder),
        "cargo" => of(&cargo("app").workspace(folder).context(root), base("rust:1-slim-bookworm")),
        "npm" if says("ignore_scripts") => {
            of(&npm(folder).context(root).ignore_scripts(), base(node))
        }
        "go" if says("on_build_platform") => {
            let app = go(folder).context(root);
            let build = Stage::named("build", base("golang:1-bookworm").on_build_platform());
            let build = build.recipe(&app);
            let image = Stage::from(debian("bookworm-slim")).account(uid(65532));
            image.source(app.artifacts(&build)).into()
        }
        "npm" => of(&npm(folder).context(root), base(node)),
        "pnpm" => of(&pnpm(folder).context(root), base(node)),
        "yarn" => of(&yarn(folder).context(root), base(node)),
        "uv" => {
            of(&uv(folder).context(root).extras(told("extra")), base("python:3.11-slim-bookworm"))
        }
        "poetry" => of(&poetry(folder).context(root), base("python:3.11-slim-bookworm")),
        "go" => of(&go(folder).context(root), base("golang:1-bookworm")),
        "maven" if says("offline") => {
            of(&maven(folder).context(root).offline(), base("maven:3.9-eclipse-temurin-21"))
        }
        "maven" => of(&maven(folder).context(root), base("maven:3.9-eclipse-temurin-21")),
        "gradle" => of(&gradle(folder).context(root), base("gradle:8-jdk21")),
        "bundler" => {
            let app = bundler(folder).context(root);
            let build = Stage::named("build", base("ruby:3.3-bookworm"))
                .packages(packages())
                .dependencies(app.dependencies())
                .source(app.sources());
            let image = Stage::from(base("ruby:3.3-slim-bookworm")).packages(packages());
            image.account(uid(65532)).source(app.artifacts(&build)).into()
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
fn of<R>(recipe: &R, base: BaseImage<Debian>) -> Image
where
    R: Recipe,
    R::Artifacts<Debian>: RunsOn<Debian>,
{
    let tools = told("run").into_iter().map(run);
    let build = Stage::named("build", base.clone()).packages(packages());
    let build = build.packages(tools.collect::<Vec<_>>());
    let build = told("env").into_iter().fold(build, |build, pair| {
        let (name, value) = pair.split_once('=').expect("a variable has a value");
        build.build_env(name, value)
    });
    let build = build.recipe(recipe);
    Stage::from(base).account(uid(65532)).source(recipe.artifacts(&build)).into()
}

/// Packages of Debian that the base lacks.
fn packages() -> Option<Apt> {
    let names = told("apt");
    (!names.is_empty()).then(|| apt(names))
}

/// What the words behind the folder say.
fn told(word: &str) -> Vec<String> {
    let said = |argument: String| Some(argument.strip_prefix(word)?.strip_prefix('=')?.to_owned());
    env::args().skip(3).filter_map(said).collect()
}
