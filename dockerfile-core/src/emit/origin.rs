//! Which script an emitted file comes from, as its header says it.

use std::fs;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::recipes::survey;

/// The build script of a package, as it is written from the workspace's root; the folder of a
/// package that has none.
pub(super) fn source(package: &Path, root: &Path) -> String {
    let script = survey::real(&script(package));
    let path = match survey::between(&survey::real(root), &script) {
        path if path == "." => "this package".to_owned(),
        path => path,
    };
    // It stands in a comment, and in a text of JSON.
    let is_plain = |c: char| !c.is_control() && !"\"\\($%".contains(c);
    path.chars().map(|c| if is_plain(c) { c } else { '_' }).collect()
}

fn script(package: &Path) -> PathBuf {
    let default = package.join("build.rs");
    let Ok(text) = fs::read_to_string(package.join("Cargo.toml")) else { return default };
    let manifest = DeTable::parse(&text).map(toml::Spanned::into_inner).unwrap_or_default();
    let named = manifest.get("package").and_then(|package| match package.get_ref() {
        DeValue::Table(package) => package.get("build"),
        _ => None,
    });
    match named.map(toml::Spanned::get_ref) {
        Some(DeValue::String(path)) => package.join(path.as_ref()),
        None | Some(DeValue::Boolean(true)) if default.is_file() => default,
        _ => package.to_owned(),
    }
}
