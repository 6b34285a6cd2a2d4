//! The script that an emitted file comes from, as the file's header names it.

use std::fs;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::recipes::checkout;

/// The path of a package's build script from the workspace's root, or of the package's folder where
/// a program of it emits. The path leads through the package, so that packages which share a script,
/// by a link or as `services/web/../build.rs`, have different ones.
pub(super) fn source(package: &Path, root: &Path, is_build_script: bool) -> String {
    let script = script(&checkout::real(package), is_build_script);
    let path = match checkout::between(&checkout::real(root), &script) {
        path if path == "." => "this package".to_owned(),
        path => path,
    };
    // The path stands in a comment of a Dockerfile, and in a text of JSON.
    let is_plain = |c: char| !c.is_control() && !"\"\\($%".contains(c);
    path.chars().map(|c| if is_plain(c) { c } else { '_' }).collect()
}

fn script(package: &Path, is_build_script: bool) -> PathBuf {
    let default = package.join("build.rs");
    let Ok(text) = fs::read_to_string(package.join("Cargo.toml")) else { return default };
    if !is_build_script {
        return package.to_owned();
    }
    let manifest = DeTable::parse(&text).map(toml::Spanned::into_inner).unwrap_or_default();
    let named = manifest.get("package").and_then(|package| match package.get_ref() {
        DeValue::Table(package) => package.get("build"),
        _ => None,
    });
    match named.map(toml::Spanned::get_ref) {
        Some(DeValue::String(path)) => package.join(path.as_ref()),
        _ => default,
    }
}
