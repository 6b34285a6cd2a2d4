//! What all services of this repository share: one function over recipes, and the bases of each
//! language. A service's declaration is one line, and a change here reaches every image.

use dockerfile_core::{
    BaseImage, ComesBefore, Debian, Dependencies, Entrypoint, Family, HasShell, Recipe, RunsOn,
    Runtime, Scratch, Stage, Ubuntu, apt, bundler, go, image, maven, npm, run, scratch, uid, uv,
};

/// Where every service listens.
const PORT: u16 = 8080;

/// The image of any service: its recipe builds in a stage of its own, the image has our labels, and
/// the program runs as a user without rights and listens on the port of `PORT`.
fn service<R, At, B, F>(
    name: &str,
    recipe: &R,
    builder: Stage<At, B>,
    base: BaseImage<F>,
) -> Stage<Runtime, F>
where
    R: Recipe,
    R::Artifacts<B>: RunsOn<F>,
    At: ComesBefore<Dependencies>,
    B: HasShell,
    F: Family,
{
    let build = builder.recipe(recipe);
    Stage::named(name, base)
        .label("org.opencontainers.image.title", name)
        .label("org.opencontainers.image.vendor", "Serval")
        .account(uid(65532))
        .source(recipe.artifacts(&build))
        .env("PORT", PORT)
        .expose(PORT)
}

/// A service in Go: its program, and nothing else.
pub fn go_service(name: &str) -> Stage<Entrypoint, Scratch> {
    let builder = Stage::named("build", image("golang:1-bookworm").family(Debian));
    service(name, &go(name), builder, scratch()).entrypoint([format!("/usr/local/bin/{name}")])
}

/// A service in Python: a module of its project, and what uv has installed for it.
pub fn python_service(name: &str, module: &str) -> Stage<Entrypoint, Debian> {
    let python = || image("python:3.11-slim-bookworm").family(Debian);
    let builder = Stage::named("build", python()).packages(run([
        "python3",
        "-m",
        "pip",
        "install",
        "--no-cache-dir",
        "uv==0.9.8",
    ]));
    service(name, &uv(name), builder, python()).workdir(format!("/src/{name}")).entrypoint([
        "/opt/venv/bin/python3",
        "-m",
        module,
    ])
}

/// A service in TypeScript: what its build script makes of it.
pub fn node_service(name: &str, script: &str) -> Stage<Entrypoint, Debian> {
    let node = || image("node:22-bookworm-slim").family(Debian);
    service(name, &npm(name), Stage::named("build", node()), node())
        .workdir(format!("/src/{name}"))
        .entrypoint(["node", script])
}

/// A service in Java: one jar.
pub fn java_service(name: &str) -> Stage<Entrypoint, Ubuntu> {
    let builder = Stage::named("build", image("maven:3.9-eclipse-temurin-21").family(Ubuntu));
    let base = image("eclipse-temurin:21-jre").family(Ubuntu);
    service(name, &maven(name), builder, base).entrypoint(["java", "-jar", "/app/app.jar"])
}

/// A service in Ruby: its gems, and its files.
pub fn ruby_service(name: &str, script: &str) -> Stage<Entrypoint, Debian> {
    let ruby = || image("ruby:3.4-slim-bookworm").family(Debian);
    let builder = Stage::named("build", ruby()).packages(apt(["build-essential"]));
    service(name, &bundler(name), builder, ruby())
        .workdir(format!("/src/{name}"))
        .entrypoint(["bundle", "exec", "ruby", script])
}
