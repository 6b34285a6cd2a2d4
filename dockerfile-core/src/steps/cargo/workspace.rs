//! A cargo workspace as its manifests on disk say it: no network, and no cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

/// What a package of a workspace is built from. Paths are relative to the workspace's root,
/// with `/` on every host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Closure {
    /// Manifests, the lock file and cargo's configuration: what decides on dependencies.
    pub(super) manifests: Vec<String>,
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
    pub(super) toolchain: Option<String>,
}

/// A package's sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sources {
    /// What is copied: the package's folder; of the package at the root, its parts.
    pub(super) paths: Vec<String>,
    /// The files that cargo starts from.
    pub(super) roots: Vec<String>,
}

/// Why a workspace cannot be read.
type Problem = String;

/// A package as its manifest says it.
#[derive(Clone, Debug)]
struct Package {
    name: String,
    /// Its folder; empty for the root.
    folder: String,
    library: Option<String>,
    /// Names and files.
    programs: Vec<(String, String)>,
    script: Option<String>,
    /// Folders of the packages that it needs.
    needs: BTreeSet<String>,
}

pub(super) fn closure(root: &Path, name: &str) -> Result<Closure, Problem> {
    let packages = packages(root)?;
    let wanted = packages.values().find(|package| package.name == name);
    let package = wanted.ok_or_else(|| {
        let names: Vec<&str> = packages.values().map(|package| package.name.as_str()).collect();
        format!("no package `{name}` is in the workspace; there are {}", names.join(", "))
    })?;
    if package.programs.is_empty() {
        return Err(format!("the package `{name}` has no program to build"));
    }
    let mut internal = vec![];
    let mut seen = BTreeSet::from([package.folder.clone()]);
    for folder in &package.needs {
        below(folder, &packages, &mut seen, &mut internal)?;
    }
    let mut closure = Closure {
        manifests: manifests(root, &packages)?,
        program: sources(root, package),
        programs: package.programs.iter().map(|(name, _)| name.clone()).collect(),
        toolchain: toolchain(root),
        ..Closure::default()
    };
    for package in packages.values() {
        closure.libraries.extend(package.library.clone());
        let scripts = package.script.iter().cloned();
        let mains = package.programs.iter().map(|(_, file)| file.clone()).chain(scripts);
        closure.mains.extend(mains);
    }
    closure.internal = internal.iter().map(|package| sources(root, package)).collect();
    Ok(closure)
}

/// Packages in the order in which they can be compiled.
fn below<'a>(
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
        below(needed, packages, seen, order)?;
    }
    order.push(package);
    Ok(())
}

fn sources(root: &Path, package: &Package) -> Sources {
    let targets = package.library.iter().chain(package.programs.iter().map(|(_, file)| file));
    let roots: Vec<String> = targets.chain(&package.script).cloned().collect();
    let paths = if package.folder.is_empty() {
        // Its folder is the whole workspace.
        let folder =
            |file: &String| file.rsplit_once('/').map_or(file.as_str(), |(f, _)| f).to_owned();
        outermost(roots.iter().map(folder).collect())
    } else {
        vec![package.folder.clone()]
    };
    let there = |path: &String| root.join(path).exists();
    Sources { paths: paths.into_iter().filter(there).collect(), roots }
}

fn toolchain(root: &Path) -> Option<String> {
    let text = fs::read_to_string(root.join("rust-toolchain.toml")).ok()?;
    let file = DeTable::parse(&text).ok()?.into_inner();
    let channel = text_of(table(&file, "toolchain")?, "channel")?;
    channel.starts_with(|c: char| c.is_ascii_digit()).then_some(channel)
}

/// Without those that are in another one.
fn outermost(paths: BTreeSet<String>) -> Vec<String> {
    let inside = |path: &String| {
        paths.iter().any(|other| {
            path.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with('/'))
        })
    };
    paths.iter().filter(|path| !inside(path)).cloned().collect()
}

/// What cargo reads before it compiles anything. Without a member's manifest it refuses
/// the lock file.
fn manifests(root: &Path, packages: &BTreeMap<String, Package>) -> Result<Vec<String>, Problem> {
    if !root.join("Cargo.lock").is_file() {
        return Err("there is no `Cargo.lock` beside the workspace's manifest".to_owned());
    }
    let mut files = vec!["Cargo.toml".to_owned(), "Cargo.lock".to_owned()];
    let configuration = ".cargo/config.toml".to_owned();
    files.extend(root.join(&configuration).is_file().then_some(configuration));
    let folders = packages.keys().filter(|folder| !folder.is_empty());
    files.extend(folders.map(|folder| format!("{folder}/Cargo.toml")));
    Ok(files)
}

// ---- manifests ------------------------------------------------------------------------------

/// All packages by their folder: members, and what they need by a path.
fn packages(root: &Path) -> Result<BTreeMap<String, Package>, Problem> {
    let text = read(&root.join("Cargo.toml"))?;
    let manifest = parse("Cargo.toml", &text)?;
    let workspace = table(&manifest, "workspace");
    let mut waiting: Vec<String> = vec![];
    if table(&manifest, "package").is_some() {
        waiting.push(String::new());
    }
    if let Some(workspace) = workspace {
        let excluded = texts(workspace, "exclude");
        for member in texts(workspace, "members") {
            let folders = expand(root, &member)?;
            waiting.extend(folders.into_iter().filter(|folder| !excluded.contains(folder)));
        }
    }
    // Dependencies of all members, and what replaces packages of a registry.
    let shared = workspace.and_then(|workspace| table(workspace, "dependencies"));
    for (_, replaced) in table(&manifest, "patch").into_iter().flatten() {
        if let DeValue::Table(replaced) = replaced.get_ref() {
            for (name, _) in replaced {
                waiting.extend(path_of(replaced, name.get_ref(), "", None)?);
            }
        }
    }
    let mut packages = BTreeMap::new();
    while let Some(folder) = waiting.pop() {
        if packages.contains_key(&folder) {
            continue;
        }
        let package = package(root, &folder, shared)?;
        waiting.extend(package.needs.iter().cloned());
        packages.insert(folder, package);
    }
    Ok(packages)
}

fn package(root: &Path, folder: &str, shared: Option<&DeTable<'_>>) -> Result<Package, Problem> {
    let name = below_folder(folder, "Cargo.toml");
    let text = read(&root.join(&name))?;
    let manifest = parse(&name, &text)?;
    let package = table(&manifest, "package").ok_or_else(|| format!("`{name}` is no package's"))?;
    let called = text_of(package, "name").ok_or_else(|| format!("`{name}` names no package"))?;
    let file = |path: &str| {
        let path = below_folder(folder, path);
        root.join(&path).is_file().then_some(path)
    };
    let script = match package.get("build").map(|value| value.get_ref()) {
        Some(DeValue::String(path)) => Some(below_folder(folder, path)),
        Some(DeValue::Boolean(false)) => None,
        _ => file("build.rs"),
    };
    let library = match table(&manifest, "lib").and_then(|lib| text_of(lib, "path")) {
        Some(path) => Some(below_folder(folder, &path)),
        None => file("src/lib.rs"),
    };
    let mut needs = BTreeSet::new();
    for dependencies in dependency_tables(&manifest) {
        for (name, _) in dependencies {
            needs.extend(path_of(dependencies, name.get_ref(), folder, shared)?);
        }
    }
    Ok(Package {
        programs: programs(root, folder, &called, &manifest),
        name: called,
        folder: folder.to_owned(),
        library,
        script,
        needs,
    })
}

/// `[dependencies]` and `[build-dependencies]`, also of targets. What only tests need is not
/// compiled.
fn dependency_tables<'t, 'i>(manifest: &'t DeTable<'i>) -> Vec<&'t DeTable<'i>> {
    const KINDS: [&str; 2] = ["dependencies", "build-dependencies"];
    let targets = table(manifest, "target").into_iter().flatten();
    let targets = targets.filter_map(|(_, target)| match target.get_ref() {
        DeValue::Table(target) => Some(target),
        _ => None,
    });
    let places = std::iter::once(manifest).chain(targets);
    places.flat_map(|place| KINDS.into_iter().filter_map(|kind| table(place, kind))).collect()
}

/// Where a dependency is, if it is in the workspace.
fn path_of(
    dependencies: &DeTable<'_>,
    name: &str,
    folder: &str,
    shared: Option<&DeTable<'_>>,
) -> Result<Option<String>, Problem> {
    let Some(dependency) = table(dependencies, name) else { return Ok(None) };
    if dependency.get("workspace").is_some() {
        // Its path is the root's.
        return match shared {
            Some(shared) => path_of(shared, name, "", None),
            None => Ok(None),
        };
    }
    match text_of(dependency, "path") {
        Some(path) => normal(&below_folder(folder, &path))
            .map(Some)
            .ok_or_else(|| format!("the dependency `{name}` leads out of the workspace: `{path}`")),
        None => Ok(None),
    }
}

/// Names and files: those of the manifest, and those that cargo finds.
fn programs(
    root: &Path,
    folder: &str,
    package: &str,
    manifest: &DeTable<'_>,
) -> Vec<(String, String)> {
    let mut programs = BTreeMap::new();
    let found =
        |path: &str| Some(below_folder(folder, path)).filter(|path| root.join(path).is_file());
    if let Some(main) = found("src/main.rs") {
        programs.insert(main, package.to_owned());
    }
    let bin = root.join(below_folder(folder, "src/bin"));
    for entry in fs::read_dir(bin).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".rs") {
            programs.insert(below_folder(folder, &format!("src/bin/{name}")), stem.to_owned());
        } else if let Some(main) = found(&format!("src/bin/{name}/main.rs")) {
            programs.insert(main, name);
        }
    }
    if let Some(DeValue::Array(bins)) = manifest.get("bin").map(|bins| bins.get_ref()) {
        for bin in bins.iter() {
            let DeValue::Table(bin) = bin.get_ref() else { continue };
            let Some(name) = text_of(bin, "name") else { continue };
            let path = match text_of(bin, "path") {
                Some(path) => Some(below_folder(folder, &path)),
                None => found(&format!("src/bin/{name}.rs")).or_else(|| found("src/main.rs")),
            };
            programs.extend(path.map(|path| (path, name)));
        }
    }
    programs.into_iter().map(|(file, name)| (name, file)).collect()
}

/// Folders with a manifest that a member's path, which may hold `*`, stands for.
fn expand(root: &Path, member: &str) -> Result<Vec<String>, Problem> {
    let mut folders = vec![String::new()];
    for part in member.trim_end_matches('/').split('/').filter(|part| *part != ".") {
        let mut deeper = vec![];
        for folder in &folders {
            if !part.contains(['*', '?', '[']) {
                deeper.push(below_folder(folder, part));
            } else if let Some((before, behind)) = part.split_once('*')
                && !behind.contains(['*', '?', '['])
            {
                let entries = fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
                let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
                let fits = |name: &String| {
                    name.len() >= part.len() - 1
                        && name.starts_with(before)
                        && name.ends_with(behind)
                };
                deeper.extend(names.filter(fits).map(|name| below_folder(folder, &name)));
            } else {
                return Err(format!("the member `{member}` has a pattern that is not read here"));
            }
        }
        folders = deeper;
    }
    folders.retain(|folder| root.join(folder).join("Cargo.toml").is_file());
    folders.sort();
    Ok(folders)
}

// ---- paths and tables -------------------------------------------------------------------------

fn below_folder(folder: &str, path: &str) -> String {
    let path = path.trim_start_matches("./");
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}

/// Without `.` and `..`; `None` if it leads out.
fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = vec![];
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn read(path: &Path) -> Result<String, Problem> {
    let shown = PathBuf::from(path);
    fs::read_to_string(path).map_err(|error| format!("cannot read `{}`: {error}", shown.display()))
}

fn parse<'i>(name: &str, text: &'i str) -> Result<DeTable<'i>, Problem> {
    let parsed = DeTable::parse(text).map_err(|error| format!("`{name}`: {}", error.message()))?;
    Ok(parsed.into_inner())
}

fn table<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> Option<&'t DeTable<'i>> {
    match table.get(key)?.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

fn text_of(table: &DeTable<'_>, key: &str) -> Option<String> {
    match table.get(key)?.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    }
}

fn texts(table: &DeTable<'_>, key: &str) -> Vec<String> {
    match table.get(key).map(|value| value.get_ref()) {
        Some(DeValue::Array(values)) => values
            .iter()
            .filter_map(|value| match value.get_ref() {
                DeValue::String(text) => Some(text.trim_end_matches('/').to_owned()),
                _ => None,
            })
            .collect(),
        _ => vec![],
    }
}
