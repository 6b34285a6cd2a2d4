//! Java: modules of Maven and projects of Gradle, and what tests of both need.

pub(crate) mod gradle;
pub(crate) mod maven;
mod projects;
mod words;

use std::process::Command;

use dockerfile_core::{Account, Debian, Image, Recipe, RunsOn, Stage, apt, debian, image, uid};
use dockerfile_tests::at_once;
use dockerfile_tests::context::Context;

use crate::steps::{Change, Edit};

const MAIN: &str = "public class Main {\n  public static void main(String[] args) {\n    \
                    System.out.println(\"svc \" + Lib.SAID);\n  }\n}\n";

/// The compiler copies the constant, so that the service's own file runs alone.
const LIB: &str = "public class Lib {\n  public static final String SAID = \"lib\";\n}\n";

/// The image of a service whose one file Java starts, built on this base.
/// A profile of Maven's that packs the program with what it needs.
const PACKED: &str = "<profiles><profile><id>packed</id><build><plugins><plugin>\
                      <artifactId>maven-shade-plugin</artifactId></plugin></plugins></build></profile></profiles>";

fn packaged<R: Recipe>(base: &str, svc: &R) -> Image
where
    R::Artifacts<Debian>: RunsOn<Debian>,
{
    let build = Stage::named("build", image(base).family(Debian))
        .dependencies(svc.dependencies())
        .source(svc.sources())
        .build(svc.build());
    Stage::from(image("eclipse-temurin:21-jre").family(Debian))
        .account(uid(65532))
        .source(svc.artifacts(&build))
        .entrypoint(["java", "-jar", "/app/app.jar"])
        .into()
}

/// What is said of an image, soon.
fn soon(image: impl Into<Image>) -> String {
    at_once(|| match image.into().render() {
        Ok(rendered) => rendered.dockerfile,
        Err(report) => report.to_string(),
    })
}

fn pipe(context: &Context, file: &str) {
    let _ = std::fs::remove_file(context.path(file));
    let made = Command::new("mkfifo").arg(context.path(file)).status();
    assert!(made.expect("mkfifo starts").success());
}

fn runtime() -> Stage<Account, Debian> {
    Stage::from(debian("bookworm-slim")).packages(apt(["default-jre-headless"])).account(uid(65532))
}

/// The edits of a scenario, with those that both have in common.
fn edits(more: Vec<Edit>) -> Vec<Edit> {
    let mut edits = vec![
        Edit::of(Change::Source, 3, |context| {
            context.edit("svc/src/main/java/Main.java", "svc");
        }),
        Edit::of(Change::Unused, 0, |context| context.write("README.md", "Changed.\n")),
        Edit::of(Change::OtherService, 0, |context| {
            context.write("other/src/main/java/Other.java", "public class Other { int i; }\n");
        }),
    ];
    edits.extend(more);
    edits
}
