//! What build scripts name in their texts.

use std::collections::BTreeSet;

use super::member::Package;
use super::scan::{self, Named};
use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::value::path::{below, inside, normal, parent};

/// Packages that ask git for the commit when the package that needs them is compiled.
const ASK_GIT: [&str; 7] = [
    "bosion",
    "git-testament",
    "git-version",
    "shadow-rs",
    "vergen-git2",
    "vergen-gitcl",
    "vergen-gix",
];

/// Features with which packages ask git for the commit.
const ASK_GIT_WITH: [&str; 5] =
    ["built/git2", "vergen/git", "vergen/git2", "vergen/gitcl", "vergen/gix"];

/// The manifest of a package, if it has others ask git.
pub(super) fn brings_git(package: &Package) -> Option<String> {
    let asks = ASK_GIT.iter().any(|name| package.compiles(name))
        || ASK_GIT_WITH.iter().any(|feature| package.compiles_with(feature));
    asks.then(|| package.manifest.clone())
}

/// A build script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Script {
    pub(super) file: String,
    /// The texts that may be names of variables.
    pub(super) variables: BTreeSet<String>,
    /// Whether it asks git for the commit.
    pub(super) asks_git: bool,
}

impl Script {
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), variables: BTreeSet::new(), asks_git: false }
    }

    /// Takes what one of the script's files names.
    pub(super) fn take(&mut self, named: &Named) {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let names = named.texts.iter().filter(|text| text.chars().all(is_name));
        self.variables.extend(names.cloned());
        self.asks_git |= named.texts.iter().flat_map(|text| paths_in(text)).any(is_of_git);
    }
}

/// The files of a package's build script: the one that cargo starts from, and its modules.
pub(super) fn files(tree: &Tree, package: &Package) -> BTreeSet<String> {
    let mut waiting: Vec<String> = package.script.iter().cloned().collect();
    let mut found = BTreeSet::new();
    while let Some(file) = waiting.pop() {
        if !tree.finds(&file) || found.contains(&file) {
            continue;
        }
        let named = tree.read(&file).map(|text| scan::names(&text)).unwrap_or_default();
        let folder = parent(&file);
        let own = file.trim_end_matches(".rs");
        for module in &named.modules {
            let ends = [format!("{module}.rs"), format!("{module}/mod.rs")];
            waiting.extend(ends.iter().flat_map(|end| [below(folder, end), below(own, end)]));
        }
        let included = named.beside.iter().filter(|path| path.ends_with(".rs"));
        waiting.extend(included.filter_map(|path| normal(&below(folder, path))));
        found.insert(file);
    }
    found
}

/// Checks that no text is a path in one of these submodules, which are not checked out.
pub(super) fn misses(submodules: &[String], folder: &str, named: &Named) -> Result<(), Unread> {
    for text in named.texts.iter().flat_map(|text| paths_in(text)) {
        let path = normal(&below(folder, text.trim_start_matches('/'))).unwrap_or_default();
        let is_in = |submodule: &&String| inside(submodule, &path).is_some();
        if let Some(path) = submodules.iter().find(is_in).cloned() {
            return Err(Unread::NoSubmodule { path });
        }
    }
    Ok(())
}

/// What may be a path in a text of a build script: it may stand behind a word to cargo, between
/// placeholders, or in front of a pattern.
pub(super) fn paths_in(text: &str) -> Vec<&str> {
    let is_told = text.starts_with("cargo:");
    let text = text.rsplit_once('=').filter(|_| is_told).map_or(text, |(_, path)| path);
    let parts = text.split('{').map(|part| part.split_once('}').map_or(part, |(_, part)| part));
    let parts = parts.map(|part| match part.find(['*', '?', '[']) {
        Some(at) => part[..at].rsplit_once('/').map_or("", |(folder, _)| folder),
        None => part,
    });
    parts.collect()
}

/// Whether a text is the program git, or a path in its folder.
fn is_of_git(text: &str) -> bool {
    text == "git" || text.split('/').any(|part| part == ".git")
}
