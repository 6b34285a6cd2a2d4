//! What images are called, in the files that build them and in plans.

use std::env;
use std::path::Path;

use super::surroundings::Surroundings;
use crate::program::program::LoweredStage;
use crate::recipes::survey::is_checkout;

/// What an image is called: its stage, or what its file is called after. `Err` with a name for the file
/// that is in a checkout's root, which everybody calls otherwise.
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

/// `web` of `web.Dockerfile`, and of `web/Dockerfile`; the package's name where the folder is the
/// checkout.
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

/// A name as bake and compose take it.
pub(super) fn plain(name: &str) -> String {
    name.replace(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'), "-")
}
