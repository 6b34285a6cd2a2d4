//! Where a build script of ours runs beside a developer's checkout, and where the files are
//! used without it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use dockerfile_tests::docker::{Docker, skip};
use dockerfile_tests::{git, root, text::lines};
use tempfile::TempDir;

/// A workspace of its own: the crates of ours, as they are published, and a package `app`.
struct Workspace(TempDir);

impl Workspace {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let workspace = Self(folder);
        for name in
            ["dockerfile-core", "dockerfile-derive", "Cargo.lock", "LICENSE-MIT", "LICENSE-APACHE"]
        {
            copy(&root().join(name), &workspace.path(name));
        }
        let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
        let (above, members) = manifest.split_once("members = [").expect("a workspace");
        let (_, below) = members.split_once(']').expect("a list");
        let members = "members = [\"dockerfile-core\", \"dockerfile-derive\", \"app\"]";
        workspace.write("Cargo.toml", &format!("{above}{members}{below}"));
        for (name, text) in files {
            workspace.write(name, text);
        }
        workspace.git(&["init", "-q"]);
        workspace
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, text).expect("a new file");
    }

    fn git(&self, arguments: &[&str]) {
        git(self.0.path(), arguments);
    }

    fn cargo(&self, folder: &str, arguments: &[&str]) -> Output {
        let cargo = env::var_os("CARGO").expect("cargo runs the tests");
        let mut command = Command::new(cargo);
        command.args(arguments).current_dir(self.path(folder));
        for variable in ["CI", "DOCKERFILE_EMIT", "OUT_DIR"] {
            command.env_remove(variable);
        }
        command.env("CARGO_TARGET_DIR", self.path("target"));
        command.output().expect("cargo starts")
    }
}

fn succeeds(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

/// With all below it, and what links lead to.
fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a new folder");
        for entry in fs::read_dir(from).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            copy(&from.join(&name), &to.join(&name));
        }
    } else {
        fs::copy(from, to).expect("a file");
    }
}

const APP: &str = r#"[package]
name = "app-of-tests"
version = "0.1.0"
edition = "2024"
description = "A service.\nOf two lines."
license = "MIT"
repository = "https://example.com/app"
authors = ["A <a@example.com>", "B"]

[build-dependencies]
dockerfile-core.workspace = true
"#;

const BUILD: &str = r#"use dockerfile_core::{Stage, debian, emit, uid};

fn main() {
    emit(Stage::from(debian("12")).package_labels().account(uid(7)).cmd(["id"]));
}
"#;

/// It is verified, and a dependent builds it, and neither writes into the packed source.
#[test]
fn a_published_package_is_left_alone() {
    let workspace =
        Workspace::new(&[("app/Cargo.toml", APP), ("app/build.rs", BUILD), ("app/src/lib.rs", "")]);
    succeeds(&workspace.cargo("app", &["build", "--offline"]));
    let dockerfile = fs::read_to_string(workspace.path("app/Dockerfile")).expect("a Dockerfile");
    assert_eq!(
        lines(&dockerfile, "LABEL"),
        [
            "LABEL org.opencontainers.image.title=\"app-of-tests\"",
            "LABEL org.opencontainers.image.authors=\"A <a@example.com>, B\"",
            "LABEL org.opencontainers.image.description=\"A service. Of two lines.\"",
            "LABEL org.opencontainers.image.licenses=\"MIT\"",
            "LABEL org.opencontainers.image.source=\"https://example.com/app\"",
        ]
    );
    workspace.git(&["add", "."]);
    workspace.git(&["commit", "-qm", "all"]);
    // Verification builds the packed source, in a folder inside this checkout.
    succeeds(&workspace.cargo(".", &["package", "--workspace", "--offline"]));
    let dry = workspace.cargo(".", &["publish", "--dry-run", "--workspace"]);
    if dry.status.success() {
        let said = String::from_utf8_lossy(&dry.stderr);
        assert_eq!(said.matches("aborting upload due to dry run").count(), 3, "{said}");
    } else {
        skip(
            "no registry answers `cargo publish --dry-run`",
            &String::from_utf8_lossy(&dry.stderr),
        );
    }

    let packed = workspace.path("target/package/app-of-tests-0.1.0");
    fs::remove_file(packed.join("Dockerfile")).expect("it was packed");
    let before = names(&packed);
    workspace.write("app/src/lib.rs", "// A dependent, now.");
    workspace.write("app/build.rs", "fn main() {}");
    let dependent = APP.replace("app-of-tests", "dependent");
    let (dependent, _) = dependent.split_once("[build-dep").expect("there are dependencies");
    let path = "app-of-tests = { path = \"../target/package/app-of-tests-0.1.0\" }";
    workspace.write("app/Cargo.toml", &format!("{dependent}[dependencies]\n{path}\n"));
    let manifest = fs::read_to_string(workspace.path("Cargo.toml")).expect("a manifest");
    workspace.write(
        "Cargo.toml",
        &format!(
            "{manifest}\n[patch.crates-io]\ndockerfile-core = {{ path = \"dockerfile-core\" }}\n"
        ),
    );
    let said = succeeds(&workspace.cargo("app", &["build", "--offline"]));
    assert!(said.contains("Compiling app-of-tests"), "{said}");
    assert_eq!(names(&packed), before);
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// For teams whose build scripts write nothing: a test that asserts, a program that writes.
#[test]
fn a_test_asserts_and_a_program_writes() {
    let manifest = APP.replace("[build-dependencies]", "[dependencies]");
    let program =
        "use dockerfile_core::emit;\n\nfn main() {\n    emit(app_of_tests::image());\n}\n";
    let image = "use dockerfile_core::{Cmd, Debian, Stage, debian, uid};\n\n\
        pub fn image() -> Stage<Cmd, Debian> {\n    \
        Stage::from(debian(\"12\")).account(uid(7)).cmd([\"id\"])\n}\n";
    let test = "use dockerfile_core::{assert_fresh, emit, emit_all};\n\n\
        #[test]\nfn it_is_fresh() {\n    assert_fresh!(emit(app_of_tests::image()));\n}\n\n\
        #[test]\nfn all_are_fresh() {\n    assert_fresh!(emit_all([emit(app_of_tests::image())]));\n}\n";
    let workspace = Workspace::new(&[
        ("app/Cargo.toml", &manifest),
        ("app/src/lib.rs", image),
        ("app/src/main.rs", program),
        ("app/tests/fresh.rs", test),
    ]);
    let test = || workspace.cargo("app", &["test", "--offline", "--test", "fresh"]);
    let said = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    let missing = test();
    assert!(!missing.status.success());
    assert!(said(&missing).contains("error: `app/Dockerfile` is missing"), "{}", said(&missing));
    assert!(!workspace.path("app/Dockerfile").exists(), "a test writes nothing");

    succeeds(&workspace.cargo("app", &["run", "--offline"]));
    succeeds(&test());
    workspace.write("app/src/lib.rs", &image.replace("\"id\"", "\"env\""));
    let stale = test();
    assert!(!stale.status.success());
    let said = said(&stale);
    assert!(
        said.contains("is not what build.rs declares") && said.contains("+CMD [\"env\"]"),
        "{said}"
    );
    succeeds(&workspace.cargo("app", &["run", "--offline"]));
    succeeds(&test());
}

// ---- without Rust -------------------------------------------------------------------------

/// What is committed, in a new folder, with docker alone.
#[test]
fn a_fresh_clone_builds_without_rust() {
    let Some(docker) = Docker::connect() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let clone = Command::new("git")
        .args(["clone", "-q"])
        .arg(root())
        .arg(folder.path().join("clone"))
        .output()
        .expect("git starts");
    succeeds(&clone);
    let example = folder.path().join("clone/examples/ocelot");
    assert!(!example.join("target").exists());
    let image = docker.build(&example, "Dockerfile");
    assert_eq!(image.inspect("{{.Config.User}}"), "10001:10001");
}

/// Nothing but what is copied leaves the machine, whatever lies around.
#[test]
fn the_context_is_small_among_large_files() {
    let Some(docker) = Docker::connect() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&root().join("examples/ocelot"), folder.path());
    let large = folder.path().join("target/debug/deps");
    fs::create_dir_all(&large).expect("a new folder");
    fs::write(large.join("libapp.rlib"), vec![7_u8; 100 << 20]).expect("a large file");
    fs::write(folder.path().join("dump.sql"), vec![8_u8; 100 << 20]).expect("a large file");
    fs::write(folder.path().join(".env"), "DATABASE_URL=postgresql://u:s3cret@db/x")
        .expect("a file");
    // A context that the engine has seen is not sent again.
    let readme = folder.path().join("inventory/src/inventory/marker.py");
    fs::write(readme, format!("# {:?}\n", folder.path())).expect("a new file");
    let sent = docker.context_bytes(folder.path());
    assert!(sent > 1_000 && sent < 100_000, "{sent} bytes");
}
