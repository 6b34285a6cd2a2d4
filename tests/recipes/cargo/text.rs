//! What becomes of a workspace, to the byte.

use std::fs;

use dockerfile_core::{Cargo, Debian, Stage, apt, arg, cargo, debian, image, run, uid};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;

use super::{app, declared, layers, plan, said, workspace};

/// How a step begins that compiles over the folder that a builder keeps.
const KEPT: &str = r#"RUN --mount=type=cache,id=cargo-registry-debian-build,target=/usr/local/cargo/registry \
    --mount=type=cache,id=cargo-kept-app-debian-build,target=/kept,sharing=locked \
    cmp -s .stamp /kept/.stamp || { rm -rf /kept/.stamp /kept/target; cp -a target .stamp /kept/; } && \
    for path in crates/base crates/core; do at=/kept/target/src/$path; diff -rq "$path" "$at" || \
        { rm -rf "$at"; mkdir -p "${at%/*}"; cp -R "$path" "$at" || exit 1; }; \
        rm -rf "$path"; cp -a "$at" "$path" || exit 1; done && \
    touch /kept/target/src/crates/core/.anew && \
    "#;

const SETTLE: &str = r#"{ path=crates/core; at=/kept/target/src/$path; rm "$at/.anew"; diff -rq "$path" "$at" || \
        touch "$at/.anew" || exit 1; } && \
    "#;

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
         echo \"/*! A stub. */ #![allow(non_snake_case, unused_crate_dependencies)]\" \\\n        \
         \"fn main() {{}} const _: fn() = main;\" >/tmp/stub.rs && \\\n    \
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
         {run}cargo build --release --locked -p app && cat /proc/sys/kernel/random/uuid >.stamp\n\
         COPY --from=build-manifests /libraries /src\n\
         COPY crates/base /src/crates/base\n\
         COPY crates/core /src/crates/core\n\
         # Libraries of the workspace, from their sources.\n\
         {KEPT}cargo build --release --locked -p app --target-dir /kept/target && \\\n    \
         {SETTLE}cp -a -u /kept/target/. target/\n\
         COPY --from=build-manifests /manifests /src\n\
         COPY crates/app /src/crates/app\n\
         # The program, from its sources.\n\
         {run}touch crates/app/src/main.rs && \\\n    \
         cargo build --release --locked -p app && install -D -t /out target/release/app\n"
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
/// The recipe cuts the stage in two: the lower one goes on from the upper, and knows no variable of it.
#[test]
fn a_variable_is_declared_again_below_the_cut() {
    let workspace = workspace();
    let (app, said) = (app(&workspace), arg("SAID"));
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
        .packages(run(["above"]).uses(&said))
        .dependencies(app.dependencies())
        .source(app.sources())
        .build(app.build())
        .build(run(["below"]).uses(&said));
    let text = workspace.emit(
        Stage::from(debian("bookworm-slim"))
            .account(uid(65532))
            .source(app.artifacts(&build))
            .entrypoint(["/usr/local/bin/app"]),
    );
    let (_, below) =
        text.split_once("FROM build-base AS build\n").expect("what stands below the cut");
    assert!(text.contains("ARG SAID\nRUN above\n"), "{text}");
    assert!(below.contains("ARG SAID\n") && below.contains("\nRUN below\n"), "{text}");
}

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
    for channel in ["1", "1.95.0", "stable"] {
        let text = format!("[toolchain]\nchannel = \"{channel}\"\n");
        workspace.write("rust-toolchain.toml", text);
        assert!(!workspace.emit(layers(&workspace)).contains("rust-toolchain"));
    }
    for channel in ["2.0.0", "nightly-2026-11-01"] {
        workspace.write("rust-toolchain.toml", format!("[toolchain]\nchannel = \"{channel}\"\n"));
        let said = refused(layers(&workspace));
        let other =
            format!("`rust-toolchain.toml` names Rust {channel}, and the stage's base has 1\n");
        assert!(said.contains(&other), "{said}");
    }
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

// ---- on the engine --------------------------------------------------------------------------
