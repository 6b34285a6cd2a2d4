//! What the declaration, the stage and cargo's configuration tell beside the sources.

use dockerfile_core::{Debian, Image, Stage, apt, arg, debian, image, uid};
use dockerfile_tests::context::{Context, refused, shown};
use dockerfile_tests::docker::Docker;

use super::super::{app, declared, locked, plan, said, workspace};
use super::declare;

/// An image whose program is compiled in a stage with this variable.
pub(super) fn with_variable(workspace: &Context, name: &str, value: &str) -> Image {
    let app = app(workspace);
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
        .build_env(name, value)
        .recipe(&app);
    let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
    stage.source(app.artifacts(&build)).into()
}

#[test]
fn a_variable_that_moves_what_is_taken_is_refused_wherever_it_is_set() {
    let workspace = workspace();
    for (name, value, words) in [
        ("CARGO_TARGET_DIR", "/t", "would move the programs"),
        ("CARGO_BUILD_TARGET_DIR", "out", "would move the programs"),
        ("CARGO_BUILD_BUILD_DIR", "out", "would move the programs"),
        ("CARGO_BUILD_TARGET", "x86_64-unknown-linux-musl", "would move the programs"),
        ("CARGO_HOME", "/root/.cargo", "what cargo fetches is kept in `/usr/local/cargo`"),
    ] {
        let of_stage = with_variable(&workspace, name, value);
        let of_recipe = declared(&app(&workspace).env(name, value));
        for image in [of_stage, of_recipe] {
            let said = refused(image);
            assert!(said.contains(&format!("`{name}`")) && said.contains(words), "{said}");
            assert_eq!(said.matches("error:").count(), 1, "{said}");
        }
    }
    for (name, value) in [("CARGO_HOME", "/usr/local/cargo"), ("CARGO_TARGET_DIR", "target")] {
        assert!(with_variable(&workspace, name, value).render().is_ok(), "{name}");
    }
    // Nothing is compiled where the program only runs.
    let app = app(&workspace);
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian)).recipe(&app);
    let runs = Stage::from(debian("bookworm-slim")).build_env("CARGO_HOME", "/c");
    let runs = runs.packages(apt(["tini"])).account(uid(65532)).source(app.artifacts(&build));
    assert!(Image::from(runs).render().is_ok());
}

#[test]
fn a_profile_is_one_that_is_there() {
    let workspace = workspace();
    let app = || app(&workspace);
    for (profile, words) in [
        ("smal", "there are bench, dev, release, small, test"),
        ("smal", "did you mean `small`?"),
        ("debug", "is the profile `dev`"),
    ] {
        let said = refused(declared(&app().profile(profile)));
        assert!(said.contains(words) && said.matches("error:").count() == 1, "{said}");
    }
    workspace.write(".cargo/config.toml", "[profile.dist]\ninherits = \"release\"\n");
    for profile in ["small", "dev", "release", "test", "bench", "dist"] {
        assert!(declared(&app().profile(profile)).render().is_ok(), "{profile}");
    }
    let by_variable = app().profile("by-hand").env("CARGO_PROFILE_BY_HAND_INHERITS", "release");
    assert!(declared(&by_variable).render().is_ok());
}

/// A copied path brings members, or makes their folders.
#[test]
fn a_member_that_a_named_path_brings_is_read() {
    let config = "[env]\nDATA = { value = \"crates/other/data\", relative = true }\n";
    for (also, config) in [("crates", ""), ("crates/", ""), (".", ""), ("", config)] {
        let workspace = workspace();
        workspace.write("crates/other/data/a.txt", "");
        std::fs::remove_dir_all(workspace.path("crates/old")).expect("it is there");
        if !config.is_empty() {
            workspace.write(".cargo/config.toml", config);
        }
        let app = app(&workspace);
        let app = if also.is_empty() { app } else { app.also([also]) };
        let text = workspace.emit(declared(&app));
        assert!(text.contains("COPY crates/other/Cargo.toml "), "{also}: {text}");
        // The version comes with the copy.
        assert_eq!(text.contains("/libraries"), also.is_empty(), "{also}: {text}");
        let Some(docker) = Docker::connect() else { continue };
        assert_eq!(said(&workspace.build(docker)), "app core-base 7", "{also}");
    }
}

/// The table of another platform says nothing of a program for Linux.
#[test]
fn tables_of_other_platforms_do_not_count() {
    let flags = "rustflags = [\"-C\", \"target-feature=+crt-static\"]\nlinker = \"ld-of-it\"\n";
    for (target, counts) in [
        ("x86_64-pc-windows-msvc", false),
        ("aarch64-apple-darwin", false),
        ("'cfg(windows)'", false),
        ("x86_64-unknown-linux-musl", false),
        ("'cfg(target_env = \"musl\")'", false),
        ("x86_64-unknown-linux-gnu", true),
        ("'cfg(target_os = \"linux\")'", true),
    ] {
        let workspace = workspace();
        workspace.write(".cargo/config.toml", format!("[target.{target}]\n{flags}"));
        let plan = plan(declared(&app(&workspace)));
        let unknown = "the C library which it asks for: nobody here knows";
        assert_eq!(plan.contains(unknown), counts, "{target}: {plan}");
        assert_eq!(plan.contains("cargo calls `ld-of-it`"), counts, "{target}: {plan}");
    }
}

/// The compiler looks for what its flags name in the workspace's folder.
#[test]
fn what_flags_name_is_copied_above_the_first_step() {
    for (flags, is_copied) in [
        ("\"-Clink-arg=-Wl,--version-script=link/x.map\"", true),
        ("[\"-C\", \"link-arg=-Tlink/x.map\"]", true),
        ("\"-C linker=./link/x.map\"", true),
        ("\"@link/x.map\"", true),
        ("\"-Clink-arg=-Wl,-rpath,/link/x.map\"", false),
        ("\"-Clink-arg=../link/x.map\"", false),
        ("\"-Clink-arg=link/none.map\"", false),
        ("\"--cfg link\"", false),
    ] {
        let workspace = workspace();
        workspace.write("link/x.map", "");
        workspace.write(".cargo/config.toml", format!("[build]\nrustflags = {flags}\n"));
        let text = shown(declared(&app(&workspace)));
        assert_eq!(text.contains("COPY link/x.map /skeleton/link/x.map\n"), is_copied, "{text}");
    }
}

/// Cargo asks the program for the password of a registry before it fetches anything.
#[test]
fn a_program_that_has_passwords_is_copied_or_noted() {
    for (provider, is_copied, note) in [
        ("\"tools/it\"", true, ""),
        ("[\"tools/it\", \"--token\"]", true, ""),
        ("\"cargo:token-from-stdout tools/it --token\"", true, ""),
        ("\"ours\"", true, ""),
        ("\"vault login\"", false, "`vault`"),
        ("[\"cargo:token-from-stdout\", \"/opt/vault\"]", false, "`/opt/vault`"),
        ("\"cargo:token\"", false, ""),
    ] {
        let alias = "[credential-alias]\nours = [\"tools/it\", \"--ours\"]\n";
        let of_one = format!("[registries.corp]\ncredential-provider = {provider}\n{alias}");
        let global = format!("[registry]\nglobal-credential-providers = [{provider}]\n{alias}");
        let is_text = !provider.starts_with('[');
        let global = is_text.then_some(("registry.global-credential-providers", global));
        for (key, config) in
            [("registries.corp.credential-provider", of_one)].into_iter().chain(global)
        {
            let workspace = workspace();
            workspace.write("tools/it", "");
            workspace.write(".cargo/config.toml", config);
            let text = shown(declared(&app(&workspace)));
            assert_eq!(text.contains("COPY tools/it /skeleton/tools/it\n"), is_copied, "{text}");
            let plan = plan(declared(&app(&workspace)));
            let said = format!("cargo calls {note} (`{key}`");
            assert_eq!(plan.contains(&said), !note.is_empty(), "{plan}");
            assert_eq!(plan.contains("cargo calls"), !note.is_empty(), "{plan}");
        }
    }
}

#[test]
fn a_git_that_cargo_calls_is_noted() {
    let note = "cargo calls `git` (`net.git-fetch-with-cli`";
    for (says, is_git, is_noted) in
        [("true", true, true), ("false", true, false), ("true", false, false)]
    {
        let workspace = workspace();
        workspace.write(".cargo/config.toml", format!("[net]\ngit-fetch-with-cli = {says}\n"));
        if is_git {
            from_git(&workspace, "git+https://git.corp/itoa?branch=main#01");
        }
        assert_eq!(plan(declared(&app(&workspace))).contains(note), is_noted, "{says} {is_git}");
    }
}

/// Cargo brings an old lock file into its newest format, which encodes the names of branches.
#[test]
fn an_old_lock_file_is_compared_as_a_new_one() {
    let as_new = "s/^.checksum .* = /checksum = /; s/?[^#]*#/#/";
    for (format, source, is_compared) in [
        (3, "git+https://git.corp/itoa?branch=a/b#01", true),
        (3, "git+https://git.corp/itoa?branch=b#01", false),
        (4, "git+https://git.corp/itoa?branch=a%2Fb#01", false),
    ] {
        let workspace = workspace();
        workspace.replace("Cargo.lock", "version = 4\n", &format!("version = {format}\n"));
        from_git(&workspace, source);
        let text = workspace.emit(declared(&app(&workspace)));
        assert_eq!(text.matches(as_new).count(), if is_compared { 2 } else { 0 }, "{text}");
    }
}

/// The oldest format has the checksums at its end.
#[test]
fn a_lock_file_of_the_oldest_format_is_compared_as_a_new_one() {
    let workspace = workspace();
    let (mut lock, mut sums) = (workspace.text("Cargo.lock"), String::new());
    for name in ["itoa", "memchr"] {
        let package = locked(name);
        let value = |key: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(key)).expect("a line");
            line.trim_start_matches(" = ").trim_matches('"').to_owned()
        };
        let (version, source, sum) = (value("version"), value("source"), value("checksum"));
        lock = lock.replace(&format!("checksum = \"{sum}\"\n"), "");
        sums += &format!("\"checksum {name} {version} ({source})\" = \"{sum}\"\n");
    }
    let lock = lock.replace("version = 4\n\n", "");
    workspace.write("Cargo.lock", format!("{lock}\n[metadata]\n{sums}"));
    let text = workspace.emit(declared(&app(&workspace)));
    assert!(text.contains("sed -i \"s/^.checksum .* = /checksum = /"), "{text}");
    let Some(docker) = Docker::connect() else { return };
    assert_eq!(said(&workspace.build(docker)), "app core-base 7");
}

/// Has the first package that is fetched come from a git repository.
fn from_git(workspace: &Context, source: &str) {
    let lock = workspace.text("Cargo.lock");
    let (before, rest) = lock.split_once("source = ").expect("a source");
    let (_, behind) = rest.split_once("checksum").expect("a checksum");
    let (_, behind) = behind.split_once('\n').expect("more lines");
    workspace.write("Cargo.lock", format!("{before}source = {source:?}\n{behind}"));
}

/// What SQLx has written for the whole workspace is at its root, and no source names it.
#[test]
fn the_queries_of_a_workspace_come_with_who_compiles_them() {
    let sqlx = "[[package]]\nname = \"sqlx\"\nversion = \"0.8.0\"\nsource = \"registry+x\"";
    for (file, is_copied) in [(".sqlx/query-1.json", true), ("sqlx-data.json", true), ("", false)] {
        let workspace = workspace();
        declare(&workspace, "crates/core", "sqlx = \"0.8\"\n");
        let tool = "[[package]]\nname = \"tool\"";
        workspace.replace("Cargo.lock", tool, &format!("{sqlx}\n\n{tool}"));
        if is_copied {
            workspace.write(file, "{}");
        }
        let path = file.split('/').next().unwrap_or_default();
        let copies = |text: &str| {
            text.lines().filter(|line| line.starts_with("COPY") && line.contains("sqlx")).count()
        };
        let text = workspace.emit(declared(&app(&workspace)));
        assert_eq!(copies(&text), usize::from(is_copied), "{text}");
        assert_eq!(text.contains(&format!("COPY {path} /src/")), is_copied, "{text}");
        // Who names them, too, has them once.
        if is_copied {
            let text = workspace.emit(declared(&app(&workspace).also([path])));
            assert_eq!(copies(&text), 1, "{text}");
        }
        workspace.replace("crates/core/Cargo.toml", "sqlx = ", "memchr = ");
        assert_eq!(copies(&workspace.emit(declared(&app(&workspace)))), 0, "{file}");
    }
}

/// A script names paths in words to cargo, in formats and in front of patterns.
#[test]
fn a_text_of_a_build_script_may_hold_a_path() {
    for (text, is_noted) in [
        ("println!(\"cargo:rerun-if-changed=../../proto/a.proto\")", true),
        ("println!(\"cargo::rerun-if-changed=../../proto\")", true),
        ("println!(\"cargo:rustc-link-search=native=../../proto\")", true),
        ("glob(\"../../proto/**/*.proto\")", true),
        ("glob(\"../../proto/[ab].proto\")", true),
        ("format!(\"{}/../../proto\", x)", true),
        ("format!(\"../../proto/{name}.proto\")", true),
        ("format!(\"../../none/{name}.proto\")", false),
        ("println!(\"cargo:warning=proto\")", false),
        ("(\"{\", \"}\", \"a={b\")", false),
    ] {
        let workspace = workspace();
        workspace.write("proto/a.proto", "");
        workspace.write("crates/app/build.rs", format!("fn main() {{ {text}; }}\n"));
        let plan = plan(declared(&app(&workspace)));
        assert_eq!(plan.contains("`crates/app/build.rs` names `proto"), is_noted, "{text}: {plan}");
    }
}

/// Procedural macros run in the workspace's folder, whoever has them.
#[test]
fn a_file_that_a_procedural_macro_may_read_is_said() {
    for (kind, text, is_said) in [
        ("proc-macro = true", "read(\"locales/en.yml\")", true),
        ("proc-macro = true", "read(\"locales/none.yml\")", false),
        ("proc-macro = true", "read(\"locales\")", false),
        ("proc-macro = false", "read(\"locales/en.yml\")", false),
    ] {
        let workspace = workspace();
        workspace.write("locales/en.yml", "");
        workspace.replace("crates/base/Cargo.toml", "[lib]\n", &format!("[lib]\n{kind}\n"));
        workspace.write("crates/base/lib/base.rs", format!("fn go() {{ {text}; }}\n"));
        let plan = plan(declared(&app(&workspace)));
        let note = "`crates/base/lib/base.rs` names `locales/en.yml`, which is not copied";
        assert_eq!(plan.contains(note), is_said, "{kind}, {text}: {plan}");
    }
}

/// Diesel looks for a folder of migrations in the package and above, unless it is given one.
#[test]
fn the_migrations_of_a_workspace_come_with_who_embeds_them() {
    for (folder, text, lines) in [
        ("migrations", "embed_migrations!()", "COPY migrations /src/migrations"),
        (
            "crates/migrations",
            "embed_migrations!()",
            "COPY crates/migrations /src/crates/migrations",
        ),
        ("crates/app/migrations", "embed_migrations!()", ""),
        ("migrations", "migrate!()", ""),
        ("migrations", "embed_migrations!(\"none\")", ""),
    ] {
        let workspace = workspace();
        workspace.replace("Cargo.toml", "\"crates/old\"", "\"crates/old\", \"crates/migrations\"");
        workspace.write(&format!("{folder}/1/up.sql"), "");
        let main = workspace.text("crates/app/src/main.rs");
        workspace.write("crates/app/src/main.rs", format!("const M: M = {text};\n{main}"));
        let said = shown(declared(&app(&workspace)));
        let copied = said.lines().filter(|line| line.contains("migrations"));
        assert_eq!(copied.collect::<Vec<_>>().join(", "), lines, "{folder}, {text}");
    }
}

/// No image has the repository, so a commit is said by a variable.
#[test]
fn who_asks_git_for_the_commit_is_noted() {
    let note = |source: &str| format!("`{source}` asks git for the commit");
    let script = "crates/app/build.rs";
    for (text, is_noted) in [
        ("Command::new(\"git\").args([\"describe\"])", true),
        ("println!(\"cargo:rerun-if-changed=../../.git/HEAD\")", true),
        ("println!(\"cargo::rerun-if-changed=.git\")", true),
        ("read(\"gitlog.txt\")", false),
        ("read(\".gitignore\")", false),
    ] {
        let workspace = workspace();
        workspace.write(script, format!("fn main() {{ {text}; }}\n"));
        assert_eq!(plan(declared(&app(&workspace))).contains(&note(script)), is_noted, "{text}");
        let told = app(&workspace).env("GIT_SHA", arg("GIT_SHA").per_commit());
        assert!(!plan(declared(&told)).contains(&note(script)), "{text}");
    }
    let manifest = "crates/core/Cargo.toml";
    for (needs, is_noted) in [
        ("[build-dependencies]\nvergen-git2 = \"1\"\n", true),
        ("git-version = \"0.3\"\n", true),
        ("[dev-dependencies]\ngit-version = \"0.3\"\n", false),
        ("vergen = { version = \"8\", features = [\"build\", \"gitcl\"] }\n", true),
        ("vergen = { version = \"9\", features = [\"build\"] }\n", false),
        (
            "[build-dependencies.x]\npackage = \"built\"\nversion = \"0.7\"\nfeatures = [\"git2\"]\n",
            true,
        ),
        ("version = \"3\"\n", false),
    ] {
        let workspace = workspace();
        declare(&workspace, "crates/core", needs);
        assert_eq!(plan(declared(&app(&workspace))).contains(&note(manifest)), is_noted, "{needs}");
    }
}

/// The variable is set for the last step alone, and the script of a library does not tell cargo that
/// it reads the variable.
#[test]
fn a_library_hears_of_every_commit() {
    let workspace = workspace();
    let script = "fn main() {\n    println!(\"cargo::rerun-if-changed=build.rs\");\n    \
                  println!(\"cargo::rustc-env=SAID={}\", std::env::var(\"GIT_SHA\").unwrap_or_default());\n}\n";
    workspace.write("crates/core/build.rs", script);
    let sha = || arg("GIT_SHA").default("none").per_commit();
    let last = "touch crates/app/src/main.rs crates/core/build.rs && ";
    for (variable, is_read) in [("GIT_SHA", true), ("OTHER", false)] {
        let text = workspace.emit(declared(&app(&workspace).env(variable, sha())));
        assert_eq!(text.contains(last), is_read, "{variable}: {text}");
    }
    for (variable, is_read) in [("GIT_SHA", true), ("OTHER", false)] {
        let app = app(&workspace);
        let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
            .dependencies(app.dependencies())
            .source(app.sources())
            .build_env(variable, "set below the libraries")
            .build(app.build());
        let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
        let text = workspace.emit(stage.source(app.artifacts(&build)));
        assert_eq!(text.contains(last), is_read, "{variable}: {text}");
    }
    let Some(docker) = Docker::connect() else { return };
    for incremental in [false, true] {
        let app = app(&workspace).env("GIT_SHA", sha());
        let app = if incremental { app.incremental() } else { app };
        workspace.emit(declared(&app));
        for commit in ["one", "two"] {
            let options = [format!("--build-arg=GIT_SHA={commit}")];
            let options: Vec<&str> = options.iter().map(String::as_str).collect();
            let built = docker.try_build(workspace.folder(), "Dockerfile", &options);
            let said = said(&built.unwrap_or_else(|error| panic!("{error}")));
            assert_eq!(said, format!("app {commit}-base 7"), "{incremental}");
        }
    }
}
