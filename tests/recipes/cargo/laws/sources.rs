//! What a package is compiled from, each rule by the smallest project that needs it.

use std::os::unix::fs::symlink;

use dockerfile_core::Cargo;
use dockerfile_tests::context::{Context, shown};

use super::super::{app, declared, workspace};

const MAIN: &str = "src/main.rs";

/// A package of this manifest at the root of its context, with these files.
fn alone(manifest: &str, files: &[(&str, &str)]) -> Context {
    let context = Context::with(&[
        ("Cargo.toml", &format!("[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{manifest}")),
        ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n"),
        (MAIN, "fn main() {}\n"),
    ]);
    files.iter().for_each(|(path, text)| context.write(path, text));
    context
}

/// What is copied into the stage that builds, in its order.
fn copied(app: &Cargo) -> String {
    let text = shown(declared(app));
    let build = text.split("FROM rust AS build\n").nth(1).expect("a stage that builds");
    let build = build.split("\n\n").next().unwrap_or_default();
    let lines = build.lines().filter_map(|line| line.strip_prefix("COPY "));
    let lines = lines.filter(|line| !line.starts_with("--from"));
    lines.map(|line| line.split(" /src").next().unwrap_or(line)).collect::<Vec<_>>().join(", ")
}

#[test]
fn what_links_lead_to_is_taken() {
    for (links, lines) in [
        (vec![("src/a", "../docs/a.md")], "src, docs/a.md"),
        (vec![("src/a", "../docs")], "src, docs"),
        (vec![("src/a", "../src/main.rs")], "src"),
        (vec![("src/up", "..")], "src"),
        (vec![("src/gone", "../none")], "src"),
        // A link of a folder that stays behind leads nowhere in the image.
        (vec![("tests/a", "/etc/hostname")], "src"),
        (vec![("src/a", "../docs/b"), ("docs/b", "deep/c.md")], "src, docs/b, docs/deep/c.md"),
    ] {
        let context = alone("", &[("docs/a.md", ""), ("docs/deep/c.md", ""), ("tests/x.rs", "")]);
        for (link, target) in &links {
            symlink(target, context.path(link)).expect("a link");
        }
        assert_eq!(copied(&app(&context)), lines, "{links:?}");
    }
}

/// A script outside of its package, which comes with its modules.
#[test]
fn a_file_outside_of_its_package_brings_no_more_than_its_modules() {
    for (script, files, wanted) in [
        ("", vec![], "scripts/build.rs"),
        ("mod a;", vec!["a.rs"], "scripts/a.rs scripts/build.rs"),
        ("mod a;", vec!["a/mod.rs"], "scripts/a, scripts/build.rs"),
        ("mod a;", vec!["a.rs", "a/b.rs"], "scripts/a, scripts/a.rs scripts/build.rs"),
        ("mod a { }", vec!["b.rs"], "scripts/build.rs"),
        // A file of the module's name without an end is another one.
        ("mod a;", vec!["a.rs", "a"], "scripts/a.rs scripts/build.rs"),
        // A module may be called as the script, or as what declares it.
        ("mod build { }", vec![], "scripts/build.rs"),
        ("mod a; mod b;", vec!["a.rs", "b.rs"], "scripts/a.rs scripts/b.rs scripts/build.rs"),
    ] {
        let workspace = workspace();
        workspace.replace(
            "crates/core/Cargo.toml",
            "links =",
            "build = \"../../scripts/build.rs\"\nlinks =",
        );
        workspace.write("scripts/build.rs", format!("{script}\nfn main() {{}}\n"));
        for file in &files {
            workspace.write(&format!("scripts/{file}"), "mod a { }\nmod b { }\n");
        }
        let lines = copied(&app(&workspace));
        let lines = lines.split(", ").filter(|line| line.starts_with("scripts"));
        assert_eq!(lines.collect::<Vec<_>>().join(", "), wanted, "{script} {files:?}");
    }
}
