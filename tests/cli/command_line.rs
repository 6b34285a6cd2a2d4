//! The command line: its help, its completions, its exit codes.

use std::path::Path;
use std::process::Command;

use dockerfile_tests::root;

use super::{run, said};

/// The unit tests stand beside the program's code, which the workspace's own test run does not compile.
#[test]
fn what_stands_beside_the_code_holds() {
    let words =
        ["test", "-p", "dockerfile-core", "--features", "cli,all", "--bin", "cargo-dockerfile"];
    let output = Command::new(env!("CARGO")).args(words).current_dir(root()).output();
    let output = output.expect("cargo runs");
    assert!(output.status.success(), "{:?}", said(&output));
    assert!(said(&output).0.contains("test result: ok."), "{:?}", said(&output));
}

#[test]
fn a_wrong_word_is_exit_code_two() {
    let output = run(Path::new("."), &["impart"]);
    let (_, wrong) = said(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(wrong.contains("unrecognized subcommand 'impart'"), "{wrong}");
}

#[test]
fn shells_complete_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(Path::new("."), &["completions", shell]);
        let (text, _) = said(&output);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        assert!(text.contains("completions"), "{shell}: {text}");
    }
}
