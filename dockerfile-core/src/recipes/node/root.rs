//! The files of a root's folder that belong to a package.

use std::collections::BTreeSet;

use super::manifest;
use crate::declare::disk::{Listing, Tree};
use crate::program::unread::Unread;
use crate::recipes::listing::leads_to;
use crate::recipes::own::Own;
use crate::value::path::{below, inside, outermost, parent};

/// Settings of compilers and of programs, which are copied though they are hidden.
const SETTINGS: [&str; 15] = [
    ".babelrc",
    ".browserslistrc",
    ".cracorc",
    ".graphqlrc",
    ".linguirc",
    ".nuxtrc",
    ".parcelrc",
    ".posthtmlrc",
    ".postcssrc",
    ".puppeteerrc",
    ".sassrc",
    ".sequelizerc",
    ".svgrrc",
    ".swcrc",
    ".umirc",
];

/// Settings of packages that fetch a part of themselves while they are installed.
///
/// Source: <https://pptr.dev/guides/configuration>.
pub(super) const FETCHING: [&str; 9] = [
    ".puppeteerrc",
    ".puppeteerrc.cjs",
    ".puppeteerrc.js",
    ".puppeteerrc.json",
    ".puppeteerrc.mjs",
    ".puppeteerrc.yaml",
    "puppeteer.config.cjs",
    "puppeteer.config.js",
    "puppeteer.config.mjs",
];

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
        name if SETTINGS.iter().any(|settings| name.starts_with(settings)) => Some(true),
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

/// What settings of TypeScript in folders of packages name outside of these folders.
#[derive(Default)]
pub(super) struct Outside {
    /// Settings by which others begin, and files that they name.
    pub(super) files: BTreeSet<String>,
    /// Folders that are compiled with the package: other projects, and what paths stand for.
    pub(super) folders: BTreeSet<String>,
}

/// What settings of TypeScript in these folders name outside of them.
pub(super) fn outside(tree: &Tree, folders: &[String]) -> Outside {
    let is_one = |name: &str| name.starts_with("tsconfig") && name.ends_with(".json");
    let settings = |folder: &str| tree.entries(folder, is_one).into_iter().map(|entry| entry.path);
    let mut open: Vec<String> = folders.iter().flat_map(|folder| settings(folder)).collect();
    let (mut seen, mut found) = (BTreeSet::new(), Outside::default());
    while let Some(file) = open.pop() {
        let Ok(text) = tree.read(&file) else { continue };
        if !seen.insert(file.clone()) {
            continue;
        }
        let paths = extends(&text).into_iter().filter_map(|path| leads_to(&file, path).ok());
        open.extend(paths.filter_map(|path| {
            let mut files = [format!("{path}.json"), path].into_iter();
            files.find(|file| tree.has(file) && tree.finds(file))
        }));
        for path in compiled(&text).into_iter().filter_map(|path| leads_to(&file, path).ok()) {
            let is_known = |folder: &String| {
                inside(&path, folder).is_some() || inside(folder, &path).is_some()
            };
            if path.is_empty() || folders.iter().any(is_known) || !tree.offers(&path) {
                continue;
            }
            let of_code = [".ts", ".tsx", ".mts", ".cts"].iter().any(|end| path.ends_with(end));
            let folder = parent(&path);
            let has_more = of_code && !path.ends_with(".d.ts") && !folder.is_empty();
            match tree.has(&path) {
                true if has_more => drop(found.folders.insert(folder.to_owned())),
                true => drop(found.files.insert(path)),
                false => {
                    open.extend(settings(&path));
                    found.folders.insert(path);
                }
            }
        }
    }
    found.files.extend(seen);
    let is_outside = |file: &String| {
        let mut all = folders.iter().chain(&found.folders);
        all.all(|folder| inside(folder, file).is_none())
    };
    found.files.retain(is_outside);
    found.folders = outermost(found.folders).into_iter().collect();
    found
}

/// The paths out of its folder that settings of TypeScript compile: those of projects, of what they
/// include and of what stands for names, as far as they are written out.
fn compiled(text: &str) -> Vec<&str> {
    let left = text.split_once("\"exclude\"").map_or((text, ""), |(before, behind)| {
        (before, behind.split_once(']').map_or("", |(_, behind)| behind))
    });
    let parts = [left.0, left.1].into_iter().flat_map(|part| part.split('"'));
    let paths = parts.filter(|path| path.starts_with("../") && !path.contains('\n'));
    let fixed = paths.map(|path| match path.split_once('*') {
        Some((fixed, _)) => fixed.rsplit_once('/').map_or("..", |(folder, _)| folder),
        None => path.trim_end_matches('/'),
    });
    fixed.collect()
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
