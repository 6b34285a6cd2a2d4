//! Every argument and path is literal, as both tools read the files.

use std::process::Command;

use dockerfile_tests::docker::{Docker, said, unique};
use dockerfile_tests::opinions::compose;
use serde_json::Value;

use super::{Images, bake, folder, read_by_bake, words};

/// Everything that either reader could take for something else.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        " a ",
        "a b",
        "\t",
        "a\nb",
        "a\r\nb",
        "\\",
        "\\n",
        "\"",
        "\\\"",
        "'",
        "`",
        "{",
        "}",
        "{{x}}",
        "#",
        " # a",
        ": ",
        "a: b",
        "- a",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%",
        "%a",
        "@",
        "?",
        "[a]",
        "null",
        "~",
        "true",
        "yes",
        "0x10",
        "1_000",
        "012",
        "12:30",
        "1e3",
        ".5",
        "<<",
        "---",
        "...",
        "${",
        "${}",
        "${x}",
        "${x:-y}",
        "${x?y}",
        "$x",
        "$$",
        "$$x",
        "$${x}",
        "$$${x}",
        "$$$${x}",
        "$1",
        "%{",
        "%{if x}",
        "%%{x}",
        "%%%{x}",
        "${\"$\"}{x}",
        "~}",
        "${~x~}",
        "a,b",
        "a=b",
        "é",
        "ß",
        "日本",
        "🦀",
        "\u{85}",
        "\u{a0}",
        "\u{2028}",
        "\u{2029}",
        "\u{202e}",
        "x\u{feff}",
        "\u{fffe}",
        "\u{7f}",
        "\u{1}",
        "\u{1b}[1m",
        "--x",
        "-",
        "a'b\"c$d%e\\f{g}",
    ]
    .map(str::to_owned)
    .into();
    for a in ["$", "%", "{", "x", "\\"] {
        for b in ["$", "%", "{", "\"", "$$"] {
            for c in ["$", "%", "{", "x}", "{x}"] {
                texts.push(format!("{a}{b}{c}"));
            }
        }
    }
    texts
}

/// An argument for each text, and what two builders make of it.
#[test]
fn every_argument_is_literal() {
    if Docker::connect().is_none() {
        return;
    }
    let images =
        Images(vec![unique("dockerfile-tests-literal"), unique("dockerfile-tests-literal")]);
    let texts = hostile();
    let by_bake: Vec<&String> = texts.iter().collect();
    // It says so, and nothing is written.
    let by_compose: Vec<&String> = texts.iter().filter(|text| !text.contains("%{")).collect();
    let emit = |texts: &[&String], tag: &str, file: &str| {
        let args = texts.iter().enumerate().map(|(at, text)| format!("args.arg:A{at}={text}"));
        let args: Vec<String> = args.chain([format!("args.tag:{tag}")]).collect();
        let mut words = vec!["image:args", file];
        words.extend(args.iter().map(String::as_str));
        let emitted = folder();
        emitted.succeeds_with(&words, &[]);
        emitted
    };
    let judge = |texts: &[&String], image: &str| {
        let output = Command::new("docker").args(["run", "--rm", image, "cat", "/env"]).output();
        let env = output.expect("docker starts").stdout;
        let env: Vec<&[u8]> = env.split(|byte| *byte == 0).collect();
        for (at, text) in texts.iter().enumerate() {
            let wanted = format!("A{at}={text}");
            assert!(env.contains(&wanted.as_bytes()), "{wanted:?} is not in the step of {image}");
        }
    };
    let emitted = emit(&by_bake, &images.0[0], "all.bake:docker-bake.json");
    let read = read_by_bake(&emitted, &["docker-bake.json"]);
    for (at, text) in by_bake.iter().enumerate() {
        assert_eq!(read["target"]["args"]["args"][format!("A{at}")], text.as_str());
    }
    let output = bake(&emitted, &["--file", "docker-bake.json", "--load"]);
    assert!(output.status.success(), "{}", said(&output));
    judge(&by_bake, &images.0[0]);

    let Some(mut compose) = compose() else { return };
    let emitted = emit(&by_compose, &images.0[1], "all.compose:compose.yaml");
    let read = read_by_bake(&emitted, &["compose.yaml"]);
    for (at, text) in by_compose.iter().enumerate() {
        assert_eq!(read["target"]["args"]["args"][format!("A{at}")], text.as_str());
    }
    let output = compose.arg("build").current_dir(emitted.folder()).output();
    let output = output.expect("compose starts");
    assert!(output.status.success(), "{}", said(&output));
    judge(&by_compose, &images.0[1]);
}

/// Folders and files with such names.
#[test]
fn paths_are_literal() {
    if Docker::connect().is_none() {
        return;
    }
    for name in [
        "${x}",
        "%{x}",
        "a b",
        "$x",
        "a,b",
        "a\"b",
        "'",
        "github.com",
        "é",
        "https:",
        "-",
        "~",
        "#",
    ] {
        let emitted = folder();
        emitted.make(&format!("{name}/docs/guide"), "x");
        emitted.make(&format!("{name}/.npm"), "x");
        let context = format!("docs.context:docs={name}/docs");
        let file = format!("web.file:npm=./{name}/.npm");
        let dockerfile = format!("web.dockerfile:./{name}/web.Dockerfile");
        let of_this =
            ["image:web", "image:docs", "web.env:token=TOKEN", &file, &context, &dockerfile];
        emitted.succeeds_with(&words(&of_this, &["all.bake:docker-bake.json"]), &[]);
        let by_compose = words(&of_this, &["all.compose:compose.yaml"]);
        let mut files = vec!["docker-bake.json"];
        if ["${", "%{", ",", "\""].iter().any(|part| name.contains(part)) {
            let fails = emitted.fails_with(&by_compose);
            assert!(fails.contains("compose would change"), "{fails}");
        } else {
            emitted.succeeds_with(&by_compose, &[]);
            files.push("compose.yaml");
        }
        for file in files {
            let read = read_by_bake(&emitted, &[file]);
            let web = &read["target"]["web"];
            let there = |value: &Value| {
                let path = value.as_str().expect("a path").trim_start_matches("./").to_owned();
                assert!(emitted.path(&path).exists(), "{name:?} of {file}: {path}");
            };
            there(&web["dockerfile"]);
            let secrets = web["secret"].as_array().expect("secrets");
            there(&secrets.iter().find(|one| one["id"] == "npm").expect("npm")["src"]);
            there(&read["target"]["docs"]["contexts"]["docs"]);
        }
    }
}
