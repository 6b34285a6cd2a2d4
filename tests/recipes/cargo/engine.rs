//! What an engine makes of the files: which steps run, and what the program says.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::{Duration, SystemTime};

use dockerfile_core::{Image, Stage, apt, debian, run, uid};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;

use super::{app, declared, depend, incremental, join, layers, release, said, workspace};

/// Builds once more; of each step that ran the stage and what begins it.
fn ran(docker: Docker, workspace: &Context) -> Vec<String> {
    let steps = docker.steps(workspace.folder());
    let begin = |step: &String| step.split(' ').take(3).collect::<Vec<_>>().join(" ");
    steps.executed.iter().map(begin).collect()
}

/// A new text, and a time long before the stubs'.
fn edit(workspace: &Context, name: &str, from: &str) -> String {
    let new = workspace.edit(name, from);
    age(workspace, name);
    new
}

fn age(workspace: &Context, name: &str) {
    let file = fs::File::options().write(true).open(workspace.path(name)).expect("a file");
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    file.set_modified(old).expect("a time");
}

#[test]
fn an_edit_compiles_what_it_changes_and_no_stub_ships() {
    let Some(docker) = Docker::connect() else { return };
    for (declare, compiles) in [(layers as fn(&Context) -> Image, "touch"), (incremental, "cmp")] {
        let workspace = workspace();
        for name in [
            "crates/app/src/main.rs",
            "crates/core/src/lib.rs",
            "crates/core/build.rs",
            "crates/base/lib/base.rs",
        ] {
            age(&workspace, name);
        }
        workspace.emit(declare(&workspace));
        let image = workspace.build(docker);
        assert_eq!(said(&image), "app core-base 7");
        assert_eq!(image.inspect("{{.Config.User}}"), "65532:65532");
        assert!(!image.try_run(&[], &["cargo", "--version"]).status.success(), "no compiler");

        let app = edit(&workspace, "crates/app/src/main.rs", "app");
        let program = ran(docker, &workspace);
        assert_eq!(said(&workspace.build(docker)), format!("{app} core-base 7"));
        let base = edit(&workspace, "crates/base/lib/base.rs", "base");
        let library = ran(docker, &workspace);
        assert_eq!(said(&workspace.build(docker)), format!("{app} core-{base} 7"));
        edit(&workspace, "tool/src/lib.rs", "tool");
        assert!(ran(docker, &workspace).is_empty(), "the program does not need it");
        edit(&workspace, "crates/app/tests/it.rs", "it");
        assert!(ran(docker, &workspace).is_empty(), "a test is no part of it");
        release(&workspace);
        let released = ran(docker, &workspace);
        assert_eq!(said(&workspace.build(docker)), format!("{app} core-{base} 7"));

        let compile = format!("[build] RUN {compiles}");
        let last = ["[build] COPY crates/app", &compile, "[final] COPY --from=build"];
        assert_eq!(program, last);
        let copied = |name: &str| library.contains(&format!("[build] COPY crates/{name}"));
        assert!(["app", "base", "core"].into_iter().all(copied), "{library:?}");
        assert_eq!(library.len(), 7, "{library:?}");
        let builds = |mut steps: Vec<String>| {
            steps.retain(|step| !step.starts_with("[build-manifests]"));
            steps
        };
        assert_eq!(
            builds(released),
            [&["[build] COPY --from=build-manifests"], &last[..]].concat()
        );
        for change in [depend, join] {
            change(&workspace);
            workspace.emit(declare(&workspace));
            assert_eq!(builds(ran(docker, &workspace)), [""; 0]);
        }
    }
}

/// A library's build script reads a folder of the repository, and the program a file through a link.
#[test]
fn files_outside_of_packages_are_there() {
    let workspace = workspace();
    workspace.write("proto/said.proto", "proto");
    workspace.write("NOTICE", "notice");
    let script = "fn main() {\n    let said = std::fs::read_to_string(\"../../proto/said.proto\").unwrap();\n    \
                  println!(\"cargo::rustc-env=SAID={said}\");\n}\n";
    workspace.write("crates/core/build.rs", script);
    let main = "fn main() {\n    println!(\"{} {}\", core_of_tests::said(), include_str!(\"../NOTICE\"));\n}\n";
    workspace.write("crates/app/src/main.rs", main);
    symlink("../../NOTICE", workspace.path("crates/app/NOTICE")).expect("a link");
    let Some(docker) = Docker::connect() else { return };
    for app in [app(&workspace), app(&workspace).incremental()] {
        workspace.emit(declared(&app.also(["proto", "NOTICE"])));
        assert_eq!(said(&workspace.build(docker)), "proto-base notice");
    }
    let said = refused(declared(&app(&workspace).also("../proto")));
    assert!(said.contains("also(\"../proto\")") && said.matches("error:").count() == 1, "{said}");
}

/// From a list of several lines, and with defaults; and what is not locked does not come in.
#[test]
fn a_workspace_without_its_other_members_is_compiled() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = workspace();
    workspace.replace(
        "Cargo.toml",
        "members = [\"crates/*\", \"tool\"]\n",
        "members = [\n    \"crates/app\",\n    \"crates/other\",\n    \"tool\", # Last.\n]\n\
         default-members = [\n    \"crates/other\",\n]\n",
    );
    workspace.emit(layers(&workspace));
    assert_eq!(said(&workspace.build(docker)), "app core-base 7");
    workspace.replace("crates/app/Cargo.toml", "itoa.workspace", "ryu = \"1\"\nitoa.workspace");
    workspace.emit(layers(&workspace));
    let refused = docker.try_build(workspace.folder(), "Dockerfile", &[]);
    let said = refused.err().expect("`ryu` is not locked");
    assert!(
        said.contains("Adding ryu") && said.contains("Cargo.lock lacks what is above"),
        "{said}"
    );
}

/// With Debian's compiler, whose targets are packages: the program is for the other platform, and
/// nothing was emulated.
#[test]
fn a_program_for_another_platform_comes_from_the_one_that_builds() {
    let Some(docker) = Docker::connect() else { return };
    let manifest = |name| format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\n");
    let workspace = Context::with(&[
        ("app/Cargo.toml", &(manifest("app") + "[dependencies]\nlib = { path = \"../lib\" }\n")),
        ("app/src/main.rs", "fn main() {\n    println!(\"{}\", lib::SAID);\n}\n"),
        ("lib/Cargo.toml", &manifest("lib")),
        ("lib/src/lib.rs", "pub const SAID: &str = \"cross\";\n"),
        ("Cargo.toml", "[workspace]\nmembers = [\"app\", \"lib\"]\n"),
        (
            "Cargo.lock",
            "version = 3\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"lib\",\n]\n\n[[package]]\nname = \"lib\"\nversion = \"0.1.0\"\n",
        ),
    ]);
    let app = app(&workspace).cross();
    let build = Stage::named("build", debian("bookworm-slim").on_build_platform())
        .packages(run(["dpkg", "--add-architecture", "arm64"]))
        .packages(apt(["cargo", "gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"]))
        .packages(apt(["libstd-rust-dev:arm64"]))
        .dependencies(app.dependencies())
        .source(app.sources())
        .build(app.build());
    workspace.emit(
        Stage::from(debian("bookworm-slim"))
            .account(uid(65532))
            .source(app.artifacts(&build))
            .entrypoint(["/usr/local/bin/app"]),
    );
    let options = ["--platform=linux/arm64", "--target=build"];
    let image = docker.try_build(workspace.folder(), "Dockerfile", &options);
    let image = image.unwrap_or_else(|said| panic!("{said}"));
    // The machine in the header of an ELF file: 183 is AArch64.
    assert_eq!(image.shell_as_root("od -An -t u2 -j 18 -N 2 /out/app").trim(), "183");
}

/// A package of the repository stands for one of the registry, which the lock file then has
/// without a source.
#[test]
fn a_patch_is_compiled_from_its_sources() {
    let Some(docker) = Docker::connect() else { return };
    let workspace = workspace();
    let lock = workspace.text("Cargo.lock");
    let itoa = lock.split("\n\n").find(|package| package.contains("name = \"itoa\""));
    let itoa = itoa.expect("itoa is in it");
    let version = itoa.lines().find(|line| line.starts_with("version")).expect("a version");
    let patched = format!("[[package]]\nname = \"itoa\"\n{version}");
    workspace.write("Cargo.lock", lock.replace(itoa, &patched));
    let patch = "\n[patch.crates-io]\nitoa = { path = \"patches/itoa\" }\n";
    workspace.write("Cargo.toml", workspace.text("Cargo.toml") + patch);
    let manifest = format!("[package]\nname = \"itoa\"\n{version}\nedition = \"2024\"\n");
    workspace.write("patches/itoa/Cargo.toml", manifest);
    let library = "pub struct Buffer;\nimpl Buffer {\n    pub fn new() -> Self {\n        Self\n    }\n\
                   \u{20}   pub fn format(&self, number: u8) -> String {\n        format!(\"patched {number}\")\n    }\n}\n";
    workspace.write("patches/itoa/src/lib.rs", library);
    workspace.emit(layers(&workspace));
    assert_eq!(said(&workspace.build(docker)), "app core-base patched 7");
}
