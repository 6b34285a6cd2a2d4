//! A target folder that a builder keeps beside its layers: what is compiled of an edit, and that no
//! program has anything of another state.

use dockerfile_core::{Cargo, Debian, Stage, apt, cargo, debian, image, uid};
use dockerfile_tests::context::Context;
use dockerfile_tests::docker::{Docker, unique};

use super::{app, declared, plan, said, workspace};

/// A package's manifest, and what a lock file has of it, without what it needs.
fn manifest(name: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n")
}

fn locked(name: &str) -> String {
    format!("\n[[package]]\nname = \"{name}\"\nversion = \"0.1.0\"\n")
}

/// The libraries of the program, and one that stands beside both.
fn with_a_library_beside() -> Context {
    let workspace = workspace();
    workspace.replace(
        "crates/app/Cargo.toml",
        "itoa.workspace",
        "aside = { path = \"../aside\" }\nitoa.workspace",
    );
    workspace.replace("crates/app/src/main.rs", "app {}", "app {} {}");
    workspace.replace("crates/app/src/main.rs", "core_of_tests::", "aside::SAID, core_of_tests::");
    workspace.write(
        "crates/aside/Cargo.toml",
        "[package]\nname = \"aside\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    workspace.write("crates/aside/src/lib.rs", "pub const SAID: &str = \"aside\";\n");
    let base = "[[package]]\nname = \"base-of-tests\"";
    let aside = format!("[[package]]\nname = \"aside\"\nversion = \"0.1.0\"\n\n{base}");
    workspace.replace("Cargo.lock", base, &aside);
    workspace.replace("Cargo.lock", " \"core-of-tests\",", " \"aside\",\n \"core-of-tests\",");
    workspace
}

#[test]
fn an_edit_of_a_library_compiles_no_other_one() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = with_a_library_beside();
    let (aside, base) = ("crates/aside/src/lib.rs", "crates/base/lib/base.rs");
    for app in [app(&workspace), app(&workspace).incremental()] {
        // No other test's builds have to do with this folder.
        let stage = unique("kept");
        let build = Stage::named(&stage, image("rust:1-slim-bookworm").family(Debian)).recipe(&app);
        workspace.emit(
            Stage::from(debian("bookworm-slim"))
                .account(uid(65532))
                .source(app.artifacts(&build))
                .entrypoint(["/usr/local/bin/app"]),
        );
        let compiled = || {
            let compiled = docker.compiled(workspace.folder(), "final");
            compiled.iter().map(|it| it.replace(&format!("{stage} "), "")).collect::<Vec<_>>()
        };
        let edit = |file: &str| {
            let says = workspace.text(file).split('"').nth(1).expect("a text").to_owned();
            workspace.edit(file, &says)
        };
        edit(base);
        let all = compiled();
        for library in ["aside", "base-of-tests", "core-of-tests"] {
            assert!(all.contains(&library.to_owned()), "{all:?}");
        }
        let beside = edit(aside);
        // The program's stub, and the program.
        assert_eq!(compiled(), ["aside", "app", "app"]);
        let below = edit(base);
        assert_eq!(compiled(), ["base-of-tests", "core-of-tests", "app", "app"]);
        let said = said(&workspace.build(docker));
        assert!(said.ends_with(&format!("{beside} core-{below} 7")), "{said}");
    }
}

/// Where one of them is of another state, nothing that was compiled of the other is taken for fresh.
#[test]
fn a_package_comes_in_with_the_file_of_another_that_it_names() {
    for file in ["crates/base/said.txt", "crates/app/Cargo.toml"] {
        let workspace = workspace();
        workspace.write("crates/base/said.txt", "said");
        let names = format!("const _: &str = include_str!(\"../../../{file}\");\n\npub fn said");
        workspace.replace("crates/core/src/lib.rs", "pub fn said", &names);
        let text = workspace.emit(declared(&app(&workspace)));
        let text = text.replace("\\\n", "").split_whitespace().collect::<Vec<_>>().join(" ");
        let together = format!(
            "if ! diff -rq crates/core /kept/target/src/crates/core \
             || ! diff -rq {file} /kept/target/src/{file}; \
             then rm -rf /kept/target/src/crates/core; fi && "
        );
        assert!(text.contains(&together), "{text}");
        // A manifest is in no copy of a package.
        let comes_in = format!("for path in {file} crates/base crates/core;");
        assert_eq!(text.contains(&comes_in), file.ends_with(".toml"), "{text}");
    }
}

/// A library was compiled for a program that was not: what the folder has of it is of another text
/// than that of the branch that comes next.
#[test]
fn what_a_failed_build_has_compiled_is_compiled_again() {
    let Some(docker) = Docker::connect() else { return };
    for incremental in [false, true] {
        let workspace = with_a_library_beside();
        let app = if incremental { app(&workspace).incremental() } else { app(&workspace) };
        workspace.edit("crates/app/src/main.rs", "app");
        let base = workspace.edit("crates/base/lib/base.rs", "base");
        workspace.emit(declared(&app));
        workspace.build(docker);
        let (library, program) = ("crates/base/lib/base.rs", "crates/app/src/main.rs");
        let before = workspace.text(library);
        workspace.edit(library, &base);
        workspace.replace(program, "fn main() {", "fn main() {\n    none();");
        let failed = docker.try_build(workspace.folder(), "Dockerfile", &[]).err();
        assert!(failed.expect("nothing is called so").contains("`none`"));
        workspace.write(library, before);
        workspace.replace(program, "none();", "println!(\"back\");");
        let said = said(&workspace.build(docker));
        assert!(said.starts_with("back\n") && said.ends_with(&format!("core-{base} 7")), "{said}");
    }
}

/// No mount and no context has what a build script writes beside the sources, and cargo runs the script
/// again only if one of its own files is another.
#[test]
fn what_a_build_script_writes_is_there_for_every_compilation() {
    let Some(docker) = Docker::connect() else { return };
    let script = "fn main() {\n    println!(\"cargo::rustc-env=SAID=core\");\n    \
                  println!(\"cargo::rerun-if-changed=build.rs\");\n    \
                  std::fs::write(\"src/made.rs\", \"pub const MADE: u8 = 1;\").unwrap();\n}\n";
    for incremental in [false, true] {
        let workspace = with_a_library_beside();
        workspace.write("crates/core/build.rs", script);
        workspace.write(
            "crates/core/src/lib.rs",
            workspace.text("crates/core/src/lib.rs") + "mod made;\n",
        );
        workspace.write("crates/app/build.rs", script);
        workspace.write(
            "crates/app/src/main.rs",
            workspace.text("crates/app/src/main.rs") + "mod made;\n",
        );
        workspace.edit("crates/app/src/main.rs", "app");
        let app = if incremental { app(&workspace).incremental() } else { app(&workspace) };
        workspace.emit(declared(&app));
        workspace.build(docker);
        let base = workspace.edit("crates/base/lib/base.rs", "base");
        let said = said(&workspace.build(docker));
        assert!(said.ends_with(&format!("core-{base} 7")), "{said}");
    }
}

/// A package in parts has no folder in which all that its script writes could be found.
#[test]
fn a_package_in_parts_comes_in_anew_if_it_has_a_build_script() {
    let workspace = with_a_library_beside();
    workspace.write("crates/core/inner/Cargo.toml", manifest("inner"));
    workspace.write("crates/core/inner/src/lib.rs", "");
    let dependency = "\n[target.'cfg(windows)'.dependencies]\ninner = { path = \"inner\" }\n";
    let file = "crates/core/Cargo.toml";
    workspace.write(file, workspace.text(file) + dependency);
    let text = workspace.emit(declared(&app(&workspace)));
    assert!(text.contains("rm -rf /kept/target/src/crates/core/build.rs &&"), "{text}");
    assert!(!text.contains(".anew"), "{text}");
}

/// Debian's compiler is older by years; the folder is that of a stage of the same name.
#[test]
fn what_an_older_compiler_has_left_is_not_taken() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = Context::with(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"app\", \"lib\"]\n"),
        ("app/Cargo.toml", &(manifest("app") + "[dependencies]\nlib = { path = \"../lib\" }\n")),
        ("app/src/main.rs", "fn main() {\n    println!(\"app {}\", lib::SAID);\n}\n"),
        ("lib/Cargo.toml", &manifest("lib")),
        ("lib/src/lib.rs", "pub const SAID: &str = \"lib\";\n"),
        (
            "Cargo.lock",
            &format!(
                "version = 3\n{}dependencies = [\n \"lib\",\n]\n{}",
                locked("app"),
                locked("lib")
            ),
        ),
    ]);
    let lib = workspace.edit("lib/src/lib.rs", "lib");
    let app = app(&workspace).incremental();
    let older =
        Stage::named("build", debian("bookworm-slim")).packages(apt(["cargo"])).recipe(&app);
    let with = |build: &Stage<_, Debian>| {
        Stage::from(debian("bookworm-slim"))
            .account(uid(65532))
            .source(app.artifacts(build))
            .entrypoint(["/usr/local/bin/app"])
    };
    workspace.emit(with(&older));
    assert_eq!(said(&workspace.build(docker)), format!("app {lib}"));
    let newer = Stage::named("build", image("rust:1-slim-bookworm").family(Debian)).recipe(&app);
    workspace.emit(with(&newer));
    let compiled = docker.compiled(workspace.folder(), "final");
    assert!(compiled.iter().any(|it| it == "build lib"), "{compiled:?}");
    assert_eq!(said(&workspace.build(docker)), format!("app {lib}"));
}

/// A variable of the commit, which a build script reads without a word to cargo.
#[test]
fn a_script_runs_for_another_commit() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = workspace();
    workspace.write(
        "crates/app/build.rs",
        "fn main() {\n    println!(\"cargo::rerun-if-changed=build.rs\");\n    \
         println!(\"cargo::rustc-env=SHA={}\", std::env::var(\"GIT_SHA\").unwrap());\n}\n",
    );
    workspace.replace("crates/app/src/main.rs", "\"app {} {}\"", "\"{} {} {}\", env!(\"SHA\")");
    let sha = dockerfile_core::arg("GIT_SHA").per_commit();
    workspace.emit(declared(&app(&workspace).incremental().env("GIT_SHA", sha)));
    for commit in ["one", "two"] {
        let options = [format!("--build-arg=GIT_SHA={commit}")];
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let built = docker.try_build(workspace.folder(), "Dockerfile", &options);
        let image = built.unwrap_or_else(|said| panic!("{said}"));
        assert_eq!(said(&image), format!("{commit} core-base 7"));
    }
}

/// What `.also(..)` names is read by a build script of a library, without a word to cargo.
#[test]
fn another_file_that_scripts_read_has_them_run() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = workspace();
    workspace.write("proto/said.proto", "proto");
    workspace.write(
        "crates/core/build.rs",
        "fn main() {\n    println!(\"cargo::rerun-if-changed=build.rs\");\n    \
         let said = std::fs::read_to_string(\"../../proto/said.proto\").unwrap();\n    \
         println!(\"cargo::rustc-env=SAID={said}\");\n}\n",
    );
    for app in [app(&workspace), app(&workspace).incremental()] {
        workspace.emit(declared(&app.also(["proto"])));
        workspace.build(docker);
        let before = workspace.text("proto/said.proto");
        let new = workspace.edit("proto/said.proto", &before);
        assert_eq!(said(&workspace.build(docker)), format!("app {new}-base 7"));
    }
}

#[test]
fn what_is_kept_for_another_compilation_stays_out_of_the_layer() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = workspace();
    workspace
        .emit(declared(&cargo("app").workspace(".").context(workspace.folder()).incremental()));
    let options = ["--target=build"];
    let build = docker.try_build(workspace.folder(), "Dockerfile", &options);
    let build = build.unwrap_or_else(|said| panic!("{said}"));
    let found = build.shell_as_root("find /src/target -name incremental");
    assert_eq!(found.trim(), "");
}

/// Of two libraries the history has changed one often, and the other at the beginning.
#[test]
fn the_plan_names_libraries_that_rarely_change() {
    let workspace = with_a_library_beside();
    let notes = |app: &Cargo| {
        let plan = plan(declared(app));
        plan.lines().find(|line| line.contains("of the last")).map(|line| line.trim().to_owned())
    };
    let app = app(&workspace);
    assert_eq!(notes(&app), None, "there is no version control");
    let git = |arguments: &[&str]| {
        let who = ["-c", "user.name=a", "-c", "user.email=a@b.c"];
        dockerfile_tests::git(workspace.folder(), &[&who, arguments].concat());
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "all"]);
    for number in 0..9 {
        let text = format!("pub const SAID: &str = \"{number}\";\n");
        workspace.write("crates/core/said.rs", &text);
        git(&["add", "-A"]);
        git(&["commit", "-q", "-m", "core"]);
        assert_eq!(notes(&app).is_some(), number == 8, "{number}");
    }
    let note = notes(&app).expect("there is one");
    assert_eq!(
        note,
        "of the last 10 commits 10 have changed `core-of-tests`, and 1 at the most each of `aside`, \
         `base-of-tests`: `.stable([\"aside\", \"base-of-tests\"])` gives those a layer that a new builder finds"
    );
    assert_eq!(notes(&app.stable(["aside"])), None, "somebody has thought about it");
}

/// What stands beside the workspace is called as cargo's own folder of what is made.
#[test]
fn sources_have_a_place_beside_what_is_made_of_them() {
    let outer = Context::with(&[]);
    outer.write("rust/Cargo.toml", "[workspace]\nmembers = [\"app\"]\n");
    let needs = "[dependencies]\nrelease = { path = \"../../release\" }\n";
    outer.write("rust/app/Cargo.toml", manifest("app") + needs);
    outer.write("rust/app/src/main.rs", "fn main() {}\n");
    outer.write("release/Cargo.toml", manifest("release"));
    outer.write("release/src/lib.rs", "");
    let lock = format!(
        "version = 4\n{}dependencies = [\n \"release\",\n]\n{}",
        locked("app"),
        locked("release")
    );
    outer.write("rust/Cargo.lock", lock);
    let app = cargo("app").workspace("rust").context(outer.folder()).incremental();
    let text = outer.emit(declared(&app));
    assert!(text.contains("{ path=/src/release; at=/kept/target/src/$path;"), "{text}");
    assert!(text.contains("for path in /src/release app; do at="), "{text}");
}
