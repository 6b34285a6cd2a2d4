//! `Cargo.lock`: which package needs which.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// A lock file.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Lock {
    #[serde(default)]
    package: Vec<Locked>,
}

#[derive(Debug, Deserialize)]
struct Locked {
    name: String,
    /// Where it comes from; none of what is on disk.
    source: Option<String>,
    /// A name each, with a version and a source behind it where one name is not enough.
    #[serde(default)]
    dependencies: Vec<String>,
}

impl Locked {
    fn needs(&self) -> impl Iterator<Item = &str> {
        self.dependencies.iter().filter_map(|needed| needed.split(' ').next())
    }
}

impl Lock {
    /// Whether something comes from a git repository.
    pub(super) fn has_git(&self) -> bool {
        let mut sources = self.package.iter().filter_map(|package| package.source.as_ref());
        sources.any(|source| source.starts_with("git+"))
    }

    /// Whether a package that is fetched needs one of this name.
    pub(super) fn is_needed_by_fetched(&self, name: &str) -> bool {
        let mut fetched = self.package.iter().filter(|package| package.source.is_some());
        fetched.any(|package| package.needs().any(|needed| needed == name))
    }

    /// Whether one of these packages needs another one, itself or by what it needs.
    pub(super) fn reaches<'a>(&'a self, from: impl Iterator<Item = &'a str>, name: &str) -> bool {
        let mut by_name: BTreeMap<&str, Vec<&Locked>> = BTreeMap::new();
        for package in &self.package {
            by_name.entry(&package.name).or_default().push(package);
        }
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&str> = from.collect();
        while let Some(this) = waiting.pop() {
            if this == name {
                return true;
            }
            if seen.insert(this) {
                let found = by_name.get(this).into_iter().flatten();
                waiting.extend(found.flat_map(|package| package.needs()));
            }
        }
        false
    }
}
