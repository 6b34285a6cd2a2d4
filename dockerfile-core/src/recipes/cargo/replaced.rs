//! Packages on disk that take the place of others: patched, overridden, vendored. Fetched packages
//! are compiled against them, so they are copied whole above the first step that compiles.

use std::collections::BTreeSet;

use super::config::Config;
use super::lock::Lock;
use super::manifest::Manifest;
use super::workspace::Workspace;
use crate::declare::disk::Tree;
use crate::program::unread::{CargoUnread, Unread};
use crate::recipes::listing::leads_to;
use crate::value::path::{below, upwards};

/// The packages on disk that take the place of others.
#[derive(Debug, Default)]
pub(super) struct Replaced {
    /// The folders of all that are named. Others ask for their versions.
    pub(super) named: BTreeSet<String>,
    /// The folders that are copied whole: those of `named` that are in use, and what these need by
    /// a path.
    pub(super) folders: BTreeSet<String>,
    /// The manifests that packages in `folders` inherit from.
    pub(super) manifests: BTreeSet<String>,
}

impl Replaced {
    pub(super) fn of(
        tree: &Tree,
        workspace: &mut Workspace,
        config: &Config,
        lock: &Lock,
    ) -> Result<Self, Unread> {
        let file = below(&workspace.root, "Cargo.toml");
        let paths = workspace.manifest.replacements().filter_map(|one| one.path.as_ref());
        let patches = paths.map(|path| leads_to(&file, path.get_ref()));
        let mut replaced = Self { named: config.packages.clone(), ..Self::default() };
        for patch in patches {
            replaced.named.insert(patch?);
        }
        workspace.need(&replaced.named);
        let is_used = |folder: &&String| {
            let package = workspace.packages.get(*folder);
            package.is_none_or(|package| lock.is_needed_by_fetched(&package.name))
        };
        let mut waiting: Vec<String> = replaced.named.iter().filter(is_used).cloned().collect();
        while let Some(folder) = waiting.pop() {
            if replaced.folders.contains(&folder) {
                continue;
            }
            if !tree.exists(&folder) {
                return Err(CargoUnread::NoDependency { folder }.into());
            }
            match workspace.packages.get(&folder) {
                Some(package) => waiting.extend(package.needs.iter().cloned()),
                None => waiting.extend(replaced.needs(tree, &folder)?),
            }
            replaced.folders.insert(folder);
        }
        Ok(replaced)
    }

    /// What a package needs by a path. Cargo does not say it, since the package is no member. A
    /// folder of vendored packages has no manifest.
    fn needs(&mut self, tree: &Tree, folder: &str) -> Result<Vec<String>, Unread> {
        let file = below(folder, "Cargo.toml");
        if !tree.has(&file) {
            return Ok(vec![]);
        }
        let manifest: Manifest = tree.toml(&file)?;
        if let Some(path) = manifest.absolute() {
            return Err(Unread::LeadsOut { path: path.to_owned(), named_by: Some(file) });
        }
        let mut needs: Vec<Result<String, Unread>> =
            manifest.compiled_paths().map(|path| leads_to(&file, path)).collect();
        if tree.read(&file)?.contains("workspace")
            && let Some(root) = root_above(tree, folder)?
        {
            let shared: Manifest = tree.toml(&root)?;
            needs.extend(shared.paths_for(&manifest).map(|path| leads_to(&root, path)));
            self.manifests.insert(root);
        }
        needs.into_iter().collect()
    }
}

/// The manifest of the workspace that a folder is in.
fn root_above(tree: &Tree, folder: &str) -> Result<Option<String>, Unread> {
    for folder in upwards(folder).skip(1) {
        let file = below(folder, "Cargo.toml");
        if tree.has(&file) && tree.toml::<Manifest>(&file)?.workspace.is_some() {
            return Ok(Some(file));
        }
    }
    Ok(None)
}
