//! `Cargo.lock`: which package needs which.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::program::libraries::{self, Library};
use crate::program::start::NeededLibrary;

/// What packages compile C with, as their build scripts do.
const COMPILERS: [&str; 4] = ["autotools", "cc", "cmake", "cxx-build"];

/// Packages that need one of them and put nothing of it into a program for Linux: they look what is
/// there, are for another system, or compile for whoever asks them to.
const COMPILE_NONE: [&str; 6] =
    ["autotools", "backtrace", "cmake", "cxx-build", "iana-time-zone-haiku", "openssl-sys"];

/// Packages that a `#[global_allocator]` is made of.
const ALLOCATORS: [&str; 9] = [
    "ferroc",
    "jemallocator",
    "mimalloc",
    "mimalloc-safe",
    "rpmalloc",
    "snmalloc-rs",
    "talc",
    "tcmalloc",
    "tikv-jemallocator",
];

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
        self.all_below(from, |_| true).contains(name)
    }

    /// The libraries of a distribution that these, and what they need, link against. A lock file has
    /// what all features on all platforms need: certain are those that some `always` lead to.
    pub(super) fn libraries<'a>(
        &'a self,
        from: impl Iterator<Item = &'a str>,
        always: impl Iterator<Item = &'a str>,
    ) -> Vec<NeededLibrary> {
        let always: BTreeSet<&str> = always.collect();
        let below = self.all_below(from, |package| package.source.is_some());
        let all = self.package.iter().filter(|package| below.contains(package.name.as_str()));
        let linked = all.filter_map(|package| {
            let library = Library::of(&package.name, &package.needs().collect::<Vec<_>>())?;
            let is_certain = libraries::leads_to(&package.name).any(|by| always.contains(by));
            Some(NeededLibrary { library, by: package.name.clone(), is_certain })
        });
        linked.collect()
    }

    /// The first package, of these and what they need, that compiles C or C++ into the program.
    /// What a package on disk needs for its tests stands among all that it needs, so of such a one
    /// the caller says what it needs.
    pub(super) fn compiles_c<'a>(&'a self, from: impl Iterator<Item = &'a str>) -> Option<String> {
        let below = self.all_below(from, |package| package.source.is_some());
        let compiles =
            |package: &&Locked| package.needs().any(|needed| COMPILERS.contains(&needed));
        let all = self.package.iter().filter(|package| below.contains(package.name.as_str()));
        let compiled = all.filter(compiles).map(|package| &package.name);
        compiled.filter(|name| !COMPILE_NONE.contains(&name.as_str())).min().cloned()
    }

    /// Whether these, or what they need, bring an allocator. Of a package on disk the caller says what
    /// it needs.
    pub(super) fn has_allocator<'a>(&'a self, from: impl Iterator<Item = &'a str>) -> bool {
        let below = self.all_below(from, |package| package.source.is_some());
        ALLOCATORS.iter().any(|name| below.contains(name))
    }

    /// These packages, and what those of a kind need, by their names.
    fn all_below<'a>(
        &'a self,
        from: impl Iterator<Item = &'a str>,
        of_kind: fn(&&Locked) -> bool,
    ) -> BTreeSet<&'a str> {
        let mut by_name: BTreeMap<&str, Vec<&Locked>> = BTreeMap::new();
        for package in self.package.iter().filter(of_kind) {
            by_name.entry(&package.name).or_default().push(package);
        }
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&str> = from.collect();
        while let Some(this) = waiting.pop() {
            if seen.insert(this) {
                let found = by_name.get(this).into_iter().flatten();
                waiting.extend(found.flat_map(|package| package.needs()));
            }
        }
        seen
    }
}
