//! `pin`, with a registry that a program called `docker` plays: it says what `docker buildx imagetools
//! inspect` says.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use dockerfile_tests::project::Project;

use super::{said, surroundings};

const IMAGES: &str = "let build = Stage::named(\"build\", image(\"rust:1\").family(Debian)).packages(run([\"true\"])); \
    let web = Stage::named(\"web\", debian(\"bookworm-slim\")).account(uid(7)).source(copy(\"/bin/true\").from(&build)).cmd([\"id\"]); \
    emit(web);";

fn digest(letter: char) -> String {
    format!("sha256:{}", letter.to_string().repeat(64))
}

/// The program's words, with a `docker` that answers by this script.
fn pin(project: &Project, script: &str, words: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let docker = folder.path().join("docker");
    fs::write(&docker, format!("#!/bin/sh\n{script}\n")).expect("a script");
    fs::set_permissions(&docker, fs::Permissions::from_mode(0o755)).expect("it may start");
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").expect("a path"));
    Command::new(dockerfile_tests::tool())
        .args(["dockerfile", "pin"])
        .args(words)
        .current_dir(project.path(""))
        .envs(surroundings())
        .env("PATH", path)
        .env_remove("CI")
        .output()
        .expect("the program runs")
}

fn is_fresh(project: &Project) -> bool {
    super::run(Path::new(&project.path("")), &["check"]).status.success()
}

#[test]
fn each_base_gets_the_digest_that_the_registry_says() {
    let project = Project::new("cli-pinned", env!("CARGO_TARGET_TMPDIR"), IMAGES);
    super::run(&project.path(""), &["write"]);
    let unpinned = pin(&project, "exit 9", &["--check"]);
    assert_eq!(unpinned.status.code(), Some(1));
    assert!(said(&unpinned).0.contains("rust:1  has no digest"), "{}", said(&unpinned).0);

    let by_name = format!(
        "case \"$4\" in rust:1) d={} ;; debian:bookworm-slim) d={} ;; *) exit 1 ;; esac\n\
         test \"$1 $2 $3\" = 'buildx imagetools inspect' && echo \"{{\\\"digest\\\": \\\"$d\\\"}}\"",
        digest('a'),
        digest('b')
    );
    let pinned = pin(&project, &by_name, &[]);
    assert_eq!(pinned.status.code(), Some(0), "{:?}", said(&pinned));
    let text = project.read("Dockerfile").unwrap();
    assert!(text.contains(&format!("FROM rust:1@{} AS ", digest('a'))), "{text}");
    assert!(text.contains(&format!("FROM debian:bookworm-slim@{} AS ", digest('b'))), "{text}");
    assert!(is_fresh(&project), "the declaration reads digests back");

    // Known digests are asked for again only where somebody says so.
    assert_eq!(pin(&project, "exit 9", &[]).status.code(), Some(0));
    let newer = by_name.replace(&digest('a'), &digest('c'));
    assert_eq!(pin(&project, &newer, &["--update"]).status.code(), Some(0));
    assert!(project.read("Dockerfile").unwrap().contains(&digest('c')));
    assert!(is_fresh(&project));
}

#[test]
fn nothing_is_written_where_one_digest_is_not_known() {
    let project = Project::new("cli-unpinned", env!("CARGO_TARGET_TMPDIR"), IMAGES);
    super::run(&project.path(""), &["write"]);
    let before = project.read("Dockerfile");
    for (script, says) in [
        ("echo 'rust:1: not found' >&2; exit 1", "not found"),
        ("echo '{\"digest\": \"latest\"}'", "`latest` is no digest"),
        ("echo no JSON", "docker buildx: expected"),
    ] {
        let output = pin(&project, script, &[]);
        assert_eq!(output.status.code(), Some(2), "{script}");
        assert!(said(&output).1.contains(says), "{script}: {}", said(&output).1);
        assert_eq!(project.read("Dockerfile"), before, "{script}");
    }
}
