//! Manifests without the versions of the workspace's own packages: a release changes those,
//! and no dependency.
//!
//! The versions are taken out by `sed`, in a stage of its own: what comes out of it is the same
//! for every version, so a builder finds the layers that were made from it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::manifest::{Dependency, Lock, Manifest};
use super::workspace::{Package, Workspace};
use crate::declare::disk::Tree;
use crate::program::instruction::ShellCommand;
use crate::program::unread::Unread;
use crate::value::path::{below, normal, parent};

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

/// Where the versions of a workspace's packages can be taken out.
pub(super) fn mask(tree: &Tree, workspace: &Workspace) -> Result<Mask, Unread> {
    let root_manifest = below(&workspace.root, "Cargo.toml");
    let lock = below(&workspace.root, "Cargo.lock");
    let mut mask = Mask { lock: lock.clone(), ..Mask::default() };
    let mut found = Versions::default();
    // Without a package of its own, the root is none of them.
    let manifests = workspace.packages.values().map(|package| &package.manifest);
    let manifests: BTreeSet<&String> = manifests.chain([&root_manifest]).collect();
    for name in manifests {
        let text = tree.read(name)?;
        let manifest: Manifest = tree.toml(name)?;
        let asked_for = requirements(&text, &manifest, parent(name), &mut found.kept);
        if !asked_for.is_empty() {
            mask.requirements.insert(name.clone());
        }
        mask.asked_for.extend(asked_for);
        if *name == root_manifest {
            found.shared = has_version(&text, "[workspace.package]");
        }
        found.all_lf &= !text.contains('\r');
        let Some(package) = workspace.packages.get(parent(name)) else { continue };
        found.sort_in(package, &manifest, &text);
    }
    let text = if tree.has(&lock) { tree.read(&lock)? } else { Rc::from("") };
    let locked: Lock = if text.is_empty() { Lock::default() } else { tree.toml(&lock)? };
    // `sed` reads lines that end with LF.
    if !found.all_lf || text.contains('\r') {
        return Ok(Mask { lock, asked_for: mask.asked_for, ..Mask::default() });
    }
    let locked = locked_once(&locked, &text);
    let free = |package: &&&Package| {
        !found.kept.contains(&package.folder) && locked.contains(package.name.as_str())
    };
    for package in found.own.iter().filter(free) {
        mask.names.insert(package.name.clone());
        mask.versions.entry(PACKAGE).or_default().insert(package.manifest.clone());
    }
    // One version for all of them: it can be taken out of all or of none.
    let inherited = &found.inherited;
    if found.shared && !inherited.is_empty() && inherited.iter().all(|one| free(&one)) {
        mask.names.extend(inherited.iter().map(|package| package.name.clone()));
        mask.versions.entry("workspace\\.package").or_default().insert(root_manifest);
    }
    Ok(mask)
}

/// Packages by where their version stands.
struct Versions<'w> {
    own: Vec<&'w Package>,
    inherited: Vec<&'w Package>,
    /// The folders of packages that keep theirs.
    kept: BTreeSet<String>,
    /// The workspace has one for its packages, on a line of its own.
    shared: bool,
    all_lf: bool,
}

impl Default for Versions<'_> {
    fn default() -> Self {
        Self { own: vec![], inherited: vec![], kept: BTreeSet::new(), shared: false, all_lf: true }
    }
}

impl<'w> Versions<'w> {
    fn sort_in(&mut self, package: &'w Package, manifest: &Manifest, text: &str) {
        if manifest.package.as_ref().is_some_and(|package| package.inherits_version()) {
            self.inherited.push(package);
        } else if has_version(text, "[package]") {
            self.own.push(package);
        }
    }
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
    manifest: &Manifest,
    folder: &str,
    kept: &mut BTreeSet<String>,
) -> BTreeSet<String> {
    let on_disk = |dependency: &Dependency| {
        let path = dependency.path.as_ref()?;
        Some((path.span().start, normal(&below(folder, path.get_ref()))?))
    };
    let mut asked_for = BTreeSet::new();
    for dependency in manifest.dependencies() {
        let Some((path, target)) = on_disk(dependency) else { continue };
        let Some(version) = &dependency.version else { continue };
        let version = version.span().start;
        if text[path.min(version)..path.max(version)].contains('\n') {
            kept.insert(target);
        } else {
            asked_for.insert(target);
        }
    }
    kept.extend(manifest.patches().filter_map(|patch| Some(on_disk(patch)?.1)));
    asked_for
}

/// The names that one package of a lock file has, whose version is on the line below.
fn locked_once<'l>(lock: &'l Lock, text: &str) -> BTreeSet<&'l str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for package in &lock.package {
        *counts.entry(&package.name).or_default() += 1;
    }
    let is_plain = |name: &str| text.contains(&format!("\nname = \"{name}\"\nversion = \""));
    counts
        .into_iter()
        .filter(|(name, count)| *count == 1 && is_plain(name))
        .map(|(n, _)| n)
        .collect()
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
