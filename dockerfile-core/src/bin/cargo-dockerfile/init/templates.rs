//! Bodies of functions that declare an image each, by the recipe of a language. What stands in `<..>` is
//! filled in.

/// A template with its blanks filled in.
pub(super) fn filled(template: &str, blanks: &[(&str, &str)]) -> String {
    let text = template.trim_start_matches('\n').to_owned();
    blanks.iter().fold(text, |text, (name, with)| text.replace(&format!("<{name}>"), with))
}

pub(super) const CARGO: &str = r#"
    let program = cargo("<package>")<workspace>;
    let rust = image("rust:<version>-slim-bookworm").family(Debian);
    let build = Stage::named("build", rust).recipe(&program);
    Image::from(
        Stage::from(debian("bookworm-slim"))
            .account(uid(65532))
            .source(program.artifacts(&build))
            .entrypoint(["/usr/local/bin/<program>"]),
    )
"#;

/// Of several packages, compiled together.
pub(super) const CARGO_PACKAGES: &str = r#"
    let programs = cargo([<packages>])<workspace>;
    let rust = image("rust:<version>-slim-bookworm").family(Debian);
    let build = Stage::named("build", rust).recipe(&programs);
    let images = [<pairs>].map(|(package, program)| {
        Stage::named(package, debian("bookworm-slim"))
            .account(uid(65532))
            .source(programs.artifacts_of(package, &build))
            .entrypoint([format!("/usr/local/bin/{program}")])
    });
    Image::from(images)
"#;

pub(super) const GO: &str = r#"
    let program = go("<folder>").program("<program>");
    let go = image("golang:<version>-bookworm").family(Debian);
    let build = Stage::named("build", go).recipe(&program);
    Image::from(
        Stage::from(scratch())
            .account(uid(65532))
            .source(program.artifacts(&build))
            .entrypoint(["/usr/local/bin/<program>"]),
    )
"#;

pub(super) const NODE: &str = r#"
    let package = <manager>("<folder>");
    let node = image("node:<version>-bookworm-slim").family(Debian);
    let build = Stage::named("build", node.clone()).recipe(&package);
    Image::from(
        Stage::from(node)
            .account(existing("node", 1000))
            .source(package.artifacts(&build))
            .workdir("<there>")
            <start>
    )
"#;

pub(super) const PIP: &str = r#"
    let requirements = pip("<requirements>").venv("/opt/venv");
    let python = image("python:<version>-slim-bookworm").family(Debian);
    let build = Stage::named("build", python.clone()).dependencies(requirements);
    Image::from(
        Stage::from(python)
            .account(uid(65532))
            .dependencies(copy("/opt/venv").from(&build))
            .source(<copied>)
            .workdir("<there>")
            <start>
    )
"#;

pub(super) const UV: &str = r#"
    let project = uv("<folder>");
    let python = image("python:<version>-slim-bookworm").family(Debian);
    let uv = copy("/uv").from(image("ghcr.io/astral-sh/uv:0.12")).to("/usr/local/bin/uv");
    let build = Stage::named("build", python.clone()).dependencies(uv).recipe(&project);
    Image::from(
        Stage::from(python)
            .account(uid(65532))
            .source(project.artifacts(&build))
            .workdir("<there>")
            <start>
    )
"#;

pub(super) const POETRY: &str = r#"
    let project = poetry("<folder>");
    let python = image("python:<version>-slim-bookworm").family(Debian);
    let build = Stage::named("build", python.clone()).recipe(&project);
    Image::from(
        Stage::from(python)
            .account(uid(65532))
            .source(project.artifacts(&build))
            .workdir("<there>")
            <start>
    )
"#;

pub(super) const JAVA: &str = r#"
    let project = <tool>("<folder>");
    let builder = image("<builder>").family(Ubuntu);
    let build = Stage::named("build", builder).recipe(&project);
    Image::from(
        Stage::from(image("eclipse-temurin:<version>-jre").family(Ubuntu))
            .account(uid(65532))
            .source(project.artifacts(&build))
            .entrypoint(["java", "-jar", "/app/app.jar"]),
    )
"#;

pub(super) const RUBY: &str = r#"
    let gems = bundler("<folder>");
    let ruby = image("ruby:<version>-bookworm").family(Debian);
    let build = Stage::named("build", ruby).recipe(&gems);
    Image::from(
        Stage::from(image("ruby:<version>-slim-bookworm").family(Debian))
            .account(uid(65532))
            .source(gems.artifacts(&build))
            .workdir("<there>")
            <start>
    )
"#;
