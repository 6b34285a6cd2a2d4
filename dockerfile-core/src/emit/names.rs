//! The names of images in plans and in the files of bake and compose.

use std::env;
use std::path::Path;

use super::surroundings::Surroundings;
use crate::program::program::LoweredStage;
use crate::recipes::checkout::is_checkout;

/// The name of a target: its stage's, or one made of its Dockerfile's path. `Err` holds the name of
/// a checkout's root folder, which is called otherwise on other machines.
pub(super) fn name_of(
    stage: &LoweredStage,
    dockerfile: &Path,
    around: &Surroundings,
) -> Result<String, String> {
    match stage.name.as_str() {
        "final" => name_of_file(dockerfile, around),
        name => Ok(name.replace('.', "-")),
    }
}

/// The name made of a Dockerfile's path: `web` for `web.Dockerfile` and `web/Dockerfile`; the
/// package's name where the folder is both the package and a checkout's root.
fn name_of_file(dockerfile: &Path, around: &Surroundings) -> Result<String, String> {
    let text = |name: &std::ffi::OsStr| name.to_string_lossy().into_owned();
    let name = dockerfile.file_name().map(text).unwrap_or_default();
    if let Some(name) = name.strip_suffix(".Dockerfile") {
        return Ok(plain(name));
    }
    let folder = dockerfile.parent().unwrap_or(Path::new("/"));
    let known = folder.file_name().map(text).unwrap_or_default();
    let is_checkout = is_checkout(folder);
    let package = env::var("CARGO_PKG_NAME").ok();
    match package.filter(|_| folder == around.real(Path::new(""))) {
        Some(package) if is_checkout => Ok(plain(&package)),
        _ if is_checkout => Err(known),
        _ => Ok(plain(&known)),
    }
}

/// A name in letters that bake and compose allow.
pub(super) fn plain(name: &str) -> String {
    name.replace(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'), "-")
}
