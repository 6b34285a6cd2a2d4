//! Where a package that declares images finds this crate.

use std::path::Path;

/// The folder of this program's own source if it is still there, else the version of it: what is
/// declared is then compiled by the crate that the program knows.
pub(crate) fn wanted(said: Option<&str>) -> String {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    match said {
        Some(said) => said.to_owned(),
        None if is_checkout(own) => own.display().to_string(),
        None => env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// A source that a registry has unpacked is the version, wherever it lies.
fn is_checkout(folder: &Path) -> bool {
    folder.join("Cargo.toml").is_file() && !folder.join(".cargo-ok").exists()
}

/// The words for `cargo add`.
pub(crate) fn to_add(wanted: &str) -> Vec<String> {
    match Path::new(wanted).join("Cargo.toml").is_file() {
        true => vec!["dockerfile-core".to_owned(), "--path".to_owned(), wanted.to_owned()],
        false => vec![format!("dockerfile-core@{wanted}")],
    }
}
