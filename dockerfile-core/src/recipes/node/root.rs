//! The files of a root's folder that belong to a package.

use super::manifest;
use crate::declare::disk::{Listing, Tree};
use crate::program::unread::Unread;
use crate::recipes::own::Own;
use crate::value::path::{below, inside};

/// Settings of compilers, which are copied though they are hidden.
const COMPILERS: [&str; 4] = [".babelrc", ".browserslistrc", ".postcssrc", ".swcrc"];

/// Whether compilers read a file of this name from the root of a workspace.
pub(super) fn is_shared(name: &str) -> bool {
    (name.starts_with("tsconfig") && name.ends_with(".json")) || name.starts_with("babel.config.")
}

/// The package's own files and folders at the root of the context. Members are no other projects.
pub(super) fn own(tree: &Tree, members: &[&String]) -> Result<Own, Unread> {
    // Without version control, the folder that cargo builds in is listed like any other.
    let has_cargo = tree.has("Cargo.toml");
    let is_made = |name: &str| {
        let is_listed = matches!(tree.listing(), Listing::Everything);
        name == "node_modules" || has_cargo && (name == "build.rs" || is_listed && name == "target")
    };
    let is_of_members = |path: &str| {
        let is_above = members.iter().any(|member| inside(path, member).is_some());
        let is_member = |folder: &String| members.contains(&folder);
        is_above && tree.projects(path).is_ok_and(|projects| projects.iter().all(is_member))
    };
    tree.own("", |path, name| match name {
        manifest::NAME if path == manifest::NAME => Some(true),
        name if is_made(name) => Some(false),
        // Files that may be secret have been left out of the listing.
        name if name.starts_with(".env.") => Some(true),
        name if COMPILERS.iter().any(|compiler| name.starts_with(compiler)) => Some(true),
        _ if members.iter().any(|member| *member == path) || is_of_members(path) => Some(true),
        _ => None,
    })
}

/// Files that the package's compilers read from the root of its workspace.
pub(super) fn shared(tree: &Tree, root: &str) -> Vec<String> {
    let entries = tree.entries(root, is_shared).into_iter().map(|entry| entry.path);
    entries.filter(|path| tree.has(path)).collect()
}

/// The paths of those names that a package manager finds in a folder below the root.
pub(super) fn existing(tree: &Tree, root: &str, folder: &str, names: &[&str]) -> Vec<String> {
    let entries = tree.entries(&below(root, folder), |name| names.contains(&name));
    entries.into_iter().map(|entry| entry.path).filter(|path| tree.exists(path)).collect()
}
