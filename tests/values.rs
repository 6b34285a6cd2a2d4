//! Hostile strings, read back from the engine byte for byte.
//!
//! No string may add an instruction, lose a character, or be expanded. Many values ride in
//! one build, so that the test stays fast.

use std::fs;
use std::path::Path;

use dockerfile_core::{Debian, Image, Stage, copy, debian, run, uid};
use dockerfile_tests::docker::Docker;
use serde_json::Value;

/// What a Dockerfile, a shell or JSON gives a meaning to, and what looks like more than
/// it is.
const PARTS: [&str; 28] = [
    "\"", "'", "\\", "$", "${HOME}", "$HOME", "`id`", "$(id)", "#", " ", "  ", "\t", "<<EOF",
    "EOF", "RUN id", "ENV X=1", "{}", "[\"a\"]", "*", "?", "[a]", "é", "日本", "=", ";", "&&", "|",
    "\\n",
];

/// Every part alone, every pair, and some longer ones; always the same.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = PARTS.iter().map(|part| (*part).to_owned()).collect();
    for a in PARTS {
        for b in PARTS {
            texts.push(format!("{a}{b}"));
        }
    }
    for (index, part) in PARTS.iter().enumerate() {
        let others = PARTS[index..].concat();
        texts.push(format!("{part}x{others}{part}"));
        texts.push(format!("{part}{}", "long ".repeat(400)));
    }
    texts
}

fn base() -> Stage<dockerfile_core::Account, Debian> {
    Stage::from(debian("bookworm-slim")).account(uid(7))
}

/// Builds a declaration over an empty context, and gives back its config.
fn built(docker: Docker, stage: impl Into<Image>) -> (dockerfile_tests::docker::Image, Value) {
    built_in(tempfile::tempdir().expect("a temporary folder").path(), docker, stage)
}

/// The same over the files of a folder.
fn built_in(
    context: &Path,
    docker: Docker,
    stage: impl Into<Image>,
) -> (dockerfile_tests::docker::Image, Value) {
    let rendered = stage.into().render().unwrap_or_else(|report| panic!("{report}"));
    fs::write(context.join("image.Dockerfile"), rendered.dockerfile).expect("a new file");
    let image = docker.build(context, "image.Dockerfile");
    let config = serde_json::from_str(&image.inspect("{{json .Config}}")).expect("JSON");
    (image, config)
}

#[test]
fn environment_and_labels_are_literal() {
    let Some(docker) = Docker::connect() else { return };
    let texts = hostile();
    for chunk in texts.chunks(300) {
        let mut stage = base().at::<dockerfile_core::Runtime>();
        for (index, value) in chunk.iter().enumerate() {
            let label = format!("test.l{index}");
            stage = stage.env(format!("E{index}"), value).commit_label(label, value);
        }
        let (_image, config) = built(docker, stage);
        let env: Vec<&str> =
            config["Env"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        for (index, value) in chunk.iter().enumerate() {
            let expected = format!("E{index}={value}");
            assert!(env.contains(&expected.as_str()), "{value:?} is lost in {env:?}");
            assert_eq!(config["Labels"][format!("test.l{index}")], **value, "{value:?}");
        }
    }
}

#[test]
fn arguments_of_the_start_are_literal() {
    let Some(docker) = Docker::connect() else { return };
    let mut texts = hostile();
    texts.push("two\nlines\r\nand a bell \u{7}".to_owned());
    // A line of a Dockerfile holds 64 KiB.
    for chunk in texts.chunks(300) {
        let argv = || Vec::from(chunk);
        let (_image, config) = built(docker, base().entrypoint(argv()).cmd(argv()));
        assert_eq!(config["Entrypoint"], Value::from(argv()));
        assert_eq!(config["Cmd"], Value::from(argv()));
    }
}

/// Each argument reaches the program as it stands, through our quoting and a real shell.
#[test]
fn arguments_of_a_build_step_are_literal() {
    let Some(docker) = Docker::connect() else { return };
    let texts = hostile();
    let mut argv = vec!["printf".to_owned(), "%s\\n".to_owned()];
    argv.extend(texts.clone());
    let print = run(argv);
    let write = run(["sh", "-c", "printf '%s\\n' \"$@\" >/said", "sh"]
        .map(String::from)
        .into_iter()
        .chain(texts.clone())
        .collect::<Vec<_>>());
    let (image, _) = built(docker, base().build(print).build(write));
    let said = image.shell_as_root("cat /said");
    assert_eq!(said, texts.join("\n").trim_end());
}

#[test]
fn paths_are_literal() {
    let Some(docker) = Docker::connect() else { return };
    // What a path may not hold is refused when it is declared.
    let allowed = |text: &String| {
        !text.contains(['\\', '\t', '*', '?']) && text.trim() == text && text.len() < 100
    };
    let texts: Vec<String> = hostile().into_iter().filter(allowed).collect();
    for (index, chunk) in texts.chunks(40).enumerate() {
        let context = tempfile::tempdir().expect("a temporary folder");
        let mut stage = base().at::<dockerfile_core::Source>();
        for name in chunk {
            fs::write(context.path().join(name), name).expect("a name of the file system");
            stage = stage.source(copy(name.as_str()).to(format!("/{index}/{name}")));
        }
        let last = chunk.last().expect("a chunk holds something");
        let (volume, workdir) = (format!("/v{last}v"), format!("/w{last}w"));
        let stage = stage.volume(volume.clone()).workdir(workdir.clone());
        let (image, config) = built_in(context.path(), docker, stage);
        assert_eq!(config["WorkingDir"], *workdir);
        assert!(config["Volumes"].get(&volume).is_some(), "{volume:?}: {}", config["Volumes"]);
        let list = format!(
            "cd /{index} && for name in *; do printf '%s\\0' \"$name\"; cat -- \"$name\"; printf '\\0'; done"
        );
        let said = image.shell_as_root(&list);
        let mut found: Vec<&str> = said.split('\0').collect();
        found.truncate(2 * chunk.len());
        let mut expected: Vec<&str> = chunk.iter().map(String::as_str).collect();
        expected.sort_unstable();
        let mut names: Vec<&str> = found.iter().copied().step_by(2).collect();
        names.sort_unstable();
        assert_eq!(names, expected);
        // Each file holds its own name.
        assert!(found.chunks(2).all(|file| file[0] == file[1]), "{found:?}");
    }
}
