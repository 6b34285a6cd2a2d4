//! What packages of a cargo workspace are built from: cargo says what is there, and the manifests
//! say what cargo leaves out.

use std::collections::{BTreeMap, BTreeSet};

use super::config::{self, Config};
use super::edits::Edit;
use super::history::Rare;
use super::lock::Lock;
use super::mask::{self, Mask};
use super::member::{Asked, Package};
use super::profile::Profiles;
use super::prune::{self, Prune};
use super::replaced::Replaced;
use super::sources::{self, Said, Sources};
use super::toolchains::toolchains;
use super::workspace::Workspace;
use crate::declare::disk::Tree;
use crate::program::start::NeededLibrary;
use crate::program::toolchain::Toolchain;
use crate::program::unread::{CargoUnread, Unread};
use crate::value::path::{below, inside, normal, outermost, parent, upwards};

/// What packages of a workspace are built from. Paths are relative to the build context.
#[derive(Clone, Debug)]
pub(super) struct Closure {
    /// The workspace's own folder.
    pub(super) root: String,
    /// Manifests, the lock file and cargo's configuration: what decides on dependencies.
    pub(super) manifests: Vec<String>,
    /// What is copied whole above the first step, because fetched packages are compiled against it,
    /// or cargo's configuration names it.
    pub(super) in_full: Vec<String>,
    /// The files of targets, which are stubs until their sources are copied: cargo looks for them
    /// when it reads a manifest.
    pub(super) stubs: BTreeSet<String>,
    pub(super) prune: Prune,
    pub(super) mask: Mask,
    /// The packages on disk that the built ones depend on, each below those that it needs itself.
    pub(super) internal: Vec<Sources>,
    /// Those packages of `internal` that would pay for a layer of their own, where the user has
    /// named none.
    pub(super) rare: Option<Rare>,
    /// The manifest that cargo is told, if the features would be another package's without it.
    pub(super) gets_features: Option<String>,
    /// The packages whose programs are built, in the order in which the user names them.
    pub(super) built: Vec<Built>,
    /// The versions of Rust that files ask for. The files themselves are not copied: in the image
    /// they would have another toolchain fetched.
    pub(super) toolchains: Vec<Toolchain>,
    pub(super) config: Config,
    /// The profiles of the workspace's manifest.
    pub(super) profiles: Profiles,
    /// Whether a package comes from a git repository.
    pub(super) has_git: bool,
    /// Whether cargo writes the lock file's checksums or sources otherwise than they are.
    pub(super) rewrites_lock: bool,
    /// Whether a build script of these packages writes Dockerfiles.
    pub(super) emits: bool,
    /// Files that sources name and that are not copied, each with the source that names it.
    pub(super) missing: Vec<(String, String)>,
    /// Files and folders that the compiler reads and that git ignores, each with the source that names
    /// it.
    pub(super) ignored: Vec<(String, String)>,
}

/// A package whose programs are built.
#[derive(Clone, Debug)]
pub(super) struct Built {
    pub(super) sources: Sources,
    /// The package's folder, if its name is that of another package, too.
    pub(super) told_by: Option<String>,
    /// The names of the package's programs.
    pub(super) programs: Vec<String>,
    /// The file of the package's build script.
    pub(super) script: Option<String>,
    /// The edit that takes the version out of the package's manifest, with that manifest; `None` if
    /// something else that is compiled needs the version.
    pub(super) mask: Option<(Edit, String)>,
    /// The libraries of the distribution that the programs are linked against.
    pub(super) libraries: Vec<NeededLibrary>,
    /// A package whose C code is compiled into the programs.
    pub(super) compiles_c: Option<String>,
    /// Whether a package is linked that allocates memory in place of the C library.
    pub(super) has_allocator: bool,
}

/// Reads a workspace, and what the packages that are asked for are built from.
pub(super) fn closure(
    tree: &Tree,
    asked: &Asked<'_>,
    except: &[&str],
    also: &[&str],
) -> Result<Closure, Unread> {
    let mut workspace = Workspace::of(tree, asked.workspace)?;
    let folders = workspace.turn_on(tree, asked)?;
    let config = config::config(tree, &workspace.root)?;
    let lock = lock(tree, &workspace.root, &config)?;
    let replaced = Replaced::of(tree, &mut workspace, &config, &lock)?;
    let named = named(&config, also);
    let prune = leave_out(tree, &mut workspace, &replaced, &folders, &named)?;
    watch(tree, &folders);
    let packages: Vec<&Package> = folders.iter().map(|it| &workspace.packages[it]).collect();
    let internal = internal(&packages, &workspace, &replaced)?;
    let mask = mask::mask(tree, &workspace, &replaced)?;
    let mut in_full = outermost(replaced.folders.union(&config.named).cloned().collect());
    in_full.extend(published(tree, &in_full)?);
    let said = Said { except, in_full: &in_full, named: &named, folders: &config.folders };
    let sources = |packages: &[&Package]| -> Result<Vec<Sources>, Unread> {
        let each = packages.iter().map(|it| sources::sources(tree, &workspace, it, &said));
        each.collect()
    };
    let (of_libraries, of_programs) = (sources(&internal)?, sources(&packages)?);
    let copied = || of_libraries.iter().chain(&of_programs);
    let strangers = strangers(copied(), &workspace, &prune);
    if !strangers.is_empty() {
        let also: Vec<&str> = also.iter().copied().chain(strangers).collect();
        return closure(tree, asked, except, &also);
    }
    let missing = sources::missing(&of_libraries, &of_programs, &in_full, also);
    let stubs = stubs(&workspace, &replaced);
    refuse_stubs(&missing, &stubs, copied())?;
    let read: Vec<String> = copied().flat_map(Sources::read).chain(&named).cloned().collect();
    let all = || internal.iter().chain(&packages);
    let emits = lock.reaches(all().map(|package| package.name.as_str()), "dockerfile-core");
    let workspace = &workspace;
    let reader = Reader { workspace, replaced: &replaced, lock: &lock, mask: &mask, named: &read };
    Ok(Closure {
        ignored: ignored(tree, copied(), in_full.iter().chain(&named)),
        manifests: manifests(workspace, &replaced, &config),
        stubs,
        built: reader.all(&packages, of_programs, &internal)?,
        rare: None,
        internal: of_libraries,
        toolchains: toolchains(tree, workspace, &lock, &config, all())?,
        has_git: lock.has_git(),
        rewrites_lock: lock.is_written_otherwise(),
        gets_features: workspace.gets_features(asked, &folders)?,
        root: workspace.root.clone(),
        prune,
        emits,
        missing,
        in_full,
        mask,
        config,
        profiles: workspace.manifest.profile.clone(),
    })
}

/// The paths that are copied because the user or cargo's configuration names them.
fn named(config: &Config, also: &[&str]) -> Vec<String> {
    also.iter().filter_map(|path| normal(path)).chain(config.named.iter().cloned()).collect()
}

/// Leaves out the packages that neither these nor what is copied need.
fn leave_out(
    tree: &Tree,
    workspace: &mut Workspace,
    replaced: &Replaced,
    folders: &[String],
    named: &[String],
) -> Result<Prune, Unread> {
    // The package at the root is a member whether it is listed or not, and cargo looks at all that
    // takes the place of others, needed or not.
    let start = folders.iter().chain([&workspace.root]);
    let start = start.chain(&replaced.folders).chain(&replaced.named);
    // Copying a path below a member makes the member's folder, which a pattern of members then
    // finds, and a path above a member brings the member. It is read, as if the user had named it.
    let is_named = |member: &&String| {
        let mut named = named.iter();
        named.any(|path| inside(member, path).is_some() || inside(path, member).is_some())
    };
    let start = start.chain(workspace.members.iter().filter(is_named));
    let kept = prune::kept(start, &workspace.packages);
    // Cargo takes a package that is needed by a path for a member, and one that takes the place of
    // another for none, unless it is listed.
    let named = replaced.named.iter().filter(|it| workspace.members.contains(*it));
    let named = named.filter(|it| kept.contains(it) && !folders.contains(it));
    let listed: Vec<String> = folders.iter().chain(named).cloned().collect();
    let prune = prune::prune(tree, workspace, &kept, &listed)?;
    let kept = kept.into_iter().cloned().collect();
    prune::leave_out(workspace, &prune, &kept)?;
    Ok(prune)
}

/// The copied paths in folders of members that are left out, where a pattern would find the
/// members.
fn strangers<'s>(
    copied: impl Iterator<Item = &'s Sources>,
    workspace: &Workspace,
    prune: &Prune,
) -> BTreeSet<&'s str> {
    let paths = copied.flat_map(|sources| &sources.copies).map(|copied| copied.path.as_str());
    paths.filter(|path| prune.goes_by_patterns() && workspace.has_left(path)).collect()
}

/// What the compiler reads and git ignores, without what is copied by its name.
fn ignored<'s>(
    tree: &Tree,
    copied: impl Iterator<Item = &'s Sources>,
    named: impl Iterator<Item = &'s String> + Clone,
) -> Vec<(String, String)> {
    let is_named = |path: &str| named.clone().any(|named| inside(named, path).is_some());
    let unknown = copied.flat_map(|sources| &sources.unknown).filter(|(path, _)| !is_named(path));
    let unknown: BTreeMap<String, String> = unknown.cloned().collect();
    let ignored = tree.ignores(&unknown.keys().cloned().collect());
    unknown.into_iter().filter(|(path, _)| ignored.contains(path)).collect()
}

/// Checks that the compiler reads no stub in place of a file that is missing.
fn refuse_stubs<'s>(
    missing: &[(String, String)],
    stubs: &BTreeSet<String>,
    copied: impl Iterator<Item = &'s Sources>,
) -> Result<(), Unread> {
    let read: BTreeSet<&String> = copied.flat_map(Sources::read).collect();
    let mut missing = missing.iter();
    let stub = missing.find(|(path, _)| stubs.contains(path) && read.contains(path)).cloned();
    stub.map_or(Ok(()), |(path, source)| Err(CargoUnread::StubRead { path, source }.into()))
}

/// Watches the folders of these packages in which a new file may be another program.
fn watch(tree: &Tree, folders: &[String]) {
    for folder in folders {
        let programs = below(folder, "src/bin");
        tree.watch(if tree.exists(&programs) { &programs } else { parent(&programs) });
    }
}

/// What is known of the workspace when one package is read.
struct Reader<'a> {
    workspace: &'a Workspace,
    replaced: &'a Replaced,
    lock: &'a Lock,
    mask: &'a Mask,
    /// The paths that are read as they are: the user or cargo's configuration names them, or the
    /// sources of a package do.
    named: &'a [String],
}

impl Closure {
    /// Whether this is the root's manifest or the lock file, and not what is checked in: the
    /// skeleton has one that fits what is copied.
    pub(super) fn has_its_own(&self, path: &str) -> bool {
        let is = |name| path == below(&self.root, name);
        match &self.prune {
            Prune::Members(edits) => is("Cargo.toml") && !edits.is_empty() || is("Cargo.lock"),
            Prune::Nothing | Prune::Impossible => is("Cargo.lock") && self.is_masked(),
        }
    }

    /// The profiles of cargo's configuration and of the workspace's manifest. The nearest of the
    /// files is the first.
    pub(super) fn profiles(&self) -> Vec<&Profiles> {
        self.config.profiles.iter().chain([&self.profiles]).collect()
    }
}

impl Reader<'_> {
    /// All packages whose programs are built, with their sources.
    fn all(
        &self,
        packages: &[&Package],
        sources: Vec<Sources>,
        libraries: &[&Package],
    ) -> Result<Vec<Built>, Unread> {
        let masks = !libraries.is_empty() || packages.len() > 1;
        let each = packages.iter().zip(sources);
        each.map(|(package, sources)| self.built(package, sources, libraries, masks)).collect()
    }

    /// A package whose programs are built. `masks` says that others are compiled without its
    /// version.
    fn built(
        &self,
        package: &Package,
        sources: Sources,
        libraries: &[&Package],
        masks: bool,
    ) -> Result<Built, Unread> {
        let needed = internal(&[package], self.workspace, self.replaced)?;
        let compiled = || needed.iter().copied().chain([package]);
        let linked = || compiled().flat_map(|package| &package.links).map(String::as_str);
        let always = || compiled().flat_map(|package| &package.always_links).map(String::as_str);
        // If another program needs the package, the package's version is compiled into that one.
        let is_needed = libraries.iter().any(|other| other.folder == package.folder);
        // What is named is read with the version.
        let is_read = self.named.iter().any(|path| inside(path, &package.manifest).is_some());
        let is_masked = masks && !is_needed && !is_read;
        Ok(Built {
            told_by: self.lock.has_several(&package.name).then(|| package.folder.clone()),
            programs: package.programs.iter().map(|program| program.name.clone()).collect(),
            mask: self
                .mask
                .only(package)
                .filter(|_| is_masked)
                .map(|edit| (edit, package.manifest.clone())),
            script: package.script.clone(),
            compiles_c: self.lock.compiles_c(linked()),
            has_allocator: self.lock.has_allocator(linked()),
            libraries: self.lock.libraries(linked(), always()),
            sources,
        })
    }
}

/// The files of vendored packages that are private by their names, such as the keys of tests. They
/// are what a registry has published, and cargo misses each that is not there.
fn published(tree: &Tree, folders: &[String]) -> Result<Vec<String>, Unread> {
    let mut found = vec![];
    for folder in folders {
        let is_vendored = |file: &String| {
            let mut above = upwards(parent(file)).take_while(|it| inside(folder, it).is_some());
            above.any(|package| tree.has(&below(package, ".cargo-checksum.json")))
        };
        let files = tree.tracked(folder)?.into_iter();
        found.extend(
            files.filter(|file| file != folder && tree.is_private(file) && is_vendored(file)),
        );
    }
    Ok(found)
}

/// The lock file. What it has from this machine has to be vendored, since no image can fetch it.
fn lock(tree: &Tree, root: &str, config: &Config) -> Result<Lock, Unread> {
    let file = below(root, "Cargo.lock");
    tree.require(&file).map_err(|unread| match unread {
        Unread::NoFile { .. } => CargoUnread::NoLock.into(),
        other => other,
    })?;
    let lock: Lock = tree.toml(&file)?;
    match lock.on_this_machine().filter(|_| config.packages.is_empty()).map(str::to_owned) {
        Some(path) => Err(Unread::LeadsOut { path, named_by: Some(file) }),
        None => Ok(lock),
    }
}

/// The packages that these are built on, in an order in which they can be compiled, without those
/// that are copied whole.
fn internal<'w>(
    packages: &[&'w Package],
    workspace: &'w Workspace,
    replaced: &Replaced,
) -> Result<Vec<&'w Package>, Unread> {
    let mut seen: BTreeSet<&str> = replaced.folders.iter().map(String::as_str).collect();
    let mut order = vec![];
    let needs: Vec<&String> = packages.iter().rev().flat_map(|it| it.needs.iter().rev()).collect();
    // Packages on the way down, each with those of its needs that are still to come.
    let mut open: Vec<(Option<&Package>, Vec<&String>)> = vec![(None, needs)];
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
        if package.is_dynamic {
            return Err(CargoUnread::DynamicLibrary { package: package.name.clone() }.into());
        }
        open.push((Some(package), package.needs.iter().rev().collect()));
    }
    Ok(order)
}

/// The files of all targets that cargo looks for, of packages that are not copied whole.
fn stubs(workspace: &Workspace, replaced: &Replaced) -> BTreeSet<String> {
    let packages = workspace.packages.values();
    let without = packages.filter(|package| !replaced.folders.contains(&package.folder));
    without.flat_map(|package| package.roots().chain(&package.looked_for)).cloned().collect()
}

/// The files that cargo reads before it compiles anything. All members' manifests are among them,
/// since cargo refuses the lock file if one is missing; the lock file is the last, since it changes
/// most often.
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
