//! Manifests without the versions of the workspace's own packages: a release changes those,
//! and no dependency.
//!
//! The versions are taken out by `sed`, in a stage of its own: what comes out of it is the same
//! for every version, so a builder finds the layers that were made from it.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::{DeTable, DeValue};

use super::workspace::{Package, tables_in};
use crate::instruction::ShellCommand;
use crate::steps::recipe::Problem;
use crate::steps::recipe::files::{Files, below, normal};
use crate::tables::{inner, parse, table};

/// What stands for every version.
const MASKED: &str = "0.0.0";

/// The table of a manifest that is about its package.
const PACKAGE: &str = "package";

/// Where versions are taken out. A package whose version cannot be keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mask {
    lock: String,
    /// Names in the lock file.
    names: BTreeSet<String>,
    /// Manifests, by the table that has the version.
    versions: BTreeMap<&'static str, BTreeSet<String>>,
    /// Manifests that ask for a version of a package that is on disk.
    requirements: BTreeSet<String>,
    /// The folders of those packages.
    asked_for: BTreeSet<String>,
}

pub(super) fn mask(
    files: &Files,
    root: &str,
    root_text: &str,
    packages: &BTreeMap<String, Package>,
) -> Result<Mask, Problem> {
    let root_manifest = below(root, "Cargo.toml");
    let lock = below(root, "Cargo.lock");
    let text = files.read(&lock).unwrap_or_default();
    let locked = locked_once(&text);
    let mut mask = Mask { lock, ..Mask::default() };
    // Packages that keep their version, and packages by where their version stands.
    let mut kept = BTreeSet::new();
    let mut own = vec![];
    let mut inherited = vec![];
    let mut shared_version = false;
    // Without a package of its own, the root is none of them.
    let manifests = packages.values().map(|package| (&package.manifest, package.text.as_str()));
    let manifests: BTreeMap<&String, &str> =
        manifests.chain([(&root_manifest, root_text)]).collect();
    for (name, read) in manifests {
        let manifest = parse(name, read)?;
        let folder = name.trim_end_matches("Cargo.toml").trim_end_matches('/');
        let asked_for = requirements(read, &manifest, folder, &mut kept);
        if !asked_for.is_empty() {
            mask.requirements.insert(name.clone());
        }
        mask.asked_for.extend(asked_for);
        let package = packages.get(folder).filter(|package| package.manifest == *name);
        if *name == root_manifest {
            shared_version = has_version(read, "[workspace.package]");
        }
        let Some(package) = package else { continue };
        if has_version(read, "[package]") {
            own.push((folder.to_owned(), package));
        } else {
            inherited.push((folder.to_owned(), package));
        }
    }
    let free = |(folder, package): &&(String, &Package)| {
        !kept.contains(folder) && locked.contains(package.name.as_str())
    };
    for (_, package) in own.iter().filter(free) {
        mask.names.insert(package.name.clone());
        mask.versions.entry(PACKAGE).or_default().insert(package.manifest.clone());
    }
    // One version for all of them: it can be taken out of all or of none.
    if shared_version && !inherited.is_empty() && inherited.iter().all(|one| free(&one)) {
        mask.names.extend(inherited.iter().map(|(_, package)| package.name.clone()));
        mask.versions.entry("workspace\\.package").or_default().insert(root_manifest);
    }
    Ok(mask)
}

/// Whether a table that begins with this line has its version on one line.
fn has_version(manifest: &str, header: &str) -> bool {
    let table = manifest.lines().skip_while(|line| line.trim_end() != header).skip(1);
    let mut table = table.take_while(|line| !line.starts_with('['));
    table.any(|line| {
        let rest = line.strip_prefix("version").map(str::trim_start);
        rest.is_some_and(|rest| {
            rest.strip_prefix('=').is_some_and(|rest| rest.trim_start().starts_with('"'))
        })
    })
}

/// The packages on disk of which a manifest asks for a version. Those whose version is asked for
/// on a line of its own, or that replace one of a registry, keep theirs.
fn requirements(
    text: &str,
    manifest: &DeTable<'_>,
    folder: &str,
    kept: &mut BTreeSet<String>,
) -> BTreeSet<String> {
    const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let places = std::iter::once(manifest)
        .chain(tables_in(manifest, "target"))
        .chain(table(manifest, &["workspace"]));
    let asked = places.flat_map(|place| KINDS.into_iter().filter_map(|kind| table(place, &[kind])));
    let mut asked_for = BTreeSet::new();
    for dependency in asked.flat_map(inner) {
        let Some((path, target)) = path(dependency, folder) else { continue };
        let Some((version, _)) = dependency.get_key_value("version") else { continue };
        let (from, to) = (path.min(version.span().start), path.max(version.span().start));
        if text[from..to].contains('\n') {
            kept.insert(target);
        } else {
            asked_for.insert(target);
        }
    }
    let replaced = tables_in(manifest, "patch").flat_map(inner);
    kept.extend(replaced.filter_map(|dependency| Some(path(dependency, folder)?.1)));
    asked_for
}

/// Where a dependency's path is said, and the folder that it names.
fn path(dependency: &DeTable<'_>, folder: &str) -> Option<(usize, String)> {
    let (key, value) = dependency.get_key_value("path")?;
    match value.get_ref() {
        DeValue::String(path) => Some((key.span().start, normal(&below(folder, path))?)),
        _ => None,
    }
}

/// The names that one package of a lock file has, whose version is on the line below.
fn locked_once(lock: &str) -> BTreeSet<&str> {
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lines = lock.lines().peekable();
    while let Some(line) = lines.next() {
        let name = line.strip_prefix("name = \"").and_then(|rest| rest.strip_suffix('"'));
        let Some(name) = name else { continue };
        // One that has none there is as good as two.
        let known = lines.peek().is_some_and(|line| line.starts_with("version = \""));
        *versions.entry(name).or_default() += if known { 1 } else { 2 };
    }
    versions.into_iter().filter(|(_, count)| *count == 1).map(|(name, _)| name).collect()
}

impl Mask {
    /// One for a package alone, whose version is said in its own manifest and asked for in none.
    pub(super) fn only(&self, package: &Package) -> Option<Self> {
        let is_masked =
            self.versions.get(PACKAGE).is_some_and(|own| own.contains(&package.manifest));
        (is_masked && !self.asked_for.contains(&package.folder)).then(|| Self {
            lock: self.lock.clone(),
            names: BTreeSet::from([package.name.clone()]),
            versions: BTreeMap::from([(PACKAGE, BTreeSet::from([package.manifest.clone()]))]),
            ..Self::default()
        })
    }

    /// Takes the versions out of manifests, whose paths are written so.
    pub(super) fn commands(&self, written: impl Fn(&String) -> String) -> Vec<ShellCommand> {
        let sed = |script: String, files: &BTreeSet<String>| ShellCommand {
            // No quote stands in a script: package names hold none.
            head: format!("sed -i -E '{script}'"),
            words: files.iter().map(&written).collect(),
        };
        let mut commands = vec![];
        if self.names.is_empty() {
            return commands;
        }
        for (table, files) in &self.versions {
            let script =
                format!(r#"/^\[{table}\]/,/^\[/s/^version *= *"[^"]*"/version = "{MASKED}"/"#);
            commands.push(sed(script, files));
        }
        if !self.requirements.is_empty() {
            let script =
                r#"/path *= *"/{s/version *= *"[^"]*" *, *//;s/ *, *version *= *"[^"]*"//}"#;
            commands.push(sed(script.to_owned(), &self.requirements));
        }
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let script = format!(r#"/^name = "({})"$/{{n;s/"[^"]*"/"{MASKED}"/}}"#, names.join("|"));
        commands.push(sed(script, &BTreeSet::from([self.lock.clone()])));
        commands
    }
}
