//! What must hold for every workspace, each law by the smallest inputs that broke it.

use std::fs;
use std::os::unix::fs::symlink;

use dockerfile_core::{Cargo, Debian, Image, Stage, arg, debian, image, uid};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;

use super::{app, declared, locked, plan, said, workspace};

/// The Dockerfile of the workspace's program.
fn text(workspace: &Context) -> String {
    workspace.emit(declared(&app(workspace)))
}

/// What is wrong with the workspace's program.
fn problem(workspace: &Context) -> String {
    let said = refused(declared(&app(workspace)));
    assert_eq!(said.matches("error:").count(), 1, "{said}");
    said
}

/// Adds lines to a manifest.
fn declare(workspace: &Context, folder: &str, lines: &str) {
    let file = format!("{folder}/Cargo.toml");
    let file = file.trim_start_matches('/');
    workspace.write(file, workspace.text(file) + lines);
}

// ---- every file that stands for a target is replaced by the real one ----------------------------

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

/// A member behind a link: a builder follows the link that a line names.
#[test]
fn a_member_may_be_a_link() {
    let workspace = workspace();
    fs::create_dir(workspace.path("real")).expect("a new folder");
    fs::rename(workspace.path("crates/base"), workspace.path("real/base")).expect("it moves");
    symlink("../real/base", workspace.path("crates/base")).expect("a link");
    let Some(docker) = Docker::connect() else { return };
    for app in [app(&workspace), app(&workspace).persistent()] {
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

// ---- cargo's own word ---------------------------------------------------------------------------

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
}

#[test]
fn every_file_that_asks_for_a_version_of_rust_is_heard() {
    let on = |workspace: &Context| {
        let app = app(workspace);
        let build = Stage::named("build", image("rust:1.80-slim-bookworm").family(Debian))
            .dependencies(app.dependencies())
            .source(app.sources())
            .build(app.build());
        let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
        Image::from(stage.source(app.artifacts(&build)).entrypoint(["/usr/local/bin/app"]))
    };
    let with = |file: &str, text: &str| {
        let workspace = workspace();
        workspace.write(file, text);
        on(&workspace).render()
    };
    for (file, text) in [
        ("rust-toolchain", "1.80.1\n"),
        ("rust-toolchain", "[toolchain]\nchannel = \"1.80\"\n"),
        ("rust-toolchain.toml", "[toolchain]\nchannel = \"1.80-x86_64-unknown-linux-gnu\"\n"),
        ("rust-toolchain", "stable"),
    ] {
        assert!(with(file, text).is_ok(), "{text}");
    }
    for (file, text) in [
        ("rust-toolchain", "1.95.0\n"),
        ("rust-toolchain", "[toolchain]\nchannel = \"1.95\"\n"),
        ("rust-toolchain.toml", "[toolchain]\nchannel = \"1.79.0\"\n"),
    ] {
        let said = with(file, text).expect_err("another version").to_string();
        assert!(said.contains(&format!("`{file}` names Rust 1.")), "{said}");
    }
    let workspace = workspace();
    workspace.replace("crates/base/Cargo.toml", "edition", "rust-version = \"1.85\"\nedition");
    let said = refused(on(&workspace));
    assert!(said.contains("`crates/base/Cargo.toml` names Rust 1.85 or newer"), "{said}");
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

// ---- what a copied file names is copied, or said ------------------------------------------------

#[test]
fn all_files_of_cargos_configuration_are_there() {
    let workspace = workspace();
    workspace.write(
        ".cargo/config.toml",
        "include = [\"shared.toml\", { path = \"none.toml\", optional = true }]\n",
    );
    workspace.write(
        ".cargo/shared.toml",
        "[build]\ntarget-dir = \"out\"\n[env]\nPROTO = { value = \"proto\", relative = true }\n\
         ROOT = { value = \"\", relative = true }\n[target.x86_64-unknown-linux-gnu]\nlinker = \"tools/ld\"\n",
    );
    workspace.write("proto/a.proto", "");
    workspace.write("tools/ld", "");
    let text = text(&workspace);
    assert!(
        text.contains("COPY .cargo/config.toml .cargo/shared.toml /manifests/.cargo/\n"),
        "{text}"
    );
    assert!(
        text.contains("COPY proto /skeleton/proto\nCOPY tools/ld /skeleton/tools/ld\n"),
        "{text}"
    );
    assert_eq!(text.matches("--target-dir target").count(), 3, "{text}");
    workspace.write(
        ".cargo/shared.toml",
        "[build]\ntarget = \"x86_64-unknown-linux-musl\"\nrustc-wrapper = \"sccache\"\n",
    );
    let text = self::text(&workspace);
    assert!(
        text.contains("install -D -t /out target/x86_64-unknown-linux-musl/release/app"),
        "{text}"
    );
    assert!(
        plan(declared(&app(&workspace))).contains("cargo calls `sccache` (`build.rustc-wrapper`")
    );
    workspace.write(".cargo/config", "[build]\ntarget = [\"a\", \"b\"]\n");
    assert!(problem(&workspace).contains("`.cargo/config` has cargo compile for a, b"));
    workspace.write(".cargo/config", "[registries.ours]\ntoken = \"hush\"\n");
    let said = problem(&workspace);
    assert!(said.contains("`registries.ours.token`") && !said.contains("hush"), "{said}");
    assert!(said.contains("CARGO_REGISTRIES_OURS_TOKEN"), "{said}");
    workspace.write(".cargo/config", "include = [\"gone.toml\"]\n");
    assert!(problem(&workspace).contains(".cargo/gone.toml"));
}

/// A package of the registry that uses one that is patched is compiled with the real one.
#[test]
fn what_replaces_others_stands_in_full_above_the_first_step() {
    let workspace = workspace();
    workspace.write(
        "Cargo.toml",
        workspace.text("Cargo.toml") + "\n[patch.crates-io]\nryu = { path = \"vendor/ryu\" }\n",
    );
    workspace.write("vendor/ryu/Cargo.toml", "[package]\nname = \"ryu\"\nversion = \"1.0.20\"\n\n[dependencies]\nnear = { path = \"../near\" }\n");
    workspace.write("vendor/ryu/src/lib.rs", "");
    workspace.write("vendor/near/Cargo.toml", "[package]\nname = \"near\"\nversion = \"1.0.0\"\n");
    workspace.write("vendor/near/src/lib.rs", "");
    workspace.write("vendored/itoa/Cargo.toml", "");
    workspace.write(
        ".cargo/config.toml",
        "[source.crates-io]\nreplace-with = \"v\"\n[source.v]\ndirectory = \"vendored\"\n",
    );
    let text = text(&workspace);
    let (skeleton, build) = text.split_once("FROM rust AS build\n").expect("two stages");
    for folder in ["vendor/near", "vendor/ryu", "vendored"] {
        assert!(skeleton.contains(&format!("COPY {folder} /skeleton/{folder}\n")), "{text}");
        assert!(!build.contains(folder), "{text}");
    }
    assert!(!skeleton.contains("touch vendor"), "{text}");
    let kept = workspace.emit(declared(&app(&workspace).persistent()));
    let touched = "find vendor/near vendor/ryu vendored -name \"*.rs\" -exec touch {} + && ";
    assert!(kept.contains(touched), "a folder that is kept knows older ones: {kept}");
    // A member that is named, and that nothing fetched needs, is as any other.
    let root = "ryu = { path = \"vendor/ryu\" }";
    workspace.replace("Cargo.toml", root, "base-of-tests = { path = \"crates/base\" }");
    let text = self::text(&workspace);
    assert!(text.contains("COPY crates/base /src/crates/base\n"), "{text}");
    let locked = locked("itoa");
    let needs = format!("{locked}\ndependencies = [\n \"base-of-tests\",\n]");
    workspace.replace("Cargo.lock", &locked, &needs);
    let text = self::text(&workspace);
    assert!(text.contains("COPY crates/base /skeleton/crates/base\n"), "{text}");
}

#[test]
fn a_folder_that_stays_behind_is_taken_back() {
    let workspace = workspace();
    let library = workspace.text("crates/core/src/lib.rs");
    let shown = "#![doc = include_str!(\"../examples/shown.rs\")]\n";
    workspace.write("crates/core/src/lib.rs", format!("{shown}{library}"));
    workspace.write("crates/core/examples/shown.rs", "fn main() {}\n");
    let note =
        "`crates/core/src/lib.rs` names `crates/core/examples/shown.rs`, which is not copied";
    assert!(plan(declared(&app(&workspace))).contains(note));
    let app = app(&workspace).also(["crates/core/examples"]);
    let text = workspace.emit(declared(&app));
    assert!(text.contains("COPY crates/core/examples /src/crates/core/examples\n"), "{text}");
    let ignore = workspace.text(".dockerignore");
    let (left_out, let_in) =
        (ignore.find("\ncrates/core/examples\n"), ignore.find("!crates/core/examples\n"));
    assert!(left_out < let_in, "{ignore}");
    assert!(!plan(declared(&app)).contains(note));
    let of_other = workspace.emit(declared(&self::app(&workspace).also(["crates/other/src"])));
    assert!(of_other.contains("COPY crates/other/Cargo.toml"), "a pattern finds it: {of_other}");
    workspace.emit(declared(&app));
    let Some(docker) = Docker::connect() else { return };
    assert_eq!(said(&workspace.build(docker)), "app core-base 7");
}

// ---- what a service's compile needs can be said -------------------------------------------------

#[test]
fn variables_of_the_compiler_stand_above_the_step_that_they_change() {
    let workspace = workspace();
    let app = app(&workspace)
        .env("SQLX_OFFLINE", "true")
        .env("FLAVOUR", arg("FLAVOUR").default("plain"))
        .env("GIT_SHA", arg("GIT_SHA").per_commit());
    let text = workspace.emit(declared(&app));
    let (above, below) = text.split_once("COPY crates/app /src/crates/app").expect("sources");
    assert!(above.contains("ENV SQLX_OFFLINE=\"true\"\n"), "{text}");
    assert!(above.contains("ARG FLAVOUR=\"plain\"\nENV FLAVOUR=\"${FLAVOUR}\"\n"), "{text}");
    assert!(below.contains("ARG GIT_SHA\nENV GIT_SHA=\"${GIT_SHA}\"\n"), "{text}");
    assert!(!above.contains("GIT_SHA"), "{text}");
    assert!(!text.contains("DOCKERFILE_EMIT"), "nothing in it emits: {text}");
    for (name, words) in [("DB_PASSWORD", "secret"), ("CARGO_TARGET_DIR", "`.target(..)`")] {
        let said = refused(declared(&self::app(&workspace).env(name, "x")));
        assert!(said.contains(words) && said.matches("error:").count() == 1, "{said}");
    }
}

#[test]
fn what_is_of_no_use_stays_behind() {
    let workspace = workspace();
    let app = || app(&workspace).except(["docs", "**/*.md"]);
    workspace.emit(declared(&app()));
    let ignore = workspace.text(".dockerignore");
    assert!(ignore.contains("crates/app/docs\ncrates/app/**/*.md\n"), "{ignore}");
    let said = refused(declared(&app().except("src")));
    assert!(said.contains("is not copied") && said.matches("error:").count() == 1, "{said}");
}

// ---- as a reviewer reads it ---------------------------------------------------------------------

/// Two lines for each library, its manifest and its sources, and a word in two lists, which have a
/// line for each three.
#[test]
fn a_program_over_libraries_is_a_short_file() {
    let lines = |libraries: usize| {
        let root =
            "[workspace]\nmembers = [\"crates/*\"]\n\n[workspace.package]\nversion = \"1.2.3\"\n";
        let context = Context::with(&[("Cargo.toml", root)]);
        let mut needs = String::new();
        let mut lock = String::from("version = 4\n");
        let manifest = |name: &str| {
            format!(
                "[package]\nname = \"{name}\"\nversion.workspace = true\nedition = \"2024\"\n\n[dependencies]\n"
            )
        };
        for number in 0..libraries {
            let name = format!("library-{number}");
            context.write(&format!("crates/{name}/Cargo.toml"), manifest(&name));
            context.write(&format!("crates/{name}/src/lib.rs"), "");
            needs += &format!("{name} = {{ path = \"../{name}\" }}\n");
            lock += &format!("\n[[package]]\nname = \"{name}\"\nversion = \"1.2.3\"\n");
        }
        context.write("crates/app/Cargo.toml", manifest("app") + &needs);
        context.write("crates/app/src/main.rs", "fn main() {}\n");
        context.write("Cargo.lock", lock);
        let text = text(&context);
        assert!(text.lines().all(|line| line.len() <= 120), "{text}");
        (text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count(), text)
    };
    for libraries in [1, 3, 12] {
        let (count, text) = lines(libraries);
        let most = 30 + 2 * libraries + 2 * (libraries / 3);
        assert!(count <= most, "{count} lines for {libraries} libraries\n{text}");
    }
}
