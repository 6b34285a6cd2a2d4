//! Every file that stands for a target is replaced by the real one.

use std::fs;
use std::os::unix::fs::symlink;

use dockerfile_core::{Debian, Stage, debian, image, uid};
use dockerfile_tests::context::{Context, refused, shown};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::git;

use super::super::{app, declared, plan, said, workspace};
use super::{declare, problem, text};

#[test]
fn a_program_may_start_in_a_folder_that_stays_behind_elsewhere() {
    let workspace = workspace();
    declare(&workspace, "crates/app", "[[bin]]\nname = \"late\"\npath = \"tests/late.rs\"\n");
    workspace.write("crates/app/tests/late.rs", "fn main() {}\n");
    let text = text(&workspace);
    assert!(text.contains("touch crates/app/src/main.rs crates/app/tests/late.rs"), "{text}");
    let ignore = workspace.text(".dockerignore");
    assert!(!ignore.contains("crates/app/tests") && ignore.contains("crates/app/benches"));
    assert!(ignore.contains("crates/core/tests"), "{ignore}");
}

#[test]
fn a_file_outside_of_its_package_comes_with_its_modules() {
    let workspace = workspace();
    workspace.replace(
        "crates/core/Cargo.toml",
        "links =",
        "build = \"../../scripts/build.rs\"\nlinks =",
    );
    let script = workspace.text("crates/core/build.rs");
    workspace.write("scripts/build.rs", format!("mod said;\n{script}"));
    workspace.write("scripts/said.rs", "mod deep;\n");
    workspace.write("scripts/said/deep.rs", "\n");
    let text = text(&workspace);
    for line in ["scripts/said /src/scripts/said", "scripts/build.rs scripts/said.rs /src/scripts/"]
    {
        assert!(text.contains(&format!("COPY {line}\n")), "{line}\n{text}");
    }
    let ignore = workspace.text(".dockerignore");
    assert!(!ignore.contains("build.rs/"), "a file has nothing below it: {ignore}");
}

/// In a package without a folder of sources, `mod tests;` is a file or folder beside the manifest.
#[test]
fn a_module_of_the_packages_own_folder_is_no_folder_of_tests() {
    for (root, modules, kept) in [
        ("mod tests;\n", "tests/mod.rs", "tests"),
        ("mod benches;\n", "benches.rs", "benches"),
        ("mod examples {\n    mod a;\n}\n", "examples/a.rs", "examples"),
    ] {
        let workspace = workspace();
        workspace.replace("crates/base/Cargo.toml", "lib/base.rs", "lib.rs");
        workspace.write("crates/base/lib.rs", root);
        workspace.write(&format!("crates/base/{modules}"), "");
        text(&workspace);
        let ignored = workspace.text(".dockerignore");
        for name in ["tests", "benches", "examples"] {
            let line = format!("\ncrates/base/{name}\n");
            assert_eq!(ignored.contains(&line), name != kept, "{root} {name}: {ignored}");
        }
    }
    // Such a module in a line is no file, and the folder beside it has tests.
    let workspace = workspace();
    workspace.replace("crates/base/Cargo.toml", "lib/base.rs", "lib.rs");
    workspace.write("crates/base/lib.rs", "mod tests {}\n");
    workspace.write("crates/base/tests/it.rs", "");
    text(&workspace);
    assert!(workspace.text(".dockerignore").contains("\ncrates/base/tests\n"));
}

/// A builder copies a link as a link, and where the link is to stand is a folder with a stub.
#[test]
fn a_folder_of_sources_may_be_a_link() {
    for (link, to) in [("src", "../../real"), ("src/bin", "../../../real")] {
        let workspace = workspace();
        workspace.write("real/more.rs", "fn main() {}\n");
        if link == "src" {
            let main = workspace.text("crates/app/src/main.rs");
            workspace.write("real/main.rs", main);
            fs::remove_dir_all(workspace.path("crates/app/src")).expect("it is there");
        }
        symlink(to, workspace.path(&format!("crates/app/{link}"))).expect("a link");
        let text = text(&workspace);
        let copy = format!("COPY crates/app/{link} /src/crates/app/{link}\n");
        assert!(text.contains(&copy) && !text.contains("COPY crates/app /src"), "{text}");
        let Some(docker) = Docker::connect() else { return };
        workspace.emit(declared(&app(&workspace)));
        assert_eq!(said(&workspace.build(docker)), "app core-base 7");
    }
}

#[test]
fn a_link_brings_what_it_leads_to() {
    let workspace = workspace();
    workspace.write("shared/main.rs", workspace.text("crates/app/src/main.rs"));
    fs::remove_file(workspace.path("crates/app/src/main.rs")).expect("it is there");
    symlink("../../../shared/main.rs", workspace.path("crates/app/src/main.rs")).expect("a link");
    assert!(text(&workspace).contains("COPY shared/main.rs /src/shared/\n"));
    symlink("/etc/hostname", workspace.path("crates/app/src/name")).expect("a link");
    assert!(problem(&workspace).contains("crates/app/src/name"));
}

/// What is copied from a member's folder makes the folder, which a pattern of members finds.
#[test]
fn a_file_of_another_member_comes_with_its_manifest() {
    let workspace = workspace();
    workspace.write("crates/other/src/shared.rs", "");
    symlink("../../other/src/shared.rs", workspace.path("crates/app/src/shared.rs"))
        .expect("a link");
    let by_link = text(&workspace);
    fs::remove_file(workspace.path("crates/app/src/shared.rs")).expect("it is there");
    assert!(!text(&workspace).contains("crates/other"));
    declare(&workspace, "crates/app", "[[bin]]\nname = \"near\"\npath = \"../other/near.rs\"\n");
    workspace.write("crates/other/near.rs", "fn main() {}\n");
    let by_path = text(&workspace);
    for (text, file) in [(by_link, "src/shared.rs"), (by_path, "near.rs")] {
        assert!(text.contains("COPY crates/other/Cargo.toml "), "{text}");
        assert!(text.contains(&format!("COPY crates/other/{file} ")), "{text}");
        assert!(text.contains(" crates/other/src/main.rs"), "{text}");
    }
}

/// A member behind a link: a builder follows the link that a line names.
#[test]
fn a_member_may_be_a_link() {
    let workspace = workspace();
    fs::create_dir(workspace.path("real")).expect("a new folder");
    fs::rename(workspace.path("crates/base"), workspace.path("real/base")).expect("it moves");
    symlink("../real/base", workspace.path("crates/base")).expect("a link");
    let Some(docker) = Docker::connect() else { return };
    for app in [app(&workspace), app(&workspace).incremental()] {
        workspace.emit(declared(&app));
        assert_eq!(said(&workspace.build(docker)), "app core-base 7");
    }
}

#[test]
fn cargo_finds_a_file_for_every_target_that_is_declared() {
    let workspace = workspace();
    let declared = "[[bench]]\nname = \"speed\"\nharness = false\n\n[[example]]\nname = \"shown\"\n\n\
                    [[test]]\nname = \"odd\"\npath = \"odd/it.rs\"\n";
    declare(&workspace, "crates/core", declared);
    for file in ["benches/speed.rs", "examples/shown/main.rs", "odd/it.rs", "tests/found.rs"] {
        workspace.write(&format!("crates/core/{file}"), "fn main() {}\n");
    }
    let text = text(&workspace);
    for file in ["benches/speed.rs", "examples/shown/main.rs", "odd/it.rs"] {
        let stub = format!("crates/core/{file}");
        assert!(text.split("FROM rust AS build\n").next().is_some_and(|it| it.contains(&stub)));
    }
    assert!(!text.contains("found.rs"), "{text}");
    workspace.replace("crates/core/Cargo.toml", "links =", "default-run = \"run\"\nlinks =");
    workspace.write("crates/core/src/bin/run.rs", "fn main() {}\n");
    workspace.write("crates/core/src/bin/other.rs", "fn main() {}\n");
    let text = self::text(&workspace);
    assert!(text.contains("src/bin/run.rs") && !text.contains("src/bin/other.rs"), "{text}");
}

/// Cargo refuses a manifest without any target; one that it finds by looking will do.
#[test]
fn a_package_of_tests_alone_has_a_target() {
    for file in ["tests/it.rs", "benches/it.rs", "examples/it.rs"] {
        let workspace = workspace();
        let root = "[package]\nname = \"all\"\nversion = \"0.1.0\"\n\n[workspace]\n";
        workspace.replace("Cargo.toml", "[workspace]\n", root);
        workspace.write(file, "");
        let text = text(&workspace);
        assert!(text.contains(&format!(" {file}")), "{text}");
        workspace.write("src/lib.rs", "");
        assert!(!self::text(&workspace).contains(file), "cargo finds the library");
    }
}

/// The stub of a file that another checkout lacks would be compiled into the program.
#[test]
fn a_file_that_cargo_starts_from_is_in_every_checkout() {
    let made = "[[bin]]\nname = \"app\"\npath = \"made.rs\"\n";
    for (folder, lines, file, ignored) in [
        ("crates/app", made, "made.rs", "made.rs"),
        ("crates/app", "", "build.rs", "/crates/app/build*"),
        ("crates/base", "", "lib/base.rs", "lib"),
        ("crates/core", "", "src/lib.rs", "/crates/core/src/"),
    ] {
        let (workspace, file) = (workspace(), format!("{folder}/{file}"));
        declare(&workspace, folder, lines);
        workspace.write(&file, "fn main() {}\n");
        workspace.write(".gitignore", ignored);
        git(workspace.folder(), &["init", "--quiet"]);
        git(workspace.folder(), &["add", "--all"]);
        let said = problem(&workspace);
        assert!(said.contains(&format!("`{file}`, which cargo compiles")), "{said}");
        assert!(said.contains("is ignored by version control"), "{said}");
        let copied = shown(declared(&app(&workspace).also([file.as_str()])));
        assert!(copied.contains(&format!("COPY {file} /src/{folder}/")), "{copied}");
        git(workspace.folder(), &["add", "--force", &file]);
        assert!(text(&workspace).contains(&format!(" {file}")), "it is tracked");
    }
    let linked = workspace();
    linked.write(".gitignore", "made.rs");
    linked.write("made.rs", "fn main() {}\n");
    symlink("../../made.rs", linked.path("crates/app/build.rs")).expect("a link");
    git(linked.folder(), &["init", "--quiet"]);
    git(linked.folder(), &["add", "--all"]);
    assert!(problem(&linked).contains("`crates/app/build.rs`, which cargo compiles `app` from"));
    let workspace = workspace();
    declare(&workspace, "crates/app", made);
    let said = problem(&workspace);
    assert!(said.contains("names `crates/app/made.rs`, which is not there"), "{said}");
}

/// A declared example may be a part of the documentation.
#[test]
fn a_target_that_a_macro_reads_is_no_stub() {
    for (declared, is_copied) in [("[[example]]\nname = \"shown\"\n", true), ("", false)] {
        let workspace = workspace();
        declare(&workspace, "crates/core", declared);
        workspace.write("crates/core/examples/shown.rs", "fn main() {}\n");
        workspace.write("crates/core/examples/other.rs", "fn main() {}\n");
        let source = "crates/core/src/lib.rs";
        let doc = "#![doc = include_str!(\"../examples/shown.rs\")]\n";
        workspace.write(source, doc.to_owned() + &workspace.text(source));
        let text = text(&workspace);
        let line = "COPY crates/core/examples/shown.rs /src/crates/core/examples/\n";
        assert_eq!(text.contains(line), is_copied, "{text}");
        let ignore = workspace.text(".dockerignore");
        assert!(ignore.contains("\ncrates/core/examples\n"), "{ignore}");
        assert_eq!(ignore.contains("!crates/core/examples/shown.rs"), is_copied, "{ignore}");
        let plan = plan(super::super::declared(&app(&workspace)));
        assert_eq!(plan.contains("which is not copied"), !is_copied, "{plan}");
    }
}

/// A file of which only the stub is there where a macro reads it.
#[test]
fn the_stub_of_another_package_is_not_read() {
    let main = "crates/app/src/main.rs";
    for (line, is_read) in [
        ("const A: &str = include_str!(\"../../app/src/main.rs\");", true),
        ("#[path = \"../../app/src/main.rs\"]\nmod app;", true),
        ("const A: &str = \"../../app/src/main.rs\";", false),
        ("const A: &str = include_str!(\"../../app/src/other.rs\");", false),
    ] {
        let workspace = workspace();
        workspace.write("crates/app/src/other.rs", "");
        let source = "crates/core/src/lib.rs";
        workspace.write(source, format!("{line}\n{}", workspace.text(source)));
        if is_read {
            let said = problem(&workspace);
            let wanted = format!("`{source}` names `{main}`, of which only a stub is there");
            assert!(said.contains(&wanted), "{said}");
        }
        shown(declared(&if is_read { app(&workspace).also([main]) } else { app(&workspace) }));
    }
}

#[test]
fn a_stage_without_the_sources_is_refused() {
    let workspace = workspace();
    let app = app(&workspace);
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
        .dependencies(app.dependencies())
        .build(app.build());
    let said = refused(
        Stage::from(debian("bookworm-slim"))
            .account(uid(65532))
            .source(app.artifacts(&build))
            .entrypoint(["/usr/local/bin/app"]),
    );
    assert!(
        said.contains("is used without `.sources()`") && said.matches("error:").count() == 1,
        "{said}"
    );
}

/// What its build script and its macros read cannot be told from outside.
#[test]
fn the_package_at_the_root_brings_what_is_of_use() {
    let manifest = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                    [[bin]]\nname = \"app\"\npath = \"main.rs\"\n\n[workspace]\nmembers = [\"crates/*\"]\n";
    let root = Context::with(&[
        ("Cargo.toml", manifest),
        (
            "main.rs",
            "mod util;\nconst A: &str = include_str!(\"web/x.html\");\n\
             const B: &str = include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/COPYING\"));\n\
             fn main() {\n    assert_eq!(A, B);\n    util::say();\n}\n",
        ),
        (
            "util.rs",
            "pub fn say() {\n    println!(\"{}\", include_str!(\"docs/said.md\").trim());\n}\n",
        ),
        (
            "build.rs",
            "fn main() {\n    for file in [\"data/a.json\", \"/LICENSE\", \".version\", \"target\"] {\n        \
             assert!(std::fs::read(file.trim_start_matches('/')).is_ok() || file == \"target\");\n    }\n}\n",
        ),
        ("LICENSE", ""),
        (".version", "1"),
        ("COPYING", "said"),
        ("web/x.html", "said"),
        ("target/x", ""),
        ("data/a.json", "{}"),
        ("docs/said.md", "said\n"),
        ("docs/other.md", ""),
        ("README.md", ""),
        (".env", "TOKEN=1"),
        (".sqlx/query.json", "{}"),
        ("tests/it.rs", ""),
        ("web/package.json", "{}"),
        ("crates/lib/Cargo.toml", "[package]\nname = \"lib\"\nversion = \"0.1.0\"\n"),
        ("crates/lib/src/lib.rs", ""),
        (
            "Cargo.lock",
            "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"lib\"\nversion = \"0.1.0\"\n",
        ),
    ]);
    let text = root.emit(declared(&app(&root)));
    let sources = text.split("COPY --from=build-manifests /manifests /src\n").nth(1);
    let sources = sources.and_then(|rest| rest.split("# The program").next()).unwrap_or_default();
    let copied = "COPY .sqlx /src/.sqlx\nCOPY data /src/data\nCOPY .version COPYING LICENSE build.rs main.rs util.rs /src/\n\
                  COPY docs/said.md /src/docs/\nCOPY web/x.html /src/web/\n";
    assert_eq!(sources, copied, "{text}");
    let plan = plan(declared(&app(&root)));
    assert!(plan.contains("`README.md`, `docs` beside `app` stays behind"), "{plan}");
    root.emit(declared(&app(&root).except(["data"]).also(["README.md"])));
    assert!(!root.text(".dockerignore").contains("data\n"));
    let Some(docker) = Docker::connect() else { return };
    root.emit(declared(&app(&root)));
    assert_eq!(said(&root.build(docker)), "said");
}

#[test]
fn a_program_may_start_beside_other_packages() {
    let root = "[package]\nname = \"app\"\nversion = \"0.1.0\"\n\n[[bin]]\nname = \"app\"\npath = \"crates/app/main.rs\"\n\n\
                [[bin]]\nname = \"near\"\npath = \"crates/near.rs\"\n\n[workspace]\nmembers = [\"crates/lib\"]\n";
    let context = Context::with(&[
        ("Cargo.toml", root),
        ("crates/app/main.rs", "mod util;\nfn main() {}\n"),
        ("crates/app/util.rs", ""),
        ("crates/near.rs", "mod nearer;\nfn main() {}\n"),
        ("crates/nearer.rs", ""),
        ("crates/lib/Cargo.toml", "[package]\nname = \"lib\"\nversion = \"0.1.0\"\n"),
        ("crates/lib/src/lib.rs", ""),
        (
            "Cargo.lock",
            "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"lib\"\nversion = \"0.1.0\"\n",
        ),
    ]);
    let text = text(&context);
    let copied =
        "COPY crates/app /src/crates/app\nCOPY crates/near.rs crates/nearer.rs /src/crates/\n";
    assert!(text.contains(copied) && !text.contains("crates/lib"), "{text}");
}

/// A copy of the folder would bring back the manifest and the lock file that the skeleton has cut,
/// and a toolchain file would have another toolchain fetched.
#[test]
fn the_folder_of_a_workspace_comes_without_what_the_skeleton_has_cut() {
    let manifest =
        "[package]\nname = \"app\"\nversion = \"0.1.0\"\n\n[workspace]\nmembers = [\"../other\"]\n";
    let package = |name: &str| format!("[[package]]\nname = \"{name}\"\nversion = \"0.1.0\"\n");
    let context = Context::with(&[
        ("app/Cargo.toml", manifest),
        ("app/src/main.rs", "fn main() {}\n"),
        ("app/rust-toolchain.toml", "[toolchain]\nchannel = \"stable\"\n"),
        ("app/Cargo.lock", &format!("version = 4\n\n{}\n{}", package("app"), package("other"))),
        (
            "other/Cargo.toml",
            "[package]\nname = \"other\"\nversion = \"0.1.0\"\nworkspace = \"../app\"\n",
        ),
        ("other/src/lib.rs", ""),
    ]);
    let app = || dockerfile_core::cargo("app").workspace("app").context(context.folder());
    let text = context.emit(declared(&app()));
    assert!(text.contains("COPY app/src /src/app/src\n"), "{text}");
    assert!(!text.contains("COPY app /src/app\n"), "{text}");
    context.replace("app/Cargo.toml", "\"../other\"", "");
    for file in ["rust-toolchain.toml", "rust-toolchain"] {
        context.write(&format!("app/{file}"), "[toolchain]\nchannel = \"stable\"\n");
        let text = context.emit(declared(&app()));
        assert!(text.contains("COPY app /src/app\n"), "{text}");
        let ignore = context.text(".dockerignore");
        assert!(ignore.contains(&format!("\napp/{file}\n")), "{ignore}");
    }
}

/// The package's folder is the whole context, and the program is one of its folders.
#[test]
fn a_library_above_its_program_comes_without_it() {
    let context = Context::with(&[
        ("Cargo.toml", "[package]\nname = \"lib\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
        ("src/lib.rs", ""),
        ("c/lib.c", ""),
        (
            "app/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\n\n[workspace]\n\n[dependencies]\nlib = { path = \"..\" }\n",
        ),
        ("app/src/main.rs", "fn main() {}\n"),
        (
            "app/Cargo.lock",
            "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"lib\",\n]\n\n[[package]]\nname = \"lib\"\nversion = \"0.1.0\"\n",
        ),
    ]);
    let app = dockerfile_core::cargo("app").workspace("app").context(context.folder());
    let text = context.emit(declared(&app));
    assert!(text.contains("COPY c /src/c\nCOPY src /src/src\n"), "{text}");
    assert!(text.contains("COPY app /src/app\n") && !text.contains("COPY . "), "{text}");
}
