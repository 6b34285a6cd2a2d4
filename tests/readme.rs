//! The README's declaration gives the README's Dockerfile, and its mistake the README's
//! message. All three are taken from the README itself.

use std::{env, fs};

use dockerfile_tests::project::Project;
use dockerfile_tests::root;
use dockerfile_tests::text::without_private;

/// What stands in the first block of that kind.
fn block(kind: &str) -> String {
    let readme = fs::read_to_string(root().join("README.md")).expect("there is a README");
    let open = format!("```{kind}\n");
    let (_, below) = readme.split_once(&open).unwrap_or_else(|| panic!("no block {open}"));
    below.split_once("```\n").expect("a block ends").0.to_owned()
}

fn project(name: &'static str, script: &str) -> Project {
    let project = Project::new(name, env!("CARGO_TARGET_TMPDIR"), "");
    project.write("build.rs", script);
    project.write("requirements.txt", "");
    project.write("inventory/server.py", "");
    project
}

#[test]
fn the_declaration_gives_the_dockerfile() {
    let project = project("r_declaration", &block("rust,no_run"));
    project.build().succeeds();
    assert_eq!(project.read("Dockerfile").expect("a Dockerfile"), block("dockerfile"));
    let ignore = project.read(".dockerignore").expect("an ignore file");
    let own = without_private(&ignore);
    assert!(own.ends_with("\n*\n!requirements.txt\n!inventory\n"), "{ignore}");
}

#[test]
fn two_swapped_lines_give_the_message() {
    let script = block("rust,no_run");
    let line = |word: &str| {
        let indented = format!("        .{word}(copy");
        script.lines().find(|line| line.starts_with(&indented)).expect("the line is there")
    };
    let (first, second) = (line("dependencies"), line("source"));
    let swapped = script.replace(&format!("{first}\n{second}\n"), &format!("{second}\n{first}\n"));
    assert_ne!(swapped, script);
    let build = project("r_swapped", &swapped).build();
    let message = block("text");
    build.fails(&[message.trim_end()]);
    assert_eq!(build.said.matches("\nerror[").count(), 1, "{}", build.said);
}
