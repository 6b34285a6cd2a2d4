//! Programs that judge a Dockerfile, where they are on the machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::docker::{skip, text};

/// Whether hadolint is content, and all that it says.
pub fn hadolint(dockerfile: &Path) -> (bool, String) {
    let output = Command::new("hadolint").arg(dockerfile).output().expect("hadolint starts");
    (output.status.success(), text(&output.stdout) + &text(&output.stderr))
}

/// All that hadolint says of several files.
pub fn hadolint_of_all(dockerfiles: &[PathBuf]) -> String {
    let output = Command::new("hadolint").arg("--no-color").args(dockerfiles).output();
    let output = output.expect("hadolint starts");
    text(&output.stdout) + &text(&output.stderr)
}

/// The same under a configuration.
pub fn hadolint_under(config: &Path, dockerfile: &Path) -> (bool, String) {
    let mut hadolint = Command::new("hadolint");
    let output = hadolint.arg("--config").arg(config).arg(dockerfile).output();
    let output = output.expect("hadolint starts");
    (output.status.success(), text(&output.stdout) + &text(&output.stderr))
}

/// What BuildKit's own checks say.
pub fn buildkit(dockerfile: &Path) -> String {
    let folder = dockerfile.parent().expect("a file has a folder");
    let output = Command::new("docker")
        .args(["build", "--check", "--progress=plain"])
        // The context of that name in one of the declarations.
        .arg(format!("--build-context=docs={}", folder.display()))
        .arg("--file")
        .arg(dockerfile)
        .arg(folder)
        .output()
        .expect("docker starts");
    text(&output.stdout) + &text(&output.stderr)
}

/// Docker Compose, as a plugin of docker or by itself; `None`, and a line that says so, where it
/// is not.
pub fn compose() -> Option<Command> {
    for words in [&["docker", "compose"][..], &["docker-compose"]] {
        let command = || {
            let mut command = Command::new(words[0]);
            command.args(&words[1..]);
            command
        };
        if command().arg("version").output().is_ok_and(|output| output.status.success()) {
            return Some(command());
        }
    }
    skip("no Docker Compose answers", "neither `docker compose` nor `docker-compose` is there");
    None
}

/// Whether a program is there; a line that says so, or a failed test, if not.
pub fn answers(program: &str) -> bool {
    if Command::new(program).arg("--version").output().is_ok_and(|out| out.status.success()) {
        return true;
    }
    skip(&format!("no {program} answers"), "it is not on the PATH");
    false
}
