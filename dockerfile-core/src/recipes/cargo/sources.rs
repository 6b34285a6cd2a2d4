//! What is copied of a package, and whether these copies bring everything that it is compiled from.

use std::collections::{BTreeMap, BTreeSet};

use super::database;
use super::member::Package;
use super::mentions;
use super::scan::{self, Named};
use super::script::{self, Script};
use super::workspace::Workspace;
use crate::declare::disk::Tree;
use crate::program::unread::{CargoUnread, Unread};
use crate::recipes::listing::Entry;
use crate::recipes::own::is_of_no_use;
use crate::recipes::pattern::covers;
use crate::value::path::{below, inside, normal, parent, upwards};

/// Folders of a package that are not copied.
const NOT_COMPILED: [&str; 4] = ["tests", "benches", "examples", "target"];

/// A package's sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sources {
    /// The package's name.
    pub(super) name: String,
    /// The names of the packages that it needs itself.
    pub(super) needs: BTreeSet<String>,
    /// What is copied.
    pub(super) copies: Vec<Copied>,
    /// Whether the first of `copies` is the package's folder, and not one of several parts of it.
    pub(super) is_whole: bool,
    /// The files that cargo starts from.
    pub(super) roots: Vec<String>,
    /// Files outside of the package that its sources name, each with the source that does.
    pub(super) named: Vec<(String, String)>,
    /// Files and folders that the compiler reads and that version control does not know, each with the
    /// source that names it.
    pub(super) unknown: Vec<(String, String)>,
    /// Those of `named` that the compiler reads, and manifests of others.
    read: BTreeSet<String>,
    /// Files and folders beside its sources that are of no use to a build, and are not copied.
    pub(super) left: Vec<String>,
    pub(super) script: Option<Script>,
    /// The manifest, if it names a package that asks git for the commit.
    pub(super) asks_git: Option<String>,
}

/// A folder or file that is copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Copied {
    pub(super) path: String,
    /// Patterns of what is not copied below it.
    pub(super) except: Vec<String>,
    pub(super) is_file: bool,
}

impl Copied {
    fn brings(&self, file: &str) -> bool {
        inside(&self.path, file)
            .is_some_and(|inside| !self.except.iter().any(|it| covers(it, inside)))
    }
}

impl Sources {
    fn brings(&self, file: &str) -> bool {
        self.copies.iter().any(|copied| copied.brings(file))
    }

    /// The build script or the manifest that has git asked for the commit.
    pub(super) fn asks_git(&self) -> Option<&String> {
        let script = self.script.iter().find(|script| script.asks_git);
        script.map(|script| &script.file).or(self.asks_git.as_ref())
    }

    /// What is surely read of other packages where this one is compiled.
    pub(super) fn read(&self) -> impl Iterator<Item = &String> {
        self.read.iter()
    }

    fn names(&self, file: &str) -> bool {
        self.named.iter().any(|(named, _)| named == file)
    }

    /// The files that are copied, as far as tools find them by looking.
    fn files(&self, tree: &Tree) -> Result<Vec<String>, Unread> {
        let mut files = vec![];
        for copied in &self.copies {
            files
                .extend(tree.tracked(&copied.path)?.into_iter().filter(|file| copied.brings(file)));
        }
        Ok(files)
    }

    /// Copies a file by itself that no copy of a folder brings, since its name is private.
    fn add_private(&mut self, path: String) {
        if !self.copies.iter().any(|copied| copied.path == path) {
            self.copies.push(Copied { path, except: vec![], is_file: true });
        }
    }

    /// Copies a path by itself, unless a copy brings it already.
    fn add(&mut self, tree: &Tree, path: String) {
        if !self.brings(&path) {
            let is_file = tree.has(&path);
            self.copies.push(Copied { path, except: vec![], is_file });
        }
    }
}

/// What decides on the copies of every package.
pub(super) struct Said<'a> {
    /// The user's patterns of what is not copied.
    pub(super) except: &'a [&'a str],
    /// What is copied whole above the first step, and not once more.
    pub(super) in_full: &'a [String],
    /// The paths that are copied because the user or cargo's configuration names them.
    pub(super) named: &'a [String],
    /// The folders that variables of cargo's configuration name.
    pub(super) folders: &'a BTreeMap<String, String>,
}

impl Said<'_> {
    /// The paths of the context that sources name by a variable of cargo's configuration.
    fn in_variables<'n>(&'n self, named: &'n Named) -> impl Iterator<Item = String> + 'n {
        let paths = named.in_variable.iter();
        paths.filter_map(|(name, path)| normal(&below(self.folders.get(name)?, path)))
    }
}

/// The sources of a package, without what no package is compiled from.
pub(super) fn sources(
    tree: &Tree,
    workspace: &Workspace,
    package: &Package,
    said: &Said<'_>,
) -> Result<Sources, Unread> {
    let roots: Vec<String> = package.roots().cloned().collect();
    roots.iter().try_for_each(|root| is_for_every_build(tree, package, root, said))?;
    let named = |folder: &String| workspace.packages.get(folder).map(|it| it.name.clone());
    let needs = package.needs.iter().filter_map(named).collect();
    let script = package.script.as_deref().map(Script::new);
    let mut sources = Sources { name: package.name.clone(), needs, script, ..Sources::default() };
    let folder = package.folder.as_str();
    let starts: Vec<String> =
        roots.iter().cloned().chain(modules_of(tree, folder, &roots)).collect();
    let links = linked_folders(tree, folder, &roots)?;
    let holds_others = folder.is_empty() || workspace.is_above_packages(folder);
    if holds_others || workspace.is_led_from(folder) || !links.is_empty() {
        take_parts(tree, workspace, (folder, &starts, &links), said, &mut sources);
    } else {
        let mut except = behind(folder, folder, &starts, said.except);
        let toolchains = workspace.toolchains.iter().filter_map(|file| inside(folder, file));
        except.extend(toolchains.map(str::to_owned));
        sources.copies.push(Copied { path: folder.to_owned(), except, is_file: false });
        sources.is_whole = true;
    }
    for root in &roots {
        if !sources.brings(root) && inside(folder, root).is_none() {
            take_alone(tree, root, &mut sources)?;
        }
    }
    take_links(tree, &mut sources)?;
    for root in roots.iter().filter(|root| tree.is_private(root)) {
        sources.add_private(root.clone());
    }
    // The stub of a file that no copy brings would be compiled into the program.
    if let Some(file) = roots.iter().find(|file| !sources.brings(file)) {
        let (package, file) = (package.name.clone(), file.clone());
        return Err(CargoUnread::RootLeftBehind { package, file }.into());
    }
    for path in database::queries(tree, workspace, package)? {
        sources.add(tree, path);
    }
    sources.asks_git = script::brings_git(package);
    take_named(tree, workspace, package, said, &mut sources)?;
    sources.roots = roots;
    Ok(sources)
}

/// Checks that a file which cargo starts from gets into every image: the stub of one that is not
/// there, or that version control ignores, would be compiled into the program.
fn is_for_every_build(
    tree: &Tree,
    package: &Package,
    root: &str,
    said: &Said<'_>,
) -> Result<(), Unread> {
    tree.require(root).map_err(|unread| match unread {
        Unread::NoFile { path } => {
            Unread::NamesNothing { path, named_by: package.manifest.clone() }
        }
        other => other,
    })?;
    let is_named = said.named.iter().any(|path| inside(path, root).is_some());
    let behind = tree.behind(root)?;
    if is_named || tree.shares(root) && behind.iter().all(|path| tree.shares(path)) {
        return Ok(());
    }
    let (package, file) = (package.name.clone(), root.to_owned());
    Err(CargoUnread::RootIgnored { package, file }.into())
}

/// The folders of modules of the files that cargo starts from in a package's own folder: there
/// `mod tests;` may be `tests/mod.rs`.
fn modules_of(tree: &Tree, folder: &str, roots: &[String]) -> Vec<String> {
    let flat = roots.iter().filter(|root| parent(root) == folder);
    let mut folders = vec![];
    for text in flat.filter_map(|root| tree.read(root).ok()) {
        let modules = scan::names(&text).modules;
        for module in &modules {
            let beside = below(folder, module);
            let mut inner = modules.iter().map(String::as_str).chain(["mod"]);
            let has = |file: &str| tree.finds(&format!("{file}.rs"));
            if has(&beside) || inner.any(|inner| has(&below(&beside, inner))) {
                folders.push(beside);
            }
        }
    }
    folders
}

/// The links to folders, below a package's own, behind which cargo starts. A builder that copies a
/// folder around would put the link where a folder with a stub stands; a link that a line names is
/// followed.
fn linked_folders(tree: &Tree, folder: &str, roots: &[String]) -> Result<Vec<String>, Unread> {
    let mut links = vec![];
    for root in roots.iter().filter(|root| inside(folder, root).is_some()) {
        for above in upwards(parent(root)).take_while(|above| *above != folder) {
            if !tree.behind(above)?.is_empty() {
                links.push(above.to_owned());
            }
        }
    }
    Ok(links)
}

/// Patterns of what is not copied below a path of a package. A folder in which cargo starts is
/// copied.
fn behind(folder: &str, path: &str, roots: &[String], except: &[&str]) -> Vec<String> {
    let is_compiled = |name: &&&str| {
        let behind = below(folder, name);
        roots.iter().any(|root| inside(&behind, root).is_some())
    };
    let usual = NOT_COMPILED.iter().filter(|name| !is_compiled(name));
    let below_path = |pattern: &&str| match pattern.strip_prefix("**/") {
        Some(_) => Some((*pattern).to_owned()),
        None => inside(path, &below(folder, pattern)).map(str::to_owned),
    };
    usual.chain(except).filter_map(below_path).collect()
}

/// Takes all that is of use in a package's folder which holds other packages or links, too.
fn take_parts(
    tree: &Tree,
    workspace: &Workspace,
    (folder, roots, links): (&str, &[String], &[String]),
    said: &Said<'_>,
    sources: &mut Sources,
) {
    let starts_in = |path: &str| roots.iter().any(|root| inside(path, root).is_some());
    let holds_link =
        |path: &str| links.iter().any(|link| link != path && inside(path, link).is_some());
    let holds_other =
        |path: &str| workspace.is_above_packages(path) || tree.is_project(path) || holds_link(path);
    let behind_by_hand = |path: &str| {
        let path = inside(folder, path).unwrap_or(path);
        said.except.iter().any(|pattern| covers(pattern, path))
    };
    let mut waiting = vec![folder.to_owned()];
    while let Some(above) = waiting.pop() {
        let is_wanted = |name: &str| {
            !name.starts_with('.') || name == ".sqlx" || starts_in(&below(&above, name))
        };
        for entry in tree.entries(&above, is_wanted) {
            let Entry { path, name, is_folder } = entry;
            let is_there = said.in_full.iter().any(|full| inside(full, &path).is_some());
            if is_there || behind_by_hand(&path) {
                continue;
            }
            if is_folder && holds_other(&path) {
                // Cargo may start in a folder that holds other packages or links.
                waiting.extend(starts_in(&path).then_some(path));
                continue;
            }
            let is_usual = is_folder && NOT_COMPILED.contains(&name.as_str());
            let is_behind = above == folder && (is_usual || is_of_no_use(&name, is_folder));
            if is_behind && !starts_in(&path) {
                // Nobody wonders that manifests and tests are not among the sources.
                if !NOT_COMPILED.contains(&name.as_str()) && !name.starts_with("Cargo.") {
                    sources.left.push(path);
                }
                continue;
            }
            let except = if is_folder { behind(folder, &path, roots, said.except) } else { vec![] };
            let is_file = tree.has(&path);
            sources.copies.push(Copied { path, except, is_file });
        }
    }
}

/// Takes a file outside of all that is copied, with the modules that it names beside it.
fn take_alone(tree: &Tree, root: &str, sources: &mut Sources) -> Result<(), Unread> {
    let mut waiting = vec![root.to_owned()];
    while let Some(file) = waiting.pop() {
        if sources.brings(&file) {
            continue;
        }
        sources.add(tree, file.clone());
        let Ok(text) = tree.read(&file) else { continue };
        for module in scan::names(&text).modules {
            let folder = below(parent(&file), &module);
            let file = format!("{folder}.rs");
            if tree.finds(&file) {
                waiting.push(file);
            }
            if !tree.has(&folder) && !tree.tracked(&folder)?.is_empty() {
                sources.add(tree, folder);
            }
        }
    }
    Ok(())
}

/// Takes what links lead to: a builder copies a link as a link. What is private or ignored by version
/// control stays out, also behind a link.
fn take_links(tree: &Tree, sources: &mut Sources) -> Result<(), Unread> {
    let mut at = 0;
    while let Some(copied) = sources.copies.get(at).cloned() {
        at += 1;
        let files = tree.tracked(&copied.path)?.into_iter();
        for file in files.filter(|file| copied.brings(file) && !tree.is_private(file)) {
            let is_around = |path: &String| inside(path, &file).is_some();
            for path in tree.behind(&file)?.into_iter().filter(|path| !is_around(path)) {
                if tree.knows(&path)? && !tree.is_private(&path) {
                    sources.add(tree, path);
                }
            }
        }
    }
    Ok(())
}

/// Takes what sources name by a text, if it is the package's own, and notes it if it is not.
fn take_named(
    tree: &Tree,
    workspace: &Workspace,
    package: &Package,
    said: &Said<'_>,
    sources: &mut Sources,
) -> Result<(), Unread> {
    let of_script = script::files(tree, package);
    let mut files = sources.files(tree)?;
    files.retain(|file| file.ends_with(".rs"));
    let mut at = 0;
    while let Some(file) = files.get(at).cloned() {
        at += 1;
        let is_script = of_script.contains(&file);
        let Ok(text) = tree.read(&file) else { continue };
        if !is_script && !package.is_macro && !scan::may_name_files(&text) {
            continue;
        }
        let named = scan::names(&text);
        if is_script {
            script::misses(&tree.missing_submodules(), &package.folder, &named)?;
            sources.script.iter_mut().for_each(|script| script.take(&named));
        }
        if named.looks_for_migrations {
            let found = database::migrations(tree, package)?;
            found.into_iter().for_each(|path| sources.add(tree, path));
        }
        let in_variable = said.in_variables(&named).map(|path| (path, true));
        let paths = mentions::paths(&workspace.root, package, &file, &named, is_script);
        let above = is_script.then(|| mentions::above(tree, package, &named));
        let above = above.into_iter().flatten().map(|path| (path, false));
        for (path, is_read) in paths.into_iter().chain(in_variable).chain(above) {
            // A source elsewhere is compiled with the package, and names files, too.
            if is_read && path.ends_with(".rs") && tree.finds(&path) && !files.contains(&path) {
                files.push(path.clone());
            }
            take_path(tree, workspace, package, (path, is_read, &file), sources)?;
        }
    }
    for (path, file) in mentions::in_settings(tree, package) {
        if tree.knows(&path)? && !sources.brings(&path) {
            sources.named.push((path, file));
        }
    }
    let left = std::mem::take(&mut sources.left);
    sources.left = left.into_iter().filter(|path| !sources.brings(path)).collect();
    Ok(())
}

/// Takes a path that a source names, or notes it. `is_read` says that the compiler surely reads it.
fn take_path(
    tree: &Tree,
    workspace: &Workspace,
    package: &Package,
    (path, is_read, source): (String, bool, &str),
    sources: &mut Sources,
) -> Result<(), Unread> {
    if !tree.knows(&path)? {
        sources.unknown.extend(is_read.then(|| (path, source.to_owned())));
        return Ok(());
    }
    // It is there already.
    if workspace.has_manifest(&path) {
        sources.read.extend(Some(path).filter(|path| *path != package.manifest));
        return Ok(());
    }
    let begins = inside(&package.folder, &path).and_then(|below| below.split('/').next());
    // The stub of a declared example or test would be read in its place.
    let has_stub = package.looked_for.contains(&path);
    let is_own = begins.is_some_and(|name| has_stub || !NOT_COMPILED.contains(&name))
        && !workspace.is_in_another(&package.folder, &path);
    // A private file goes along only if the compiler reads it, and by a copy of its own.
    let (is_noted, is_private) = (sources.names(&path), tree.is_private(&path));
    if is_own && is_read && is_private && tree.has(&path) {
        sources.add_private(path);
    } else if is_own && (is_read || !is_private) {
        sources.add(tree, path);
    } else if !is_own || !sources.brings(&path) {
        sources.read.extend(is_read.then(|| path.clone()));
        sources.named.extend((!is_noted).then(|| (path, source.to_owned())));
    }
    Ok(())
}

/// Files that sources name and that are not there when they are compiled, each with a source that
/// names it. Libraries are compiled before the files of programs come, and each program apart.
pub(super) fn missing(
    libraries: &[Sources],
    programs: &[Sources],
    in_full: &[String],
    also: &[&str],
) -> Vec<(String, String)> {
    let of_libraries = |path: &str| {
        let mut others = in_full.iter().map(String::as_str).chain(also.iter().copied());
        libraries.iter().any(|sources| sources.brings(path))
            || others.any(|folder| inside(folder.trim_end_matches('/'), path).is_some())
    };
    let all = libraries.iter().chain(programs);
    let named = all.flat_map(|sources| sources.named.iter().map(move |named| (sources, named)));
    let missing = named.filter(|(own, (path, _))| !own.brings(path) && !of_libraries(path));
    let mut missing: Vec<_> = missing.map(|(_, named)| named.clone()).collect();
    missing.sort();
    missing.dedup_by(|a, b| a.0 == b.0);
    missing
}
