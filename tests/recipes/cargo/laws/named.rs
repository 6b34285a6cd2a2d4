//! What a copied file names is copied, or said; and what else a service's compile needs.

use dockerfile_core::arg;
use dockerfile_tests::context::{Context, refused, shown};
use dockerfile_tests::docker::Docker;

use super::super::{app, declared, layers, locked, plan, said, workspace};
use super::{declare, problem, text};

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
    for variable in ["TARGET_DIR", "BUILD_BUILD_DIR"] {
        assert!(text.contains(&format!("ENV CARGO_{variable}=\"target\"\n")), "{text}");
    }
    let kept = "CARGO_BUILD_BUILD_DIR=/kept/target cargo build --release --locked -p app --target-dir /kept/target";
    assert_eq!(text.matches(kept).count(), 1, "{text}");
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
    workspace
        .write(".cargo/config", "[http]\ncainfo = \"certs/ca.pem\"\nproxy-cainfo = \"/etc/ca\"\n");
    assert!(problem(&workspace).contains("there is no `certs/ca.pem`"));
    workspace.write("certs/ca.pem", "");
    assert!(self::text(&workspace).contains("COPY certs/ca.pem /skeleton/certs/ca.pem\n"));
    workspace.write(".cargo/config", "include = [\"gone.toml\"]\n");
    assert!(refused(layers(&workspace)).contains("config include `gone.toml`"), "cargo says it");
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

/// A fork of another workspace, whose packages have their dependencies from its root.
#[test]
fn what_a_replacement_inherits_comes_with_it() {
    for table in ["dependencies", "build-dependencies", "target.'cfg(unix)'.dependencies"] {
        let workspace = workspace();
        declare(&workspace, "", "\n[patch.crates-io]\nryu = { path = \"fork/ryu\" }\n");
        let package = |name: &str| format!("[package]\nname = \"{name}\"\nversion = \"1.0.0\"\n");
        let shared = "near = { path = \"lib/near\" }\nfar = { path = \"lib/far\" }\n";
        let root = format!("[workspace]\n[workspace.dependencies]\n{shared}");
        workspace.write("fork/Cargo.toml", root);
        let ryu = format!("{}[{table}]\nnear.workspace = true\n", package("ryu"));
        workspace.write("fork/ryu/Cargo.toml", ryu);
        workspace.write("fork/lib/near/Cargo.toml", package("near"));
        let text = text(&workspace);
        assert!(text.contains("COPY fork/lib/near /skeleton/fork/lib/near\n"), "{table}: {text}");
        assert!(text.contains("COPY fork/Cargo.toml /manifests/fork/\n"), "{table}: {text}");
        assert!(!text.contains("far"), "{table}: {text}");
    }
}

/// A member that takes the place of what another member asks for by a version.
#[test]
fn a_member_that_replaces_what_another_asks_for_is_a_library_as_any_other() {
    for from in ["Cargo.toml", ".cargo/config.toml"] {
        let workspace = workspace();
        let members = ["app", "base", "core", "itoa", "other"].map(|it| format!("\"crates/{it}\""));
        workspace.replace("Cargo.toml", "\"crates/*\"", &members.join(", "));
        let before = if from == "Cargo.toml" { workspace.text(from) } else { String::new() };
        let patch = "\n[patch.crates-io]\nitoa = { path = \"crates/itoa\" }\n";
        workspace.write(from, before + patch);
        let manifest = "[package]\nname = \"itoa\"\nversion = \"1.0.20\"\n";
        workspace.write("crates/itoa/Cargo.toml", manifest);
        workspace.write("crates/itoa/src/lib.rs", "");
        let ours = "[[package]]\nname = \"itoa\"\nversion = \"1.0.20\"";
        workspace.replace("Cargo.lock", &locked("itoa"), ours);
        let text = text(&workspace);
        assert!(text.contains("COPY crates/itoa/Cargo.toml "), "{text}");
        assert!(text.contains("COPY crates/itoa /src/crates/itoa\n"), "{text}");
        assert!(text.contains(" crates/itoa/src/lib.rs"), "{text}");
        assert!(text.contains("members = [\"crates/app\", \"crates/itoa\"]"), "{text}");
    }
}

/// Cargo looks at the folder, whoever needs the package.
#[test]
fn a_member_that_replaces_what_nobody_asks_for_is_read() {
    let workspace = workspace();
    workspace.replace("Cargo.toml", "\"crates/*\"", "\"crates/app\", \"crates/other\"");
    declare(&workspace, "", "\n[patch.crates-io]\nother = { path = \"crates/other\" }\n");
    let text = text(&workspace);
    assert!(text.contains("COPY crates/other/Cargo.toml "), "{text}");
    assert!(!text.contains("COPY crates/other /src"), "{text}");
}

/// A library is compiled beside manifests without the versions of programs, unless it reads them.
#[test]
fn a_manifest_that_another_package_reads_has_its_version() {
    for (line, has_version) in [
        ("", false),
        ("const A: &str = include_str!(\"../../app/Cargo.toml\");", true),
        ("const A: &str = \"../app/Cargo.toml\";", true),
        ("const A: &str = include_str!(\"../../../Cargo.toml\");", false),
    ] {
        let workspace = workspace();
        let source = "crates/core/src/lib.rs";
        workspace.write(source, format!("{line}\n{}", workspace.text(source)));
        let image = declared(&app(&workspace));
        let text = shown(image);
        assert_eq!(!text.contains("/libraries/crates/app/Cargo.toml"), has_version, "{text}");
        let plan = plan(declared(&app(&workspace)));
        assert!(!plan.contains("which is not copied"), "{line}: {plan}");
    }
}

/// The root's manifest and the lock file are there as far as the packages need them.
#[test]
fn what_the_skeleton_has_made_is_not_copied_over() {
    let workspace = workspace();
    let members = ["app", "base", "core", "other"].map(|it| format!("\"crates/{it}\""));
    workspace.replace("Cargo.toml", "\"crates/*\"", &members.join(", "));
    for path in ["Cargo.toml", "./Cargo.lock"] {
        let said = refused(declared(&app(&workspace).also([path])));
        let path = path.trim_start_matches("./");
        assert!(said.contains(&format!("`.also([..])` names `{path}`, which is there")), "{said}");
        assert_eq!(said.matches("error:").count(), 1, "{said}");
    }
    // Patterns find the members that are there, so the manifest stays as it is.
    shown(declared(&app(&super::super::workspace()).also(["Cargo.toml"])));
}

/// Macros read what lies outside of a package from the package's folder or from the source's.
#[test]
fn a_text_that_climbs_out_of_a_package_is_said() {
    for (source, file) in [
        ("rust_i18n::i18n!(\"../../locales\");", "locales"),
        ("static D: Dir = include_dir!(\"$CARGO_MANIFEST_DIR/../../locales\");", "locales"),
        ("#[derive(RustEmbed)]\n#[folder = \"../../locales/\"]\nstruct A;", "locales"),
        (
            "#[derive(Parser)]\n#[grammar = \"../../../locales/en.yml\"]\nstruct A;",
            "locales/en.yml",
        ),
        ("const A: &str = \"../../nowhere\";", ""),
        ("const A: &str = \"locales\";", ""),
    ] {
        let workspace = workspace();
        workspace.write("locales/en.yml", "");
        let main = workspace.text("crates/app/src/main.rs");
        workspace.write("crates/app/src/main.rs", format!("{source}\n{main}"));
        let plan = plan(declared(&app(&workspace)));
        let note = format!("`crates/app/src/main.rs` names `{file}`, which is not copied");
        assert_eq!(plan.contains(&note), !file.is_empty(), "{source}: {plan}");
        assert!(!file.is_empty() || !plan.contains("which is not copied"), "{source}: {plan}");
    }
}

/// A variable of cargo's configuration may stand for the workspace's folder.
#[test]
fn a_path_behind_a_variable_of_the_configuration_is_said() {
    for (path, is_named) in [
        ("concat!(env!(\"ROOT\"), \"/locales/en.yml\")", true),
        ("concat!(\"../../../locales/\", \"en.yml\")", true),
        ("concat!(env!(\"OTHER\"), \"/locales/en.yml\")", false),
        ("concat!(env!(\"ROOT\"), \"/crates/app/src/main.rs\")", false),
    ] {
        let workspace = workspace();
        workspace.write("locales/en.yml", "");
        workspace.write(".cargo/config.toml", "[env]\nROOT = { value = \"\", relative = true }\n");
        let main = workspace.text("crates/app/src/main.rs");
        let source = format!("const A: &str = include_str!({path});\n{main}");
        workspace.write("crates/app/src/main.rs", source);
        let plan = plan(declared(&app(&workspace)));
        let note = "`crates/app/src/main.rs` names `locales/en.yml`, which is not copied";
        assert_eq!(plan.contains(note), is_named, "{path}: {plan}");
        assert_eq!(plan.contains("which is not copied"), is_named, "{path}: {plan}");
    }
}

/// A text of a build script may be any word, so it lets no private file in.
#[test]
fn a_private_file_that_a_build_script_may_name_stays_out() {
    let names = "fn main() {\n    for file in [\".env\", \"server.key\", \".flags\"] {\n        \
                 let _ = std::fs::read(file);\n    }\n}\n";
    let root = Context::with(&[
        ("Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\n"),
        ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n"),
        ("src/main.rs", "fn main() {}\n"),
        ("build.rs", names),
        (".env", "TOKEN=1\n"),
        (".flags", ""),
        ("server.key", ""),
    ]);
    let text = root.emit(declared(&app(&root)));
    assert!(text.contains("COPY .flags build.rs /src/\n"), "{text}");
    let ignore = root.text(".dockerignore");
    assert!(!ignore.contains("!.env") && !ignore.contains("!server.key"), "{ignore}");
    let plan = plan(declared(&app(&root)));
    for file in [".env", "server.key"] {
        let note = format!("`build.rs` names `{file}`, which is not copied");
        assert!(plan.contains(&note), "{plan}");
    }
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
/// line for each three; for several libraries the folder that a builder keeps has three lines.
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
        // Several are kept in a mount, and their sources are copied in a stage of their own.
        let most = 30 + 2 * libraries + 2 * (libraries / 3) + if libraries > 1 { 5 } else { 0 };
        assert!(count <= most, "{count} lines for {libraries} libraries\n{text}");
    }
}

/// The package that declares the images may have one: its own dependencies are nobody's who is built.
#[test]
fn a_dependency_outside_of_the_context_is_an_error_of_who_needs_it() {
    let elsewhere = Context::with(&[
        ("Cargo.toml", "[package]\nname = \"elsewhere\"\nversion = \"0.1.0\"\n"),
        ("src/lib.rs", ""),
    ]);
    let workspace = workspace();
    let before = text(&workspace);
    let folder = elsewhere.folder().file_name().expect("a name").to_string_lossy().into_owned();
    let near = format!("../../../{folder}");
    for path in [near.clone(), elsewhere.folder().display().to_string()] {
        let images = format!(
            "[package]\nname = \"images\"\nversion = \"0.1.0\"\n\n[build-dependencies]\nelsewhere.path = {path:?}\n"
        );
        workspace.write("crates/images/Cargo.toml", images);
        workspace.write("crates/images/src/lib.rs", "");
        assert_eq!(text(&workspace), before);
    }
    declare(
        &workspace,
        "crates/app",
        &format!("\n[build-dependencies]\nelsewhere.path = {near:?}\n"),
    );
    let said = problem(&workspace);
    let wanted = format!("the dependency `elsewhere` leads out of the build context: `{near}`");
    assert!(said.contains(&wanted), "{said}");
}

/// What a registry has published is no secret, and cargo holds each file against a checksum.
#[test]
fn keys_in_vendored_packages_come_along() {
    let workspace = workspace();
    workspace.write(
        ".cargo/config.toml",
        "[source.crates-io]\nreplace-with = \"ours\"\n[source.ours]\ndirectory = \"vendor\"\n",
    );
    workspace.write("vendor/itoa/.cargo-checksum.json", "{}");
    workspace.write("vendor/itoa/src/lib.rs", "");
    let key = "-----BEGIN PRIVATE KEY-----\n";
    for file in ["vendor/itoa/tests/key.pem", "vendor/other.pem"] {
        workspace.write(file, key);
    }
    for arguments in [&["init", "-q"][..], &["add", "-A"]] {
        dockerfile_tests::git(workspace.folder(), arguments);
    }
    let text = text(&workspace);
    let copy = "COPY vendor/itoa/tests/key.pem /skeleton/vendor/itoa/tests/key.pem\n";
    assert!(text.contains(copy) && !text.contains("other.pem"), "{text}");
    let ignored = workspace.text(".dockerignore");
    assert!(ignored.contains("\n!vendor/itoa/tests/key.pem\n") && !ignored.contains("other.pem"));
}

/// A derive that takes a folder into the program names it in an attribute.
#[test]
fn a_folder_that_a_derive_reads_is_copied() {
    for (source, copied) in [
        ("#[folder = \"docs/\"]\nstruct Docs;\nfn main() {}\n", true),
        ("static D: Dir = include_dir!(\"$CARGO_MANIFEST_DIR/docs\");\nfn main() {}\n", true),
        ("fn main() {}\n", false),
    ] {
        let context = Context::with(&[
            ("Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
            ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n"),
            ("src/main.rs", source),
            ("docs/index.html", ""),
        ]);
        assert_eq!(text(&context).contains("COPY docs /src/docs\n"), copied, "{source}");
    }
}

/// What the compiler reads is named, whatever it is called; a folder that is copied does not bring
/// it.
#[test]
fn a_private_file_that_is_compiled_in_is_copied_by_itself() {
    let workspace = workspace();
    let main = workspace.text("crates/app/src/main.rs");
    workspace.write(
        "crates/app/src/main.rs",
        "static K: &str = include_str!(\"key.pem\");\n".to_owned() + &main,
    );
    for file in ["key.pem", "other.pem"] {
        workspace.write(&format!("crates/app/src/{file}"), "-----BEGIN PRIVATE KEY-----\n");
    }
    let text = text(&workspace);
    assert!(text.contains("COPY crates/app/src/key.pem /src/crates/app/src/\n"), "{text}");
    let ignored = workspace.text(".dockerignore");
    assert!(ignored.contains("\n!crates/app/src/key.pem\n") && !ignored.contains("other.pem"));
}
