//! Programs that leave their debug information in a stage that nobody ships.

use dockerfile_core::{Debian, Image, Stage, debian, image, triple, uid};
use dockerfile_tests::context::Context;
use dockerfile_tests::docker::{Docker, text};

use super::several::{both, images, two};
use super::{app, declared, plan, said, workspace};

const LINES: &str = "[profile.release]\ndebug = \"line-tables-only\"\n\n";

/// The workspace, with a profile for the debug files.
fn with_lines() -> Context {
    let workspace = workspace();
    let manifest = workspace.text("Cargo.toml");
    workspace.write("Cargo.toml", format!("{manifest}\n{LINES}"));
    workspace
}

fn stripped(workspace: &Context) -> Image {
    declared(&app(workspace).stripped())
}

#[test]
fn debug_files_have_a_stage_that_no_image_is_built_on() {
    let workspace = workspace();
    let text = workspace.emit(stripped(&workspace));
    let step = "install -D -t /out target/release/app && \\\n    \
         mkdir -p /debug && \\\n    \
         objcopy --only-keep-debug /out/app /debug/app.debug && \\\n    \
         objcopy --strip-all --add-gnu-debuglink=/debug/app.debug /out/app\n\n\
         #\n\
         # build-debug Debug files of the programs, for no image: --target build-debug --output symbols\n\
         FROM scratch AS build-debug\n\
         COPY --from=build /debug /\n\n";
    let (_, rest) = text.split_once(step).unwrap_or_else(|| panic!("{text}"));
    assert!(rest.starts_with("FROM debian:bookworm-slim"), "{rest}");
    assert!(!rest.contains("/debug"), "{rest}");
    let plain = workspace.emit(declared(&app(&workspace)));
    assert!(!plain.contains("objcopy") && !plain.contains("build-debug"), "{plain}");
}

#[test]
fn each_program_has_a_file_of_its_own() {
    let workspace = workspace();
    workspace.write("crates/app/src/bin/two words.rs", "fn main() {}\n");
    let text = workspace.emit(declared(&app(&workspace).stripped().profile("small")));
    for program in ["/out/app /debug/app.debug", "\"/out/two words\" \"/debug/two words.debug\""] {
        assert!(text.contains(&format!("objcopy --only-keep-debug {program} ")), "{text}");
    }
    let text = workspace.emit(declared(&app(&workspace).stripped().bins(["app"])));
    assert!(text.contains("/debug/app.debug") && !text.contains("two words.debug"), "{text}");
}

/// The tools of the target read its programs: those of the machine that compiles may not.
#[test]
fn the_tools_are_those_of_the_target() {
    let workspace = workspace();
    let app = app(&workspace).stripped();
    let arm = workspace.emit(declared(&app.clone().target(triple::AARCH64_GNU)));
    let find =
        "objcopy=\"$(command -v aarch64-linux-gnu-objcopy || command -v objcopy)\" && \\\n    ";
    assert!(arm.contains(find) && arm.contains("\"$objcopy\" --strip-all"), "{arm}");
    let cross = workspace.emit(declared(&app.cross()));
    assert!(cross.contains("objcopy=\"${target%%-*}-linux-gnu-objcopy\" && "), "{cross}");
    assert!(cross.contains("\"$objcopy\" --only-keep-debug /out/app /debug/app.debug"), "{cross}");
}

/// An image of the building stage itself has the files; `docker build` goes on building it.
#[test]
fn an_image_of_what_builds_has_the_files_itself() {
    let workspace = workspace();
    let stage = Stage::named("build", image("rust:1-slim-bookworm").family(Debian))
        .recipe(&app(&workspace).stripped())
        .runs_as_root("it compiles")
        .cmd(["/out/app"]);
    let text = workspace.emit(stage);
    assert!(text.contains("/debug/app.debug") && !text.contains("build-debug"), "{text}");
}

#[test]
fn debug_files_without_lines_are_noted() {
    let no_lines = "the debug files of `app` name functions and no lines: the profile `release`";
    let empty = "the debug files of `app` are empty: the profile `release` strips before";
    let workspace = with_lines();
    assert!(!plan(stripped(&workspace)).contains("debug files"));
    let told = |text: &str, says: &str| {
        workspace.replace("Cargo.toml", LINES, text);
        let said = plan(stripped(&workspace));
        workspace.replace("Cargo.toml", text, LINES);
        assert!(said.contains(says), "{text}: {said}");
    };
    told("[profile.release]\ndebug = 0\n\n", no_lines);
    told("[profile.release]\nlto = true\n\n", no_lines);
    told("[profile.release]\nstrip = true\n\n", empty);
    workspace.replace("Cargo.toml", LINES, "");
    assert!(!plan(declared(&app(&workspace))).contains("debug files"));
    let variable = app(&workspace).stripped().env("CARGO_PROFILE_RELEASE_DEBUG", "1");
    assert!(!plan(declared(&variable)).contains("debug files"));
    workspace.write(".cargo/config.toml", LINES);
    assert!(!plan(stripped(&workspace)).contains("debug files"));
}

/// Of several programs each has a stage that builds it, and one that has its debug file.
#[test]
fn programs_of_several_packages_have_a_stage_of_debug_files_each() {
    let workspace = two();
    let text = workspace.emit(images(&both(&workspace).stripped()));
    for name in ["app", "other"] {
        let stage =
            format!("FROM scratch AS build-{name}-debug\nCOPY --from=build-{name} /debug /\n");
        assert!(text.contains(&stage), "{text}");
        let strip =
            format!("objcopy --strip-all --add-gnu-debuglink=/debug/{name}.debug /out/{name}");
        assert_eq!(text.matches(&strip).count(), 1, "{text}");
    }
    assert!(!text.contains("FROM scratch AS build-debug\n"), "{text}");
    let kept = workspace.emit(images(&both(&workspace).stripped().incremental()));
    assert_eq!(kept.matches("objcopy --strip-all").count(), 2, "{kept}");
    assert!(
        kept.ends_with("ENTRYPOINT [\"/usr/local/bin/other\"]\n"),
        "the last one is an image: {kept}"
    );
}

/// Build scripts and macros have the standard library's debug information where the programs have
/// some, unless somebody says what they have.
#[test]
fn tools_of_the_compilation_are_without_debug_information() {
    let workspace = with_lines();
    let line = "ENV CARGO_PROFILE_RELEASE_BUILD_OVERRIDE_STRIP=\"debuginfo\"\n";
    let is_said = |image| workspace.emit(image).contains(line);
    assert!(is_said(declared(&app(&workspace))));
    assert!(is_said(images(&both(&workspace))));
    for name in [
        "STRIP",
        "DEBUG",
        "BUILD_OVERRIDE_STRIP",
        "BUILD_OVERRIDE_DEBUG",
        "BUILD_OVERRIDE_OPT_LEVEL",
    ] {
        let told = app(&workspace).env(format!("CARGO_PROFILE_RELEASE_{name}"), "none");
        assert!(!is_said(declared(&told)), "{name}");
    }
    assert!(!is_said(declared(&app(&workspace).profile("dev"))));
    workspace.replace("Cargo.toml", LINES, "[profile.release.build-override]\ndebug = 1\n");
    assert!(!is_said(declared(&app(&workspace))));
}

// ---- on the engine --------------------------------------------------------------------------

/// What a program says that falls, with a backtrace.
fn backtrace(image: &dockerfile_tests::docker::Image) -> String {
    let options = ["--env", "RUST_BACKTRACE=1"];
    let output = image.try_run(&options, &["/usr/local/bin/app", "fall"]);
    assert!(!output.status.success(), "{output:?}");
    text(&output.stderr)
}

#[test]
fn a_backtrace_has_lines_where_the_debug_files_are() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = with_lines();
    workspace.replace(
        "crates/app/src/main.rs",
        "fn main() {\n",
        "#[inline(never)]\nfn fall() {\n    panic!(\"fallen\");\n}\n\nfn main() {\n    \
         if std::env::args().len() > 1 {\n        fall();\n    }\n",
    );
    let file = workspace.emit(stripped(&workspace));
    let image = workspace.build(docker);
    assert_eq!(said(&image), "app core-base 7");
    let bare = backtrace(&image);
    assert!(bare.contains("fallen") && !bare.contains("app::fall"), "{bare}");

    // As who looks for the reason does it: with the files beside the program.
    let with = "FROM final AS traced\nCOPY --from=build-debug / /usr/local/bin/.debug/\n";
    workspace.write("traced.Dockerfile", format!("{file}\n{with}"));
    let traced = backtrace(&docker.build(workspace.folder(), "traced.Dockerfile"));
    assert!(traced.contains("app::fall"), "{traced}");
    assert!(traced.contains("crates/app/src/main.rs:3:5"), "{traced}");

    let build = docker.try_build(workspace.folder(), "Dockerfile", &["--target", "build"]);
    let build = build.unwrap_or_else(|said| panic!("{said}"));
    let run = |script: &str| text(&build.try_run(&[], &["sh", "-ec", script]).stdout);
    let found = run("addr2line --functions --demangle --exe /debug/app.debug \
         \"0x$(nm /debug/app.debug | grep 4fall | cut -d ' ' -f 1)\"");
    assert_eq!(found, "app::fall\n/src/crates/app/src/main.rs:2");
    let same =
        run("for it in /out/app /debug/app.debug; do readelf -n $it | grep 'Build ID'; done");
    let ids: Vec<&str> = same.lines().collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "{same}");
    let link = run("readelf --string-dump=.gnu_debuglink /out/app");
    assert!(link.contains("app.debug"), "{link}");
    assert_eq!(
        run("readelf --sections /out/app | grep -c '[.]symtab\\|[.]debug_line' || true"),
        "0"
    );
}

#[test]
fn tools_lose_their_debug_information_and_programs_keep_it() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = with_lines();
    workspace.write("crates/app/build.rs", "fn main() {}\n");
    workspace.emit(declared(&app(&workspace)));
    let build = docker.try_build(workspace.folder(), "Dockerfile", &["--target", "build"]);
    let build = build.unwrap_or_else(|said| panic!("{said}"));
    let count = "for it in target/release/build/*/build-script-build /out/app; do \
         readelf --sections $it | grep -c '[.]debug_line' || true; done";
    let found = text(&build.try_run(&[], &["sh", "-ec", count]).stdout);
    let (tools, program) = found.rsplit_once('\n').unwrap_or_else(|| panic!("{found}"));
    assert!(program != "0" && tools.lines().all(|lines| lines == "0"), "{found}");
}

/// `docker build --target build-debug --output symbols .`
#[test]
fn debug_files_are_taken_out_by_the_name_of_their_stage() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = with_lines();
    workspace.emit(stripped(&workspace));
    let symbols = workspace.path("symbols");
    let output = symbols.to_str().expect("a path of ours").to_owned();
    let options = ["--target", "build-debug", "--output", &output];
    let built = docker.try_build(workspace.folder(), "Dockerfile", &options);
    assert!(built.is_ok(), "{:?}", built.err());
    let found = std::fs::read_dir(&symbols).expect("a folder").flatten();
    let found: Vec<_> = found.map(|entry| entry.file_name()).collect();
    assert_eq!(found, ["app.debug"]);
}

/// The machine's own platform by the way of another: the tools are called after it.
#[test]
fn what_is_compiled_across_is_stripped_by_the_tools_of_its_target() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = with_lines();
    let app = app(&workspace).stripped().cross();
    let rust = image("rust:1-slim-bookworm").family(Debian).on_build_platform();
    let build = Stage::named("build", rust).recipe(&app);
    let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
    workspace.emit(stage.source(app.artifacts(&build)).entrypoint(["/usr/local/bin/app"]));
    assert_eq!(said(&workspace.build(docker)), "app core-base 7");
}
