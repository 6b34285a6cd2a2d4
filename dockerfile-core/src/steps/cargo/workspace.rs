//! A cargo workspace as its manifests on disk say it: no network, and no cargo.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::{DeTable, DeValue};

use super::mask::{self, Mask};
use super::prune::{self, Prune};
use crate::project;
use crate::steps::recipe::files::{Files, below, folder_of, inside, normal, parent};
use crate::steps::recipe::{Problem, Toolchain};
use crate::tables::{inner, parse, table, tables, text, texts};

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

/// A package as its manifest says it.
#[derive(Clone, Debug)]
pub(super) struct Package {
    pub(super) name: String,
    /// Its folder.
    pub(super) folder: String,
    /// Its manifest's path and text.
    pub(super) manifest: String,
    pub(super) text: String,
    library: Option<String>,
    /// Names and files.
    programs: Vec<(String, String)>,
    script: Option<String>,
    /// Folders of the packages that it needs.
    pub(super) needs: BTreeSet<String>,
    /// Of those that its tests need: cargo reads their manifests, and does not compile them.
    pub(super) tests_need: BTreeSet<String>,
}

/// Reads the workspace in a folder of the context, or else that of the package whose build
/// script runs.
pub(super) fn closure(
    files: &Files,
    workspace: Option<&str>,
    name: &str,
) -> Result<Closure, Problem> {
    let root = match workspace {
        Some(folder) => folder_of(folder)?,
        None => {
            let workspace = project::real(&project::workspace_root());
            project::relative(&workspace, &project::real(files.root()))
                .ok_or("the workspace is outside the build context")?
        }
    };
    let Workspace { manifest, listed, mut packages, patches } = workspace_of(files, &root)?;
    let wanted = packages.values().find(|package| package.name == name);
    let folder = wanted.map(|package| package.folder.clone()).ok_or_else(|| {
        let names: Vec<&str> = packages.values().map(|package| package.name.as_str()).collect();
        format!("no package `{name}` is in the workspace; there are {}", names.join(", "))
    })?;
    // The package at the root is a member whether it is listed or not.
    let kept = prune::kept([&folder, &root].into_iter().chain(&patches), &packages);
    let prune = prune::prune(&root, &manifest, &listed, &kept, &packages)?;
    if prune.is_some() {
        let kept: BTreeSet<String> = kept.into_iter().cloned().collect();
        packages.retain(|folder, _| kept.contains(folder));
    }
    let package = &packages[&folder];
    if package.programs.is_empty() {
        return Err(format!("the package `{name}` has no program to build"));
    }
    let mut internal = vec![];
    let mut seen = BTreeSet::from([package.folder.clone()]);
    // A package of a registry may need what stands for another one.
    for folder in patches.iter().chain(&package.needs) {
        needed_first(folder, &packages, &mut seen, &mut internal)?;
    }
    let mask = mask::mask(files, &root, &manifest, &packages)?;
    let mut closure = Closure {
        manifests: manifests(files, &root, &packages)?,
        prune,
        program_mask: mask.only(package).filter(|_| !internal.is_empty()),
        mask,
        internal: internal.iter().map(|one| sources(files, &root, one, &packages)).collect(),
        program: sources(files, &root, package, &packages),
        programs: package.programs.iter().map(|(name, _)| name.clone()).collect(),
        toolchain: toolchain(files, &root),
        root: root.clone(),
        ..Closure::default()
    };
    for package in packages.values() {
        closure.libraries.extend(package.library.clone());
        let scripts = package.script.iter().cloned();
        let mains = package.programs.iter().map(|(_, file)| file.clone()).chain(scripts);
        closure.mains.extend(mains);
    }
    Ok(closure)
}

/// Packages in the order in which they can be compiled.
fn needed_first<'a>(
    folder: &str,
    packages: &'a BTreeMap<String, Package>,
    seen: &mut BTreeSet<String>,
    order: &mut Vec<&'a Package>,
) -> Result<(), Problem> {
    if !seen.insert(folder.to_owned()) {
        return Ok(());
    }
    let package = packages
        .get(folder)
        .ok_or_else(|| format!("`{folder}` is a dependency by its path, and no package"))?;
    for needed in &package.needs {
        needed_first(needed, packages, seen, order)?;
    }
    order.push(package);
    Ok(())
}

fn sources(
    files: &Files,
    root: &str,
    package: &Package,
    packages: &BTreeMap<String, Package>,
) -> Sources {
    let targets = package.library.iter().chain(package.programs.iter().map(|(_, file)| file));
    let roots: Vec<String> = targets.chain(&package.script).cloned().collect();
    let paths = if package.folder == root {
        // Its folder is the whole workspace.
        let folder = |file: &String| match parent(file) {
            folder if folder == root => file.clone(),
            folder => folder.to_owned(),
        };
        outermost(roots.iter().map(folder).collect())
    } else {
        vec![package.folder.clone()]
    };
    Sources {
        name: package.name.clone(),
        needs: package.needs.iter().map(|folder| packages[folder].name.clone()).collect(),
        paths: paths.into_iter().filter(|path| files.exists(path)).collect(),
        roots,
    }
}

fn toolchain(files: &Files, root: &str) -> Option<Toolchain> {
    let file = "rust-toolchain.toml".to_owned();
    let read = files.read(&below(root, &file)).ok()?;
    let manifest = parse(&file, &read).ok()?;
    let version = text(table(&manifest, &["toolchain"])?, "channel")?;
    let numbered = version.starts_with(|c: char| c.is_ascii_digit());
    numbered.then_some(Toolchain { file, version, or_newer: false })
}

/// Without those that are in another one.
fn outermost(paths: BTreeSet<String>) -> Vec<String> {
    let is_in_another =
        |path: &String| paths.iter().any(|other| other != path && inside(other, path).is_some());
    paths.iter().filter(|path| !is_in_another(path)).cloned().collect()
}

/// What cargo reads before it compiles anything, the lock file last: it changes most often. Without
/// a member's manifest cargo refuses the lock file.
fn manifests(
    files: &Files,
    root: &str,
    packages: &BTreeMap<String, Package>,
) -> Result<Vec<String>, Problem> {
    let (manifest, lock) = (below(root, "Cargo.toml"), below(root, "Cargo.lock"));
    if !files.has(&lock) {
        return Err("there is no `Cargo.lock` beside the workspace's manifest".to_owned());
    }
    let members = packages.values().map(|package| package.manifest.clone());
    let mut found: Vec<String> = members.filter(|file| *file != manifest).collect();
    found.extend(files.existing(root, &[".cargo/config.toml"]));
    found.extend([manifest, lock]);
    Ok(found)
}

// ---- manifests ------------------------------------------------------------------------------

/// What the manifests of a workspace say.
struct Workspace {
    /// The text of the root's.
    manifest: String,
    /// The folders that each of its patterns of members finds.
    listed: Vec<Vec<String>>,
    /// All packages by their folder: members, and what they need by a path.
    packages: BTreeMap<String, Package>,
    /// The folders of those that stand for packages of a registry.
    patches: BTreeSet<String>,
}

fn workspace_of(files: &Files, root: &str) -> Result<Workspace, Problem> {
    let name = below(root, "Cargo.toml");
    let read = files.read(&name)?;
    let manifest = parse(&name, &read)?;
    let mut listed = vec![];
    let mut waiting: Vec<String> = vec![];
    if table(&manifest, &["package"]).is_some() {
        waiting.push(root.to_owned());
    }
    if let Some(workspace) = table(&manifest, &["workspace"]) {
        let excluded = texts(workspace, "exclude");
        let excluded: Vec<String> =
            excluded.iter().map(|path| below(root, path.trim_end_matches('/'))).collect();
        for member in texts(workspace, "members") {
            let folders = files.members(root, &member, "Cargo.toml")?;
            waiting.extend(folders.iter().filter(|folder| !excluded.contains(folder)).cloned());
            listed.push(folders);
        }
    }
    let shared = table(&manifest, &["workspace", "dependencies"]);
    let mut patches = BTreeSet::new();
    for replaced in tables_in(&manifest, "patch") {
        for (name, _) in replaced {
            patches.extend(path_of(replaced, name.get_ref(), root, None)?);
        }
    }
    waiting.extend(patches.iter().cloned());
    let mut packages = BTreeMap::new();
    while let Some(folder) = waiting.pop() {
        if packages.contains_key(&folder) {
            continue;
        }
        let package = package(files, &folder, shared.map(|shared| (shared, root)))?;
        waiting.extend(package.needs.union(&package.tests_need).cloned());
        packages.insert(folder, package);
    }
    Ok(Workspace { manifest: read.clone(), listed, packages, patches })
}

/// `[workspace.dependencies]`, and the folder that its paths are relative to.
type Shared<'t, 'i> = (&'t DeTable<'i>, &'t str);

fn package(
    files: &Files,
    folder: &str,
    shared: Option<Shared<'_, '_>>,
) -> Result<Package, Problem> {
    let name = below(folder, "Cargo.toml");
    let read = files.read(&name)?;
    let manifest = parse(&name, &read)?;
    let package =
        table(&manifest, &["package"]).ok_or_else(|| format!("`{name}` is no package's"))?;
    let called = text(package, "name").ok_or_else(|| format!("`{name}` names no package"))?;
    let file = |path: &str| Some(below(folder, path)).filter(|path| files.has(path));
    let script = match package.get("build").map(|value| value.get_ref()) {
        Some(DeValue::String(path)) => Some(below(folder, path)),
        Some(DeValue::Boolean(false)) => None,
        _ => file("build.rs"),
    };
    let library = match table(&manifest, &["lib"]).and_then(|lib| text(lib, "path")) {
        Some(path) => Some(below(folder, &path)),
        None => file("src/lib.rs"),
    };
    let on_disk = |kinds: &[&str]| -> Result<BTreeSet<String>, Problem> {
        let mut folders = BTreeSet::new();
        for dependencies in dependency_tables(&manifest, kinds) {
            for (name, _) in dependencies {
                folders.extend(path_of(dependencies, name.get_ref(), folder, shared)?);
            }
        }
        Ok(folders)
    };
    Ok(Package {
        needs: on_disk(&["dependencies", "build-dependencies"])?,
        tests_need: on_disk(&["dev-dependencies"])?,
        programs: programs(files, folder, &called, &manifest),
        name: called,
        folder: folder.to_owned(),
        manifest: name,
        text: read.clone(),
        library,
        script,
    })
}

/// The tables in a table of them.
pub(super) fn tables_in<'t, 'i>(
    manifest: &'t DeTable<'i>,
    key: &str,
) -> impl Iterator<Item = &'t DeTable<'i>> + use<'t, 'i> {
    table(manifest, &[key]).into_iter().flat_map(inner)
}

/// The tables of dependencies of these kinds, also of targets.
fn dependency_tables<'t, 'i>(manifest: &'t DeTable<'i>, kinds: &[&str]) -> Vec<&'t DeTable<'i>> {
    let places = std::iter::once(manifest).chain(tables_in(manifest, "target"));
    places.flat_map(|place| kinds.iter().filter_map(|kind| table(place, &[kind]))).collect()
}

/// Where a dependency is, if it is on disk.
fn path_of(
    dependencies: &DeTable<'_>,
    name: &str,
    folder: &str,
    shared: Option<Shared<'_, '_>>,
) -> Result<Option<String>, Problem> {
    let Some(dependency) = table(dependencies, &[name]) else { return Ok(None) };
    if dependency.get("workspace").is_some() {
        // Its path is the root's.
        return match shared {
            Some((shared, root)) => path_of(shared, name, root, None),
            None => Ok(None),
        };
    }
    match text(dependency, "path") {
        Some(path) => normal(&below(folder, &path)).map(Some).ok_or_else(|| {
            format!("the dependency `{name}` leads out of the build context: `{path}`")
        }),
        None => Ok(None),
    }
}

/// Names and files: those of the manifest, and those that cargo finds.
fn programs(
    files: &Files,
    folder: &str,
    package: &str,
    manifest: &DeTable<'_>,
) -> Vec<(String, String)> {
    let mut programs = BTreeMap::new();
    let found = |path: &str| Some(below(folder, path)).filter(|path| files.has(path));
    if let Some(main) = found("src/main.rs") {
        programs.insert(main, package.to_owned());
    }
    for name in files.names(&below(folder, "src/bin")) {
        if let Some(stem) = name.strip_suffix(".rs") {
            programs.insert(below(folder, &format!("src/bin/{name}")), stem.to_owned());
        } else if let Some(main) = found(&format!("src/bin/{name}/main.rs")) {
            programs.insert(main, name);
        }
    }
    for bin in tables(manifest, "bin") {
        let Some(name) = text(bin, "name") else { continue };
        let path = match text(bin, "path") {
            Some(path) => Some(below(folder, &path)),
            None => found(&format!("src/bin/{name}.rs")).or_else(|| found("src/main.rs")),
        };
        programs.extend(path.map(|path| (path, name)));
    }
    programs.into_iter().map(|(file, name)| (name, file)).collect()
}
