//! The command line: its help, its completions, its exit codes.

use std::path::Path;

use super::{run, said};

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
