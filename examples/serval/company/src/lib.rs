//! The recipes that all services of this repository share: one for each language, and what is the
//! same for all of them. A service's declaration is one line, and a change here reaches every image.

use dockerfile_core::{
    Account, BaseImage, ComesBefore, Debian, Entrypoint, Family, Runtime, Shellless, Stage, Ubuntu,
    apt, bundler, go, image, maven, npm, run, scratch, uid, uv,
};

/// The repository, from the package whose build script declares the images.
const ROOT: &str = "..";
/// Where every service listens.
const PORT: u16 = 8080;

/// What every service is: labelled as ours, and run by nobody.
fn service<F: Family>(name: &str, base: BaseImage<F>) -> Stage<Account, F> {
    Stage::named(name, base)
        .label("org.opencontainers.image.title", name)
        .label("org.opencontainers.image.vendor", "Serval")
        .account(uid(65532))
}

/// What every service does.
trait Listening<At, F> {
    /// Listens on the port that its environment names.
    fn listening(self) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>;
}

impl<At, F> Listening<At, F> for Stage<At, F> {
    #[track_caller]
    fn listening(self) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.env("PORT", PORT).expose(PORT)
    }
}

/// A service in Go: its program, and nothing else.
pub fn go_service(name: &str) -> Stage<Entrypoint, Shellless> {
    let program = go(name).context(ROOT);
    let build = Stage::named("build", image("golang:1-bookworm").family(Debian))
        .dependencies(program.dependencies())
        .source(program.sources())
        .build(program.build());
    service(name, scratch())
        .source(program.artifacts(&build))
        .listening()
        .entrypoint([format!("/usr/local/bin/{name}")])
}

/// A service in Python: a module of its project, and what uv has installed for it.
pub fn python_service(name: &str, module: &str) -> Stage<Entrypoint, Debian> {
    let python = || image("python:3.11-slim-bookworm").family(Debian);
    let project = uv(name).context(ROOT);
    let build = Stage::named("build", python())
        .packages(run(["python3", "-m", "pip", "install", "--no-cache-dir", "uv==0.9.8"]))
        .dependencies(project.dependencies())
        .source(project.sources())
        .build(project.build());
    service(name, python())
        .source(project.artifacts(&build))
        .workdir(format!("/src/{name}"))
        .listening()
        .entrypoint(["/opt/venv/bin/python3", "-m", module])
}

/// A service in TypeScript: what its build script makes of it.
pub fn node_service(name: &str, script: &str) -> Stage<Entrypoint, Debian> {
    let node = || image("node:20-bookworm-slim").family(Debian);
    let package = npm(name).context(ROOT);
    let build = Stage::named("build", node())
        .dependencies(package.dependencies())
        .source(package.sources())
        .build(package.build());
    service(name, node())
        .source(package.artifacts(&build))
        .workdir(format!("/src/{name}"))
        .listening()
        .entrypoint(["node", script])
}

/// A service in Java: one jar.
pub fn java_service(name: &str) -> Stage<Entrypoint, Ubuntu> {
    let module = maven(name).context(ROOT);
    let build = Stage::named("build", image("maven:3.9-eclipse-temurin-21").family(Ubuntu))
        .dependencies(module.dependencies())
        .source(module.sources())
        .build(module.build());
    service(name, image("eclipse-temurin:21-jre").family(Ubuntu))
        .source(module.artifacts(&build))
        .listening()
        .entrypoint(["java", "-jar", "/app/app.jar"])
}

/// A service in Ruby: its gems, and its files.
pub fn ruby_service(name: &str, script: &str) -> Stage<Entrypoint, Debian> {
    let ruby = || image("ruby:3.4-slim-bookworm").family(Debian);
    let bundle = bundler(name).context(ROOT);
    let build = Stage::named("build", ruby())
        .packages(apt(["build-essential"]))
        .dependencies(bundle.dependencies())
        .source(bundle.sources());
    service(name, ruby())
        .source(bundle.artifacts(&build))
        .workdir(format!("/src/{name}"))
        .listening()
        .entrypoint(["bundle", "exec", "ruby", script])
}
