//! The modules that a program may be built from, as their manifests say it.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::Imports;
use super::manifest::{Manifest, Replace, Whose};
use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{GoUnread, Unread};
use crate::recipes::listing::leads_to;
use crate::recipes::needed::needed_first;
use crate::value::path::below;

/// The most modules that a repository may have; the largest have some hundreds.
const MOST: usize = 1_000;

/// A module of the context.
pub(super) struct Module {
    pub(super) path: String,
    requires: BTreeSet<String>,
    replaces: Vec<Replace>,
}

/// Modules of the context. Folders are relative to it.
#[derive(Default)]
pub(super) struct Modules {
    /// The modules by their folders.
    known: BTreeMap<String, Module>,
    /// The folders that take the place of modules, by the modules' paths: of one module each
    /// version may have a folder.
    replaced: BTreeMap<String, BTreeSet<String>>,
    /// The versions of Go that their manifests ask for.
    toolchains: Vec<Toolchain>,
}

impl Modules {
    /// Reads the modules of the workspace in `work`, or else the one in `module`, and the folders
    /// that replace modules.
    pub(super) fn read(tree: &Tree, module: &str, work: Option<&str>) -> Result<Self, Unread> {
        let mut modules = Self::default();
        let (mut file, mut decided) = (below(module, "go.mod"), BTreeSet::new());
        match work {
            Some(folder) => {
                file = below(folder, "go.work");
                let work = Manifest::of(&file, &tree.read(&file)?, Whose::Workspace)?;
                few(&file, work.uses.len())?;
                modules.asks_for(&file, [&work.go, &work.toolchain]);
                for used in &work.uses {
                    modules.take_in(tree, &leads_to(&file, used)?, Whose::Ours)?;
                }
                modules.replace(&file, &work.replaces, &decided)?;
                // What the workspace says of a module holds, whatever the workspace's own modules
                // say.
                decided = work.replaces.into_iter().map(|replace| replace.module).collect();
            }
            None => modules.take_in(tree, module, Whose::Ours)?,
        }
        let ours = modules.known.iter_mut();
        let ours =
            ours.map(|(folder, it)| (below(folder, "go.mod"), std::mem::take(&mut it.replaces)));
        for (file, replaces) in ours.collect::<Vec<_>>() {
            modules.replace(&file, &replaces, &decided)?;
        }
        let folders: BTreeSet<String> = modules.replaced.values().flatten().cloned().collect();
        few(&file, folders.len())?;
        for folder in folders {
            modules.take_in(tree, &folder, Whose::Replacement)?;
        }
        Ok(modules)
    }

    fn take_in(&mut self, tree: &Tree, folder: &str, whose: Whose) -> Result<(), Unread> {
        if self.known.contains_key(folder) {
            return Ok(());
        }
        let file = below(folder, "go.mod");
        let manifest = Manifest::of(&file, &tree.read(&file)?, whose)?;
        self.asks_for(&file, [&manifest.go, &manifest.toolchain]);
        let Manifest { module, requires, replaces, .. } = manifest;
        let path = module.ok_or(GoUnread::NoModulePath { file })?;
        self.known.insert(folder.to_owned(), Module { path, requires, replaces });
        Ok(())
    }

    fn asks_for(&mut self, file: &str, versions: [&Option<String>; 2]) {
        for version in versions.into_iter().flatten() {
            // `1.25rc1`: tags of images say no more than the numbers.
            let end = version.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(version.len());
            self.toolchains.push(Toolchain::or_newer(file, &version[..end]));
        }
    }

    /// Whether the module in a folder requires another one, directly or not.
    pub(super) fn requires(&self, folder: &str, module: &str) -> bool {
        self.known.get(folder).is_some_and(|known| known.requires.contains(module))
    }

    /// The newest version of Go that a manifest asks for: with an older one Go refuses to build the
    /// module, and all that need it.
    pub(super) fn toolchain(&self) -> Option<Toolchain> {
        Toolchain::newest(self.toolchains.iter().cloned())
    }

    fn replace(
        &mut self,
        file: &str,
        replaces: &[Replace],
        decided: &BTreeSet<String>,
    ) -> Result<(), Unread> {
        for Replace { module, folder } in replaces {
            if let Some(folder) = folder.as_ref().filter(|_| !decided.contains(module)) {
                self.replaced.entry(module.clone()).or_default().insert(leads_to(file, folder)?);
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, folder: &str) -> Option<&Module> {
        self.known.get(folder)
    }

    pub(super) fn folders(&self) -> impl Iterator<Item = &String> {
        self.known.keys()
    }

    /// The folders of a module and of all modules that it needs, each below those that it needs
    /// itself.
    pub(super) fn needed_first(&self, tree: &Tree, module: &str) -> Result<Vec<String>, Unread> {
        let known = self.known.iter().map(|(folder, it)| (folder.as_str(), it.path.as_str()));
        let mut imports = Imports::of(known);
        let needs = |module| self.needs(tree, module, &mut imports);
        let order = needed_first(module, |module| Ok(vec![module]), needs)?;
        Ok(order.into_iter().map(str::to_owned).collect())
    }

    /// The folders of modules that a module requires or imports, sorted. A module of a
    /// workspace need not be required.
    fn needs<'m>(
        &'m self,
        tree: &Tree,
        folder: &str,
        imports: &mut Imports<'m>,
    ) -> Result<Vec<&'m str>, Unread> {
        let mut needs = imports.of_folder(tree, folder)?;
        let required = self.known.get(folder).into_iter().flat_map(|it| &it.requires);
        let folders = required.filter_map(|required| self.replaced.get(required)).flatten();
        needs.extend(folders.map(String::as_str));
        Ok(needs.into_iter().collect())
    }
}

/// Refuses a file that names more than [`MOST`] modules.
fn few(file: &str, count: usize) -> Result<(), GoUnread> {
    if count <= MOST {
        return Ok(());
    }
    Err(GoUnread::TooMany { file: file.to_owned(), most: MOST })
}
