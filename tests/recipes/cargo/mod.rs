//! A package of a cargo workspace: what is read from its manifests, what becomes of it, and
//! which steps an edit runs again.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::{Duration, SystemTime};

use dockerfile_core::{Cargo, Debian, Image, Stage, apt, cargo, debian, image, run, uid};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::{Docker, Image as Built};
use dockerfile_tests::root;
use dockerfile_tests::text::lines;

mod laws;

use crate::steps::{Change, Edit, Scenario};

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

fn declared(app: &Cargo) -> Image {
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
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

fn persistent(workspace: &Context) -> Image {
    declared(&app(workspace).persistent())
}

/// What a reader of the image should know.
fn plan(image: Image) -> String {
    image.render().unwrap_or_else(|report| panic!("{report}")).plan
}

#[test]
fn dependencies_then_libraries_then_the_program() {
    let workspace = workspace();
    let text = workspace.emit(layers(&workspace));
    let run = "RUN --mount=type=cache,id=cargo-registry-debian-build,target=/usr/local/cargo/registry \\\n    ";
    let own = "sed -i '/^ *\\[package\\]/,/^ *\\[/s/^ *version *=.*/version = \"0.0.0\"/'";
    let build = format!(
        "FROM rust:1-slim-bookworm AS rust\n\n\
         FROM rust AS build-manifests\n\
         WORKDIR /skeleton\n\
         COPY crates/app/Cargo.toml /manifests/crates/app/\n\
         COPY crates/base/Cargo.toml /manifests/crates/base/\n\
         COPY crates/core/Cargo.toml /manifests/crates/core/\n\
         COPY tool/Cargo.toml /manifests/tool/\n\
         COPY Cargo.toml Cargo.lock /manifests/\n\
         # Manifests as dependencies need them: with a stub for each target, without what a release changes.\n\
         {run}cp -R /manifests/. /skeleton && \\\n    \
         echo \"/*! A stub. */ #![allow(dead_code, unused_crate_dependencies)] fn main() {{}}\" >/tmp/stub.rs && \\\n    \
         for stub in crates/app/src/main.rs crates/base/lib/base.rs crates/core/build.rs crates/core/src/lib.rs \\\n        \
         tool/src/lib.rs; do mkdir -p \"${{stub%/*}}\"; cp /tmp/stub.rs \"$stub\" || exit 1; done && \\\n    \
         tr -d \"\\r\" <Cargo.lock >/tmp/Cargo.lock && \\\n    \
         cargo update --workspace && \\\n    \
         sed -n \"/^checksum/p; /^source/p\" Cargo.lock >/tmp/left && \\\n    \
         if grep -vxFf /tmp/Cargo.lock /tmp/left; then echo \"Cargo.lock lacks what is above\" >&2; exit 1; fi && \\\n    \
         cp Cargo.toml Cargo.lock /manifests/ && \\\n    \
         cp -R /manifests /libraries && \\\n    \
         {own} /libraries/crates/app/Cargo.toml \\\n        \
         crates/app/Cargo.toml && \\\n    \
         cargo update --workspace --offline && \\\n    \
         cp Cargo.lock /libraries/ && \\\n    \
         {own} crates/app/Cargo.toml \\\n        \
         crates/base/Cargo.toml crates/core/Cargo.toml tool/Cargo.toml && \\\n    \
         cargo update --workspace --offline\n\n\
         FROM rust AS build\n\
         WORKDIR /src\n\
         COPY --from=build-manifests /skeleton /src\n\
         # Dependencies, from manifests and stubs.\n\
         {run}cargo build --release --locked -p app\n\
         COPY --from=build-manifests /libraries /src\n\
         COPY crates/base /src/crates/base\n\
         COPY crates/core /src/crates/core\n\
         # Libraries of the workspace, from their sources.\n\
         {run}touch crates/base/lib/base.rs crates/core/src/lib.rs crates/core/build.rs && \\\n    \
         cargo build --release --locked -p app\n\
         COPY --from=build-manifests /manifests /src\n\
         COPY crates/app /src/crates/app\n\
         # The program, from its sources.\n\
         {run}touch crates/app/src/main.rs && \\\n    \
         cargo build --release --locked -p app && \\\n    \
         install -D -t /out target/release/app\n"
    );
    assert!(text.starts_with(&build), "{text}");
    let ignore = workspace.text(".dockerignore");
    assert!(ignore.contains("!crates/app\n") && ignore.contains("crates/app/tests\n"), "{ignore}");
    assert!(!ignore.contains("!tool\n"), "what the program does not need stays behind: {ignore}");
}

#[test]
fn features_and_profiles_are_the_same_in_every_step() {
    let workspace = workspace();
    let app = app(&workspace).features(["extra"]).no_default_features().profile("small");
    let text = workspace.emit(declared(&app));
    let compile =
        "cargo build --profile small --locked -p app --no-default-features --features extra";
    assert_eq!(text.matches(compile).count(), 3, "{text}");
    assert!(text.contains("install -D -t /out target/small/app\n"), "{text}");
}

/// `core` is built on `base`: both are above, or `core` would be compiled against a stub.
#[test]
fn stable_libraries_have_a_layer_above_the_others() {
    let workspace = workspace();
    let order = |app: &Cargo| {
        let text = workspace.emit(declared(app));
        let lines = text.lines().map(str::trim).filter(|line| {
            line.starts_with("COPY crates/") && !line.contains("Cargo.toml")
                || line.starts_with("cargo build")
        });
        lines.map(|line| line.split(" /src").next().unwrap_or(line).to_owned()).collect::<Vec<_>>()
    };
    let (build, app) = ("cargo build --release --locked -p app", app(&workspace));
    let begins = |line: &String| line.starts_with(build);
    let lines = order(&app.clone().stable(["base-of-tests"]));
    assert_eq!(lines[1], "COPY crates/base");
    assert!(begins(&lines[2]) && lines[3] == "COPY crates/core" && begins(&lines[4]), "{lines:?}");
    let lines = order(&app.clone().stable(["core-of-tests"]));
    assert_eq!(lines[1..3], ["COPY crates/base", "COPY crates/core"]);
    assert_eq!(lines.iter().filter(|line| begins(line)).count(), 3, "{lines:?}");
    let said = refused(declared(&app.stable(["tool"])));
    assert!(
        said.contains("`tool` is no package of the workspace that `app` is built on"),
        "{said}"
    );
}

#[test]
fn a_persistent_builder_compiles_in_one_step() {
    let workspace = workspace();
    let text = workspace.emit(persistent(&workspace));
    assert_eq!(text.matches("cargo build").count(), 1, "{text}");
    assert!(text.contains("target=/src/target,sharing=locked"), "{text}");
    assert!(text.contains("export CARGO_INCREMENTAL=1 && "), "{text}");
    assert!(!text.contains("echo \"fn main() {}\" >crates/app"), "{text}");
    assert!(text.contains("COPY --from=build-manifests /manifests /src\n"), "{text}");
    assert!(!text.contains("0.0.0"), "a release costs nothing over a folder that stays: {text}");
    fs::remove_dir_all(workspace.path("crates/other")).expect("it is there");
    let text = workspace.emit(persistent(&workspace));
    assert!(!text.contains("manifests"), "there is no other service: {text}");
    assert_eq!(lines(&text, "COPY").len(), 5 + 3 + 1, "{text}");
}

/// Members of a list are taken out of it, those of a pattern are not there. A list that `sed` would
/// take for another one stays as it is, and then so do all members.
#[test]
fn members_that_the_package_does_not_need_stay_behind() {
    let workspace = workspace();
    let members = "members = [\"crates/*\", \"tool\"]\n";
    let with = |list: &str| {
        workspace.replace("Cargo.toml", members, list);
        let image = layers(&workspace);
        let text = workspace.emit(image.clone());
        let (prunes, says) =
            (text.contains("/tmp/left"), plan(image).contains("all members of the"));
        workspace.replace("Cargo.toml", list, members);
        assert_eq!(prunes, !text.contains("crates/other"), "{text}");
        assert_eq!(says, !prunes, "{text}");
        text
    };
    assert!(!with(members).contains("s|"), "patterns find what is there");
    let one = "sed -i 's|^ *members *=.*|members = [\"crates/app\"]|' Cargo.toml";
    let several =
        "sed -i '/^ *members *=/,/\\]/{/\\]/!d;s|.*|members = [\"crates/app\"]|}' Cargo.toml";
    for (list, how) in [
        ("members = [\"crates/app\", \"crates/core\", \"crates/other\", \"tool\"]\n", one),
        ("  members = [\"crates/*\", \"crates/other\", \"tool\"] # All.\n", one),
        ("members = [\r\n    \"crates/*\",\r\n    \"crates/other\", 'tool',\r\n]\r\n", several),
        (
            "members = [\n    # The service.\n    \"crates/*\",\n    \"crates/other\",\n    \"tool\", # Last.\n] # All.\n",
            several,
        ),
    ] {
        assert!(with(list).contains(how), "{list}{}", with(list));
    }
    for (list, how) in [
        (
            "members = [\"crates/*\", \"tool\"]\ndefault-members = [\"crates/other\"]\n",
            "'/^ *default-members *=/d'",
        ),
        (
            "default-members = [\n    \"crates/other\",\n]\nmembers = [\"crates/*\", \"tool\"]\n",
            "'/^ *default-members *=/,/\\]/d'",
        ),
    ] {
        assert!(with(list).contains(how), "{list}{}", with(list));
    }
    for list in [
        "members = [\n    \"crates/*\", # [1]\n    \"crates/other\",\n    \"tool\",\n]\n",
        "\"members\" = [\"crates/*\", \"crates/other\", \"tool\"]\n",
    ] {
        assert!(with(list).contains("crates/other"), "{list}");
    }
}

/// What is declared above stands in a stage that both start from: cargo may come from there.
#[test]
fn the_manifests_are_made_where_the_stage_stands() {
    let workspace = workspace();
    let app = app(&workspace);
    let build = Stage::named("build", debian("bookworm-slim"))
        .packages(apt(["cargo"]))
        .build_env("CARGO_HTTP_MULTIPLEXING", "false")
        .dependencies(app.dependencies())
        .source(app.sources())
        .build(app.build());
    let text = workspace.emit(
        Stage::from(debian("bookworm-slim"))
            .account(uid(65532))
            .source(app.artifacts(&build))
            .entrypoint(["/usr/local/bin/app"]),
    );
    let stages: Vec<&str> =
        text.lines().filter(|line| line.starts_with("FROM") || line.starts_with("ENV")).collect();
    assert_eq!(
        stages,
        [
            "FROM debian:bookworm-slim AS debian",
            "FROM debian AS build-base",
            "ENV CARGO_HTTP_MULTIPLEXING=\"false\"",
            "FROM build-base AS build-manifests",
            "FROM build-base AS build",
            "FROM debian AS final",
        ],
        "{text}"
    );
}

/// What a release changes is the version of its packages: where that cannot be edited line by
/// line, it stays as it is, and the plan says so.
#[test]
fn only_versions_that_can_be_are_masked() {
    let masked = |workspace: &Context| {
        let image = layers(workspace);
        let text = workspace.emit(image.clone());
        let plan = plan(image);
        let kept = plan.lines().filter_map(|line| line.split("a release of `").nth(1));
        let kept: Vec<String> =
            kept.filter_map(|rest| rest.split('`').next()).map(str::to_owned).collect();
        let last =
            text.rsplit("s/^ *version *=.*/version = \"0.0.0\"/' ").next().unwrap_or_default();
        let last = last.split("&&").next().unwrap_or_default().replace('\\', " ");
        let files = last.split_whitespace().filter(|word| word.ends_with("Cargo.toml"));
        (files.map(str::to_owned).collect::<Vec<_>>().join(" "), kept.join(" "))
    };
    let is = |workspace: &Context, files: &str, kept: &str| {
        assert_eq!(masked(workspace), (files.to_owned(), kept.to_owned()));
    };
    let (app, base, core) =
        ("crates/app/Cargo.toml", "crates/base/Cargo.toml", "crates/core/Cargo.toml");
    let all = format!("{app} {base} {core} tool/Cargo.toml");
    let workspace = workspace();
    is(&workspace, &all, "");
    // Asked for on a line of its own.
    let path = "base-of-tests = { path = \"../base\" }\n";
    let table = "[dependencies.base-of-tests]\nversion = \"0.1\"\npath = \"../base\"\n";
    workspace.replace(core, path, table);
    is(&workspace, &format!("{app} {core} tool/Cargo.toml"), "base-of-tests");
    let inline = "base-of-tests = { version = \"0.1\", path = \"../base\" }\n";
    workspace.replace(core, table, inline);
    is(&workspace, &all, "");
    assert!(workspace.text("Dockerfile").contains("s/version *= *\"[^\"]*\", *//"));
    // Written in ways of their own.
    for (version, is_line) in [
        ("  version='0.1.0' # last\r\n", true),
        ("\"version\" = \"0.1.0\"\n", false),
        ("version = \"\"\"0.1.0\"\"\"\n", true),
        ("version = \"\"\"\n0.1.0\"\"\"\n", false),
    ] {
        let usual = "version = \"0.1.0\"\n";
        workspace.replace("tool/Cargo.toml", usual, version);
        match is_line {
            true => is(&workspace, &all, ""),
            false => is(&workspace, &format!("{app} {base} {core}"), "tool"),
        }
        workspace.replace("tool/Cargo.toml", version, usual);
    }
    workspace.replace("tool/Cargo.toml", "[package]", "[package] # note");
    is(&workspace, &all, "");
    // One version for all.
    let names = ["crates/app", "crates/core", "crates/base", "tool"];
    for name in names {
        let file = format!("{name}/Cargo.toml");
        workspace.replace(&file, "version = \"0.1.0\"", "version.workspace = true");
    }
    let dotted = "package.version = \"0.1.0\"\n";
    workspace.replace("Cargo.toml", "exclude", &format!("{dotted}exclude"));
    assert_eq!(masked(&workspace).1, "app base-of-tests core-of-tests tool");
    workspace.replace("Cargo.toml", dotted, "");
    workspace.replace(
        "Cargo.toml",
        "[workspace.dep",
        "[workspace.package]\nversion = \"0.1.0\"\n\n[workspace.dep",
    );
    is(&workspace, "Cargo.toml", "");
}

#[test]
fn what_cannot_be_read_is_an_error_at_the_call() {
    let workspace = workspace();
    let of =
        |name: &str| refused(declared(&cargo(name).workspace(".").context(workspace.folder())));
    let said = of("nobody");
    assert!(
        said.contains("error: cargo: no package `nobody` is in the workspace; there are"),
        "{said}"
    );
    assert_eq!(said.matches("error:").count(), 1, "{said}");
    let app = cargo("nobody").workspace(".").context(workspace.folder());
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
        .build_env("RUSTFLAGS", "-C target-cpu=x86-64-v3")
        .dependencies(app.dependencies());
    let said = refused(Stage::from(debian("12")).account(uid(7)).source(app.artifacts(&build)));
    assert_eq!(said.matches("error:").count(), 1, "what would have read it is unknown: {said}");
    assert!(of("core-of-tests").contains("the package `core-of-tests` has no program to build"));
    let lock = workspace.text("Cargo.lock");
    fs::remove_file(workspace.path("Cargo.lock")).expect("it is there");
    assert!(of("app").contains("there is no `Cargo.lock`"));
    workspace.write("Cargo.lock", lock);
    workspace.write("crates/core/Cargo.toml", "[package\n");
    let said = of("app");
    assert!(said.contains("cargo does not read the project"), "{said}");
    assert!(said.contains("crates/core/Cargo.toml"), "{said}");
}

/// No name that a manifest holds adds an instruction.
#[test]
fn a_name_of_two_lines_is_refused() {
    let workspace = workspace();
    let bin = "[[bin]]\nname = \"app\\nRUN evil\"\npath = \"src/main.rs\"\n\n[features]";
    workspace.replace("crates/app/Cargo.toml", "[features]", bin);
    let said = refused(layers(&workspace));
    assert!(said.contains("a name of the project holds a line break"), "{said}");
}

/// The base's tag says its version; the file itself stays out of the image.
#[test]
fn the_toolchain_is_that_of_the_base() {
    let workspace = workspace();
    for channel in ["1", "1.95.0", "stable", "nightly-2026-11-01"] {
        let text = format!("[toolchain]\nchannel = \"{channel}\"\n");
        workspace.write("rust-toolchain.toml", text);
        assert!(!workspace.emit(layers(&workspace)).contains("rust-toolchain"));
    }
    workspace.write("rust-toolchain.toml", "[toolchain]\nchannel = \"2.0.0\"\n");
    let said = refused(layers(&workspace));
    assert!(
        said.contains("`rust-toolchain.toml` names Rust 2.0.0, and the stage's base has 1\n"),
        "{said}"
    );
}

/// Also where the context holds more than the workspace, and dependencies are outside of it: of
/// one that only tests have, cargo reads the manifest.
#[test]
fn a_workspace_may_be_below_the_context() {
    let repository = Context::with(&[
        ("rust/.cargo/config.toml", ""),
        (
            "rust/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nshared = { path = \"../shared\" }\n\n[dev-dependencies]\nchecks = { path = \"../checks\" }\n\n[workspace]\nmembers = [\"side\"]\n",
        ),
        ("rust/side/Cargo.toml", "[package]\nname = \"side\"\nversion = \"0.1.0\"\n"),
        ("rust/side/src/lib.rs", "compile_error!(\"another service\");\n"),
        (
            "rust/Cargo.lock",
            "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"checks\",\n \"shared\",\n]\n\n[[package]]\nname = \"checks\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"shared\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"side\"\nversion = \"0.1.0\"\n",
        ),
        ("rust/src/main.rs", "fn main() {\n    println!(\"{}\", shared::SAID);\n}\n"),
        (
            "shared/Cargo.toml",
            "[package]\nname = \"shared\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        ),
        ("checks/Cargo.toml", "[package]\nname = \"checks\"\nversion = \"0.1.0\"\n"),
        ("checks/src/lib.rs", "compile_error!(\"only for tests\");\n"),
        ("shared/src/lib.rs", "pub const SAID: &str = \"outside\";\n"),
    ]);
    let app = cargo("app").workspace("rust").context(repository.folder());
    let text = repository.emit(declared(&app));
    assert!(text.contains("WORKDIR /src/rust\n"), "{text}");
    assert!(text.contains("touch ../shared/src/lib.rs && \\\n    cargo build"), "{text}");
    assert!(text.contains("members = []") && !text.contains("COPY rust/side"), "{text}");
    let Some(docker) = Docker::connect() else { return };
    assert_eq!(said(&repository.build(docker)), "outside");
}

#[test]
fn the_platform_that_builds_compiles_for_another() {
    let workspace = workspace();
    let app = app(&workspace).cross();
    let build =
        Stage::named("build", image("rust:1-slim-bookworm").family(Debian).on_build_platform())
            .dependencies(app.dependencies())
            .source(app.sources())
            .build(app.build());
    let stage = Stage::from(debian("bookworm-slim"))
        .account(uid(65532))
        .source(app.artifacts(&build))
        .entrypoint(["/usr/local/bin/app"]);
    let text = workspace.emit(stage);
    assert!(text.starts_with("FROM --platform=$BUILDPLATFORM rust:1-slim-bookworm AS rust\n"));
    let set = "case \"${TARGETARCH}\" in amd64) target=x86_64-unknown-linux-gnu ;; \
               arm64) target=aarch64-unknown-linux-gnu ;; \
               *) echo \"no target for ${TARGETARCH}\" >&2; exit 1 ;; esac && \\\n    \
               cargo build --release --locked -p app --target \"$target\"";
    assert_eq!(text.matches(set).count(), 3, "{text}");
    assert!(
        text.contains(
            "ENV CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=\"aarch64-linux-gnu-gcc\"\n"
        )
    );
    assert!(text.contains("install -D -t /out target/\"$target\"/release/app\n"), "{text}");
    let both = refused(declared(&app.target("x86_64-unknown-linux-musl")));
    assert!(both.contains("`cross` compiles for the platform of the image, and `target` for"));
}

// ---- on the engine --------------------------------------------------------------------------

/// Builds once more; of each step that ran the stage and what begins it.
fn ran(docker: Docker, workspace: &Context) -> Vec<String> {
    let steps = docker.steps(workspace.folder());
    let begin = |step: &String| step.split(' ').take(3).collect::<Vec<_>>().join(" ");
    steps.executed.iter().map(begin).collect()
}

fn said(image: &Built) -> String {
    let output = image.try_run(&[], &["/usr/local/bin/app"]);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A new text, and a time long before the stubs'.
fn edit(workspace: &Context, name: &str, from: &str) -> String {
    let new = workspace.edit(name, from);
    age(workspace, name);
    new
}

fn age(workspace: &Context, name: &str) {
    let file = fs::File::options().write(true).open(workspace.path(name)).expect("a file");
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    file.set_modified(old).expect("a time");
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

#[test]
fn an_edit_compiles_what_it_changes_and_no_stub_ships() {
    let Some(docker) = Docker::connect() else { return };
    for (declare, in_layers) in [(layers as fn(&Context) -> Image, true), (persistent, false)] {
        let workspace = workspace();
        for name in [
            "crates/app/src/main.rs",
            "crates/core/src/lib.rs",
            "crates/core/build.rs",
            "crates/base/lib/base.rs",
        ] {
            age(&workspace, name);
        }
        workspace.emit(declare(&workspace));
        let image = workspace.build(docker);
        assert_eq!(said(&image), "app core-base 7");
        assert_eq!(image.inspect("{{.Config.User}}"), "65532:65532");
        assert!(!image.try_run(&[], &["cargo", "--version"]).status.success(), "no compiler");

        let app = edit(&workspace, "crates/app/src/main.rs", "app");
        let program = ran(docker, &workspace);
        assert_eq!(said(&workspace.build(docker)), format!("{app} core-base 7"));
        let base = edit(&workspace, "crates/base/lib/base.rs", "base");
        let library = ran(docker, &workspace);
        assert_eq!(said(&workspace.build(docker)), format!("{app} core-{base} 7"));
        edit(&workspace, "tool/src/lib.rs", "tool");
        assert!(ran(docker, &workspace).is_empty(), "the program does not need it");
        edit(&workspace, "crates/app/tests/it.rs", "it");
        assert!(ran(docker, &workspace).is_empty(), "a test is no part of it");
        release(&workspace);
        let released = ran(docker, &workspace);
        assert_eq!(said(&workspace.build(docker)), format!("{app} core-{base} 7"));

        if in_layers {
            let last =
                ["[build] COPY crates/app", "[build] RUN touch", "[final] COPY --from=build"];
            assert_eq!(program, last);
            let copied = |name: &str| library.contains(&format!("[build] COPY crates/{name}"));
            assert!(["app", "base", "core"].into_iter().all(copied), "{library:?}");
            assert_eq!(library.len(), 7, "{library:?}");
            let builds = |mut steps: Vec<String>| {
                steps.retain(|step| !step.starts_with("[build-manifests]"));
                steps
            };
            assert_eq!(
                builds(released),
                [&["[build] COPY --from=build-manifests"], &last[..]].concat()
            );
            for change in [depend, join] {
                change(&workspace);
                workspace.emit(declare(&workspace));
                assert_eq!(builds(ran(docker, &workspace)), [""; 0]);
            }
        }
    }
}

/// A library's build script reads a folder of the repository, and the program a file through a link.
#[test]
fn files_outside_of_packages_are_there() {
    let workspace = workspace();
    workspace.write("proto/said.proto", "proto");
    workspace.write("NOTICE", "notice");
    let script = "fn main() {\n    let said = std::fs::read_to_string(\"../../proto/said.proto\").unwrap();\n    \
                  println!(\"cargo::rustc-env=SAID={said}\");\n}\n";
    workspace.write("crates/core/build.rs", script);
    let main = "fn main() {\n    println!(\"{} {}\", core_of_tests::said(), include_str!(\"../NOTICE\"));\n}\n";
    workspace.write("crates/app/src/main.rs", main);
    symlink("../../NOTICE", workspace.path("crates/app/NOTICE")).expect("a link");
    let Some(docker) = Docker::connect() else { return };
    for app in [app(&workspace), app(&workspace).persistent()] {
        workspace.emit(declared(&app.also(["proto", "NOTICE"])));
        assert_eq!(said(&workspace.build(docker)), "proto-base notice");
    }
    let said = refused(declared(&app(&workspace).also("../proto")));
    assert!(said.contains("also(\"../proto\")") && said.matches("error:").count() == 1, "{said}");
}

/// From a list of several lines, and with defaults; and what is not locked does not come in.
#[test]
fn a_workspace_without_its_other_members_is_compiled() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = workspace();
    workspace.replace(
        "Cargo.toml",
        "members = [\"crates/*\", \"tool\"]\n",
        "members = [\n    \"crates/app\",\n    \"crates/other\",\n    \"tool\", # Last.\n]\n\
         default-members = [\n    \"crates/other\",\n]\n",
    );
    workspace.emit(layers(&workspace));
    assert_eq!(said(&workspace.build(docker)), "app core-base 7");
    workspace.replace("crates/app/Cargo.toml", "itoa.workspace", "ryu = \"1\"\nitoa.workspace");
    workspace.emit(layers(&workspace));
    let refused = docker.try_build(workspace.folder(), "Dockerfile", &[]);
    let said = refused.err().expect("`ryu` is not locked");
    assert!(
        said.contains("Adding ryu") && said.contains("Cargo.lock lacks what is above"),
        "{said}"
    );
}

/// With Debian's compiler, whose targets are packages: the program is for the other platform, and
/// nothing was emulated.
#[test]
fn a_program_for_another_platform_comes_from_the_one_that_builds() {
    let Some(docker) = Docker::connect() else { return };
    let manifest = |name| format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\n");
    let workspace = Context::with(&[
        ("app/Cargo.toml", &(manifest("app") + "[dependencies]\nlib = { path = \"../lib\" }\n")),
        ("app/src/main.rs", "fn main() {\n    println!(\"{}\", lib::SAID);\n}\n"),
        ("lib/Cargo.toml", &manifest("lib")),
        ("lib/src/lib.rs", "pub const SAID: &str = \"cross\";\n"),
        ("Cargo.toml", "[workspace]\nmembers = [\"app\", \"lib\"]\n"),
        (
            "Cargo.lock",
            "version = 3\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"lib\",\n]\n\n[[package]]\nname = \"lib\"\nversion = \"0.1.0\"\n",
        ),
    ]);
    let app = app(&workspace).cross();
    let build = Stage::named("build", debian("bookworm-slim").on_build_platform())
        .packages(run(["dpkg", "--add-architecture", "arm64"]))
        .packages(apt(["cargo", "gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"]))
        .packages(apt(["libstd-rust-dev:arm64"]))
        .dependencies(app.dependencies())
        .source(app.sources())
        .build(app.build());
    workspace.emit(
        Stage::from(debian("bookworm-slim"))
            .account(uid(65532))
            .source(app.artifacts(&build))
            .entrypoint(["/usr/local/bin/app"]),
    );
    let options = ["--platform=linux/arm64", "--target=build"];
    let image = docker.try_build(workspace.folder(), "Dockerfile", &options);
    let image = image.unwrap_or_else(|said| panic!("{said}"));
    // The machine in the header of an ELF file: 183 is AArch64.
    assert_eq!(image.shell_as_root("od -An -t u2 -j 18 -N 2 /out/app").trim(), "183");
}

/// A package of the repository stands for one of the registry, which the lock file then has
/// without a source.
#[test]
fn a_patch_is_compiled_from_its_sources() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = workspace();
    let lock = workspace.text("Cargo.lock");
    let itoa = lock.split("\n\n").find(|package| package.contains("name = \"itoa\""));
    let itoa = itoa.expect("itoa is in it");
    let version = itoa.lines().find(|line| line.starts_with("version")).expect("a version");
    let patched = format!("[[package]]\nname = \"itoa\"\n{version}");
    workspace.write("Cargo.lock", lock.replace(itoa, &patched));
    let patch = "\n[patch.crates-io]\nitoa = { path = \"patches/itoa\" }\n";
    workspace.write("Cargo.toml", workspace.text("Cargo.toml") + patch);
    let manifest = format!("[package]\nname = \"itoa\"\n{version}\nedition = \"2024\"\n");
    workspace.write("patches/itoa/Cargo.toml", manifest);
    let library = "pub struct Buffer;\nimpl Buffer {\n    pub fn new() -> Self {\n        Self\n    }\n\
                   \u{20}   pub fn format(&self, number: u8) -> String {\n        format!(\"patched {number}\")\n    }\n}\n";
    workspace.write("patches/itoa/src/lib.rs", library);
    workspace.emit(layers(&workspace));
    assert_eq!(said(&workspace.build(docker)), "app core-base patched 7");
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
