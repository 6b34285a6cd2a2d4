//! What a package of a cargo workspace is built from: cargo's own word on what is there, and the
//! manifests for what it does not say.

use std::collections::{BTreeMap, BTreeSet};

use super::manifest::ToolchainFile;
use super::mask::{self, Mask};
use super::prune::{self, Prune};
use super::workspace::{Asked, Package, Workspace};
use crate::declare::disk::Tree;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{CargoUnread, Unread};
use crate::value::path::{below, inside, parent};

/// What stays behind of a package.
pub(super) const NOT_COMPILED: [&str; 4] = ["tests", "benches", "examples", "target"];

/// What a package of a workspace is built from. Paths are relative to the build context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Closure {
    /// The workspace's own folder.
    pub(super) root: String,
    /// Manifests, the lock file and cargo's configuration: what decides on dependencies.
    pub(super) manifests: Vec<String>,
    /// What leaves out the members that the package does not need.
    pub(super) prune: Option<Prune>,
    /// What takes the versions of the workspace's packages out of them.
    pub(super) mask: Mask,
    /// The same for the program's own alone, if it can be told from those of its libraries.
    pub(super) program_mask: Option<Mask>,
    /// Files that stand for targets while dependencies are compiled, of packages without a
    /// source yet.
    pub(super) mains: Vec<String>,
    pub(super) libraries: Vec<String>,
    /// The packages that it depends on, each below those that it needs itself.
    pub(super) internal: Vec<Sources>,
    pub(super) program: Sources,
    /// The names of its programs.
    pub(super) programs: Vec<String>,
    /// The version that `rust-toolchain.toml` names, if it names one. The file stays behind:
    /// in the image it would have another toolchain fetched.
    pub(super) toolchain: Option<Toolchain>,
}

/// A package's sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sources {
    /// The package's name.
    pub(super) name: String,
    /// The names of the packages that it needs itself.
    pub(super) needs: BTreeSet<String>,
    /// What is copied: the package's folder; of the package at the root, its parts.
    pub(super) paths: Vec<String>,
    /// The files that cargo starts from.
    pub(super) roots: Vec<String>,
}

/// Reads the workspace, and what of it the package is built from.
pub(super) fn closure(tree: &Tree, asked: &Asked<'_>) -> Result<Closure, Unread> {
    let mut workspace = Workspace::of(tree, asked.workspace)?;
    let folder = workspace.named(asked.package)?;
    workspace.packages.get_mut(&folder).into_iter().try_for_each(|it| it.turn_on(asked))?;
    // The package at the root is a member whether it is listed or not.
    let start = [&folder, &workspace.root].into_iter().chain(&workspace.patches);
    let kept = prune::kept(start, &workspace.packages);
    let prune = prune::prune(tree, &workspace, &kept)?;
    if prune.is_some() {
        let kept: BTreeSet<String> = kept.into_iter().cloned().collect();
        workspace.packages.retain(|folder, _| kept.contains(folder));
    }
    let package = &workspace.packages[&folder];
    let internal = internal(package, &workspace)?;
    let mask = mask::mask(tree, &workspace)?;
    let sources = |package: &Package| sources(tree, &workspace, package);
    let mut closure = Closure {
        manifests: manifests(tree, &workspace)?,
        prune,
        program_mask: mask.only(package).filter(|_| !internal.is_empty()),
        mask,
        internal: internal.into_iter().map(sources).collect::<Result<_, _>>()?,
        program: sources(package)?,
        programs: package.programs.iter().map(|(name, _)| name.clone()).collect(),
        toolchain: toolchain(tree, &workspace.root)?,
        root: workspace.root.clone(),
        ..Closure::default()
    };
    for package in workspace.packages.values() {
        tree.watch(&below(&package.folder, "src/bin"));
        closure.libraries.extend(package.library.clone());
        let scripts = package.script.iter().cloned();
        closure.mains.extend(package.mains.iter().cloned().chain(scripts));
    }
    Ok(closure)
}

/// The packages that one is built on, in the order in which they can be compiled. A package of a
/// registry may need what stands for another one.
fn internal<'w>(
    package: &'w Package,
    workspace: &'w Workspace,
) -> Result<Vec<&'w Package>, Unread> {
    let mut seen = BTreeSet::from([package.folder.as_str()]);
    let mut order = vec![];
    // Each with those that it needs and that are still to come.
    let mut open: Vec<(Option<&Package>, Vec<&String>)> =
        vec![(None, workspace.patches.iter().chain(&package.needs).rev().collect())];
    while let Some((this, needs)) = open.last_mut() {
        let Some(folder) = needs.pop() else {
            order.extend(*this);
            open.pop();
            continue;
        };
        if !seen.insert(folder) {
            continue;
        }
        let no_package = || CargoUnread::NoDependency { folder: folder.clone() };
        let package = workspace.packages.get(folder).ok_or_else(no_package)?;
        open.push((Some(package), package.needs.iter().rev().collect()));
    }
    Ok(order)
}

fn sources(tree: &Tree, workspace: &Workspace, package: &Package) -> Result<Sources, Unread> {
    let roots: Vec<String> = package.roots().cloned().collect();
    let paths = if package.folder == workspace.root {
        // Its folder is the whole workspace.
        let folder = |file: &String| match parent(file) {
            folder if folder == workspace.root => file.clone(),
            folder => folder.to_owned(),
        };
        outermost(roots.iter().map(folder).collect())
    } else {
        vec![package.folder.clone()]
    };
    let paths: Vec<String> = paths.into_iter().filter(|path| tree.exists(path)).collect();
    // The stub of a file that no copy brings would be compiled into the program.
    let is_copied = |file: &&String| {
        paths.iter().any(|path| {
            let inside = inside(path, file).map(|inside| inside.split('/').next());
            inside.is_some_and(|first| !NOT_COMPILED.contains(&first.unwrap_or_default()))
        })
    };
    if let Some(file) = roots.iter().find(|file| !is_copied(file)) {
        let (package, file) = (package.name.clone(), file.clone());
        return Err(CargoUnread::RootLeftBehind { package, file }.into());
    }
    let named = |folder: &String| workspace.packages.get(folder).map(|it| it.name.clone());
    let needs = package.needs.iter().filter_map(named).collect();
    Ok(Sources { name: package.name.clone(), needs, paths, roots })
}

fn toolchain(tree: &Tree, root: &str) -> Result<Option<Toolchain>, Unread> {
    let name = "rust-toolchain.toml";
    let file = below(root, name);
    if !tree.finds(&file) {
        return Ok(None);
    }
    let read: ToolchainFile = tree.toml(&file)?;
    let channel = read.toolchain.and_then(|toolchain| toolchain.channel);
    let numbered = |version: &String| version.starts_with(|c: char| c.is_ascii_digit());
    let file = name.to_owned();
    Ok(channel.filter(numbered).map(|version| Toolchain { file, version, or_newer: false }))
}

/// Without those that are in another one.
fn outermost(paths: BTreeSet<String>) -> Vec<String> {
    let is_in_another =
        |path: &String| paths.iter().any(|other| other != path && inside(other, path).is_some());
    paths.iter().filter(|path| !is_in_another(path)).cloned().collect()
}

/// What cargo reads before it compiles anything, the lock file last: it changes most often. Without
/// a member's manifest cargo refuses the lock file.
fn manifests(tree: &Tree, workspace: &Workspace) -> Result<Vec<String>, Unread> {
    let root = &workspace.root;
    let (manifest, lock) = (below(root, "Cargo.toml"), below(root, "Cargo.lock"));
    tree.require(&lock).map_err(|unread| match unread {
        Unread::NoFile { .. } => CargoUnread::NoLock.into(),
        other => other,
    })?;
    let members: BTreeMap<&String, &Package> = workspace.packages.iter().collect();
    let members = members.values().map(|package| package.manifest.clone());
    let mut found: Vec<String> = members.filter(|file| *file != manifest).collect();
    found.extend(tree.existing(root, &[".cargo/config.toml"]));
    found.extend([manifest, lock]);
    Ok(found)
}
