//! `Cargo.lock`: which package needs which.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::program::libraries::{self, Library};
use crate::program::start::NeededLibrary;

/// Packages with which build scripts compile C.
const COMPILERS: [&str; 4] = ["autotools", "cc", "cmake", "cxx-build"];

/// Packages that need one of [`COMPILERS`], and put nothing of C into a program for Linux: they
/// look what is there, are for another system, or compile for a package that asks them to.
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
    /// The version of the format; the two oldest say none.
    pub(super) version: Option<u32>,
    /// Checksums, where the format has them apart from the packages.
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    #[serde(default)]
    package: Vec<Locked>,
}

#[derive(Debug, Deserialize)]
struct Locked {
    name: String,
    /// Where the package is fetched from; `None` if it is on disk.
    source: Option<String>,
    /// The names of the packages that this one needs, each with a version and a source behind it
    /// where the name is not enough.
    #[serde(default)]
    dependencies: Vec<String>,
}

impl Locked {
    fn needs(&self) -> impl Iterator<Item = &str> {
        self.dependencies.iter().filter_map(|needed| needed.split(' ').next())
    }
}

impl Lock {
    /// Whether a package comes from a git repository.
    pub(super) fn has_git(&self) -> bool {
        let mut sources = self.package.iter().filter_map(|package| package.source.as_ref());
        sources.any(|source| source.starts_with("git+"))
    }

    /// The folder of this machine that a package is fetched from, if one is.
    pub(super) fn on_this_machine(&self) -> Option<&str> {
        let mut sources = self.package.iter().filter_map(|package| package.source.as_ref());
        let address = sources.find_map(|source| source.split_once("+file://"))?.1;
        address.split(['?', '#']).next()
    }

    /// Whether cargo writes checksums or sources otherwise when it brings the file into its newest
    /// format, which encodes the names of branches and tags.
    pub(super) fn is_written_otherwise(&self) -> bool {
        let is_kept = |c: char| c.is_ascii_alphanumeric() || "*-._=&".contains(c);
        let is_encoded = |source: &String| {
            let reference = source.split('#').next().and_then(|url| url.split_once('?'));
            reference.is_some_and(|(_, reference)| !reference.chars().all(is_kept))
        };
        let mut sources = self.package.iter().filter_map(|package| package.source.as_ref());
        self.version.is_none_or(|version| version < 4)
            && (!self.metadata.is_empty() || sources.any(is_encoded))
    }

    /// Whether several packages have this name.
    pub(super) fn has_several(&self, name: &str) -> bool {
        self.package.iter().filter(|package| package.name == name).count() > 1
    }

    /// Whether a package that is fetched needs one of this name.
    pub(super) fn is_needed_by_fetched(&self, name: &str) -> bool {
        let mut fetched = self.package.iter().filter(|package| package.source.is_some());
        fetched.any(|package| package.needs().any(|needed| needed == name))
    }

    /// Whether one of these packages needs the named one, directly or not.
    pub(super) fn reaches<'a>(&'a self, from: impl Iterator<Item = &'a str>, name: &str) -> bool {
        self.all_below(from, |_| true).contains(name)
    }

    /// The libraries of a distribution that these packages, and what they need, link against. A
    /// lock file has what all features on all platforms need, so a library is certain only if a
    /// package of `always` leads to it.
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
            let is_certain = !library.else_compiled_in
                && libraries::leads_to(&package.name).any(|by| always.contains(by));
            Some(NeededLibrary { library, by: package.name.clone(), is_certain })
        });
        linked.collect()
    }

    /// The first of these packages, and of what they need, that compiles C or C++ into the program.
    /// Only fetched packages are followed: a lock file also has what the tests of a package on disk
    /// need, so the caller names what that one needs.
    pub(super) fn compiles_c<'a>(&'a self, from: impl Iterator<Item = &'a str>) -> Option<String> {
        let below = self.all_below(from, |package| package.source.is_some());
        let compiles =
            |package: &&Locked| package.needs().any(|needed| COMPILERS.contains(&needed));
        let all = self.package.iter().filter(|package| below.contains(package.name.as_str()));
        let compiled = all.filter(compiles).map(|package| &package.name);
        compiled.filter(|name| !COMPILE_NONE.contains(&name.as_str())).min().cloned()
    }

    /// Whether these packages, or what they need, bring an allocator. Only fetched packages are
    /// followed: the caller names what a package on disk needs.
    pub(super) fn has_allocator<'a>(&'a self, from: impl Iterator<Item = &'a str>) -> bool {
        let below = self.all_below(from, |package| package.source.is_some());
        ALLOCATORS.iter().any(|name| below.contains(name))
    }

    /// The names of these packages and of all that they need. Only packages of one kind are
    /// followed.
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

#[cfg(test)]
mod tests {
    use super::Lock;

    const FETCHED: &str = "source = \"registry+https://packages.corp/index\"";

    /// A lock file of packages that are fetched, each with what it needs.
    fn lock(packages: &[(&str, &str)]) -> Lock {
        let package = |(name, needs): &(&str, &str)| {
            let needs: Vec<_> =
                needs.split_whitespace().map(|it| format!("\"{it} 1.0.0\"")).collect();
            let needs = needs.join(", ");
            format!("[[package]]\nname = \"{name}\"\n{FETCHED}\ndependencies = [{needs}]\n")
        };
        toml::from_str(&packages.iter().map(package).collect::<String>()).expect("a lock file")
    }

    #[test]
    fn each_allocator_is_one() {
        let allocators = "ferroc jemallocator mimalloc mimalloc-safe rpmalloc snmalloc-rs talc tcmalloc \
                          tikv-jemallocator";
        for name in allocators.split_whitespace() {
            let lock = lock(&[("a", "b"), ("b", name), (name, "")]);
            assert!(lock.has_allocator(["a"].into_iter()), "{name}");
            assert!(!lock.has_allocator(["c"].into_iter()), "{name} is nobody's");
        }
        let lock = lock(&[("a", "mimalloc-sys"), ("mimalloc-sys", "")]);
        assert!(!lock.has_allocator(["a"].into_iter()));
    }

    #[test]
    fn each_compiler_of_c_is_one() {
        let of_a = |lock: Lock| lock.compiles_c(["a"].into_iter());
        for compiler in ["autotools", "cc", "cmake", "cxx-build"] {
            let lock = lock(&[("a", "c-sys"), ("c-sys", compiler), (compiler, "")]);
            assert_eq!(of_a(lock).as_deref(), Some("c-sys"), "{compiler}");
        }
        for none in
            ["autotools", "backtrace", "cmake", "cxx-build", "iana-time-zone-haiku", "openssl-sys"]
        {
            let lock = lock(&[(none, "cc"), ("cc", "")]);
            assert_eq!(lock.compiles_c([none].into_iter()), None, "{none}");
        }
        assert_eq!(of_a(lock(&[("a", "b"), ("b", ""), ("c-sys", "cc")])), None);
    }

    #[test]
    fn a_lock_file_says_where_packages_come_from() {
        let of = |source: &str| -> Lock {
            let package = "[[package]]\nname = \"a\"\ndependencies = [\"b\"]\n";
            toml::from_str(&format!("{package}{source}\n")).expect("a lock file")
        };
        assert!(of("source = \"git+https://git.corp/a#1\"").has_git());
        assert!(!of(FETCHED).has_git() && !of("").has_git());
        let slash = "source = \"git+https://git.corp/a?branch=new/a#1\"";
        assert!(of(slash).is_written_otherwise());
        assert!(!of(&slash.replace("new/a", "new")).is_written_otherwise());
        let newest: Lock =
            toml::from_str("version = 4\n[[package]]\nname = \"a\"").expect("a lock");
        assert!(!newest.is_written_otherwise() && !of(FETCHED).is_written_otherwise());
        assert!(of("[metadata]\n\"checksum b 1.0.0 (x)\" = \"00\"").is_written_otherwise());
        assert_eq!(of("source = \"git+file:///a/b?branch=c#1\"").on_this_machine(), Some("/a/b"));
        assert_eq!(of("source = \"registry+file:///a\"").on_this_machine(), Some("/a"));
        assert_eq!(of(FETCHED).on_this_machine(), None);
        assert!(of(FETCHED).is_needed_by_fetched("b") && !of(FETCHED).is_needed_by_fetched("a"));
        assert!(!of("").is_needed_by_fetched("b"), "the package is on disk");
        assert!(of("").reaches(["a"].into_iter(), "b"));
        assert!(!of("").reaches(["b"].into_iter(), "a"));
    }
}
