//! A `uv.lock`, and which of its packages a project needs. No description of the format exists but
//! uv itself.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::declare::disk::Tree;
use crate::program::language::Language;
use crate::program::start::NeededLibrary;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{PythonUnread, Unread};
use crate::recipes::listing::leads_to;
use crate::recipes::python::limits::{read, within};
use crate::recipes::python::pyproject::{LARGEST_LOCK, ON_DISK};
use crate::recipes::ranges::Dialect;
use crate::value::path::parent;

#[derive(Debug, Deserialize)]
#[serde(expecting = "a table")]
struct Lock {
    /// The Python that all members run with.
    #[serde(rename = "requires-python")]
    requires_python: Option<String>,
    /// The systems that the file is for; all of them, if it names none.
    #[serde(default, rename = "supported-markers")]
    supported_markers: Vec<String>,
    #[serde(default)]
    manifest: Workspace,
    #[serde(default, rename = "package")]
    packages: Vec<Package>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, expecting = "a table")]
struct Workspace {
    members: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", expecting = "a table")]
pub(super) struct Package {
    pub(super) name: String,
    version: Option<String>,
    #[serde(default)]
    source: Source,
    #[serde(default)]
    dependencies: Vec<Need>,
    /// The needs of each extra.
    #[serde(default)]
    optional_dependencies: BTreeMap<String, Vec<Need>>,
    /// The needs of each group.
    #[serde(default)]
    pub(super) dev_dependencies: BTreeMap<String, Vec<Need>>,
    /// Whether the package is a path dependency outside of the workspace.
    #[serde(skip)]
    pub(super) is_beside_workspace: bool,
}

/// Where a package comes from. Paths are relative to the context once the file has been read.
#[derive(Debug, Default, Deserialize)]
#[serde(expecting = "a table")]
struct Source {
    /// The folder of a package.
    #[serde(alias = "directory")]
    editable: Option<String>,
    /// The folder of a package of which only the dependencies are installed.
    r#virtual: Option<String>,
    /// The file of a package.
    path: Option<String>,
    /// The registry of a package: an address, or a folder of packages.
    registry: Option<String>,
    /// The repository of a package.
    git: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(expecting = "a table")]
pub(super) struct Need {
    name: String,
    /// The systems on which the package is needed; all of them, if it names none.
    marker: Option<String>,
}

/// What a lock file has.
#[derive(Debug)]
pub(super) struct Packages {
    pub(super) by_name: BTreeMap<String, Package>,
    /// The registries of all packages: addresses, and folders of packages.
    pub(super) registries: BTreeSet<String>,
    /// Whether a package comes from a git repository.
    pub(super) has_git: bool,
    /// The Python that the lock file is for.
    pub(super) python: Option<Toolchain>,
}

impl Packages {
    /// Reads a lock file. If it has several versions of a package, the needs of all count.
    pub(super) fn read(tree: &Tree, file: &str) -> Result<Self, Unread> {
        read(tree, file, LARGEST_LOCK)?;
        let Lock { requires_python, supported_markers, manifest, packages } = tree.toml(file)?;
        let is_other = |marker: &&String| is_of_another_system(marker);
        if let Some(marker) = supported_markers.first()
            && supported_markers.iter().filter(is_other).count() == supported_markers.len()
        {
            let (lock, marker) = (file.to_owned(), marker.clone());
            return Err(PythonUnread::OtherSystems { lock, marker }.into());
        }
        let python = requires_python.and_then(|asked| Dialect::Python.toolchain(file, &asked));
        let mut by_name: BTreeMap<String, Package> = BTreeMap::new();
        let (mut registries, mut has_git) = (BTreeSet::new(), false);
        for mut package in packages {
            let Source { editable, r#virtual, path, registry, git } = &mut package.source;
            has_git |= git.is_some();
            for path in [editable, r#virtual].into_iter().flatten() {
                *path = leads_to(file, path)?;
            }
            if let Some(path) = path {
                *path = tree.named_by(file, path)?;
            }
            registries.extend(registry.take());
            // A project without a workspace counts as the only member of one.
            let is_beside = |folder: &str| folder != parent(file);
            package.is_beside_workspace = package.folder().is_some_and(is_beside)
                && !manifest.members.contains(&package.name);
            if let Some(mut other) = by_name.remove(&package.name) {
                if other.is_on_disk() {
                    std::mem::swap(&mut package, &mut other);
                }
                package.dependencies.append(&mut other.dependencies);
                for (extra, needs) in other.optional_dependencies {
                    package.optional_dependencies.entry(extra).or_default().extend(needs);
                }
            }
            by_name.insert(package.name.clone(), package);
        }
        let on_disk = by_name.values().filter(|package| package.is_on_disk());
        within(on_disk.count(), ON_DISK, file)?;
        Ok(Self { by_name, registries, has_git, python })
    }

    pub(super) fn folders(&self) -> impl Iterator<Item = &str> {
        self.by_name.values().filter_map(Package::folder)
    }

    /// The packages on disk that are installed with a project, the project itself last.
    pub(super) fn closure<'p>(
        &'p self,
        this: &'p Package,
        extras: &[String],
        groups: &[String],
    ) -> Vec<&'p Package> {
        let mut needs: Vec<&Need> = this.needs(extras, groups).collect();
        let mut seen = BTreeSet::new();
        while let Some(Need { name, .. }) = needs.pop() {
            if let Some(package) = self.by_name.get(name).filter(|_| seen.insert(name)) {
                // All extras of the package count, whichever are asked for: at worst too much is
                // copied.
                let extras = package.optional_dependencies.values().flatten();
                needs.extend(package.dependencies.iter().chain(extras));
            }
        }
        seen.remove(&this.name);
        let others = seen.into_iter().filter_map(|name| self.by_name.get(name));
        others.filter(|package| package.folder().is_some()).chain([this]).collect()
    }
}

/// Whether a marker asks for another system than Linux, and for nothing that Linux may be.
fn is_of_another_system(marker: &str) -> bool {
    let names = ["sys_platform", "platform_system", "os_name"];
    let others = ["darwin", "win32", "Darwin", "Windows", "nt"];
    let asks =
        |name: &str| others.iter().any(|other| marker.contains(&format!("{name} == '{other}'")));
    !marker.contains(" or ") && names.into_iter().any(asks)
}

impl Package {
    /// What is installed with these extras and groups of the package.
    fn needs(&self, extras: &[String], groups: &[String]) -> impl Iterator<Item = &Need> {
        let extras = extras.iter().filter_map(|extra| self.optional_dependencies.get(extra));
        let groups = groups.iter().filter_map(|group| self.dev_dependencies.get(group));
        self.dependencies.iter().chain(extras.chain(groups).flatten())
    }

    /// The libraries that these ask for.
    pub(super) fn libraries(&self, extras: &[String], groups: &[String]) -> Vec<NeededLibrary> {
        let of =
            |need: &Need| NeededLibrary::of(Language::Python, &need.name, need.marker.is_none());
        self.needs(extras, groups).filter_map(of).collect()
    }

    /// The folder of the context that the package is, if it is one.
    pub(super) fn folder(&self) -> Option<&str> {
        self.source.editable.as_deref().or(self.source.r#virtual.as_deref())
    }

    /// The file of the context that the package is, if it is one.
    pub(super) fn archive(&self) -> Option<&String> {
        self.source.path.as_ref()
    }

    /// Whether only the package's dependencies are installed.
    pub(super) fn is_virtual(&self) -> bool {
        self.source.r#virtual.is_some()
    }

    /// Whether a release of the package changes the lock file.
    pub(super) fn has_version_on_disk(&self) -> bool {
        self.version.is_some() && self.folder().is_some()
    }

    fn is_on_disk(&self) -> bool {
        self.folder().is_some() || self.archive().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::Packages;
    use crate::declare::disk::Tree;

    /// A package may be locked in several versions, of which one is on disk.
    #[test]
    fn what_is_on_disk_counts_in_whatever_order_it_is_locked() {
        let of_registry = "[[package]]\nname = \"a\"\nversion = \"1\"\n\
                           source = { registry = \"https://example.com/simple\" }\n\
                           dependencies = [{ name = \"b\" }]\n";
        let on_disk = "[[package]]\nname = \"a\"\nversion = \"2\"\n\
                       source = { editable = \"libs/a\" }\ndependencies = [{ name = \"c\" }]\n";
        for packages in [[of_registry, on_disk], [on_disk, of_registry]] {
            let context = tempfile::tempdir().expect("a temporary folder");
            let text = format!("version = 1\n\n{}", packages.concat());
            std::fs::write(context.path().join("uv.lock"), &text).expect("a new file");
            let tree = Tree { root: context.path().to_owned(), ..Tree::default() };
            let read = Packages::read(&tree, "uv.lock").expect("a lock file");
            let package = &read.by_name["a"];
            assert_eq!(package.folder(), Some("libs/a"), "{text}");
            let mut needs: Vec<&str> =
                package.dependencies.iter().map(|need| need.name.as_str()).collect();
            needs.sort_unstable();
            assert_eq!(needs, ["b", "c"], "{text}");
        }
    }
}
