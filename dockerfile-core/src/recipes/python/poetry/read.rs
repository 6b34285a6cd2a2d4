//! A project of Poetry, read from its lock file and its manifest.

use serde::Deserialize;

use super::contents;
use crate::declare::disk::Tree;
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
    /// The groups that need the package; none are written before Poetry 2.0.
    #[serde(default)]
    groups: Vec<String>,
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
    pub(super) pythons: Vec<Toolchain>,
    /// The edits that take out what a release changes.
    pub(super) edits: Vec<Edit>,
    /// The path dependencies that are installed, also those of path dependencies: their folders and
    /// files.
    pub(super) libraries: Vec<(String, Sources)>,
    pub(super) sources: Sources,
}

impl Project {
    pub(super) fn read(tree: &Tree, name: &str, choice: &Choice) -> Result<Self, Unread> {
        let folder = folder_of(name)?;
        let lock = below(&folder, "poetry.lock");
        let text = read(tree, &lock, LARGEST_LOCK).map_err(|unread| match unread {
            Unread::NoFile { .. } => PythonUnread::NoPoetryLock { name: name.to_owned() }.into(),
            unread => unread,
        })?;
        let manifest = Manifest::read(tree, &folder)?;
        let whole = table(tree, &folder)?;
        let is_package = manifest.tool.poetry.package_mode.unwrap_or(true)
            && contents::has_contents(tree, &folder, &whole)?;

        let mut manifests = vec![below(&folder, MANIFEST), lock.clone()];
        manifests.extend(tree.existing(&folder, &["poetry.toml"]));
        let mut on_disk = vec![];
        for package in tree.toml::<Lock>(&lock)?.packages {
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
        let groups = choice.groups();
        for (path, _) in on_disk.into_iter().filter(|(_, package)| package.is_installed(&groups)) {
            let manifest = table(tree, &path)?;
            history::check(&manifest, &path, choice)?;
            let sources = Sources::read(tree, &path, &folders, Some(&manifest))?;
            libraries.push((path, sources));
        }
        if is_package {
            history::check(&whole, &folder, choice)?;
        }
        let packaged = is_package.then_some(&whole);
        let sources = Sources::read(tree, &folder, &folders, packaged)?;
        let edits = mask::of_manifest(tree, &below(&folder, MANIFEST))?.into_iter().collect();
        let (version, mut pythons) = (writer(&text), version::beside(tree, &folder)?);
        pythons.extend(manifest.python(&folder));
        Ok(Self {
            folder,
            lock,
            manifests,
            version,
            is_package,
            pythons,
            edits,
            libraries,
            sources,
        })
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Sources> {
        self.libraries.iter().map(|(_, sources)| sources).chain([&self.sources])
    }
}

impl Package {
    /// Whether the package is of a group that is installed.
    fn is_installed(&self, chosen: &[String]) -> bool {
        let mut groups = self.groups.iter();
        self.groups.is_empty() || groups.any(|group| group == "main" || chosen.contains(group))
    }
}

/// The version of Poetry that the first line of a lock file names, which is a comment.
fn writer(lock: &str) -> Option<String> {
    let (_, version) = lock.lines().next()?.split_once("Poetry ")?;
    let version = version.split_whitespace().next()?;
    version.starts_with(|c: char| c.is_ascii_digit()).then(|| version.to_owned())
}
