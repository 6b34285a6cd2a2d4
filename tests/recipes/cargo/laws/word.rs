//! Cargo's own word on what a package is.

use std::fs;

use dockerfile_core::{Cargo, Debian, Image, Stage, debian, image, triple, uid};
use dockerfile_tests::context::{Context, refused, shown};
use dockerfile_tests::docker::Docker;

use super::super::{app, compiled_on, declared, workspace};
use super::told::with_variable;
use super::{declare, problem, text};

#[test]
fn programs_are_those_that_cargo_builds() {
    let workspace = workspace();
    let programs = "[[bin]]\nname = \"helper\"\n\n[[bin]]\nname = \"admin\"\npath = \"src/admin.rs\"\n\
                    required-features = [\"extra\"]\n\n[[bin]]\nname = \"other\"\npath = \"src/other.rs\"\n\
                    required-features = [\"core-of-tests/gated\"]\n\n";
    declare(&workspace, "crates/app", programs);
    for file in ["bin/helper/main.rs", "admin.rs", "other.rs"] {
        workspace.write(&format!("crates/app/src/{file}"), "fn main() {}\n");
    }
    declare(&workspace, "crates/core", "\n[features]\ngated = []\n");
    let said = problem(&workspace);
    assert!(
        said.contains("only with `core-of-tests/gated`, a feature of another package"),
        "{said}"
    );
    let installs = |cargo: Cargo| {
        let text = workspace.emit(declared(&cargo));
        let command = text.split("install -D").nth(1).unwrap_or_default();
        let command = command.split("\n\n").next().unwrap_or_default();
        let programs =
            command.split_whitespace().filter_map(|it| it.strip_prefix("target/release/"));
        (programs.collect::<Vec<_>>().join(" "), text.clone())
    };
    let (programs, text) = installs(app(&workspace).bins(["app", "helper"]));
    assert_eq!(programs, "app helper");
    assert_eq!(text.matches("-p app --bin app --bin helper").count(), 3, "{text}");
    assert!(text.contains("crates/app/src/bin/helper/main.rs"), "{text}");
    let with = app(&workspace).features(["extra", "core-of-tests/gated"]);
    assert_eq!(installs(with).0, "admin app helper other");
    let refused = |cargo: Cargo| {
        let said = refused(declared(&cargo));
        assert_eq!(said.matches("error:").count(), 1, "{said}");
        said
    };
    let said = refused(app(&workspace).bins(["app", "admin"]));
    assert!(said.contains(".features([\"extra\"])"), "{said}");
    let said = refused(app(&workspace).bins(["ap"]));
    assert!(said.contains("has no program `ap`") && said.contains("did you mean `app`?"), "{said}");
    for feature in ["nosuch", "core-of-test/gated", "app/nosuch"] {
        let said = refused(app(&workspace).features([feature]));
        assert!(said.contains(&format!("has no feature `{feature}`")), "{said}");
    }
}

#[test]
fn a_package_of_another_workspace_comes_with_the_root_that_it_inherits_from() {
    let workspace = workspace();
    let other = "[workspace]\nmembers = [\"lib\"]\n\n[workspace.package]\nedition = \"2024\"\nversion = \"2.0.0\"\n\n\
                 [package]\nname = \"their-root\"\nversion.workspace = true\n";
    workspace.write("theirs/Cargo.toml", other);
    workspace.write("theirs/src/lib.rs", "");
    workspace.write(
        "theirs/lib/Cargo.toml",
        "[package]\nname = \"their-lib\"\nversion.workspace = true\nedition.workspace = true\n",
    );
    workspace.write("theirs/lib/src/lib.rs", "");
    workspace.replace(
        "crates/core/Cargo.toml",
        "[dependencies]\n",
        "[dependencies]\ntheir-lib = { path = \"../../theirs/lib\" }\n",
    );
    workspace.replace("Cargo.toml", "exclude = [", "exclude = [\"theirs\", ");
    let text = text(&workspace);
    assert!(text.contains("COPY theirs/Cargo.toml /manifests/theirs/\n"), "{text}");
    assert!(text.contains("COPY theirs/lib /src/theirs/lib\n"), "{text}");
    assert!(text.contains(" theirs/src/lib.rs"), "its root has a target: {text}");
}

#[test]
fn a_path_that_only_this_machine_has_is_refused() {
    let absolute = |from: &str, to: &str| {
        let workspace = workspace();
        let place = workspace.folder().display().to_string();
        workspace.replace("crates/core/Cargo.toml", from, &to.replace("HERE", &place));
        let said = problem(&workspace);
        assert!(said.contains("crates/core/Cargo.toml"), "{said}");
    };
    absolute("path = \"../base\"", "path = \"HERE/crates/base\"");
    absolute("links =", "build = \"HERE/crates/core/build.rs\"\nlinks =");
    absolute("[dependencies]", "[lib]\npath = \"HERE/crates/core/src/lib.rs\"\n\n[dependencies]");
}

/// Cargo looks for it from where it runs, which is another folder for this test.
#[test]
fn a_registry_is_named_by_the_configuration_of_the_workspace() {
    let workspace = workspace();
    let registry = "[registries.corp]\nindex = \"sparse+https://packages.corp/index/\"\n";
    workspace.write(".cargo/config.toml", registry);
    declare(
        &workspace,
        "crates/base",
        "\n[dependencies]\nryu = { version = \"1\", registry = \"corp\" }\n",
    );
    assert!(text(&workspace).contains("COPY .cargo/config.toml /manifests/.cargo/\n"));
}

#[test]
fn an_excluded_package_is_one_of_its_own() {
    let workspace = workspace();
    workspace.write("crates/old/Cargo.toml", "[package]\nname = \"old\"\nversion = \"0.1.0\"\n");
    workspace.write("crates/old/src/main.rs", "fn main() {}\n");
    let old = || dockerfile_core::cargo("old").context(workspace.folder());
    let said = refused(declared(&old().workspace(".")));
    assert!(said.contains(".workspace(\"crates/old\")"), "{said}");
    workspace.write(
        "crates/old/Cargo.lock",
        "version = 4\n\n[[package]]\nname = \"old\"\nversion = \"0.1.0\"\n",
    );
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian));
    let cargo = old().workspace("crates/old");
    let build = build.dependencies(cargo.dependencies()).source(cargo.sources());
    let build = build.build(cargo.build());
    let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
    let text = workspace.emit(stage.source(cargo.artifacts(&build)));
    assert!(text.contains("COPY crates/old /src/crates/old\n"), "{text}");
}

/// With the oldest resolver cargo gives features to the package at the root, and to no other.
#[test]
fn features_are_those_of_the_package_that_is_compiled() {
    let with = |edition: &str, resolver: &str| {
        let workspace = workspace();
        workspace.replace("Cargo.toml", "resolver = \"3\"\n", resolver);
        let root =
            format!("[package]\nname = \"root\"\nversion = \"0.1.0\"\nedition = \"{edition}\"\n\n");
        workspace.write("Cargo.toml", root + &workspace.text("Cargo.toml"));
        workspace.write("src/main.rs", "fn main() {}\n");
        declare(&workspace, "", "\n[features]\nextra = []\n");
        workspace
    };
    let told = "--manifest-path crates/app/Cargo.toml -p app ";
    for (edition, resolver, is_told) in [
        ("2018", "", true),
        ("2021", "", false),
        ("2021", "resolver = \"1\"\n", true),
        ("2018", "resolver = \"2\"\n", false),
    ] {
        let workspace = with(edition, resolver);
        for app in [app(&workspace).features("extra"), app(&workspace).no_default_features()] {
            let text = workspace.emit(declared(&app));
            assert_eq!(text.contains(told), is_told, "{edition} {resolver}: {text}");
        }
        assert!(!text(&workspace).contains(told), "no feature is named");
        let both =
            dockerfile_core::cargo(["app", "root"]).workspace(".").context(workspace.folder());
        let both = declared(&both.features("extra")).render();
        assert_eq!(both.is_err(), is_told, "{edition} {resolver}");
        let said = both.err().map(|report| report.to_string()).unwrap_or_default();
        assert!(!is_told || said.contains("the package at the workspace's root"), "{said}");
    }
    let root = dockerfile_core::cargo("root").features("extra");
    let workspace = with("2018", "");
    declare(&workspace, "", "\n[[bin]]\nname = \"app\"\npath = \"src/main.rs\"\n");
    let text = workspace.emit(declared(&root.workspace(".").context(workspace.folder())));
    assert!(!text.contains("--manifest-path"), "{text}");
    let workspace = self::workspace();
    workspace.replace("Cargo.toml", "\"3\"", "\"1\"");
    let text = workspace.emit(declared(&app(&workspace).features("extra")));
    assert!(!text.contains("--manifest-path"), "no package is at the root: {text}");
}

#[test]
fn a_submodule_that_is_not_there_is_named() {
    let workspace = workspace();
    workspace.write(".gitmodules", "[submodule \"x\"]\n\tpath = theirs/x\n\turl = ../x\n");
    fs::create_dir_all(workspace.path("theirs/x")).expect("a folder");
    let path = "[dependencies]\nx = { path = \"../../theirs/x\" }\n";
    workspace.replace("crates/core/Cargo.toml", "[dependencies]\n", path);
    assert!(problem(&workspace).contains("the submodule `theirs/x` is not checked out"));
    workspace.replace("crates/core/Cargo.toml", path, "[dependencies]\n");
    workspace.replace("Cargo.toml", "\"tool\"]", "\"tool\", \"theirs/x\"]");
    assert!(problem(&workspace).contains("the submodule `theirs/x` is not checked out"));
    workspace.replace("Cargo.toml", ", \"theirs/x\"]", "]");
    let path = "[dependencies]\nx = { path = \"../../theirs/y\" }\n";
    workspace.replace("crates/core/Cargo.toml", "[dependencies]\n", path);
    let said = refused(declared(&app(&workspace)));
    assert!(said.contains("theirs/y") && !said.contains("submodule"), "{said}");
    workspace.replace("crates/core/Cargo.toml", path, "[dependencies]\n");
    for (script, is_refused) in [
        ("build(\"../../theirs/x/words.txt\")", true),
        ("build(format!(\"{}/../../theirs/x/{lang}.txt\", dir))", true),
        ("build(\"../../theirs/xy\")", false),
    ] {
        workspace.write("crates/app/build.rs", format!("fn main() {{ {script}; }}\n"));
        let image = declared(&app(&workspace)).render();
        let said = image.err().map(|report| report.to_string()).unwrap_or_default();
        let names = said.contains("the submodule `theirs/x` is not checked out");
        assert_eq!(names, is_refused, "{script}: {said}");
    }
}

#[test]
fn every_file_that_asks_for_a_version_of_rust_is_heard() {
    let on = |workspace: &Context| compiled_on("rust:1.90-slim-bookworm", &app(workspace));
    let with = |file: &str, text: &str| {
        let workspace = workspace();
        workspace.write(file, text);
        on(&workspace).render()
    };
    for (file, text) in [
        ("rust-toolchain", "1.90.1\n"),
        ("rust-toolchain", "[toolchain]\nchannel = \"1.90\"\n"),
        ("rust-toolchain.toml", "[toolchain]\nchannel = \"1.90-x86_64-unknown-linux-gnu\"\n"),
        ("rust-toolchain", "stable"),
    ] {
        assert!(with(file, text).is_ok(), "{text}");
    }
    for (file, text) in [
        ("rust-toolchain", "1.95.0\n"),
        ("rust-toolchain", "[toolchain]\nchannel = \"1.95\"\n"),
        ("rust-toolchain.toml", "[toolchain]\nchannel = \"1.79.0\"\n"),
        ("rust-toolchain.toml", "[toolchain]\nchannel = \"nightly-2026-01-01\"\n"),
        ("rust-toolchain", "beta\n"),
        (".tool-versions", "rust 1.79.0\n"),
    ] {
        let said = with(file, text).expect_err("another version").to_string();
        assert!(said.contains(&format!("`{file}` names Rust ")), "{said}");
    }
    let workspace = workspace();
    // Only tests need it, so cargo does not compile it.
    workspace.replace("tool/Cargo.toml", "edition", "rust-version = \"1.94\"\nedition");
    assert!(on(&workspace).render().is_ok());
    workspace.replace("crates/base/Cargo.toml", "edition", "rust-version = \"1.92\"\nedition");
    let said = refused(on(&workspace));
    assert!(said.contains("`crates/base/Cargo.toml` names Rust 1.92 or newer"), "{said}");
    workspace.replace("crates/core/Cargo.toml", "edition", "rust-version = \"1.93\"\nedition");
    let said = refused(on(&workspace));
    assert!(said.contains("`crates/core/Cargo.toml` names Rust 1.93 or newer"), "{said}");
    assert_eq!(said.matches("error:").count(), 1, "the newest is enough: {said}");
}

/// What a package, the resolver and the lock file are written in has a first version of Rust.
#[test]
fn what_a_workspace_is_written_in_asks_for_a_version() {
    for (edition, resolver, format, oldest, by) in [
        (
            "2024",
            "2",
            3,
            "1.85",
            "`crates/app/Cargo.toml` names Rust 1.85 or newer, for edition 2024",
        ),
        ("2021", "3", 3, "1.84", "`Cargo.toml` names Rust 1.84 or newer, for resolver 3"),
        (
            "2021",
            "2",
            4,
            "1.78",
            "`Cargo.lock` names Rust 1.78 or newer, for version 4 of its format",
        ),
        (
            "2021",
            "2",
            3,
            "1.56",
            "`crates/app/Cargo.toml` names Rust 1.56 or newer, for edition 2021",
        ),
        (
            "2018",
            "2",
            3,
            "1.53",
            "`Cargo.lock` names Rust 1.53 or newer, for version 3 of its format",
        ),
    ] {
        let workspace = workspace();
        workspace.replace("Cargo.toml", "resolver = \"3\"", &format!("resolver = {resolver:?}"));
        workspace.replace("Cargo.lock", "version = 4", &format!("version = {format}"));
        for folder in ["app", "base", "core", "other"] {
            let file = format!("crates/{folder}/Cargo.toml");
            workspace.replace(&file, "\"2024\"", &format!("{edition:?}"));
        }
        workspace.replace("tool/Cargo.toml", "\"2024\"", &format!("{edition:?}"));
        let on =
            |version: &str| compiled_on(&format!("rust:{version}-slim-bookworm"), &app(&workspace));
        assert!(on(oldest).render().is_ok() && on("1").render().is_ok(), "{oldest}");
        let (major, minor) = oldest.split_once('.').expect("two numbers");
        let older = minor.parse::<u32>().expect("a number") - 1;
        let said = refused(on(&format!("{major}.{older}")));
        assert!(said.contains(by), "{said}");
        assert_eq!(said.matches("error:").count(), 1, "the newest is enough: {said}");
    }
}

/// Programs for another system have other names, too: `app.wasm`.
#[test]
fn a_program_is_one_of_linux() {
    for (target, is_good) in [
        ("wasm32-wasip1", false),
        ("x86_64-pc-windows-gnu", false),
        ("aarch64-apple-darwin", false),
        ("riscv64gc-unknown-linux-gnu", true),
    ] {
        let configured = workspace();
        configured.write(".cargo/config.toml", format!("[build]\ntarget = {target:?}\n"));
        let plain = workspace();
        let named = app(&plain).target(triple::named(target, "the board's"));
        for image in [declared(&app(&configured)), declared(&named)] {
            match is_good {
                true => drop(shown(image)),
                false => {
                    assert!(refused(image).contains(&format!("for `{target}` does not start")))
                }
            }
        }
        shown(declared(&app(&configured).target(triple::X86_64_GNU)));
    }
}

/// What is fetched from a folder of this machine is fetched nowhere else, unless it is vendored.
#[test]
fn a_package_of_this_machine_is_refused() {
    for source in ["git+file:///home/a/itoa?branch=main#01", "registry+file:///home/a/index"] {
        let workspace = workspace();
        let fetched = "registry+https://github.com/rust-lang/crates.io-index";
        workspace.replace("Cargo.lock", fetched, source);
        let said = problem(&workspace);
        assert!(said.contains("/home/a/") && said.contains("in `Cargo.lock` leads out"), "{said}");
        workspace.write(".cargo/config.toml", "[source.v]\ndirectory = \"vendor\"\n");
        workspace.write("vendor/itoa/Cargo.toml", "");
        shown(declared(&app(&workspace)));
    }
}

/// A library that only the image which compiles has is none for a program to look for.
#[test]
fn a_program_looks_for_no_library_of_rust_when_it_starts() {
    for (kinds, is_good) in [("\"dylib\"", false), ("\"dylib\", \"rlib\"", true)] {
        let workspace = workspace();
        let kinds = format!("[lib]\ncrate-type = [{kinds}]\n");
        workspace.replace("crates/base/Cargo.toml", "[lib]\n", &kinds);
        match is_good {
            true => drop(text(&workspace)),
            false => assert!(problem(&workspace).contains("`base-of-tests` is a `dylib` alone")),
        }
    }
    for (flags, is_good) in [
        ("-C prefer-dynamic", false),
        ("-Cprefer-dynamic=yes -g", false),
        ("-Cprefer-dynamic=no -g", true),
        ("-Cprefer-dynamic -Cprefer-dynamic=off", true),
    ] {
        let configured = workspace();
        configured.write(".cargo/config.toml", format!("[build]\nrustflags = {flags:?}\n"));
        let plain = workspace();
        for image in [
            declared(&app(&configured)),
            declared(&app(&plain).env("RUSTFLAGS", flags)),
            with_variable(&plain, "RUSTFLAGS", flags),
        ] {
            match is_good {
                true => drop(shown(image)),
                false => {
                    let said = refused(image);
                    assert!(said.contains("looks for Rust's own library"), "{said}");
                    assert_eq!(said.matches("error:").count(), 1, "{said}");
                }
            }
        }
    }
}

/// An older cargo passes over the files that its configuration includes, and says nothing.
#[test]
fn a_configuration_that_includes_others_asks_for_a_version() {
    let workspace = workspace();
    workspace.write(".cargo/config.toml", "include = [\"more.toml\"]\n");
    workspace.write(".cargo/more.toml", "");
    let on =
        |version: &str| compiled_on(&format!("rust:{version}-slim-bookworm"), &app(&workspace));
    let said = refused(on("1.93"));
    let wanted = "`.cargo/config.toml` names Rust 1.94 or newer, for `include`";
    assert!(said.contains(wanted) && said.matches("error:").count() == 1, "{said}");
    assert!(on("1.94").render().is_ok() && on("1").render().is_ok());
}

/// A dependency may have the name of the package: cargo tells them apart by their folders.
#[test]
fn a_package_whose_name_another_has_is_told_by_its_folder() {
    let workspace = workspace();
    let old = "name = \"app\"\nversion = \"0.0.9\"\n";
    let manifest = format!("[package]\n{old}edition = \"2024\"\n\n[workspace]\n");
    workspace.write("aged/app/Cargo.toml", manifest);
    workspace.write("aged/app/src/lib.rs", "pub const SAID: &str = \"old\";\n");
    workspace.replace("Cargo.toml", "exclude = [", "exclude = [\"aged\", ");
    let needs = "[dependencies]\nold = { package = \"app\", path = \"../../aged/app\" }\n";
    workspace.replace("crates/app/Cargo.toml", "[dependencies]\n", needs);
    let new = "[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n";
    let both = format!("[[package]]\n{old}\n{new} \"app 0.0.9\",\n");
    workspace.replace("Cargo.lock", new, &both);
    let said = "core_of_tests::said()";
    workspace.replace("crates/app/src/main.rs", said, "old::SAID");
    let text = text(&workspace);
    assert_eq!(text.matches(" -p \"file:///src/crates/app#app\"").count(), 3, "{text}");
    let masked = text.split("version = \"0.0.0\"").nth(1).unwrap_or_default();
    let masked = masked.split("&&").next().unwrap_or_default();
    assert!(masked.contains("crates/core/") && !masked.contains("app/"), "{text}");
    let Some(docker) = Docker::connect() else { return };
    for app in [app(&workspace), app(&workspace).incremental()] {
        workspace.emit(declared(&app));
        assert_eq!(super::super::said(&workspace.build(docker)), "app old 7");
    }
}

#[test]
fn what_is_started_is_one_of_the_programs() {
    let workspace = workspace();
    let app = app(&workspace);
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
        .dependencies(app.dependencies())
        .source(app.sources())
        .build(app.build());
    let on = |base: &str, program: &str| {
        let stage = Stage::from(image(base).family(Debian)).account(uid(65532));
        Image::from(stage.source(app.artifacts(&build)).entrypoint([program.to_owned()]))
    };
    let said = refused(on("debian:bookworm-slim", "/usr/local/bin/ap"));
    assert!(said.contains("no program `/usr/local/bin/ap` is in the image"), "{said}");
    assert!(said.contains("did you mean `/usr/local/bin/app`?"), "{said}");
    for (base, program) in [
        ("debian:bookworm-slim", "/usr/local/bin/app"),
        ("debian:bookworm-slim", "/usr/bin/env"),
        ("example.org/base:1", "/usr/local/bin/start"),
    ] {
        assert!(on(base, program).render().is_ok(), "{base} {program}");
    }
}
