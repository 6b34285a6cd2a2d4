//! A package of a cargo workspace: what is read from its manifests, what becomes of it, and
//! which steps an edit runs again.

use std::fs;
use std::time::{Duration, SystemTime};

use dockerfile_tests::docker::{Docker, Image, unique};
use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::root;
use dockerfile_tests::text::lines;

/// A workspace of a program, two libraries that it needs, and a package that it does not.
fn workspace() -> Emitted {
    let workspace = Emitted::empty(env!("CARGO_BIN_EXE_rust_image"));
    // A package of the registry, as this repository has locked it.
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("a lock file");
    let mut locked = lock.split("\n\n").filter(|package| package.contains("name = \"itoa\""));
    let itoa = locked.next().expect("itoa is in it").trim().to_owned();
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
            "[package]\nname = \"core-of-tests\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
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
        ("tool/src/lib.rs", "pub fn tool() {}\n"),
        ("tool/src/bin/one.rs", "fn main() {}\n"),
        (
            "Cargo.lock",
            "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"core-of-tests\",\n \"itoa\",\n \"tool\",\n]\n\n\
             [[package]]\nname = \"base-of-tests\"\nversion = \"0.1.0\"\n\n\
             [[package]]\nname = \"core-of-tests\"\nversion = \"0.1.0\"\ndependencies = [\n \"base-of-tests\",\n]\n\n\
             ITOA\n\n\
             [[package]]\nname = \"tool\"\nversion = \"0.1.0\"\n",
        ),
    ];
    for (name, text) in files {
        let path = workspace.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, text.replace("ITOA", &itoa)).expect("a new file");
    }
    workspace
}

fn dockerfile(workspace: &Emitted, word: &str) -> String {
    workspace.succeeds(word, &[]);
    let text = workspace.text(&format!("{word}.Dockerfile"));
    text.split_once("#\n\n").expect("a header").1.to_owned()
}

#[test]
fn dependencies_then_libraries_then_the_program() {
    let workspace = workspace();
    let text = dockerfile(&workspace, "layers");
    let mounts = "RUN --mount=type=cache,id=cargo-registry-debian-build,target=/usr/local/cargo/registry \\\n    \
                  --mount=type=cache,id=cargo-git-debian-build,target=/usr/local/cargo/git \\\n    ";
    let build = format!(
        "FROM rust:1-slim-bookworm AS rust\n\n\
         FROM rust AS build-manifests\n\
         COPY Cargo.toml Cargo.lock /manifests/\n\
         COPY crates/app/Cargo.toml /manifests/crates/app/\n\
         COPY crates/base/Cargo.toml /manifests/crates/base/\n\
         COPY crates/core/Cargo.toml /manifests/crates/core/\n\
         COPY tool/Cargo.toml /manifests/tool/\n\
         RUN cp -R /manifests /masked && \\\n    \
         sed -i -E '/^\\[package\\]/,/^\\[/s/^version *= *\"[^\"]*\"/version = \"0.0.0\"/' \\\n        \
         /masked/crates/app/Cargo.toml \\\n        \
         /masked/crates/base/Cargo.toml \\\n        \
         /masked/crates/core/Cargo.toml \\\n        \
         /masked/tool/Cargo.toml && \\\n    \
         sed -i -E '/^name = \"(app|base-of-tests|core-of-tests|tool)\"$/{{n;s/\"[^\"]*\"/\"0.0.0\"/}}' \\\n        \
         /masked/Cargo.lock\n\n\
         FROM rust AS build\n\
         ENV DOCKERFILE_EMIT=\"off\"\n\
         WORKDIR /src\n\
         COPY --from=build-manifests /masked /src\n\
         {mounts}mkdir -p \\\n        \
         crates/app/src \\\n        \
         crates/base/lib \\\n        \
         crates/core \\\n        \
         crates/core/src \\\n        \
         tool/src \\\n        \
         tool/src/bin && \\\n    \
         touch crates/base/lib/base.rs crates/core/src/lib.rs tool/src/lib.rs && \\\n    \
         for stub in crates/app/src/main.rs crates/core/build.rs tool/src/bin/one.rs; do echo \"fn main() {{}}\" >\"$stub\" || exit 1; done && \\\n    \
         cargo build --release --locked -p app\n\
         COPY --from=build-manifests /manifests /src\n\
         COPY crates/base /src/crates/base\n\
         COPY crates/core /src/crates/core\n\
         {mounts}touch crates/base/lib/base.rs crates/core/src/lib.rs crates/core/build.rs && \\\n    \
         cargo build --release --locked -p app\n\
         COPY crates/app /src/crates/app\n\
         {mounts}touch crates/app/src/main.rs && \\\n    \
         cargo build --release --locked -p app && \\\n    \
         install -D -t /out target/release/app\n"
    );
    assert!(text.starts_with(&build), "{text}");
    let ignore = workspace.text("layers.Dockerfile.dockerignore");
    assert!(ignore.contains("!crates/app\n") && ignore.contains("crates/app/tests\n"), "{ignore}");
    assert!(!ignore.contains("!tool\n"), "what the program does not need stays behind: {ignore}");
}

#[test]
fn features_and_profiles_are_the_same_in_every_step() {
    let text = dockerfile(&workspace(), "features");
    let compile =
        "cargo build --profile small --locked -p app --no-default-features --features extra";
    assert_eq!(text.matches(compile).count(), 3, "{text}");
    assert!(text.contains("install -D -t /out target/small/app\n"), "{text}");
}

#[test]
fn a_persistent_builder_compiles_in_one_step() {
    let text = dockerfile(&workspace(), "persistent");
    assert_eq!(text.matches("cargo build").count(), 1, "{text}");
    assert!(text.contains("target=/src/target,sharing=locked"), "{text}");
    assert!(text.contains("export CARGO_INCREMENTAL=1 && "), "{text}");
    assert!(!text.contains("echo \"fn main() {}\" >crates/app"), "{text}");
    assert_eq!(lines(&text, "COPY").len(), 5 + 3 + 1, "{text}");
}

#[test]
fn what_cannot_be_read_is_an_error_at_the_call() {
    let workspace = workspace();
    let said = workspace.fails("elsewhere", &[]);
    assert!(
        said.contains("error: cargo: no package `nobody` is in the workspace; there are"),
        "{said}"
    );
    assert_eq!(said.matches("error:").count(), 1, "{said}");
    let said = workspace.fails("library", &[]);
    assert!(said.contains("the package `core-of-tests` has no program to build"), "{said}");
    let lock = workspace.text("Cargo.lock");
    fs::remove_file(workspace.path("Cargo.lock")).expect("it is there");
    assert!(workspace.fails("layers", &[]).contains("there is no `Cargo.lock`"));
    workspace.write("Cargo.lock", lock);
    workspace.write("crates/core/Cargo.toml", "[package\n");
    assert!(workspace.fails("layers", &[]).contains("`crates/core/Cargo.toml`: "));
    workspace.write(
        "crates/core/Cargo.toml",
        "[package]\nname = \"core-of-tests\"\n[dependencies]\nx = { path = \"../../../x\" }\n",
    );
    let said = workspace.fails("layers", &[]);
    assert!(
        said.contains("the dependency `x` leads out of the build context: `../../../x`"),
        "{said}"
    );
}

/// The base's tag says its version; the file itself stays out of the image.
#[test]
fn the_toolchain_is_that_of_the_base() {
    let workspace = workspace();
    for channel in ["1", "1.95.0", "stable", "nightly-2026-11-01"] {
        let text = format!("[toolchain]\nchannel = \"{channel}\"\n");
        workspace.write("rust-toolchain.toml", text);
        assert!(!dockerfile(&workspace, "layers").contains("rust-toolchain"));
    }
    workspace.write("rust-toolchain.toml", "[toolchain]\nchannel = \"2.0.0\"\n");
    let said = workspace.fails("layers", &[]);
    assert!(
        said.contains("`rust-toolchain.toml` names Rust 2.0.0, and the stage's base has 1\n"),
        "{said}"
    );
}

// ---- on the engine --------------------------------------------------------------------------

/// Builds, and counts the steps that ran; of each the stage and what begins it.
fn ran(docker: Docker, workspace: &Emitted, word: &str) -> Vec<String> {
    let steps = docker.steps_of(workspace.folder(), &format!("{word}.Dockerfile"));
    let begin = |step: &String| step.split(' ').take(3).collect::<Vec<_>>().join(" ");
    steps.executed.iter().map(begin).collect()
}

fn said(image: &Image) -> String {
    let output = image.try_run(&[], &["/usr/local/bin/app"]);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Replaces a text with one that no earlier run of the test had, whatever times the files of
/// the context have, also long before the stubs'.
fn edit(workspace: &Emitted, name: &str, from: &str) -> String {
    let (text, new) = (workspace.text(name), unique("edit"));
    assert!(text.contains(from), "{text}");
    workspace.write(name, text.replacen(from, &new, 1));
    age(workspace, name);
    new
}

fn age(workspace: &Emitted, name: &str) {
    let file = fs::File::options().write(true).open(workspace.path(name)).expect("a file");
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    file.set_modified(old).expect("a time");
}

#[test]
fn an_edit_compiles_what_it_changes_and_no_stub_ships() {
    let Some(docker) = Docker::connect() else { return };
    for word in ["layers", "persistent"] {
        let workspace = workspace();
        for name in [
            "crates/app/src/main.rs",
            "crates/core/src/lib.rs",
            "crates/core/build.rs",
            "crates/base/lib/base.rs",
        ] {
            age(&workspace, name);
        }
        workspace.succeeds(word, &[]);
        let build = || docker.build(workspace.folder(), format!("{word}.Dockerfile"));
        let image = build();
        assert_eq!(said(&image), "app core-base 7");
        assert_eq!(image.inspect("{{.Config.User}}"), "65532:65532");
        assert!(!image.try_run(&[], &["cargo", "--version"]).status.success(), "no compiler");

        let app = edit(&workspace, "crates/app/src/main.rs", "app");
        let program = ran(docker, &workspace, word);
        assert_eq!(said(&build()), format!("{app} core-base 7"));
        let base = edit(&workspace, "crates/base/lib/base.rs", "base");
        let library = ran(docker, &workspace, word);
        assert_eq!(said(&build()), format!("{app} core-{base} 7"));
        edit(&workspace, "tool/src/lib.rs", "tool");
        assert!(ran(docker, &workspace, word).is_empty(), "the program does not need it");
        edit(&workspace, "crates/app/tests/it.rs", "it");
        assert!(ran(docker, &workspace, word).is_empty(), "a test is no part of it");

        // A release changes manifests and the lock file, and no dependency.
        for name in ["crates/app/Cargo.toml", "Cargo.lock"] {
            let text = workspace.text(name);
            let bumped = text.replacen(
                "name = \"app\"\nversion = \"0.1.0\"",
                "name = \"app\"\nversion = \"0.2.0\"",
                1,
            );
            assert_ne!(text, bumped);
            workspace.write(name, bumped);
        }
        let release = ran(docker, &workspace, word);
        assert!(!release.iter().any(|step| step == "[build] RUN mkdir"), "{release:?}");
        assert_eq!(said(&build()), format!("{app} core-{base} 7"));

        let last = ["[build] COPY crates/app", "[build] RUN touch", "[final] COPY --from=build"];
        if word == "layers" {
            assert_eq!(program, last);
            let libraries =
                ["[build] COPY crates/app", "[build] COPY crates/base", "[build] COPY crates/core"];
            assert!(
                libraries.iter().all(|step| library.iter().any(|ran| ran == step)),
                "{library:?}"
            );
            assert_eq!(library.len(), 6, "{library:?}");
        }
    }
}
