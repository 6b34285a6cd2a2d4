//! A project of uv, read from its lock file and its manifest.

use std::collections::BTreeSet;

use super::lock::{Package, Packages};
use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{PythonUnread, Unread};
use crate::recipes::listing::folder_of;
use crate::recipes::python::choice::Choice;
use crate::recipes::python::pyproject::{Groups, MANIFEST, Manifest, Word};
use crate::recipes::python::sources::{Folders, sources};
use crate::value::path::{below, parent};

const LOCK: &str = "uv.lock";

/// What `--no-dev` leaves out, whatever is said.
const DEVELOPMENT: &str = "dev";

/// A project, and what is installed of its lock file. Paths are relative to the context.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) name: String,
    /// The folder of `uv.lock`.
    pub(super) root: String,
    /// What stands above the sources.
    pub(super) manifests: Vec<String>,
    pub(super) python: Option<Toolchain>,
    /// Path dependencies, which are no members.
    pub(super) beside_workspace: Vec<String>,
    /// Manifests of packages on disk whose folders are not copied: uv wants those of all.
    pub(super) others: Vec<String>,
    /// The files of what is installed, the project's own last.
    pub(super) sources: Vec<String>,
    /// The files of a project that is no package.
    pub(super) run_from: Vec<String>,
}

impl Project {
    pub(super) fn read(tree: &Tree, name: &str, choice: &Choice) -> Result<Self, Unread> {
        let folder = folder_of(name)?;
        let root = tree
            .above(&folder, &[LOCK])
            .ok_or_else(|| PythonUnread::NoUvLock { name: name.to_owned() })?;
        let lock = below(&root, LOCK);
        let packages = Packages::read(tree, &lock)?;
        let mut all = packages.0.values();
        let Some(this) = all.find(|package| package.folder() == Some(&folder)) else {
            let (name, known) = (name.to_owned(), packages.folders().map(str::to_owned).collect());
            return Err(PythonUnread::NoProject { lock, name, known }.into());
        };
        let manifest = Manifest::read(tree, &folder)?;
        let python = manifest.python(&folder);
        let groups = [choice.groups(), defaults(manifest.tool.uv.default_groups, this)];
        let installed = packages.closure(this, &choice.extras(), &groups.concat());

        let mut manifests = vec![below(&root, MANIFEST), lock];
        manifests.retain(|file| tree.has(file));
        manifests.extend(tree.existing(&root, &["uv.toml"]));
        manifests.extend(packages.0.values().filter_map(Package::archive).cloned());

        let folders = Folders::of(packages.folders());
        let (mut copied, mut run_from) = (vec![], vec![]);
        for package in &installed {
            let files = |folder| sources(tree, folder, &folders, !package.is_virtual());
            if !package.is_virtual() {
                copied.extend(package.folder().map(files).transpose()?.unwrap_or_default());
            } else if package.name == this.name {
                run_from = files(&folder)?;
            }
        }
        let beside = installed.iter().filter(|package| package.is_beside_workspace);
        let beside_workspace = beside.map(|package| package.name.clone()).collect();
        let others = others(&packages, &manifests, &copied);
        let (name, sources) = (this.name.clone(), copied);
        Ok(Self { name, root, manifests, python, beside_workspace, others, sources, run_from })
    }
}

/// The groups of a project that are installed unless said.
fn defaults(groups: Option<Groups>, this: &Package) -> Vec<String> {
    let mut groups = match groups {
        None => vec![],
        Some(Groups::These(groups)) => groups,
        Some(Groups::Word(Word::All)) => this.dev_dependencies.keys().cloned().collect(),
    };
    groups.retain(|group| group != DEVELOPMENT);
    groups
}

fn others(packages: &Packages, manifests: &[String], copied: &[String]) -> Vec<String> {
    let copied: BTreeSet<&str> = copied.iter().map(String::as_str).collect();
    let mut others: Vec<String> =
        packages.folders().map(|folder| below(folder, MANIFEST)).collect();
    others.retain(|file| !manifests.contains(file) && !copied.contains(parent(file)));
    others.sort();
    others
}
