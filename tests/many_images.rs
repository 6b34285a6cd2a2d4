//! Several images of one workspace: their files, one for bake, and one ignore file.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::Command;

use dockerfile_tests::docker::Docker;
use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::text::without_private;
use serde_json::{Value, json};

fn workspace() -> Emitted {
    let emitted = Emitted::empty(env!("CARGO_BIN_EXE_fleet"));
    emitted.write("Cargo.toml", "[workspace]\n");
    for name in ["web", "worker"] {
        let src = format!("services/{name}/src");
        fs::create_dir_all(emitted.path(&src)).expect("a new folder");
        emitted.write(&format!("{src}/run"), "#!/bin/sh\ncat /srv/shared/text\n");
    }
    fs::create_dir(emitted.path("shared")).expect("a new folder");
    emitted.write("shared/text", "shared\n");
    emitted
}

#[test]
fn each_image_has_its_files_and_all_have_one_of_bake() {
    let workspace = workspace();
    workspace.succeeds("all", &[]);
    assert!(
        workspace
            .text("services/web/Dockerfile")
            .contains("COPY services/web/src /srv/services/web/src\n")
    );
    assert!(
        workspace
            .text("services/web/Dockerfile.dockerignore")
            .contains("\n*\n!services/web/src\n!shared\n# Private by")
    );
    assert!(workspace.text("tool.Dockerfile.dockerignore").contains("\n*\n!shared\n# Private by"));
    let union = workspace.text(".dockerignore");
    assert!(
        without_private(&union)
            .ends_with("\n*\n!services/web/src\n!shared\n!services/worker/src\n"),
        "{union}"
    );

    let bake: Value = serde_json::from_str(&workspace.text("docker-bake.json")).expect("JSON");
    assert_eq!(bake["group"]["default"]["targets"], json!(["web", "worker", "tool"]));
    assert_eq!(
        bake["target"]["web"],
        json!({
            "context": ".",
            "dockerfile": "services/web/Dockerfile",
            "target": "final",
            "platforms": ["linux/amd64", "linux/arm64"],
            "cache-from": ["type=registry,ref=registry.corp:5000/team/cache:web"],
            "cache-to": ["type=registry,ref=registry.corp:5000/team/cache:web,mode=max"],
        })
    );
    assert_eq!(bake["target"]["tool"]["dockerfile"], "tool.Dockerfile");
    assert_eq!(bake["target"]["tool"]["target"], "tool");
}

/// All files, or none: one that somebody edited stops all.
#[test]
fn one_refused_file_stops_all() {
    let workspace = workspace();
    workspace.succeeds("all", &[]);
    let edited = workspace.text("docker-bake.json").replace("arm64", "riscv64");
    workspace.write("docker-bake.json", &edited);
    fs::remove_file(workspace.path("tool.Dockerfile")).expect("it is there");
    let said = workspace.fails("all", &[]);
    assert!(said.contains("`docker-bake.json` was edited by hand"), "{said}");
    assert_eq!(workspace.text("docker-bake.json"), edited);
    assert!(!workspace.path("tool.Dockerfile").exists());
}

#[test]
fn two_images_cannot_be_one_target() {
    let workspace = workspace();
    let said = workspace.fails("twice", &[]);
    assert!(said.contains("two images would be the bake target `web`"), "{said}");
    assert!(!workspace.path("docker-bake.json").exists());
}

/// A run without a change reads every file, and replaces none.
#[test]
fn a_run_without_a_change_writes_nothing() {
    let workspace = workspace();
    for index in 0..10 {
        workspace.make(&format!("services/s{index}/src/run"), "#!/bin/sh\n");
    }
    workspace.succeeds("100", &[]);
    let files = || -> BTreeMap<String, u64> {
        let images = fs::read_dir(workspace.path("images")).expect("a folder").flatten();
        images
            .map(|file| {
                let inode = file.metadata().expect("a file").ino();
                (file.file_name().to_string_lossy().into_owned(), inode)
            })
            .collect()
    };
    let written = files();
    assert_eq!(written.len(), 200);
    workspace.succeeds("100", &[]);
    assert_eq!(files(), written, "a file that is replaced is another one");
}

/// buildx reads the file, and builds every image with it.
#[test]
fn bake_builds_them() {
    if Docker::connect().is_none() {
        return;
    }
    let workspace = workspace();
    workspace.succeeds("all", &[]);
    let bake = |arguments: &[&str]| {
        let mut docker = Command::new("docker");
        docker.args(["buildx", "bake", "--file", "docker-bake.json"]).args(arguments);
        let output = docker.current_dir(workspace.folder()).output().expect("docker starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        (String::from_utf8_lossy(&output.stdout).into_owned(), said)
    };
    let (read, _) = bake(&["--print"]);
    let read: Value = serde_json::from_str(&read).expect("JSON");
    assert_eq!(read["target"].as_object().expect("targets").len(), 3);
    assert_eq!(read["target"]["web"]["platforms"], json!(["linux/amd64", "linux/arm64"]));
    // No registry is reached, and this engine builds for its own platform.
    let here =
        ["--set=*.platform=", "--set=*.cache-from=", "--set=*.cache-to=", "--progress=plain"];
    let (_, said) = bake(&here);
    for name in ["services/web/src", "services/worker/src"] {
        assert!(said.contains(&format!("COPY {name}")), "{said}");
    }
}
