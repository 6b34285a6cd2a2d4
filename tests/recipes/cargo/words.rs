//! What cargo's files may say in several words or places, each by itself.

use dockerfile_core::{
    Cargo, Debian, Image, Linker, Stage, apt, cargo, debian, image, triple, uid,
};
use dockerfile_tests::context::{Context, refused, shown};

use super::{app, compiled_on, declared, plan, workspace};

const CONFIG: &str = ".cargo/config.toml";
const MUSL: &str = "x86_64-unknown-linux-musl";
const GNU: &str = "x86_64-unknown-linux-gnu";

fn text(workspace: &Context) -> String {
    shown(declared(&app(workspace)))
}

/// The workspace with this in cargo's configuration.
fn configured(config: &str) -> Context {
    let workspace = workspace();
    workspace.write(CONFIG, config);
    workspace
}

// ---- cargo's configuration -------------------------------------------------------------------

/// Cargo reads its configuration in the workspace and in all folders above, the nearest first; what
/// a file includes counts behind the file itself, and a later include before an earlier one.
#[test]
fn the_nearest_configuration_says_the_target() {
    let says = |target: &str| format!("[build]\ntarget = \"{target}\"\n");
    let include = |files: &str| format!("include = [{files}]\n");
    for (above, near, includes, target) in [
        (says(MUSL), String::new(), ["", ""], Some(MUSL)),
        (says(MUSL), says(GNU), ["", ""], Some(GNU)),
        (String::new(), says(GNU), ["", ""], Some(GNU)),
        (String::new(), String::new(), ["", ""], None),
        (String::new(), include("\"a.toml\""), [MUSL, ""], Some(MUSL)),
        (says(GNU), include("\"a.toml\""), [MUSL, ""], Some(MUSL)),
        (String::new(), include("\"a.toml\", \"b.toml\"") + &says(GNU), [MUSL, MUSL], Some(GNU)),
        (String::new(), include("\"a.toml\", \"b.toml\""), [MUSL, GNU], Some(GNU)),
        (String::new(), include("\"b.toml\", \"a.toml\""), [MUSL, GNU], Some(MUSL)),
        (String::new(), include("{ path = \"a.toml\" }"), [MUSL, ""], Some(MUSL)),
    ] {
        let manifest = "[package]\nname = \"app\"\nversion = \"0.1.0\"\n\n[workspace]\n";
        let context = Context::with(&[
            ("rust/Cargo.toml", manifest),
            (
                "rust/Cargo.lock",
                "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n",
            ),
            ("rust/src/main.rs", "fn main() {}\n"),
            (CONFIG, &above),
            (&format!("rust/{CONFIG}"), &near),
        ]);
        for (name, target) in ["a", "b"].into_iter().zip(includes) {
            let text = if target.is_empty() { String::new() } else { says(target) };
            context.write(&format!("rust/.cargo/{name}.toml"), text);
        }
        let app = cargo("app").workspace("rust").context(context.folder());
        let text = shown(declared(&app));
        let folder = target.map_or(String::new(), |target| format!("{target}/"));
        let install = format!("install -D -t /out target/{folder}release/app\n");
        assert!(text.contains(&install), "{above}{near}{includes:?}: {text}");
        assert!(text.contains(&format!("COPY {CONFIG} /manifests/.cargo/\n")), "{text}");
    }
}

#[test]
fn a_target_is_one_and_no_file() {
    let both = configured(&format!("[build]\ntarget = \"{MUSL}\"\n"));
    let said = shown(declared(&app(&both).target(triple::X86_64_GNU)));
    assert!(said.contains(&format!("install -D -t /out target/{GNU}/release/app\n")), "{said}");
    for (target, is_good) in [
        (format!("\"{MUSL}\""), true),
        (format!("[\"{MUSL}\"]"), true),
        (format!("[\"{MUSL}\", \"{GNU}\"]"), false),
        ("\"ours.json\"".to_owned(), false),
        ("\"host-tuple\"".to_owned(), false),
        ("[\"ours.json\"]".to_owned(), false),
    ] {
        let workspace = configured(&format!("[build]\ntarget = {target}\n"));
        let image = declared(&app(&workspace));
        match is_good {
            true => assert!(shown(image).contains(&format!("target/{MUSL}/release/app"))),
            false => assert!(refused(image).contains("has cargo compile for"), "{target}"),
        }
    }
}

#[test]
fn a_folder_that_cargo_is_told_is_moved_back() {
    for (key, moves) in [("target-dir", true), ("build-dir", true), ("jobs", false)] {
        let value = if moves { "\"out\"" } else { "2" };
        let text = text(&configured(&format!("[build]\n{key} = {value}\n")));
        assert_eq!(text.contains("ENV CARGO_TARGET_DIR=\"target\"\n"), moves, "{key}: {text}");
        assert_eq!(text.contains("ENV CARGO_BUILD_BUILD_DIR=\"target\"\n"), moves, "{key}");
        assert_eq!(text.contains("CARGO_BUILD_BUILD_DIR=/kept/target cargo"), moves, "{key}");
    }
    let names = [
        "CARGO_TARGET_DIR",
        "CARGO_BUILD_TARGET_DIR",
        "CARGO_BUILD_BUILD_DIR",
        "CARGO_BUILD_TARGET",
    ];
    for name in names {
        let said = refused(declared(&app(&workspace()).env(name, "x")));
        assert!(said.contains(name) && said.matches("error:").count() == 1, "{said}");
    }
    shown(declared(&app(&workspace()).env("CARGO_BUILD_JOBS", "2")));
}

/// A path with a folder is one of the context, and any other program is one of the image.
#[test]
fn each_program_of_the_configuration_is_copied_or_noted() {
    let linker = format!("target.{GNU}.linker");
    for key in [
        "build.rustc",
        "build.rustc-wrapper",
        "build.rustc-workspace-wrapper",
        "target.'cfg(unix)'.linker",
        &linker,
    ] {
        let workspace = configured(&format!("{key} = \"tools/it\"\n"));
        workspace.write("tools/it", "");
        let text = text(&workspace);
        assert!(text.contains("COPY tools/it /skeleton/tools/it\n"), "{key}: {text}");
        for (program, is_noted) in [("it", true), ("/opt/it", true), ("", false)] {
            let workspace = configured(&format!("{key} = \"{program}\"\n"));
            let plan = plan(declared(&app(&workspace)));
            let note = format!("cargo calls `{program}` (`{}`", key.replace('\'', ""));
            assert_eq!(plan.contains(&note), is_noted, "{key} = {program}: {plan}");
        }
    }
    let said = refused(declared(&app(&configured("build.rustc = \"../../it\"\n"))));
    assert!(said.contains("`../../it` in `.cargo/config.toml` leads out"), "{said}");
}

#[test]
fn what_takes_the_place_of_packages_is_copied_whole() {
    for config in [
        "paths = [\"vendor/itoa\"]\n",
        "[patch.crates-io]\nitoa = { path = \"vendor/itoa\" }\n",
        "[source.v]\ndirectory = \"vendor/itoa\"\n",
        "[source.v]\nlocal-registry = \"vendor/itoa\"\n",
    ] {
        let workspace = configured(config);
        workspace
            .write("vendor/itoa/Cargo.toml", "[package]\nname = \"itoa\"\nversion = \"1.0.0\"\n");
        workspace.write("vendor/itoa/src/lib.rs", "");
        let text = text(&workspace);
        assert!(text.contains("COPY vendor/itoa /skeleton/vendor/itoa\n"), "{config}: {text}");
    }
    for (value, is_copied) in [
        ("{ value = \"proto\", relative = true }", true),
        ("{ value = \"proto\", relative = false }", false),
        ("{ value = \"proto\" }", false),
        ("\"proto\"", false),
    ] {
        let workspace = configured(&format!("[env]\nPROTO = {value}\n"));
        workspace.write("proto/a.proto", "");
        let text = text(&workspace);
        assert_eq!(text.contains("COPY proto /skeleton/proto\n"), is_copied, "{value}: {text}");
    }
}

/// Flags of the configuration are those of all its tables, in both forms.
#[test]
fn flags_of_the_configuration_are_seen() {
    for flags in [
        "[build]\nrustflags = \"-C target-cpu=native\"\n",
        "[build]\nrustflags = [\"-C\", \"target-cpu=native\"]\n",
        "[target.x86_64-unknown-linux-gnu]\nrustflags = \"-Ctarget-cpu=native -g\"\n",
        "[target.'cfg(unix)']\nrustflags = [\"-Ctarget-cpu=native\"]\n",
    ] {
        let plan = plan(declared(&app(&configured(flags))));
        assert!(plan.contains("`native`"), "{flags}: {plan}");
        let linked = flags.replace("target-cpu=native", "link-arg=-fuse-ld=lld");
        let said = refused(linked_by_mold(&configured(&linked), "mold"));
        assert!(said.contains("of cargo's configuration"), "{said}");
    }
    for (flags, is_seen) in [
        ("-Ctarget-cpu=generic -Ctarget-cpu=native", true),
        ("-Ctarget-cpu=native -Ctarget-cpu=generic", false),
        ("-Ctarget-cpu=native -g", true),
    ] {
        let workspace = workspace();
        let app = app(&workspace);
        let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
            .build_env("RUSTFLAGS", flags)
            .recipe(&app);
        let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
        let of_stage = plan(stage.source(app.artifacts(&build)).into());
        let of_recipe = plan(declared(&app.env("RUSTFLAGS", flags)));
        for plan in [of_stage, of_recipe] {
            assert_eq!(plan.contains("for the CPU `native`"), is_seen, "{flags}: {plan}");
        }
    }
    for general in ["generic", "x86-64"] {
        let flags = format!("[build]\nrustflags = \"-C target-cpu={general} -g\"\n");
        let plan = plan(declared(&app(&configured(&flags))));
        assert!(!plan.contains(&format!("`{general}`")), "{plan}");
    }
}

// ---- the linker ------------------------------------------------------------------------------

fn linked_by_mold(workspace: &Context, package: &str) -> Image {
    let app = app(workspace).linker(Linker::Mold);
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
        .packages(apt([package, "binutils"]))
        .recipe(&app);
    let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
    stage.source(app.artifacts(&build)).entrypoint(["/usr/local/bin/app"]).into()
}

#[test]
fn a_linker_that_something_else_names_is_refused() {
    let workspace = workspace();
    let app = app(&workspace).linker(Linker::Mold);
    for (name, value, is_refused) in [
        ("COMPILER_PATH", "/x", true),
        ("RUSTFLAGS", "-Clink-arg=-fuse-ld=gold", true),
        ("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS", "-Clink-arg=-fuse-ld=gold", true),
        ("RUSTFLAGS", "-Cdebuginfo=1", false),
        ("LDFLAGS", "-fuse-ld=gold", false),
    ] {
        let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
            .packages(apt(["mold"]))
            .build_env(name, value)
            .recipe(&app);
        let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
        let of_stage: Image = stage.source(app.artifacts(&build)).into();
        let of_recipe = declared(&app.clone().env(name, value));
        for image in [of_stage, of_recipe] {
            match is_refused {
                true => {
                    let said = refused(image);
                    assert!(said.contains(&format!("so does the variable `{name}`")), "{said}");
                }
                false => drop(shown(image)),
            }
        }
    }
    let own = "but for x86_64-unknown-linux-gnu";
    assert!(plan(linked_by_mold(&workspace, "mold")).contains(own));
    let keeps = "[target.x86_64-unknown-linux-gnu]\nrustflags = [\"-Clinker-features=-lld\"]\n";
    assert!(!plan(linked_by_mold(&configured(keeps), "mold")).contains(own));
}

// ---- programs and profiles -------------------------------------------------------------------

#[test]
fn a_profile_has_a_folder() {
    let workspace = workspace();
    for (profile, folder) in [
        ("dev", "debug"),
        ("test", "debug"),
        ("bench", "release"),
        ("release", "release"),
        ("small", "small"),
    ] {
        let text = shown(declared(&app(&workspace).profile(profile)));
        let compile = format!("cargo build --profile {profile} --locked -p app");
        assert_eq!(text.matches(&compile).count(), 3, "{text}");
        assert!(text.contains(&format!("install -D -t /out target/{folder}/app\n")), "{text}");
    }
    let no_lines = "the debug files of `app` name functions and no lines";
    for (name, is_noted) in [
        ("CARGO_PROFILE_RELEASE_DEBUG", false),
        ("CARGO_PROFILE_RELEASE_STRIP", false),
        ("CARGO_PROFILE_DEV_DEBUG", true),
        ("CARGO_PROFILE_RELEASE_LTO", true),
    ] {
        let app = app(&workspace).stripped().env(name, "0");
        assert_eq!(plan(declared(&app)).contains(no_lines), is_noted, "{name}");
    }
}

/// Cargo builds a program whose features are on, by whatever turns them on.
#[test]
fn a_program_is_built_where_its_features_are_on() {
    let of = |features: &str, required: &str| {
        let workspace = workspace();
        let bin = format!(
            "[[bin]]\nname = \"admin\"\npath = \"src/admin.rs\"\nrequired-features = [{required}]\n\n"
        );
        let features = format!("{bin}[features]\n{features}\n");
        workspace.replace("crates/app/Cargo.toml", "[features]\n", &features);
        workspace.replace(
            "crates/app/Cargo.toml",
            "core-of-tests.workspace = true",
            "core-of-tests = { workspace = true, optional = true }",
        );
        workspace.write(
            "crates/core/Cargo.toml",
            workspace.text("crates/core/Cargo.toml") + "\n[features]\ngated = []\n",
        );
        workspace.write("crates/app/src/admin.rs", "fn main() {}\n");
        workspace
    };
    let has_admin =
        |app: &Cargo| shown(declared(app)).contains("target/release/admin target/release/app");
    for (features, required, asked, of_default, built) in [
        ("", "\"extra\"", "", true, false),
        ("", "\"extra\"", "extra", true, true),
        ("", "\"extra\"", "app/extra", true, true),
        ("default = [\"extra\"]", "\"extra\"", "", true, true),
        ("default = [\"extra\"]", "\"extra\"", "", false, false),
        ("default = [\"more\"]\nmore = [\"extra\"]", "\"extra\"", "", true, true),
        ("more = [\"extra\"]", "\"extra\"", "more", false, true),
        ("more = []", "\"extra\", \"more\"", "extra", true, false),
        ("more = []", "\"extra\", \"more\"", "extra more", true, true),
        ("", "\"core-of-tests\"", "core-of-tests/gated", true, true),
        ("", "\"core-of-tests\"", "", true, false),
    ] {
        let workspace = of(features, required);
        let asked: Vec<String> = asked.split_whitespace().map(str::to_owned).collect();
        let app = app(&workspace).features(asked.clone());
        let app = if of_default { app } else { app.no_default_features() };
        assert_eq!(has_admin(&app), built, "{features}, {required}, {asked:?}");
    }
}

/// Only the whole graph of packages says which features of another package are on: a program that
/// asks for one is built if it is named.
#[test]
fn a_program_that_is_named_is_built_whatever_it_wants_of_others() {
    let workspace = workspace();
    let bin = "[[bin]]\nname = \"admin\"\npath = \"src/admin.rs\"\nrequired-features = [\"core-of-tests/gated\"]\n\n";
    workspace.replace("crates/app/Cargo.toml", "[features]", &format!("{bin}[features]"));
    workspace.write(
        "crates/core/Cargo.toml",
        workspace.text("crates/core/Cargo.toml") + "\n[features]\ngated = []\n",
    );
    workspace.write("crates/app/src/admin.rs", "fn main() {}\n");
    let installed = |app: &Cargo| {
        let text = shown(declared(app));
        let programs = text.split("install -D -t /out ").nth(1).expect("an install");
        programs.lines().next().unwrap_or_default().replace("target/release/", "")
    };
    assert_eq!(installed(&app(&workspace).bins(["admin", "app"])), "admin app");
    assert_eq!(installed(&app(&workspace).bins(["app"])), "app");
    let said = refused(declared(&app(&workspace)));
    assert!(said.contains("a feature of another package"), "{said}");
    // One that is off is no program, be it named or the only one.
    workspace.replace("crates/app/Cargo.toml", "core-of-tests/gated", "extra");
    let said = refused(declared(&app(&workspace).bins(["admin"])));
    assert!(said.contains(".features([\"extra\"])"), "{said}");
    let both = app(&workspace).bins(["admin", "app"]).features(["extra"]);
    assert_eq!(installed(&both), "admin app");
}

/// rustup takes the nearest file, and of both names the old one.
#[test]
fn the_nearest_toolchain_counts() {
    for (files, is_good) in [
        ("rust/rust-toolchain=1.80 rust/rust-toolchain.toml=1.79", true),
        ("rust/rust-toolchain=1.79 rust/rust-toolchain.toml=1.80", false),
        ("rust-toolchain=1.79", false),
        ("rust/rust-toolchain.toml=1.80 rust-toolchain=1.79", true),
        ("rust/src/rust-toolchain=1.79", true),
    ] {
        let manifest = "[package]\nname = \"app\"\nversion = \"0.1.0\"\n\n[workspace]\n";
        let context = Context::with(&[
            ("rust/Cargo.toml", manifest),
            (
                "rust/Cargo.lock",
                "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n",
            ),
            ("rust/src/main.rs", "fn main() {}\n"),
        ]);
        for (file, channel) in files.split(' ').filter_map(|file| file.split_once('=')) {
            context.write(file, format!("[toolchain]\nchannel = \"{channel}\"\n"));
        }
        let app = cargo("app").workspace("rust").context(context.folder());
        let image = compiled_on("rust:1.80-slim-bookworm", &app);
        match is_good {
            true => drop(shown(image)),
            false => assert!(refused(image).contains("names Rust 1.79"), "{files}"),
        }
    }
}

/// A file that includes itself, or is included twice, is read once.
#[test]
fn an_included_configuration_is_read() {
    for include in [
        "\"a.toml\"",
        "{ path = \"a.toml\", optional = true }",
        "\"a.toml\", { path = \"gone.toml\", optional = true }",
    ] {
        let workspace = configured(&format!("include = [{include}]\n"));
        workspace.write(".cargo/a.toml", format!("[build]\ntarget = \"{MUSL}\"\n"));
        let text = text(&workspace);
        assert!(
            text.contains("COPY .cargo/config.toml .cargo/a.toml /manifests/.cargo/\n"),
            "{text}"
        );
        assert!(
            text.contains(&format!("install -D -t /out target/{MUSL}/release/app\n")),
            "{text}"
        );
    }
    // Cargo refuses a file that is not there, and one that it has read already.
    for include in ["{ path = \"gone.toml\" }", "\"config.toml\""] {
        let said = refused(declared(&app(&configured(&format!("include = [{include}]\n")))));
        assert!(said.contains("failed to load config include"), "{said}");
    }
}

/// A variable that is not cargo's own may be what a build script reads, which then runs each time.
#[test]
fn a_build_script_runs_again_where_a_variable_may_decide() {
    let workspace = workspace();
    workspace.write("crates/app/build.rs", "fn main() {}\n");
    let sha = || dockerfile_core::arg("SHA").per_commit();
    let small = || app(&workspace).profile("small-1").incremental();
    workspace.replace("Cargo.toml", "[profile.small]", "[profile.small-1]");
    for (app, runs) in [
        (small(), false),
        (small().env("CARGO_X", "1"), false),
        (small().env("X", "1"), true),
        (small().env("SHA", sha()), true),
    ] {
        let text = shown(declared(&app));
        let program = text.split("# The program, from its sources.").nth(1).unwrap_or_default();
        assert_eq!(program.contains("touch crates/app/build.rs"), runs, "{text}");
        assert!(text.contains("ENV CARGO_PROFILE_SMALL_1_INCREMENTAL=\"true\"\n"), "{text}");
        let apart = "--config profile.small-1.package.app.incremental=false";
        assert_eq!(text.matches(apart).count(), 2, "{text}");
        assert!(!program.contains(apart), "{text}");
    }
}

#[test]
fn folders_that_no_program_is_compiled_from_stay_behind() {
    let workspace = workspace();
    workspace.emit(declared(&app(&workspace)));
    let ignore = workspace.text(".dockerignore");
    for folder in ["tests", "benches", "examples", "target"] {
        for package in ["crates/app", "crates/base"] {
            assert!(ignore.contains(&format!("\n{package}/{folder}\n")), "{folder}: {ignore}");
        }
    }
}
