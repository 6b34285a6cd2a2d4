//! Whether a name stands for a member of the workspace or for a package of the registry. That a
//! member has the name decides nothing: the lock file says which of the two was locked.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::npm_lock::PackageLock;
use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::recipes::formats::without_mark;
use crate::value::path::{below, between, upwards};

/// What a lock file says of the names of packages.
pub(super) enum Links {
    /// The lock file says too little, so a name stands for the member that has it.
    ByName,
    Npm(PackageLock),
    Pnpm(PnpmImporters),
    Yarn(YarnKeys),
}

/// What members need, as pnpm's lock file says it. That part of the file is long, so it is read
/// only if a name is in doubt.
pub(super) struct PnpmImporters {
    pub(super) lock: String,
    pub(super) read: OnceCell<Result<BTreeMap<String, Importer>, Unread>>,
}

#[derive(Deserialize)]
struct Importers {
    importers: Option<BTreeMap<String, Importer>>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Importer {
    dependencies: Option<BTreeMap<String, Value>>,
    dev_dependencies: Option<BTreeMap<String, Value>>,
    optional_dependencies: Option<BTreeMap<String, Value>>,
}

/// The keys of Yarn's lock file, and whether each is a member.
pub(super) struct YarnKeys {
    is_classic: bool,
    keys: BTreeMap<String, bool>,
}

impl Links {
    /// Whether a package, asked for in the folder `from`, is the member of that name in the folder
    /// `found`.
    pub(super) fn is_member(
        &self,
        tree: &Tree,
        root: &str,
        (from, found): (&str, &str),
        (name, spec): (&str, &str),
    ) -> Result<bool, Unread> {
        let from = between(root, from);
        // What is not locked yet will be the member of that name, unless that one is the root.
        let is_likely = found != root;
        Ok(match self {
            Self::ByName => is_likely,
            Self::Npm(lock) => {
                let from = if from == "." { "" } else { &from };
                let modules = format!("node_modules/{name}");
                let mut places = upwards(from).map(|folder| below(folder, &modules));
                let locked = places.find_map(|place| lock.packages.get(&place));
                locked.map_or(is_likely, |locked| locked.link)
            }
            Self::Pnpm(importers) => importers.of(tree)?.get(&from).is_some_and(|importer| {
                let version = importer.version(name);
                version.is_some_and(|it| it.starts_with("link:") || it.starts_with("file:"))
            }),
            Self::Yarn(YarnKeys { is_classic, keys }) => {
                let found = [format!("{name}@{spec}"), format!("{name}@npm:{spec}")];
                let found = found.iter().find_map(|key| keys.get(key));
                // Classic Yarn locks no members.
                found.map_or(is_likely, |is_member| *is_member && !is_classic)
            }
        })
    }
}

impl PnpmImporters {
    fn of(&self, tree: &Tree) -> Result<&BTreeMap<String, Importer>, Unread> {
        let read = || {
            let ends = |key: &str| matches!(key, "packages" | "snapshots");
            let read: Importers = tree.yaml_long_head(&self.lock, ends)?;
            Ok(read.importers.unwrap_or_default())
        };
        self.read.get_or_init(read).as_ref().map_err(Clone::clone)
    }
}

impl Importer {
    fn version(&self, name: &str) -> Option<&str> {
        let tables = [&self.dependencies, &self.dev_dependencies, &self.optional_dependencies];
        let found = tables.into_iter().flatten().find_map(|table| table.get(name))?;
        // Before pnpm 8 the version alone stood there.
        found.as_str().or_else(|| found.get("version")?.as_str())
    }
}

impl YarnKeys {
    /// Reads the keys, which stand at the start of a line. Several keys on a line are one package.
    pub(super) fn of(text: &str, is_classic: bool) -> Self {
        let mut keys = BTreeMap::new();
        for line in without_mark(text).lines() {
            let key = line.trim_end().trim_start_matches("? ");
            if line.starts_with([' ', '#', ':']) || key.is_empty() {
                continue;
            }
            let key = key.trim_end_matches(':').replace('"', "");
            let is_member = key.contains("@workspace:");
            keys.extend(key.split(", ").map(|key| (key.to_owned(), is_member)));
        }
        Self { is_classic, keys }
    }
}

#[cfg(test)]
mod tests {
    use super::YarnKeys;

    #[test]
    fn keys_of_yarn_are_told_apart() {
        let classic =
            "\u{feff}# v1\r\n\r\n\"@x/y@^1\", \"@x/y@^2\":\r\n  version \"2\"\r\nshop@3.1.0:\r\n";
        let keys = YarnKeys::of(classic, true).keys;
        assert_eq!(keys.keys().collect::<Vec<_>>(), ["@x/y@^1", "@x/y@^2", "shop@3.1.0"]);
        let berry = "? \"a@npm:^1, a@workspace:a\"\n:\n  version: 0\n\"b@npm:1\":\n  version: 1\n";
        let keys = YarnKeys::of(berry, false).keys;
        assert!(keys["a@npm:^1"] && keys["a@workspace:a"] && !keys["b@npm:1"]);
    }
}
