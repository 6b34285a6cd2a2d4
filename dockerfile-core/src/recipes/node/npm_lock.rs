//! npm's lock file.
//!
//! Source: <https://docs.npmjs.com/cli/configuring-npm/package-lock-json>.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::program::unread::{NodeUnread, Unread};
use crate::value::path::{below, upwards};

/// A lock file.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PackageLock {
    pub(super) lockfile_version: Option<u64>,
    /// The packages by their paths from the root.
    #[serde(default)]
    pub(super) packages: BTreeMap<String, Locked>,
}

/// A package, or a link to one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Locked {
    #[serde(default)]
    pub(super) link: bool,
    resolved: Option<String>,
    #[serde(default)]
    os: Systems,
    #[serde(default)]
    optional_dependencies: BTreeMap<String, Value>,
}

/// One system, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Systems {
    One(String),
    Several(Vec<String>),
}

impl Default for Systems {
    fn default() -> Self {
        Self::Several(vec![])
    }
}

impl Systems {
    fn all(&self) -> &[String] {
        match self {
            Self::One(system) => std::slice::from_ref(system),
            Self::Several(systems) => systems,
        }
    }
}

impl PackageLock {
    /// The archives of the context that are locked, as paths from the lock file's folder.
    pub(super) fn archives(&self) -> impl Iterator<Item = &str> {
        let packages = self.packages.values().filter(|package| !package.link);
        let resolved = packages.filter_map(|package| package.resolved.as_deref());
        resolved.filter_map(|resolved| resolved.strip_prefix("file:"))
    }

    /// Refuses a lock file that lacks optional packages for Linux. npm locks those of the machine
    /// alone that made the file, if packages were installed there before.
    ///
    /// Source: <https://github.com/npm/cli/issues/4828>.
    pub(super) fn check_platforms(&self, path: &str) -> Result<(), Unread> {
        for (place, package) in &self.packages {
            let names = package.optional_dependencies.keys();
            let found = |name: &String| {
                let modules = format!("node_modules/{name}");
                upwards(place).find_map(|folder| self.packages.get(&below(folder, &modules)))
            };
            let (there, missing): (Vec<&String>, Vec<&String>) =
                names.partition(|name| found(name).is_some());
            let runs = |name: &&String| {
                found(name).is_some_and(|package| {
                    let is_no = |os: &String| os.starts_with('!');
                    package.os.all().iter().any(|os| os == "linux" || is_no(os) && os != "!linux")
                })
            };
            let others: Vec<&&String> = there
                .iter()
                .filter(|name| found(name).is_some_and(|it| !it.os.all().is_empty()))
                .collect();
            let wants = missing.iter().any(|name| name.contains("linux"));
            if let Some(other) = others.first().filter(|_| wants && !there.iter().any(runs)) {
                let package = place.rsplit("node_modules/").next().unwrap_or(place).to_owned();
                let (lock, found) = (path.to_owned(), (**other).clone());
                return Err(NodeUnread::OtherPlatforms { lock, package, found }.into());
            }
        }
        Ok(())
    }
}
