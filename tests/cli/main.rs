//! The program `cargo dockerfile`, run as a person runs it.

use std::path::Path;
use std::process::{Command, Output};

mod affected;
mod audit;
mod command_line;
mod docs;
mod emission;
mod first_minute;
mod import;
mod init;
mod names;
mod picture;
mod pin;

/// What the program says to these words, in a folder.
fn run(folder: &Path, words: &[&str]) -> Output {
    Command::new(dockerfile_tests::tool())
        .arg("dockerfile")
        .args(words)
        .current_dir(folder)
        .envs(surroundings())
        .env_remove("CI")
        .output()
        .expect("the program runs")
}

/// Where declarations are compiled: the versions are those of the repository's lock file.
fn surroundings() -> [(&'static str, String); 3] {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("emission");
    [
        ("CARGO_TARGET_DIR", target.to_string_lossy().into_owned()),
        ("CARGO_NET_OFFLINE", "true".to_owned()),
        ("DOCKERFILE_EMIT", "write".to_owned()),
    ]
}

/// Both outputs, as text.
fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}
