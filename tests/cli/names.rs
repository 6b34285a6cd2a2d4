//! Names that would end a line or steer a terminal: text shows them escaped, JSON as they are.

use std::fs;
use std::path::Path;

use dockerfile_tests::git;
use serde_json::Value;

use super::{run, said};

/// To some CIs a line that begins so is a command.
const NAME: &str = "x\n::error::forged\u{1b}[2J\u{202e}y";
const SHOWN: &str = "x\\n::error::forged\\u{1b}[2J\\u{202e}y";

/// A Dockerfile in a folder of that name, which copies and says it, edited since the only commit.
fn checkout(folder: &Path) {
    let here = folder.join(NAME);
    fs::create_dir_all(&here).expect("a folder");
    let text = |value: &str| {
        format!(
            "FROM debian:12\nCOPY . /src\nRUN npm ci\nRUN make\u{1b}[2J{value}\nENV A_TOKEN={value}\nCMD [\"a\"]\n"
        )
    };
    for (name, text) in
        [("Dockerfile", text("a")), (".env", "A=1\n".to_owned()), (NAME, "1\n".to_owned())]
    {
        fs::write(here.join(name), text).expect("a file");
    }
    git(folder, &["init", "-q"]);
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-qm", "first"]);
    fs::write(here.join(NAME), "2\n").expect("a file");
    fs::write(here.join("Dockerfile"), text("b")).expect("a file");
}

#[test]
fn a_name_is_no_line_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    checkout(folder.path());
    let (dockerfile, file) = (format!("{NAME}/Dockerfile"), format!("{NAME}/{NAME}"));
    let missing = format!("{NAME}/missing");
    let commands: [&[&str]; 11] = [
        &["affected", "--since", "HEAD", "--file", &dockerfile],
        &["affected", "--since", "HEAD", "--file", &missing],
        &["affected", "--since", NAME, "--file", &dockerfile],
        &["explain", "HEAD", "--file", &dockerfile],
        &["why", &file, "--file", &dockerfile],
        &["why", &missing, "--file", &dockerfile],
        &["audit", &dockerfile],
        &["audit", &missing],
        &["plan", "--file", &dockerfile],
        &["plan", "--file", &dockerfile, "--svg", &missing],
        &["import", "--check", &missing],
    ];
    for words in commands {
        let (text, wrong) = said(&run(folder.path(), words));
        let all = text + &wrong;
        let is_forged = |line: &str| line.trim_start().starts_with("::");
        assert!(!all.lines().any(is_forged), "{words:?}:\n{all}");
        let steers = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!all.contains(steers), "{words:?}:\n{all}");
        let plan = words[0] == "plan" && words.len() == 3;
        assert!(plan || all.contains(SHOWN), "{words:?}:\n{all}");
    }
}

#[test]
fn programs_are_told_a_name_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    checkout(folder.path());
    let (dockerfile, file) = (format!("{NAME}/Dockerfile"), format!("{NAME}/{NAME}"));
    let json = |words: &[&str]| -> Value {
        let output = run(folder.path(), &[words, &["--format", "json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output).1))
    };
    let value = json(&["affected", "--since", "HEAD", "--file", &dockerfile]);
    assert_eq!(value["images"][0]["dockerfile"], *dockerfile);
    let value = json(&["explain", "HEAD", "--file", &dockerfile]);
    let causes = value["images"][0]["layers"][0]["causes"].as_array().expect("causes");
    assert!(causes.iter().any(|cause| cause["path"] == *file), "{value:#}");
    assert_eq!(json(&["why", &file, "--file", &dockerfile])["files"][0]["file"], *file);
    assert_eq!(json(&["audit", &dockerfile])["files"][0]["dockerfile"], *dockerfile);
    assert_eq!(json(&["plan", "--file", &dockerfile])["images"][0]["dockerfile"], *dockerfile);
}
