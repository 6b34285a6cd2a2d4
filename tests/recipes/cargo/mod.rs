//! A package of a cargo workspace: what is read from its manifests, what becomes of it, and
//! which steps an edit runs again.

use std::fs;

use dockerfile_core::{Cargo, Debian, Image, Recipe, RunsOn, Stage, cargo, debian, image, uid};
use dockerfile_tests::context::Context;
use dockerfile_tests::docker::Image as Built;
use dockerfile_tests::root;

use crate::steps::{Change, Edit, Scenario};

mod compiled;
mod engine;
mod kept;
mod laws;
mod platforms;
mod several;
mod stripped;
mod text;
mod words;

/// A package of the registry, as this repository has locked it.
fn locked(name: &str) -> String {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("a lock file");
    let begins = format!("[[package]]\nname = \"{name}\"\n");
    let package = lock.split("\n\n").find(|package| package.starts_with(&begins));
    package.expect("it is locked").trim().to_owned()
}

/// A workspace of a program, two libraries that it needs, a package that its tests need, and
/// another service.
fn workspace() -> Context {
    let files = [
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\", \"tool\"]\nexclude = [\"crates/old\"]\n\n\
             [workspace.dependencies]\ncore-of-tests = { path = \"crates/core\" }\nitoa = \"1\"\n\n\
             [profile.small]\ninherits = \"release\"\n",
        ),
        ("crates/old/Cargo.toml", "not a manifest"),
        (
            "crates/app/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [features]\nextra = []\n\n\
             [dependencies]\ncore-of-tests.workspace = true\nitoa.workspace = true\n\n\
             [dev-dependencies]\ntool = { path = \"../../tool\" }\n",
        ),
        (
            "crates/app/src/main.rs",
            "fn main() {\n    println!(\"app {} {}\", core_of_tests::said(), itoa::Buffer::new().format(7));\n}\n",
        ),
        ("crates/app/tests/it.rs", "#[test]\nfn it() {}\n"),
        (
            "crates/core/Cargo.toml",
            "[package]\nname = \"core-of-tests\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlinks = \"said\"\n\n\
             [dependencies]\nbase-of-tests = { path = \"../base\" }\n",
        ),
        ("crates/core/build.rs", "fn main() {\n    println!(\"cargo::rustc-env=SAID=core\");\n}\n"),
        (
            "crates/core/src/lib.rs",
            "pub fn said() -> String {\n    format!(\"{}-{}\", env!(\"SAID\"), base_of_tests::SAID)\n}\n",
        ),
        (
            "crates/base/Cargo.toml",
            "[package]\nname = \"base-of-tests\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [lib]\npath = \"lib/base.rs\"\n",
        ),
        ("crates/base/lib/base.rs", "pub const SAID: &str = \"base\";\n"),
        (
            "tool/Cargo.toml",
            "[package]\nname = \"tool\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        ),
        (
            "crates/other/Cargo.toml",
            "[package]\nname = \"other\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nmemchr = \"2\"\n",
        ),
        ("crates/other/src/main.rs", "fn main() {}\n"),
        ("tool/src/lib.rs", "pub fn tool() {}\n"),
        ("tool/src/bin/one.rs", "fn main() {}\n"),
        (
            "Cargo.lock",
            "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"core-of-tests\",\n \"itoa\",\n \"tool\",\n]\n\n\
             [[package]]\nname = \"base-of-tests\"\nversion = \"0.1.0\"\n\n\
             [[package]]\nname = \"core-of-tests\"\nversion = \"0.1.0\"\ndependencies = [\n \"base-of-tests\",\n]\n\n\
             ITOA\n\nMEMCHR\n\n\
             [[package]]\nname = \"other\"\nversion = \"0.1.0\"\ndependencies = [\n \"memchr\",\n]\n\n\
             [[package]]\nname = \"tool\"\nversion = \"0.1.0\"\n",
        ),
    ];
    let workspace = Context::with(&[]);
    for (name, text) in files {
        let text = text.replace("ITOA", &locked("itoa")).replace("MEMCHR", &locked("memchr"));
        workspace.write(name, text);
    }
    workspace
}

fn app(workspace: &Context) -> Cargo {
    cargo("app").workspace(".").context(workspace.folder())
}

fn declared<R: Recipe>(app: &R) -> Image
where
    R::Artifacts<Debian>: RunsOn<Debian>,
{
    compiled_on("rust:1-slim-bookworm", app)
}

/// An image whose program was compiled on this base.
fn compiled_on<R: Recipe>(base: &str, app: &R) -> Image
where
    R::Artifacts<Debian>: RunsOn<Debian>,
{
    let build = Stage::named("build", image(base).family(Debian))
        .dependencies(app.dependencies())
        .source(app.sources())
        .build(app.build());
    Stage::from(debian("bookworm-slim"))
        .account(uid(65532))
        .source(app.artifacts(&build))
        .entrypoint(["/usr/local/bin/app"])
        .into()
}

fn layers(workspace: &Context) -> Image {
    declared(&app(workspace))
}

fn incremental(workspace: &Context) -> Image {
    declared(&app(workspace).incremental())
}

/// What a reader of the image should know.
fn plan(image: Image) -> String {
    image.render().unwrap_or_else(|report| panic!("{report}")).plan
}

fn said(image: &Built) -> String {
    let output = image.try_run(&[], &["/usr/local/bin/app"]);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A new version of the program's package, in its manifest and in the lock file.
fn release(workspace: &Context) {
    let (old, new) = ("name = \"app\"\nversion = \"0.1.0\"", "name = \"app\"\nversion = \"0.2.0\"");
    for name in ["crates/app/Cargo.toml", "Cargo.lock"] {
        workspace.replace(name, old, new);
    }
}

/// Another service needs one more package.
fn depend(workspace: &Context) {
    workspace.replace("crates/other/Cargo.toml", "memchr", "lexopt = \"0.3\"\nmemchr");
    let lexopt = locked("lexopt");
    workspace.replace("Cargo.lock", " \"memchr\",\n]", " \"lexopt\",\n \"memchr\",\n]");
    let memchr = "[[package]]\nname = \"memchr\"";
    workspace.replace("Cargo.lock", memchr, &format!("{lexopt}\n\n{memchr}"));
}

/// One more service.
fn join(workspace: &Context) {
    let package = "[package]\nname = \"third\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    workspace.write("crates/third/Cargo.toml", package);
    workspace.write("crates/third/src/lib.rs", "");
    let tool = "[[package]]\nname = \"tool\"";
    let third = "[[package]]\nname = \"third\"\nversion = \"0.1.0\"";
    workspace.replace("Cargo.lock", tool, &format!("{third}\n\n{tool}"));
}

/// Two programs over one library.
pub(crate) fn two_programs() -> Scenario {
    Scenario {
        name: "Rust, two programs",
        context: several::two(),
        image: |workspace| several::images(&several::both(workspace)),
        targets: &["app", "other"],
        edits: vec![
            Edit::of(Change::Source, 3, |workspace| {
                workspace.edit("crates/app/src/main.rs", "app");
            }),
            Edit::of(Change::OtherService, 3, |workspace| {
                workspace.edit("crates/other/src/main.rs", "other");
            }),
            Edit::of(Change::Version, 3, release),
            Edit::of(Change::OtherDependency, 9, depend),
            Edit::of(Change::NewMember, 0, join),
        ],
    }
}

pub(crate) fn scenario() -> Scenario {
    let new_dependency = |workspace: &Context| {
        workspace.replace(
            "crates/app/Cargo.toml",
            "itoa.workspace",
            "memchr = \"2\"\nitoa.workspace",
        );
        workspace.replace("Cargo.lock", " \"itoa\",\n", " \"itoa\",\n \"memchr\",\n");
    };
    Scenario {
        name: "Rust",
        context: workspace(),
        image: layers,
        targets: &["final"],
        edits: vec![
            Edit::of(Change::Source, 3, |workspace| {
                workspace.edit("crates/app/src/main.rs", "app");
            }),
            Edit::of(Change::Unused, 0, |workspace| {
                workspace.write("crates/app/tests/it.rs", "#[test]\nfn other() {}\n");
            }),
            Edit::of(Change::OtherService, 0, |workspace| {
                workspace.write("tool/src/bin/one.rs", "fn main() {\n    println!();\n}\n");
            }),
            Edit::of(Change::Version, 3, release),
            Edit::of(Change::NewDependency, 9, new_dependency),
            Edit::of(Change::OtherDependency, 0, depend),
            Edit::of(Change::NewMember, 0, join),
        ],
    }
}
