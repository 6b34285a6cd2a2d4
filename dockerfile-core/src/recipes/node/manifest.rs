//! `package.json`.
//!
//! Source: <https://docs.npmjs.com/cli/configuring-npm/package-json>.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::Unread;
use crate::recipes::shapes::{ListOrTable, Table};
use crate::value::path::below;

pub(super) const NAME: &str = "package.json";

/// What a `package.json` says that decides how its package is built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PackageJson {
    pub(super) path: String,
    pub(super) name: Option<String>,
    /// It has a script `build`.
    pub(super) builds: bool,
    /// The packages that it needs while it runs.
    pub(super) ships: BTreeSet<String>,
    /// The packages that it needs while it is built.
    pub(super) builds_with: BTreeSet<String>,
    /// The members of its workspace, as patterns.
    pub(super) workspaces: Vec<String>,
    /// What `packageManager` says: a name and a version.
    manager: Option<(String, String)>,
    node: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    name: Option<String>,
    scripts: Option<Table<Scripts>>,
    dependencies: Option<Versions>,
    optional_dependencies: Option<Versions>,
    peer_dependencies: Option<Versions>,
    dev_dependencies: Option<Versions>,
    workspaces: Option<ListOrTable<Packages>>,
    package_manager: Option<String>,
    /// A list is of npm's first years, and says nothing to it any more.
    engines: Option<ListOrTable<NodeEngine>>,
}

type Versions = BTreeMap<String, String>;

#[derive(Deserialize)]
struct Scripts {
    build: Option<String>,
}

#[derive(Deserialize)]
struct Packages {
    packages: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct NodeEngine {
    node: Option<String>,
}

impl PackageJson {
    /// That of a folder.
    pub(super) fn of(tree: &Tree, folder: &str) -> Result<Self, Unread> {
        let path = below(folder, NAME);
        let Table(fields) = tree.json::<Table<Fields>>(&path)?;
        let names = |tables: [Option<Versions>; 3]| {
            tables.into_iter().flatten().flat_map(BTreeMap::into_keys).collect()
        };
        let needed = [fields.dependencies, fields.optional_dependencies, fields.peer_dependencies];
        Ok(Self {
            name: fields.name,
            builds: fields.scripts.is_some_and(|Table(scripts)| scripts.build.is_some()),
            ships: names(needed),
            builds_with: names([fields.dev_dependencies, None, None]),
            workspaces: match fields.workspaces {
                Some(ListOrTable::List(list)) => list,
                Some(ListOrTable::Table(table)) => table.packages.unwrap_or_default(),
                None => vec![],
            },
            manager: fields.package_manager.as_deref().and_then(name_and_version),
            node: match fields.engines {
                Some(ListOrTable::Table(engines)) => engines.node,
                Some(ListOrTable::List(_)) | None => None,
            },
            path,
        })
    }

    /// The version of this package manager that `packageManager` names.
    pub(super) fn manager(&self, name: &str) -> Option<&str> {
        let (manager, version) = self.manager.as_ref()?;
        (manager == name).then_some(version)
    }

    /// The versions of Node that it runs with, if they are said in a simple way.
    pub(super) fn toolchain(&self) -> Option<Toolchain> {
        let (version, or_newer) = simple_range(self.node.as_deref()?)?;
        Some(Toolchain { file: self.path.clone(), version, or_newer })
    }
}

/// `pnpm@10.34.9+sha512.abc` without the checksum.
fn name_and_version(manager: &str) -> Option<(String, String)> {
    let (name, version) = manager.split_once('@')?;
    let version = version.split('+').next().unwrap_or(version);
    Some((name.to_owned(), version.to_owned()))
}

/// `>=20`, `^20.1`, `20.x` and `20`: the version, and whether a newer one will do. Of anything
/// else nothing is said, rather than something wrong.
fn simple_range(range: &str) -> Option<(String, bool)> {
    let (range, or_newer) = match range.trim().strip_prefix(">=") {
        Some(least) => (least, true),
        None => (range.trim(), false),
    };
    let (range, caret) = range.strip_prefix('^').map_or((range, false), |range| (range, true));
    let range = range.trim().trim_start_matches('v');
    let parts: Vec<&str> =
        range.split('.').take_while(|part| !matches!(*part, "x" | "*")).collect();
    let number = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if parts.is_empty() || !parts.iter().all(number) {
        return None;
    }
    // `^20.1` holds all of 20 that came later.
    let version = if caret { parts[0].to_owned() } else { parts.join(".") };
    Some((version, or_newer))
}

#[cfg(test)]
mod tests {
    use super::{name_and_version, simple_range};

    #[test]
    fn only_simple_ranges_are_judged() {
        let said = |range| simple_range(range);
        let is = |version: &str, or_newer| Some((version.to_owned(), or_newer));
        assert_eq!(said(">=18"), is("18", true));
        assert_eq!(said(">= 18.17.0"), is("18.17.0", true));
        assert_eq!(said("^20.1.0"), is("20", false));
        assert_eq!(
            (said("20.x"), said("20"), said("v20.11")),
            (is("20", false), is("20", false), is("20.11", false))
        );
        for range in ["", "*", "x", ">=18 <23", "18 || 20", "~20.1", "<=20", "lts/*", "20 - 22"] {
            assert_eq!(said(range), None, "{range}");
        }
    }

    #[test]
    fn a_manager_has_a_version() {
        let pnpm = name_and_version("pnpm@10.34.9+sha512.abc");
        assert_eq!(pnpm, Some(("pnpm".to_owned(), "10.34.9".to_owned())));
        assert_eq!(name_and_version("pnpm"), None);
    }
}
