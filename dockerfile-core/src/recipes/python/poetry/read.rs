//! A project of Poetry, read from its lock file and its manifest.

use std::rc::Rc;

use serde::Deserialize;
use toml::Table;

use super::contents;
use crate::declare::disk::Tree;
use crate::program::language::Language;
use crate::program::start::NeededLibrary;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{PythonUnread, Unread};
use crate::recipes::listing::{folder_of, leads_to};
use crate::recipes::python::choice::Choice;
use crate::recipes::python::folders::Folders;
use crate::recipes::python::limits::{read, within};
use crate::recipes::python::mask::Edit;
use crate::recipes::python::pyproject::{LARGEST_LOCK, MANIFEST, Manifest, ON_DISK, table};
use crate::recipes::python::sources::Sources;
use crate::recipes::python::{history, mask, version};
use crate::value::path::below;

/// A `poetry.lock`.
#[derive(Debug, Deserialize)]
#[serde(expecting = "a table")]
struct Lock {
    #[serde(default, rename = "package")]
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "a table")]
struct Package {
    name: String,
    /// The systems on which the package is needed.
    markers: Option<toml::Value>,
    /// The groups that need the package; none are written before Poetry 2.0.
    #[serde(default)]
    groups: Vec<String>,
    /// Whether only extras need the package.
    #[serde(default)]
    optional: bool,
    /// Where the package comes from; `None` is the public index.
    source: Option<Source>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "a table")]
struct Source {
    r#type: String,
    url: String,
}

/// A project as its files say it. Paths are relative to the context.
#[derive(Debug)]
pub(super) struct Project {
    pub(super) folder: String,
    pub(super) lock: String,
    pub(super) manifests: Vec<String>,
    /// The Poetry that wrote the lock file.
    pub(super) version: Option<String>,
    pub(super) is_package: bool,
    /// Whether Poetry knows a group `main`: a manifest that declares no dependencies has none.
    pub(super) has_main: bool,
    /// The libraries that packages ask for.
    pub(super) asks_for: Vec<NeededLibrary>,
    pub(super) pythons: Vec<Toolchain>,
    /// The edits that take out what a release changes.
    pub(super) edits: Vec<Edit>,
    /// The path dependencies that are installed, also those of path dependencies: their folders and
    /// files.
    pub(super) libraries: Vec<(String, Sources)>,
    pub(super) sources: Sources,
    /// Whether a package comes from a git repository.
    pub(super) has_git: bool,
}

impl Project {
    pub(super) fn read(tree: &Tree, name: &str, choice: &Choice) -> Result<Self, Unread> {
        let folder = folder_of(name)?;
        let (lock, text) = lock(tree, name, &folder)?;
        let manifest = Manifest::read(tree, &folder)?;
        let whole = table(tree, &folder)?;
        let is_package = manifest.tool.poetry.package_mode.unwrap_or(true)
            && contents::has_contents(tree, &folder, &whole)?;

        let mut manifests = vec![below(&folder, MANIFEST), lock.clone()];
        manifests.extend(tree.existing(&folder, &["poetry.toml"]));
        let (groups, extras) = (choice.groups(), choice.extras());
        let packages = tree.toml::<Lock>(&lock)?.packages;
        let is_installed = |package: &&Package| package.is_installed(&groups, &extras);
        let has_git = packages.iter().filter(is_installed).any(Package::is_of_git);
        let asks_for = packages.iter().filter(is_installed).filter_map(Package::library).collect();
        let mut on_disk = vec![];
        for package in packages {
            match &package.source {
                Some(Source { r#type, url }) if r#type == "directory" => {
                    on_disk.push((leads_to(&lock, url)?, package));
                }
                // An archive is installed with the packages from elsewhere.
                Some(Source { r#type, url }) if r#type == "file" => {
                    manifests.push(tree.named_by(&lock, url)?);
                }
                _ => {}
            }
        }
        within(on_disk.len() + manifests.len(), ON_DISK, &lock)?;
        let paths = on_disk.iter().map(|(path, _)| path.as_str());
        let folders = Folders::of(paths.chain([folder.as_str()]));
        let mut libraries = vec![];
        on_disk.retain(|(_, package)| is_installed(&package));
        for (path, _) in on_disk {
            let manifest = table(tree, &path)?;
            history::check(&manifest, &path, choice)?;
            libraries.push((path.clone(), Sources::read(tree, &path, &folders, Some(&manifest))?));
        }
        if is_package {
            history::check(&whole, &folder, choice)?;
        }
        let sources = Sources::read(tree, &folder, &folders, is_package.then_some(&whole))?;
        let edits = mask::of_manifest(tree, &below(&folder, MANIFEST))?.into_iter().collect();
        let (version, mut pythons) = (writer(&text), version::beside(tree, &folder)?);
        pythons.extend(manifest.python(&folder));
        Ok(Self {
            folder,
            lock,
            manifests,
            version,
            is_package,
            has_main: has_main(&whole),
            asks_for,
            pythons,
            edits,
            libraries,
            sources,
            has_git,
        })
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Sources> {
        self.libraries.iter().map(|(_, sources)| sources).chain([&self.sources])
    }
}

impl Package {
    /// The library that the package asks for. A lock file without groups does not say whether the
    /// package is installed.
    fn library(&self) -> Option<NeededLibrary> {
        let is_certain = self.markers.is_none() && !self.groups.is_empty();
        NeededLibrary::of(Language::Python, &self.name, is_certain)
    }

    fn is_of_git(&self) -> bool {
        self.source.as_ref().is_some_and(|source| source.r#type == "git")
    }

    /// Whether the package is of a group that is installed. Which extras need it is not looked up:
    /// at worst too much is installed.
    fn is_installed(&self, chosen: &[String], extras: &[String]) -> bool {
        let mut groups = self.groups.iter();
        let is_of_extras = self.optional && chosen.is_empty() && extras.is_empty();
        let is_chosen = |group: &String| group == "main" || chosen.contains(group);
        !is_of_extras && (self.groups.is_empty() || groups.any(is_chosen))
    }
}

fn has_main(manifest: &Table) -> bool {
    let under = |names: &[&str]| {
        let mut table = Some(manifest);
        for name in names {
            table = table.and_then(|table| table.get(*name)?.as_table());
        }
        table
    };
    let declares = |table: &Table, keys: &[&str]| keys.iter().any(|key| table.contains_key(*key));
    under(&["project"]).is_some_and(|it| declares(it, &["dependencies", "optional-dependencies"]))
        || under(&["tool", "poetry"]).is_some_and(|it| declares(it, &["dependencies"]))
}

/// The lock file in a folder that a user names, and its text.
fn lock(tree: &Tree, name: &str, folder: &str) -> Result<(String, Rc<str>), Unread> {
    let lock = below(folder, "poetry.lock");
    match read(tree, &lock, LARGEST_LOCK) {
        Err(Unread::NoFile { .. }) => {
            Err(PythonUnread::NoPoetryLock { name: name.to_owned() }.into())
        }
        text => Ok((lock, text?)),
    }
}

/// The version of Poetry that the first line of a lock file names, which is a comment.
fn writer(lock: &str) -> Option<String> {
    let (_, version) = lock.lines().next()?.split_once("Poetry ")?;
    let version = version.split_whitespace().next()?;
    version.starts_with(|c: char| c.is_ascii_digit()).then(|| version.to_owned())
}
