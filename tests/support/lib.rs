//! What several kinds of test share.

pub mod context;
pub mod declare;
pub mod docker;
pub mod emitted;
pub mod language;
pub mod opinions;
pub mod parsers;
pub mod project;
pub mod text;

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository's root.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("tests is a folder of the repository").to_owned()
}

/// Runs git in a folder, as nobody in particular.
pub fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=a", "-c", "user.email=a@b"]).args(arguments);
    let output = git.current_dir(folder).output().expect("git starts");
    assert!(output.status.success(), "{output:?}");
}

/// Whether a missing engine or linter is a failure, as in CI, and not a skipped test.
pub fn required() -> bool {
    env::var_os("DOCKERFILE_TESTS").is_some_and(|word| word == "required")
}

/// The documents whose examples have to compile.
#[cfg(doctest)]
#[doc = include_str!("../../docs/recipes.md")]
pub struct Documents;
