//! `init` in and below workspaces of cargo, and what cargo and git have to say there.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use super::super::{run, said, surroundings};
use super::checkout;

const FILES: [(&str, &str); 7] = [
    ("Cargo.toml", "[workspace]\r\nresolver = \"3\"\r\nmembers = [\"api\"]\r\n"),
    ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"api\"\nversion = \"0.1.0\"\n"),
    ("api/Cargo.toml", "[package]\nname = \"api\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
    ("api/src/main.rs", "fn main() {}\n"),
    ("web/requirements.txt", "flask==3.0.0\n"),
    ("web/app.py", "print(1)\n"),
    (".github/CODEOWNERS", "* @team\n"),
];

/// Cargo writes the manifest anew, and the check is of that workspace.
#[test]
fn a_folder_below_a_workspace_gets_a_member_of_it() {
    let folder = checkout(&FILES, &[]);
    let output = run(&folder.path().join("web"), &["init", "--yes", "--name", "below"]);
    assert_eq!(output.status.code(), Some(0), "{:?}", said(&output));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
    let manifest = read("Cargo.toml");
    assert!(manifest.contains("members = [\"api\", \"web/below\"]\r\n"), "{manifest:?}");
    assert_eq!(manifest.matches('\n').count(), manifest.matches("\r\n").count(), "{manifest:?}");
    let workflow = read(".github/workflows/dockerfiles.yml");
    assert!(workflow.contains("- run: cargo check --locked -p below\n"), "{workflow}");
    assert!(!folder.path().join("web/below/.gitignore").exists());
}

#[test]
fn a_member_of_a_workspace_above_is_refused_with_the_place() {
    let folder = checkout(&FILES, &[]);
    let output = run(&folder.path().join("api"), &["init", "--yes", "--name", "inside"]);
    assert_eq!(output.status.code(), Some(2));
    let root = folder.path().canonicalize().expect("a folder");
    let says = format!("this package is of the workspace in `{}`", root.display());
    assert!(said(&output).1.contains(&says), "{:?}", said(&output));
    assert!(said(&output).1.contains("= help: run it there"), "{:?}", said(&output));
    assert!(!folder.path().join("api/inside").exists());
}

/// Such an ignore file says more than a declaration of a whole folder can.
#[test]
fn what_cannot_be_imported_leaves_the_workspace_as_it_was() {
    let files = [
        ("web/Dockerfile", "FROM debian:bookworm-slim\nCOPY . /app\nCMD [\"id\"]\n"),
        ("web/.dockerignore", "*\n!app.py\n"),
    ];
    let folder = checkout(&[&FILES[..], &files].concat(), &[]);
    let output = run(&folder.path().join("web"), &["init", "--yes", "--name", "undone"]);
    assert_eq!(output.status.code(), Some(2), "{:?}", said(&output));
    let (_, wrong) = said(&output);
    assert!(wrong.contains("`Dockerfile` cannot be imported as it is"), "{wrong}");
    assert!(wrong.contains("takes back with `!` what it keeps out"), "{wrong}");
    let status =
        Command::new("git").args(["status", "--short"]).current_dir(folder.path()).output();
    assert_eq!(String::from_utf8_lossy(&status.expect("git starts").stdout), "");
}

/// A manifest of a test, say.
#[test]
fn a_manifest_that_cargo_does_not_read_is_left_out_with_its_words() {
    let files = [
        ("tests/broken/Cargo.toml", "[package\nname = 1\n"),
        ("requirements.txt", "flask==3.0.0\n"),
        ("app.py", "print(1)\n"),
        (".github/CODEOWNERS", "* @team\n"),
    ];
    let folder = checkout(&files, &[]);
    let output = run(folder.path(), &["init", "--yes", "--name", "beside-broken"]);
    let (text, remarks) = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}{remarks}");
    assert!(remarks.contains("left out: `tests/broken/Cargo.toml`: "), "{remarks}");
    assert!(text.contains("this folder, in Python with pip"), "{text}");
}

/// What compiles declarations is made once, however many there are.
#[test]
fn several_dockerfiles_are_compiled_together() {
    let dockerfile = "FROM debian:bookworm-slim\nCOPY page /srv/\nCMD [\"id\"]\n";
    let folder = checkout(
        &[
            ("a/Dockerfile", dockerfile),
            ("a/page", "1\n"),
            ("b/Dockerfile", dockerfile),
            ("b/page", "1\n"),
            ("c/Dockerfile", dockerfile),
            ("c/page", "1\n"),
            (".github/CODEOWNERS", "* @team\n"),
        ],
        &[],
    );
    let tools = tempfile::tempdir().expect("a folder");
    let (log, cargo) = (tools.path().join("log"), tools.path().join("cargo"));
    let text = format!("#!/bin/sh\necho \"$1 $PWD\" >>'{}'\nexec cargo \"$@\"\n", log.display());
    fs::write(&cargo, text).expect("a program");
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("a mode");
    let output = Command::new(dockerfile_tests::tool())
        .args(["dockerfile", "init", "--yes", "--name", "together"])
        .current_dir(folder.path())
        .envs(surroundings())
        .env_remove("CI")
        .env("CARGO", &cargo)
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{:?}", said(&output));
    let log = fs::read_to_string(log).expect("a log");
    let builds: Vec<&str> = log.lines().filter(|line| line.starts_with("build ")).collect();
    assert_eq!(builds.len(), 1, "{log}");
}
