//! The files of a root's folder that belong to a package.

use std::collections::BTreeSet;

use super::manifest;
use crate::declare::disk::{Listing, Tree};
use crate::program::unread::Unread;
use crate::recipes::listing::leads_to;
use crate::recipes::own::Own;
use crate::value::path::{below, inside};

/// Settings of compilers, which are copied though they are hidden.
const COMPILERS: [&str; 4] = [".babelrc", ".browserslistrc", ".postcssrc", ".swcrc"];

/// Beginnings of the names of settings that compilers look for in the folders above a package, too.
const FOUND_ABOVE: [&str; 5] =
    ["babel.config.", ".browserslistrc", "browserslist", ".postcssrc", "postcss.config."];

/// Whether compilers read a file of this name from the root of a workspace.
pub(super) fn is_shared(name: &str) -> bool {
    (name.starts_with("tsconfig") && name.ends_with(".json"))
        || FOUND_ABOVE.iter().any(|begin| name.starts_with(begin))
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

/// The settings of TypeScript outside of these folders by which settings in them begin.
pub(super) fn extended(tree: &Tree, folders: &[String]) -> Vec<String> {
    let is_one = |name: &str| name.starts_with("tsconfig") && name.ends_with(".json");
    let entries = folders.iter().flat_map(|folder| tree.entries(folder, is_one));
    let mut open: Vec<String> = entries.map(|entry| entry.path).collect();
    let mut seen = BTreeSet::new();
    while let Some(file) = open.pop() {
        let Ok(text) = tree.read(&file) else { continue };
        if seen.insert(file.clone()) {
            let paths = extends(&text).into_iter().filter_map(|path| leads_to(&file, path).ok());
            open.extend(paths.filter_map(|path| {
                let mut files = [format!("{path}.json"), path].into_iter();
                files.find(|file| tree.has(file) && tree.finds(file))
            }));
        }
    }
    seen.retain(|file| !folders.iter().any(|folder| inside(folder, file).is_some()));
    seen.into_iter().collect()
}

/// The paths behind `"extends"`, which may be one or a list.
fn extends(text: &str) -> Vec<&str> {
    let Some((_, behind)) = text.split_once("\"extends\"") else { return vec![] };
    let value = behind.trim_start_matches([':', ' ', '\t', '\r', '\n']);
    let texts = match value.strip_prefix('[').and_then(|list| list.split_once(']')) {
        Some((list, _)) => list.split('"').skip(1).step_by(2).collect(),
        None => value.split('"').skip(1).take(1).collect::<Vec<_>>(),
    };
    texts.into_iter().filter(|path| path.starts_with('.')).collect()
}
