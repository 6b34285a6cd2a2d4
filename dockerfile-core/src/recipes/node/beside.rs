//! What build scripts, and settings of bundlers, name beside the packages that they build.

use std::collections::BTreeSet;

use super::manifest::PackageJson;
use super::references::references;
use super::root::Outside;
use super::shell::commands;
use crate::declare::disk::Tree;
use crate::recipes::listing::leads_to;
use crate::value::path::{inside, parent};

/// Programs of developers, whose settings no build reads.
const OF_DEVELOPERS: [&str; 12] = [
    "commitlint",
    "cypress",
    "eslint",
    "jest",
    "karma",
    "knip",
    "lint-staged",
    "playwright",
    "prettier",
    "stylelint",
    "vitest",
    "wdio",
];

/// Ends of the names of settings that are programs.
const CONFIG: [&str; 6] =
    [".config.js", ".config.cjs", ".config.mjs", ".config.ts", ".config.cts", ".config.mts"];

/// Ends of the names of code that a bundler compiles with what stands beside it.
const COMPILED: [&str; 6] = [".ts", ".tsx", ".mts", ".cts", ".jsx", ".vue"];

/// What these packages name beside their own folders, where they are built.
pub(super) fn beside<'p>(
    tree: &Tree,
    packages: impl Iterator<Item = &'p PackageJson>,
    folders: &[String],
) -> Outside {
    let mut found = BTreeSet::new();
    for package in packages {
        let Some(build) = &package.build else { continue };
        let folder = parent(&package.path);
        let is_config = |name: &str| {
            CONFIG.iter().any(|end| name.ends_with(end))
                && !OF_DEVELOPERS.iter().any(|program| name.starts_with(program))
        };
        for config in tree.entries(folder, is_config) {
            references(tree, &config.path, None, &mut found);
        }
        for path in words(package, build).iter().filter_map(|it| leads_to(&package.path, it).ok()) {
            match tree.has(&path) {
                _ if path.is_empty() || !tree.offers(&path) => {}
                true => references(tree, &path, Some(folder), &mut found),
                false => drop(found.insert(path)),
            }
        }
    }
    let is_known = |path: &String| {
        let mut folders = folders.iter();
        folders.any(|it| inside(it, path).is_some() || inside(path, it).is_some())
    };
    let mut outside = Outside::default();
    // A private file is copied where the user names it.
    found.retain(|path| !(is_known(path) || tree.has(path) && tree.is_private(path)));
    for path in found {
        let is_compiled = COMPILED.iter().any(|end| path.ends_with(end));
        let folder = parent(&path).to_owned();
        let has_more = is_compiled && !path.ends_with(".d.ts") && !folder.is_empty();
        match tree.has(&path) {
            true if has_more && !is_known(&folder) => drop(outside.folders.insert(folder)),
            true => drop(outside.files.insert(path)),
            false => drop(outside.folders.insert(path)),
        }
    }
    outside
}

/// The words of a script, and of those that it runs, which may be paths.
fn words(package: &PackageJson, script: &str) -> Vec<String> {
    let mut found = vec![];
    let (mut open, mut seen) = (vec![script.to_owned()], BTreeSet::new());
    while let Some(script) = open.pop() {
        let names = [format!("pre{script}"), format!("post{script}"), script];
        for text in names.iter().filter(|it| seen.insert((*it).clone())) {
            let Some(text) = package.scripts.get(text) else { continue };
            for word in commands(text).into_iter().flatten().flatten() {
                let value = word.rsplit_once('=').map_or(word.as_str(), |(_, value)| value);
                if value.contains(['/', '.']) {
                    found.push(value.to_owned());
                } else if package.scripts.contains_key(&word) {
                    open.push(word);
                }
            }
        }
    }
    found
}
