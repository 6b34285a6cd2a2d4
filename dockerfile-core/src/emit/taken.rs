//! Names that a builder or version control takes for files of its own.

use std::path::{Path, PathBuf};

/// Whether a Dockerfile's path names an ignore file to a builder, or a file of git's.
pub(super) fn is_of_others(dockerfile: &Path) -> bool {
    let name = dockerfile.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".dockerignore")
        || dockerfile.components().any(|part| part.as_os_str() == ".git")
}

/// The file that a builder reads in place of an ignore file: for a `Dockerfile` it looks for
/// `Dockerfile.dockerignore` first.
///
/// Source: "Filename and location" of Docker's documentation about `.dockerignore` files.
pub(super) fn read_instead(ignore: &Path) -> Option<PathBuf> {
    let other = ignore.with_file_name("Dockerfile.dockerignore");
    let is_of_all = ignore.file_name().is_some_and(|name| name == ".dockerignore");
    (is_of_all && other.symlink_metadata().is_ok()).then_some(other)
}
