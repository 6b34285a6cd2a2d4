//! Which files of a project are copied.

use std::collections::BTreeSet;

use super::pyproject::texts;
use crate::declare::disk::{Listing, Tree};
use crate::program::unread::Unread;
use crate::value::path::below;

/// What stays behind of a folder that is copied whole: `.env` and `.venv`, too.
pub(super) const NOT_INSTALLED: [&str; 4] = [".*", "dist", "tests", "**/__pycache__"];

/// What stays behind at the top of a folder of which parts are copied.
const NOT_OURS: [&str; 4] = ["tests", "build", "dist", "node_modules"];

/// Files beside a manifest that builders of packages read without being told.
const BUILT_WITH: [&str; 2] = ["setup.cfg", "MANIFEST.in"];

/// How files begin that packages carry with them (PEP 639).
const LICENCES: [&str; 4] = ["LICEN", "COPYING", "NOTICE", "AUTHORS"];

/// The folders of the projects on disk.
#[derive(Debug)]
pub(super) struct Folders(BTreeSet<String>);

impl Folders {
    pub(super) fn of<'f>(folders: impl IntoIterator<Item = &'f str>) -> Self {
        Self(folders.into_iter().map(str::to_owned).collect())
    }

    /// Whether one of them, other than itself, is below a folder that is not the context.
    fn below(&self, folder: &str) -> bool {
        let start = format!("{folder}/");
        self.0.range(start.clone()..).next().is_some_and(|first| first.starts_with(&start))
    }

    fn has(&self, folder: &str) -> bool {
        self.0.contains(folder) || self.below(folder)
    }
}

/// The files of a project: its folder, or, if other projects live below it or it is the
/// context itself, what has Python in it, what builders of packages read without being told,
/// and files beside the manifest that it names.
pub(super) fn sources(
    tree: &Tree,
    folder: &str,
    projects: &Folders,
    packaged: bool,
) -> Result<Vec<String>, Unread> {
    if !folder.is_empty() && !projects.below(folder) {
        return Ok(vec![folder.to_owned()]);
    }
    let is_file = |name: &str| {
        let mut licences = LICENCES.iter();
        let is_read =
            BUILT_WITH.contains(&name) || licences.any(|licence| name.starts_with(licence));
        name.ends_with(".py") || packaged && is_read
    };
    let is_folder = |path: &str, name: &str| {
        let environment = tree.has(&below(path, "pyvenv.cfg"));
        !NOT_OURS.contains(&name) && !environment && !projects.has(path)
    };
    let is_ours = |name: &str| {
        let path = below(folder, name);
        !is_hidden(name)
            && if tree.has(&path) {
                is_file(name)
            } else {
                is_folder(&path, name) && may_hold_python(tree, &path)
            }
    };
    let mut found = BTreeSet::new();
    if packaged {
        let names = texts(tree, folder)?.into_iter();
        let names = names.filter(|name| !name.contains('/') && !is_hidden(name));
        found.extend(names.map(|name| below(folder, &name)).filter(|path| tree.has(path)));
    }
    for entry in tree.entries(folder, is_ours) {
        if tree.has(&entry.path) || entry.is_folder && tree.holds(&entry.path, ".py")? {
            found.insert(entry.path);
        }
    }
    Ok(found.into_iter().collect())
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
}

/// Whether a folder is worth a look, or, if it is new, a note.
fn may_hold_python(tree: &Tree, path: &str) -> bool {
    match tree.listing() {
        Listing::Everything => true,
        Listing::Tracked { .. } => {
            tree.holds(path, ".py").unwrap_or(true) || tree.has(&below(path, "__init__.py"))
        }
    }
}
