//! The program `cargo dockerfile`, run as a person runs it.

use std::path::Path;
use std::process::{Command, Output};

mod command_line;

/// What the program says to these words, in a folder.
fn run(folder: &Path, words: &[&str]) -> Output {
    Command::new(dockerfile_tests::tool())
        .arg("dockerfile")
        .args(words)
        .current_dir(folder)
        .env("DOCKERFILE_EMIT", "write")
        .output()
        .expect("the program runs")
}

/// Both outputs, as text.
fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}
