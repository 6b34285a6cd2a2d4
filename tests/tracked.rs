//! What version control tracks decides on an image, and nothing else does: with real git, in real
//! builds and in contexts of a test's own.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use dockerfile_core::{Debian, Image, Stage, cargo, debian, image, uid};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::git;
use dockerfile_tests::project::Project;

/// Emits the program of a workspace in a folder below.
const EMITS: &str = "let app = cargo(\"app\").workspace(\".\").context(\"app\");
    let build = Stage::named(\"build\", image(\"rust:1-slim-bookworm\").family(Debian)).recipe(&app);
    let image = Stage::from(debian(\"12\")).account(uid(7)).source(app.artifacts(&build));
    emit(image.entrypoint([\"/usr/local/bin/app\"])).context(\"app\");";

/// Where git refuses: its folder is empty.
fn refused_by_git(name: &'static str) -> Project {
    let project = Project::new(name, env!("CARGO_TARGET_TMPDIR"), EMITS);
    let package = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    project.write("app/Cargo.toml", &format!("{package}\n[workspace]\n"));
    let locked = "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n";
    project.write("app/Cargo.lock", locked);
    project.write("app/src/main.rs", "fn main() {}\n");
    fs::remove_dir_all(project.path(".git")).expect("it is there");
    fs::create_dir(project.path(".git")).expect("a new folder");
    project
}

fn project(name: &'static str) -> Project {
    let project = refused_by_git(name);
    git(&project.path(""), &["init", "-q"]);
    git(&project.path(""), &["add", "-A"]);
    project
}

#[test]
fn a_new_program_counts_once_it_is_tracked_and_is_named_until_then() {
    let project = project("k_new");
    project.write("app/src/bin/first.rs", "fn main() {}\n");
    git(&project.path(""), &["add", "-A"]);
    project.build().succeeds();
    let before = project.read("Dockerfile").expect("it is emitted");
    project.write("app/src/bin/second.rs", "fn main() {}\n");
    let build = project.build();
    assert!(
        build.said.contains("`app/src/bin/second.rs` is new and not ignored"),
        "{}",
        build.said
    );
    assert_eq!(project.read("Dockerfile").expect("it is there"), before);
    // Cargo notices by itself: the index is watched as long as a note names the file.
    git(&project.path(""), &["add", "-N", "app/src/bin/second.rs"]);
    let build = project.build();
    assert!(!build.said.contains("is new and not ignored"), "{}", build.said);
    let after = project.read("Dockerfile").expect("it is there");
    assert!(!before.contains("release/second") && after.contains("release/second"), "{after}");
}

#[test]
fn what_is_ignored_neither_counts_nor_is_named() {
    let project = project("k_ignored");
    project.write(".gitignore", "scratch*\n");
    project.write("app/src/bin/first.rs", "fn main() {}\n");
    git(&project.path(""), &["add", "-A"]);
    project.build().succeeds();
    let before = project.read("Dockerfile").expect("it is emitted");
    project.write("app/src/bin/scratch.rs", "fn main() {}\n");
    let build = project.build();
    assert!(!build.said.contains("is new and not ignored"), "{}", build.said);
    assert_eq!(project.read("Dockerfile").expect("it is there"), before);
}

/// Never a list of whatever is there.
#[test]
fn git_that_refuses_is_an_error_where_it_is_checked_and_a_warning_elsewhere() {
    let project = refused_by_git("k_broken");
    let build = project.build();
    assert!(build.ok, "{}", build.said);
    assert!(
        build.said.contains("warning: k_broken@0.1.0: cargo: git does not say"),
        "{}",
        build.said
    );
    assert_eq!(project.read("Dockerfile"), None);
    let checked = project.build_with(&[("DOCKERFILE_EMIT", "check")]);
    assert!(!checked.ok);
    assert!(
        checked.said.contains("error: cargo: git does not say which files"),
        "{}",
        checked.said
    );
}

/// Nothing is read and no program is run: git would refuse here.
#[test]
fn nothing_is_asked_where_nothing_is_emitted() {
    let project = refused_by_git("k_off");
    let build = project.build_with(&[("DOCKERFILE_EMIT", "off")]);
    build.succeeds();
    assert!(!build.said.contains("git does not say"), "{}", build.said);
    project.write(".cargo-checksum.json", "");
    let packed = project.build();
    packed.succeeds();
    assert!(!packed.said.contains("git does not say"), "{}", packed.said);
}

/// The image of a folder, which a program emits.
fn emitted(files: &[(&str, &str)]) -> Emitted {
    let emitted = Emitted::empty(env!("CARGO_BIN_EXE_recipe_image"));
    for (path, text) in files {
        emitted.make(path, text);
    }
    git(emitted.folder(), &["add", "."]);
    git(emitted.folder(), &["commit", "-qm", "x"]);
    emitted
}

/// The ignore file holds what tracked files say, and is checked in: a checkout without some of them is
/// to emit the same.
#[test]
fn what_a_sparse_checkout_leaves_out_changes_no_ignore_file() {
    let emitted = emitted(&[
        (".gitignore", "*.tmp\n"),
        ("app/main", ""),
        ("app/.env.production", "LEVEL=info\n"),
        ("app/sub/.gitignore", "*.log\n"),
        ("app/sub/file", ""),
    ]);
    emitted.succeeds_with(&["copy", "app"], &[]);
    let whole = emitted.text(".dockerignore");
    for line in ["**/*.tmp", "app/sub/**/*.log", "!app/.env.production"] {
        assert!(whole.lines().any(|other| other == line), "{line}: {whole}");
    }
    let without = ["!/.gitignore", "!/app/.env.production", "!/app/sub/"];
    git(emitted.folder(), &[&["sparse-checkout", "set", "--no-cone", "/*"][..], &without].concat());
    assert!(!emitted.path("app/sub").exists() && !emitted.path(".gitignore").exists());
    emitted.succeeds_with(&["copy", "app"], &[]);
    assert_eq!(emitted.text(".dockerignore"), whole);
    // What is copied itself has to be there.
    git(emitted.folder(), &["sparse-checkout", "set", "--no-cone", "/*", "!/app/"]);
    let said = emitted.fails_with(&["copy", "app"]);
    assert!(said.contains("error: git knows `app`, and this checkout lacks it"), "{said}");
    assert!(emitted.fails_with(&["copy", "apps"]).contains("`apps` is not in the build context"));
    // The same of files above the context.
    let above = emitted_above(&emitted);
    assert!(above.contains("\n*\n!sub\n"), "{above}");
    assert!(above.contains("\n**/*.tmp\n") && above.contains("\nsub/**/*.log\n"), "{above}");
}

/// The ignore file of the folder `app`, whose files are all there, with the context there.
fn emitted_above(emitted: &Emitted) -> String {
    git(emitted.folder(), &["sparse-checkout", "set", "--no-cone", "/*", "!/.gitignore"]);
    let app = emitted.path("app");
    let variables = [("CARGO_MANIFEST_DIR", app.to_str().expect("a path"))];
    emitted.succeeds_with(&["copy", "sub"], &variables);
    emitted.text("app/.dockerignore")
}

/// A submodule that is not checked out is an empty folder: its files and its patterns are missing.
#[test]
fn a_submodule_that_is_not_checked_out_is_said() {
    let library = emitted(&[("file", ""), (".gitignore", "*.log\n")]);
    let emitted = emitted(&[("app/main", "")]);
    let from = library.folder().to_str().expect("a path");
    let add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", from, "app/lib"];
    git(emitted.folder(), &add);
    for folder in ["app", "app/lib"] {
        emitted.succeeds_with(&["copy", folder], &[]);
        assert!(emitted.text(".dockerignore").contains("app/lib/**/*.log"), "{folder}");
    }
    let before = emitted.text(".dockerignore");
    git(emitted.folder(), &["submodule", "--quiet", "deinit", "-f", "app/lib"]);
    for folder in ["app", "app/lib"] {
        let said = emitted.fails_with(&["copy", folder]);
        assert!(said.contains("error: emit: the submodule `app/lib` is not checked out"), "{said}");
        assert_eq!(emitted.text(".dockerignore"), before);
    }
    // Of a folder without it, nothing is missing.
    emitted.make("other/file", "");
    git(emitted.folder(), &["add", "other"]);
    emitted.succeeds_with(&["copy", "other"], &[]);
}

// ---- contexts of a test's own ------------------------------------------------------------------

fn workspace() -> Context {
    Context::with(&[
        ("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n"),
        (
            "crates/app/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        ),
        ("crates/app/src/main.rs", "fn main() {}\n"),
        ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n"),
    ])
}

fn declared(context: &Context) -> Image {
    let app = cargo("app").workspace(".").context(context.folder());
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian)).recipe(&app);
    Stage::from(debian("12")).account(uid(7)).source(app.artifacts(&build)).into()
}

#[test]
fn a_member_that_only_a_pattern_finds_has_to_be_tracked() {
    let workspace = workspace();
    git(workspace.folder(), &["init", "-q"]);
    git(workspace.folder(), &["add", "-A"]);
    let before = workspace.emit(declared(&workspace));
    let manifest = "[package]\nname = \"more\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    workspace.write("crates/more/Cargo.toml", manifest);
    workspace.write("crates/more/src/lib.rs", "");
    assert_eq!(workspace.emit(declared(&workspace)), before);
    git(workspace.folder(), &["add", "-N", "crates/more"]);
    assert_ne!(workspace.emit(declared(&workspace)), before);
}

#[test]
fn a_listed_manifest_that_is_not_checked_out_is_said() {
    let workspace = workspace();
    workspace.write(
        "crates/core/Cargo.toml",
        "[package]\nname = \"core-of-app\"\nversion = \"0.1.0\"\n",
    );
    workspace.write("crates/core/src/lib.rs", "");
    git(workspace.folder(), &["init", "-q"]);
    git(workspace.folder(), &["add", "-A"]);
    git(workspace.folder(), &["commit", "-qm", "all"]);
    git(workspace.folder(), &["sparse-checkout", "set", "--no-cone", "/*", "!Cargo.lock"]);
    let said = refused(declared(&workspace));
    assert!(said.contains("`Cargo.lock` is not in this checkout, which is sparse"), "{said}");
}

/// A program that hostile configuration of a repository names is not run, and neither is one of
/// another repository's environment asked.
#[test]
fn git_runs_nothing_of_the_repository() {
    let workspace = workspace();
    git(workspace.folder(), &["init", "-q"]);
    git(workspace.folder(), &["add", "-A"]);
    let ran = workspace.path("ran");
    let monitor = format!("touch {}", ran.display());
    git(workspace.folder(), &["config", "core.fsmonitor", &monitor]);
    workspace.emit(declared(&workspace));
    assert!(!ran.exists());
}

// ---- hostile files -----------------------------------------------------------------------------

fn soon(context: &Context) -> String {
    let start = Instant::now();
    let said = refused(declared(context));
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}: {said}", start.elapsed());
    assert_eq!(said.matches("error:").count(), 1, "{said}");
    assert!(said.contains("tests/tracked.rs"), "at the call: {said}");
    said
}

fn fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().expect("mkfifo starts");
    assert!(made.success());
}

#[test]
fn a_pipe_is_no_lock_file() {
    let workspace = workspace();
    fs::remove_file(workspace.path("Cargo.lock")).expect("it is there");
    fifo(&workspace.path("Cargo.lock"));
    soon(&workspace);
}

#[test]
fn a_link_does_not_lead_out() {
    let (workspace, other) = (workspace(), Context::with(&[("lock", "version = 4\n")]));
    fs::remove_file(workspace.path("Cargo.lock")).expect("it is there");
    symlink(other.path("lock"), workspace.path("Cargo.lock")).expect("a link");
    let said = soon(&workspace);
    assert!(said.contains("`Cargo.lock` leads out of the build context"), "{said}");
}

#[test]
fn a_huge_or_deeply_nested_manifest_is_refused() {
    let workspace = workspace();
    let nested = format!("x = {}\n", "[".repeat(200_000));
    workspace.write("rust-toolchain.toml", &nested);
    let said = soon(&workspace);
    assert!(said.contains("`rust-toolchain.toml`"), "{said}");
}

#[test]
fn links_in_a_loop_are_not_walked() {
    let workspace = workspace();
    symlink("..", workspace.path("crates/loop")).expect("a link");
    symlink("/", workspace.path("crates/app/root")).expect("a link");
    let start = Instant::now();
    let said = refused(declared(&workspace));
    assert!(start.elapsed() < Duration::from_secs(1));
    // Cargo takes the workspace's own root for a member, by that link.
    assert!(said.contains("cargo does not read the project"), "{said}");
}
