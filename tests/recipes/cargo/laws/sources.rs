//! What a package is compiled from, each rule by the smallest project that needs it.

use std::os::unix::fs::symlink;

use dockerfile_core::Cargo;
use dockerfile_tests::context::{Context, refused, shown};
use dockerfile_tests::git;

use super::super::{app, declared, plan, workspace};
use super::declare;

const MAIN: &str = "src/main.rs";

/// A package of this manifest at the root of its context, with these files.
fn alone(manifest: &str, files: &[(&str, &str)]) -> Context {
    let context = Context::with(&[
        (
            "Cargo.toml",
            &format!(
                "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{manifest}"
            ),
        ),
        ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n"),
        (MAIN, "fn main() {}\n"),
    ]);
    files.iter().for_each(|(path, text)| context.write(path, text));
    context
}

/// What is copied into the stage that builds, in its order, by way of one beside or not.
fn copied(app: &Cargo) -> String {
    let text = shown(declared(app));
    let builds = ["FROM rust AS build-libraries", "FROM rust AS build"];
    let stages =
        text.split("\n\n").filter(|stage| builds.iter().any(|it| stage.lines().next() == Some(it)));
    let lines = stages.flat_map(str::lines).filter_map(|line| line.strip_prefix("COPY "));
    let lines = lines.filter(|line| !line.starts_with("--from"));
    lines.map(|line| line.split(" /src").next().unwrap_or(line)).collect::<Vec<_>>().join(", ")
}

// ---- the package at the root ---------------------------------------------------------------------

#[test]
fn each_entry_beside_the_sources_is_taken_or_left() {
    let near =
        "[[bin]]\nname = \"near\"\npath = \"svc/near.rs\"\n[workspace]\nmembers = [\"svc/lib\"]\n";
    let shown = "[[bin]]\nname = \"shown\"\npath = \"examples/shown.rs\"\n";
    let vendored = "[source.v]\ndirectory = \"vendor\"\n";
    let lib = "[package]\nname = \"lib\"\nversion = \"0.1.0\"\n";
    let text = |path: &'static str| (path, "");
    for (manifest, files, wanted) in [
        ("", vec![text("tests"), text("target/x")], "src, tests"),
        ("", vec![text("docs/a.md"), text("a.md"), text("a.txt")], "src, a.txt"),
        (
            "build = \".make/build.rs\"\n",
            vec![(".make/build.rs", "fn main() {}\n"), text(".makes/x")],
            "src, .make",
        ),
        ("", vec![text(".hidden/x"), text(".x"), text("data/.x")], "data, src"),
        ("", vec![(".cargo/config.toml", vendored), text("vendor/x/lib.rs")], "src"),
        (
            "",
            vec![(".cargo/config.toml", vendored), text("vendor/x"), text("vendors/x")],
            "src, vendors",
        ),
        (shown, vec![("examples/shown.rs", "fn main() {}\n"), text("tests/x.rs")], "examples, src"),
        // Only beside the manifest a folder is what its name says.
        (
            near,
            vec![
                ("svc/near.rs", "fn main() {}\n"),
                ("svc/lib/Cargo.toml", lib),
                text("svc/lib/src/lib.rs"),
                text("svc/tests/x.rs"),
                text("svc/docs/x"),
                text("svc/a.md"),
                text("other/x"),
            ],
            "other, src, svc/docs, svc/tests, svc/a.md svc/near.rs",
        ),
    ] {
        let context = alone(manifest, &files);
        let mut lines: Vec<_> = copied(&app(&context)).split(", ").map(str::to_owned).collect();
        lines.sort_by_key(|line| (line.contains('.') || line == "tests", line.clone()));
        assert_eq!(lines.join(", "), wanted, "{manifest}{files:?}");
    }
}

#[test]
fn what_the_user_leaves_out_is_left_out_of_each_copy() {
    for (pattern, lines, ignored) in [
        ("data", "src, a.txt", ""),
        ("*.txt", "data, src", ""),
        ("src/made", "data, src, a.txt", "src/made"),
        ("**/*.md", "data, src, a.txt", "data/**/*.md src/**/*.md"),
        ("data/x/y", "data, src, a.txt", "data/x/y"),
        ("none/x", "data, src, a.txt", ""),
    ] {
        let context =
            alone("", &[("data/x/y", ""), ("a.txt", ""), ("src/made/x.rs", ""), ("src/a.md", "")]);
        let app = app(&context).except([pattern]);
        assert_eq!(copied(&app), lines, "{pattern}");
        let ignore = declared(&app).render().unwrap().ignore;
        let said = ["src/", "data/"].map(|start| {
            ignore.lines().filter(move |line| line.starts_with(start)).collect::<Vec<_>>()
        });
        let mut said = said.concat();
        said.retain(|line| {
            !["tests", "benches", "examples", "target"].iter().any(|it| line.ends_with(it))
        });
        said.sort_unstable();
        assert_eq!(said.join(" "), ignored, "{pattern}: {ignore}");
    }
}

/// What is copied in full above the first step is not copied once more; a folder around it is.
#[test]
fn what_is_copied_in_full_is_copied_once() {
    for (path, lines) in [
        ("data", "src, a.txt"),
        ("data/x", "data, src, a.txt"),
        ("a.txt", "data, src"),
        ("dat", "data, src, a.txt"),
    ] {
        let config = format!("[env]\nX = {{ value = {path:?}, relative = true }}\n");
        let files =
            [("data/x/y", ""), ("a.txt", ""), ("dat/x", ""), (".cargo/config.toml", &config)];
        let context = alone("", &files);
        let found = copied(&app(&context));
        let found: Vec<&str> = found.split(", ").filter(|line| *line != "dat").collect();
        assert_eq!(found.join(", "), lines, "{path}");
    }
}

/// What sources name of their own package is taken back, if it is not kept out for a reason.
#[test]
fn what_sources_name_is_taken_back() {
    let script = "build.rs";
    let named = |files: &str| format!("`{files}`, which is not copied");
    for (source, text, lines, note) in [
        (MAIN, "const A: &str = include_str!(\"../a.md\");", "src, a.md", String::new()),
        (
            MAIN,
            "const A: &[u8] = include_bytes!(\"../docs/a.md\");",
            "src, docs/a.md",
            String::new(),
        ),
        (MAIN, "const A: &str = include_str!(\"../docs/none.md\");", "src", String::new()),
        (
            MAIN,
            "#![doc = include_str!(concat!(\"../\", env!(\"CARGO_PKG_README\")))]",
            "src, README.md",
            String::new(),
        ),
        (MAIN, "other!(\"../docs/a.md\");", "src, docs/a.md", String::new()),
        (
            MAIN,
            "other!(\"$CARGO_MANIFEST_DIR/src/../docs/a.md\");",
            "src, docs/a.md",
            String::new(),
        ),
        (MAIN, "migrate!(\"/docs\");", "src, docs", String::new()),
        (MAIN, "const A: &str = \"docs/a.md\"; include!(\"a.rs\");", "src", String::new()),
        (MAIN, "include!(\"../tests/a.rs\");", "src", named("tests/a.rs")),
        (MAIN, "const A: &str = include_str!(\"../.env\");", "src, .env", String::new()),
        (script, "fn main() { read(\"docs/a.md\"); }", "src, build.rs, docs/a.md", String::new()),
        (script, "fn main() { read(\"docs/a b.md\"); }", "src, build.rs", String::new()),
        (
            script,
            "fn main() { read(\"/\"); read(\".\"); read(\"..\"); }",
            "src, build.rs",
            String::new(),
        ),
        // The skeleton has them, and those of a workspace are no longer as they were.
        (
            script,
            "fn main() { read(\"Cargo.toml\"); read(\"Cargo.lock\"); }",
            "src, build.rs",
            String::new(),
        ),
        (script, "fn main() { read(\".env\"); }", "src, build.rs", named(".env")),
        (script, "fn main() { read(\"tests/a.rs\"); }", "src, build.rs", named("tests/a.rs")),
    ] {
        let files = [
            ("docs/a.md", ""),
            ("docs/a b.md", ""),
            ("README.md", ""),
            ("a.md", ""),
            (".env", ""),
            ("tests/a.rs", ""),
        ];
        let context = alone("", &files);
        context.write(source, format!("{text}\nfn main() {{}}\n"));
        assert_eq!(copied(&app(&context)), lines, "{text}");
        let plan = plan(declared(&app(&context)));
        let said = plan.lines().filter(|line| line.contains("which is not copied"));
        assert_eq!(said.count(), usize::from(!note.is_empty()), "{text}: {plan}");
        assert!(plan.contains(&note), "{text}: {plan}");
        let left = plan.lines().find(|line| line.contains("beside `app` stays behind"));
        let is_left = left.is_some_and(|line| line.contains("`a.md`"));
        assert_eq!(is_left, !lines.contains(", a.md"), "{text}: {plan}");
    }
}

#[test]
fn what_links_lead_to_is_taken() {
    for (links, lines) in [
        (vec![("src/a", "../docs/a.md")], "src, docs/a.md"),
        (vec![("src/a", "../docs")], "src, docs"),
        (vec![("src/a", "../src/main.rs")], "src"),
        (vec![("src/up", "..")], "src"),
        (vec![("src/gone", "../none")], "src"),
        // A link of a folder that stays behind leads nowhere in the image.
        (vec![("tests/a", "/etc/hostname")], "src"),
        (vec![("src/a", "../docs/b"), ("docs/b", "deep/c.md")], "src, docs/b, docs/deep/c.md"),
    ] {
        let context = alone("", &[("docs/a.md", ""), ("docs/deep/c.md", ""), ("tests/x.rs", "")]);
        for (link, target) in &links {
            symlink(target, context.path(link)).expect("a link");
        }
        assert_eq!(copied(&app(&context)), lines, "{links:?}");
    }
}

/// A link may be tracked where that which it leads to is not.
#[test]
fn what_is_private_or_ignored_stays_out_behind_a_link() {
    for (link, target, lines) in [
        ("src/a", "docs/a.md", "src, docs/a.md"),
        ("src/a", "made/a.md", "src"),
        ("src/a", "made", "src"),
        ("src/a", ".env", "src"),
        ("src/.env", ".env", "src"),
        ("src/.env", "docs/a.md", "src"),
    ] {
        let context = alone("", &[("docs/a.md", ""), ("made/a.md", ""), (".env", "TOKEN=1\n")]);
        context.write(".gitignore", "/made\n/.env\n");
        symlink(format!("../{target}"), context.path(link)).expect("a link");
        git(context.folder(), &["init", "--quiet"]);
        git(context.folder(), &["add", "--all"]);
        git(context.folder(), &["add", "--force", link]);
        assert_eq!(copied(&app(&context)), lines, "{link} -> {target}");
        let ignore = declared(&app(&context)).render().unwrap().ignore;
        assert!(!ignore.contains("!.env") && !ignore.contains("!made"), "{ignore}");
    }
}

/// A module of a build script is a part of it, wherever it stands.
#[test]
fn the_modules_of_a_build_script_are_parts_of_it() {
    for (module, text) in [
        ("make/part.rs", "mod part;"),
        ("make/part/mod.rs", "mod part;"),
        ("make/build/part.rs", "mod part;"),
        ("make/odd.rs", "#[path = \"odd.rs\"]\nmod part;"),
        ("shared.rs", "include!(\"../shared.rs\");"),
        ("make/other.rs", ""),
    ] {
        let context = alone("build = \"make/build.rs\"\n", &[("docs/a.txt", "")]);
        context.write("make/build.rs", format!("{text}\nfn main() {{}}\n"));
        context.write(module, "fn go() {\n    read(\"docs/a.txt\");\n    run(\"git\");\n}\n");
        let is_part = !text.is_empty();
        assert_eq!(copied(&app(&context)).contains("docs/a.txt"), is_part, "{module}");
        let plan = plan(declared(&app(&context)));
        assert_eq!(plan.contains("`make/build.rs` asks git"), is_part, "{module}: {plan}");
    }
}

// ---- members -------------------------------------------------------------------------------------

/// A script outside of its package, which comes with its modules.
#[test]
fn a_file_outside_of_its_package_brings_no_more_than_its_modules() {
    for (script, files, wanted) in [
        ("", vec![], "scripts/build.rs"),
        ("mod a;", vec!["a.rs"], "scripts/a.rs scripts/build.rs"),
        ("mod a;", vec!["a/mod.rs"], "scripts/a, scripts/build.rs"),
        ("mod a;", vec!["a.rs", "a/b.rs"], "scripts/a, scripts/a.rs scripts/build.rs"),
        ("mod a { }", vec!["b.rs"], "scripts/build.rs"),
        // A file of the module's name without an end is another one.
        ("mod a;", vec!["a.rs", "a"], "scripts/a.rs scripts/build.rs"),
        // A module may be called as the script, or as what declares it.
        ("mod build { }", vec![], "scripts/build.rs"),
        ("mod a; mod b;", vec!["a.rs", "b.rs"], "scripts/a.rs scripts/b.rs scripts/build.rs"),
    ] {
        let workspace = workspace();
        workspace.replace(
            "crates/core/Cargo.toml",
            "links =",
            "build = \"../../scripts/build.rs\"\nlinks =",
        );
        workspace.write("scripts/build.rs", format!("{script}\nfn main() {{}}\n"));
        for file in &files {
            workspace.write(&format!("scripts/{file}"), "mod a { }\nmod b { }\n");
        }
        let lines = copied(&app(&workspace));
        let lines = lines.split(", ").filter(|line| line.starts_with("scripts"));
        assert_eq!(lines.collect::<Vec<_>>().join(", "), wanted, "{script} {files:?}");
    }
}

#[test]
fn a_package_above_another_is_copied_in_parts() {
    let workspace = workspace();
    workspace.replace("Cargo.toml", "\"tool\"]", "\"tool\", \"crates/app/part\"]");
    workspace
        .write("crates/app/part/Cargo.toml", "[package]\nname = \"part\"\nversion = \"0.1.0\"\n");
    workspace.write("crates/app/part/src/lib.rs", "");
    assert_eq!(copied(&app(&workspace)), "crates/base, crates/core, crates/app/src");
    workspace.replace(
        "crates/app/Cargo.toml",
        "[dependencies]",
        "[dependencies]\npart.path = \"part\"",
    );
    let lines = copied(&app(&workspace));
    assert_eq!(lines, "crates/app/part, crates/base, crates/core, crates/app/src");
}

/// A file that another package brings, or that stands there in full, is not missing.
#[test]
fn a_file_of_another_package_is_missing_once() {
    let config = ("[source.v]\ndirectory = \"vendor\"\n", ".cargo/config.toml");
    for (named, also, missing) in [
        ("../../base/said.txt", "", 0),
        ("../../other/said.txt", "", 1),
        // The files of the program come when the library is compiled.
        ("../../app/said.txt", "", 1),
        ("../../app/said.txt", "crates/app/said.txt", 0),
        ("../../other/said.txt", "crates/other", 0),
        ("../../other/said.txt", "crates/other/", 0),
        ("../../other/said.txt", "crates/other/said.txt", 0),
        ("../../other/said.txt", "crates/oth", 1),
        ("../../../vendor/said.txt", "", 0),
        ("../../../vendored/said.txt", "", 1),
    ] {
        let workspace = workspace();
        workspace.write(config.1, config.0);
        for folder in
            ["crates/app", "crates/base", "crates/other", "vendor", "vendored", "crates/oth"]
        {
            workspace.write(&format!("{folder}/said.txt"), "");
        }
        workspace.replace("Cargo.toml", "crates/old", "crates/oth\", \"crates/old");
        let source = format!("const _: &str = include_str!({named:?});\n");
        for file in ["lib.rs", "near.rs"] {
            workspace.write(&format!("crates/core/src/{file}"), &source);
        }
        let app = app(&workspace);
        let app = if also.is_empty() { app } else { app.also([also]) };
        let plan = plan(declared(&app));
        let notes = plan.lines().filter(|line| line.contains("which is not copied"));
        assert_eq!(notes.count(), missing, "{named}, {also}: {plan}");
    }
}

/// What a build script needs is compiled as well; what tests need is only read.
#[test]
fn a_library_is_compiled_for_whoever_needs_it() {
    for (table, is_compiled) in [
        ("dependencies", true),
        ("build-dependencies", true),
        ("target.'cfg(unix)'.dependencies", true),
        ("target.'cfg(unix)'.build-dependencies", true),
        ("dev-dependencies", false),
    ] {
        let workspace = workspace();
        workspace.replace("crates/core/Cargo.toml", "dependencies", table);
        let text = shown(declared(&app(&workspace)));
        assert!(text.contains("COPY crates/base/Cargo.toml "), "{table}: {text}");
        assert_eq!(copied(&app(&workspace)).contains("crates/base"), is_compiled, "{table}");
    }
}

/// A feature of a dependency goes by the manifest's name of it.
#[test]
fn a_renamed_dependency_has_features_by_its_name() {
    let workspace = workspace();
    let renamed = "near = { path = \"../core\", package = \"core-of-tests\" }";
    workspace.replace("crates/app/Cargo.toml", "core-of-tests.workspace = true", renamed);
    declare(&workspace, "crates/core", "\n[features]\ngated = []\n");
    for (feature, is_known) in [
        ("near/gated", true),
        ("core-of-tests/gated", false),
        ("itoa/gated", true),
        ("extra", true),
        ("gated", false),
    ] {
        let image = declared(&app(&workspace).features([feature]));
        match is_known {
            true => assert!(shown(image).contains(&format!("--features {feature}")), "{feature}"),
            false => assert!(refused(image).contains("has no feature"), "{feature}"),
        }
    }
}
