//! What a package of a cargo workspace is built from: cargo's own word on what is there, and the
//! manifests for what it does not say.

use std::collections::BTreeSet;

use super::config::{self, Config};
use super::edits::Edit;
use super::lock::Lock;
use super::manifest::ToolchainFile;
use super::mask::{self, Mask};
use super::member::{Asked, Package};
use super::prune::{self, Prune};
use super::replaced::Replaced;
use super::sources::{self, Said, Sources};
use super::workspace::Workspace;
use crate::declare::disk::Tree;
use crate::program::start::NeededLibrary;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{CargoUnread, Unread};
use crate::value::path::{below, inside, parent, upwards};

/// What a package of a workspace is built from. Paths are relative to the build context.
#[derive(Clone, Debug)]
pub(super) struct Closure {
    /// The workspace's own folder.
    pub(super) root: String,
    /// Manifests, the lock file and cargo's configuration: what decides on dependencies.
    pub(super) manifests: Vec<String>,
    /// What stands in full above the first step: what is fetched is compiled against it.
    pub(super) in_full: Vec<String>,
    /// Files that stand for targets as long as nothing has been copied: cargo looks for them when
    /// it reads a manifest.
    pub(super) stubs: BTreeSet<String>,
    pub(super) prune: Prune,
    pub(super) mask: Mask,
    /// The edit that takes out the program's version alone, and its manifest, if that can be told
    /// from those of its libraries.
    pub(super) program_mask: Option<(Edit, String)>,
    /// The packages that it depends on, each below those that it needs itself.
    pub(super) internal: Vec<Sources>,
    pub(super) program: Sources,
    /// The names of its programs.
    pub(super) programs: Vec<String>,
    /// The versions of Rust that files ask for. Those that name a toolchain stay behind: in the
    /// image they would have another one fetched.
    pub(super) toolchains: Vec<Toolchain>,
    pub(super) config: Config,
    /// Something comes from a git repository.
    pub(super) has_git: bool,
    /// A build script of it writes Dockerfiles.
    pub(super) emits: bool,
    /// Libraries of the distribution that the program is linked against.
    pub(super) libraries: Vec<NeededLibrary>,
    /// A package that is compiled from C along with the program.
    pub(super) compiles_c: Option<String>,
    /// Files that sources name and no copy brings, each with the source.
    pub(super) missing: Vec<(String, String)>,
}

/// Reads the workspace, and what of it the package is built from.
pub(super) fn closure(
    tree: &Tree,
    asked: &Asked<'_>,
    except: &[&str],
    also: &[&str],
) -> Result<Closure, Unread> {
    let mut workspace = Workspace::of(tree, asked.workspace)?;
    let folder = workspace.named(tree, asked.package)?;
    workspace.turn_on(&folder, asked)?;
    let lock = lock(tree, &workspace.root)?;
    let config = config::config(tree, &workspace.root)?;
    let replaced = Replaced::of(tree, &workspace, &config, &lock)?;
    // The package at the root is a member whether it is listed or not.
    let start = [&folder, &workspace.root].into_iter().chain(&replaced.folders);
    // A pattern of members finds the folder of one of which something is copied.
    let is_named = |member: &&String| also.iter().any(|path| inside(member, path).is_some());
    let start = start.chain(workspace.members.iter().filter(is_named));
    let kept = prune::kept(start, &workspace.packages);
    let prune = prune::prune(tree, &workspace, &kept, &folder)?;
    if let Prune::Members(_) = prune {
        let kept: BTreeSet<String> = kept.into_iter().cloned().collect();
        workspace.packages.retain(|folder, _| kept.contains(folder));
    }
    // A new file may be another program.
    let programs = below(&folder, "src/bin");
    tree.watch(if tree.exists(&programs) { &programs } else { parent(&programs) });
    let package = &workspace.packages[&folder];
    let internal = internal(package, &workspace, &replaced)?;
    let mask = mask::mask(tree, &workspace, &replaced)?;
    let compiled = || internal.iter().copied().chain([package]);
    let in_full = sources::outermost(replaced.folders.union(&config.named).cloned().collect());
    let said = Said { except, in_full: &in_full };
    let own = compiled().map(|package| sources::sources(tree, &workspace, package, &said));
    let mut own: Vec<Sources> = own.collect::<Result<_, _>>()?;
    let names = compiled().map(|package| package.name.as_str());
    let linked = || compiled().flat_map(|package| &package.links).map(String::as_str);
    let always = || compiled().flat_map(|package| &package.always_links).map(String::as_str);
    Ok(Closure {
        manifests: manifests(&workspace, &replaced, &config),
        stubs: stubs(&workspace, &replaced),
        prune,
        program_mask: mask
            .only(package)
            .filter(|_| !internal.is_empty())
            .map(|edit| (edit, package.manifest.clone())),
        programs: package.programs.iter().map(|program| program.name.clone()).collect(),
        toolchains: toolchains(tree, &workspace)?,
        has_git: lock.has_git(),
        emits: lock.reaches(names, "dockerfile-core"),
        compiles_c: lock.compiles_c(linked()),
        libraries: lock.libraries(linked(), always()),
        missing: sources::missing(&own, &in_full, also),
        program: own.pop().unwrap_or_default(),
        internal: own,
        root: workspace.root.clone(),
        in_full,
        mask,
        config,
    })
}

fn lock(tree: &Tree, root: &str) -> Result<Lock, Unread> {
    let lock = below(root, "Cargo.lock");
    tree.require(&lock).map_err(|unread| match unread {
        Unread::NoFile { .. } => CargoUnread::NoLock.into(),
        other => other,
    })?;
    tree.toml(&lock)
}

/// The packages that one is built on, in the order in which they can be compiled, without those
/// that stand in full.
fn internal<'w>(
    package: &'w Package,
    workspace: &'w Workspace,
    replaced: &Replaced,
) -> Result<Vec<&'w Package>, Unread> {
    let mut seen = BTreeSet::from([package.folder.as_str()]);
    seen.extend(replaced.folders.iter().map(String::as_str));
    let mut order = vec![];
    // Each with those that it needs and that are still to come.
    let mut open: Vec<(Option<&Package>, Vec<&String>)> =
        vec![(None, package.needs.iter().rev().collect())];
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

/// A file for each target that cargo looks for, of packages without a source yet.
fn stubs(workspace: &Workspace, replaced: &Replaced) -> BTreeSet<String> {
    let packages = workspace.packages.values();
    let without = packages.filter(|package| !replaced.folders.contains(&package.folder));
    without.flat_map(|package| package.roots().chain(&package.looked_for)).cloned().collect()
}

/// What cargo reads before it compiles anything, the lock file last: it changes most often. Without
/// a member's manifest cargo refuses the lock file.
fn manifests(workspace: &Workspace, replaced: &Replaced, config: &Config) -> Vec<String> {
    let root = &workspace.root;
    let (manifest, lock) = (below(root, "Cargo.toml"), below(root, "Cargo.lock"));
    let is_in_full =
        |file: &String| replaced.folders.iter().any(|folder| inside(folder, file).is_some());
    let members = workspace.packages.values();
    let members = members.flat_map(|package| package.inherits.iter().chain([&package.manifest]));
    let members: BTreeSet<&String> = members.chain(&replaced.manifests).collect();
    let mut found: Vec<String> = members
        .into_iter()
        .filter(|file| **file != manifest && !is_in_full(file))
        .cloned()
        .collect();
    found.extend(config.files.iter().cloned());
    found.extend([manifest, lock]);
    found
}

/// What the nearest toolchain file says, and the newest of the versions that packages ask for.
fn toolchains(tree: &Tree, workspace: &Workspace) -> Result<Vec<Toolchain>, Unread> {
    // Of both names rustup takes the old one.
    let names = ["rust-toolchain", "rust-toolchain.toml"];
    let file = upwards(&workspace.root)
        .find_map(|folder| tree.existing(folder, &names).into_iter().next());
    let said = file.map(|file| toolchain(tree, &file)).transpose()?.flatten();
    let asked = workspace.packages.values().filter_map(|package| {
        let (file, version) = (package.manifest.clone(), package.rust_version.clone()?);
        Some(Toolchain { file, version, or_newer: true })
    });
    Ok(said.into_iter().chain(Toolchain::newest(asked)).collect())
}

/// A channel that is no number may be any version.
fn toolchain(tree: &Tree, file: &str) -> Result<Option<Toolchain>, Unread> {
    let text = tree.read(file)?;
    let mut words = text.split_whitespace();
    let channel = match (words.next(), words.next()) {
        (Some(word), None) if !file.ends_with(".toml") => Some(word.to_owned()),
        _ => {
            let read: ToolchainFile = tree.toml(file)?;
            read.toolchain.and_then(|toolchain| toolchain.channel)
        }
    };
    let numbered = |version: &String| version.starts_with(|c: char| c.is_ascii_digit());
    let version = channel
        .filter(numbered)
        .map(|version| version.split('-').next().unwrap_or_default().to_owned());
    let file = file.to_owned();
    Ok(version.map(|version| Toolchain { file, version, or_newer: false }))
}
