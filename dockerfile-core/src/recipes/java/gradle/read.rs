//! The projects that there are, and those of them that a program is built from.

use std::collections::{BTreeMap, BTreeSet};

use super::build_file::Names;
use super::catalog::Catalog;
use super::conventions::Conventions;
use super::javas::Javas;
use super::plugins::{Program, Said, Script};
use super::scripts::{self, Scripts};
use super::settings_file::Included;
use crate::declare::disk::Tree;
use crate::program::unread::{JavaUnread, Unread};
use crate::recipes::java::bounds::{self, MOST_PROJECTS, may_lead};
use crate::recipes::java::holders::Holders;
use crate::recipes::java::named::Named;
use crate::recipes::listing::folder_of;
use crate::recipes::needed::needed_first;
use crate::value::path::{below, between, inside, parent};

/// The path of the root's project.
const ROOT: &str = ":";

/// A project and those that it is built from. Paths are relative to the context.
#[derive(Clone, Debug)]
pub(super) struct Closure {
    /// The folder that has the settings.
    pub(super) root: String,
    /// The folder of the project.
    pub(super) folder: String,
    pub(super) path: String,
    /// The paths of the project and of those that it needs.
    pub(super) paths: Vec<String>,
    pub(super) manifests: Vec<String>,
    /// The folders of the builds that this one is made with: `buildSrc`, included builds. Each
    /// stands with the folders below it that a tool makes, which are not copied.
    pub(super) builds: Vec<(String, Vec<String>)>,
    /// Folders that build files name.
    pub(super) named: Vec<String>,
    pub(super) javas: Javas,
    /// What is not copied of folders that hold other projects.
    pub(super) left: Vec<String>,
    /// Folders of projects without a file of their own, which Gradle asks to be there.
    pub(super) bare: Vec<String>,
    /// How the project's plugins make a program.
    pub(super) program: Program,
    /// Folders of projects that are copied whole.
    pub(super) folders: Vec<String>,
    /// The sources of folders that hold other projects.
    pub(super) sources: Vec<String>,
}

/// What a user asks of a build.
pub(super) struct Asked<'a> {
    pub(super) folder: &'a str,
    pub(super) wrapper: bool,
    /// Whether the user has named files, so that a computed path is no error.
    pub(super) names_files: bool,
    /// Whether the user has named the task that makes the program.
    pub(super) names_task: bool,
    /// The projects' paths and folders, if the user has named them and the settings are not read.
    pub(super) projects: &'a [(String, String)],
}

/// Reads the project in a folder, and what it needs.
pub(super) fn closure(tree: &Tree, asked: &Asked<'_>) -> Result<Closure, Unread> {
    let folder = folder_of(asked.folder)?;
    let (root, settings) = settings(tree, asked.folder, &folder)?;
    let Included { mut projects, mut builds, build_files: names } =
        included(tree, &settings, asked.projects)?;
    projects.insert(ROOT.to_owned(), root.clone());
    let Some((path, _)) = projects.iter().find(|(_, other)| **other == folder) else {
        let known = projects.values().filter(|folder| !folder.is_empty()).cloned().collect();
        return Err(JavaUnread::NoProject { settings, folder, known }.into());
    };
    let files = build_files(tree, &projects, &names);
    builds.extend(tree.names(&root, |name| name == "buildSrc").iter().map(|it| below(&root, it)));
    let builds = with_inner(tree, (&root, &settings), builds)?;
    let catalog = Catalog::of_root(tree, &root)?;
    let (named, read) =
        named(tree, (&root, &settings, &catalog), asked, &projects, &files, &builds)?;
    let paths = needed(tree, path, &projects, &read)?;
    let holders = Holders::of(projects.values().map(String::as_str));
    let without = ["build", "gradle", "buildSrc"];
    let needed = paths.iter().map(|path| projects[*path].as_str());
    // A project may have no file of its own by which its folder is known.
    let others: Vec<String> = builds.iter().chain(projects.values()).cloned().collect();
    let split = holders.split(tree, needed, &without, &others)?;
    let own = [folder.as_str(), root.as_str()].into_iter().filter_map(|it| files.get(it));
    let own: Vec<String> = own.cloned().collect();
    let javas = Javas::of(tree, (&root, &settings, &catalog), &own, &builds)?;
    let file = files.get(folder.as_str());
    let program = program(tree, (path, file), (&projects, &read, &catalog), asked)?;
    let mut manifests = vec![settings];
    manifests.extend(beside_settings(tree, &root, asked.wrapper)?);
    manifests.extend(projects.values().filter_map(|folder| files.get(folder.as_str()).cloned()));
    for name in ["gradle.lockfile", "buildscript-gradle.lockfile", "gradle.properties"] {
        let beside = projects.values().map(|folder| below(folder, name));
        manifests.extend(beside.filter(|file| tree.finds(file)));
    }
    manifests.extend(named.files);
    let mut seen = BTreeSet::new();
    manifests.retain(|file| seen.insert(file.clone()));
    let bare = projects.values().filter(|it| !files.contains_key(it.as_str()) && !holders.has(it));
    Ok(Closure {
        bare: bare.cloned().collect(),
        path: path.clone(),
        paths: paths.into_iter().map(str::to_owned).collect(),
        root,
        folder,
        sources: split.sources_without(&manifests),
        manifests,
        builds: builds.into_iter().map(|build| built(tree, build)).collect::<Result<_, _>>()?,
        named: named.folders.into_iter().collect(),
        program,
        folders: split.whole,
        javas,
        left: split.left,
    })
}

/// How the plugins of a project make a program.
fn program(
    tree: &Tree,
    (path, file): (&str, Option<&String>),
    (projects, read, catalog): (&BTreeMap<String, String>, &Scripted, &Catalog),
    asked: &Asked<'_>,
) -> Result<Program, Unread> {
    let mut scripts = vec![];
    for project in BTreeSet::from([path, ROOT]) {
        for file in read.get(&projects[project]).into_iter().flatten() {
            scripts.push(Script { file, project, text: bounds::read(tree, file)? });
        }
    }
    let said = Said::of(&scripts, path, catalog);
    if let Some((file, plugin, instead)) = said.asks_git().filter(|_| !asked.names_files) {
        return Err(JavaUnread::AsksGit { file: file.to_owned(), plugin, instead }.into());
    }
    let program = said.program();
    let Some(file) = file.filter(|_| !asked.names_task) else { return Ok(program) };
    let is_thin = said.needs_others && !said.takes_apart;
    match program {
        Program::Other { task, makes } => {
            Err(JavaUnread::OtherProgram { file: file.clone(), task, makes }.into())
        }
        Program::Installed | Program::Unknown if is_thin => {
            let installs = program == Program::Installed;
            Err(JavaUnread::ThinTask { file: file.clone(), installs }.into())
        }
        _ => Ok(program),
    }
}

/// The files that are read for projects, by the projects' folders: their build files, and the scripts
/// that these apply.
type Scripted = BTreeMap<String, Vec<String>>;

/// The files and folders that the files of a build name by paths, and the files of each project.
fn named(
    tree: &Tree,
    (root, settings, catalog): (&str, &str, &Catalog),
    asked: &Asked<'_>,
    projects: &BTreeMap<String, String>,
    files: &BTreeMap<&str, String>,
    builds: &[String],
) -> Result<(Named, Scripted), Unread> {
    let conventions = Conventions::of(tree, builds)?;
    let mut scripts = Scripts::of((tree, root), asked.names_files, (catalog, &conventions));
    scripts.read(settings, root)?;
    for folder in projects.values() {
        if let Some(file) = files.get(folder.as_str()) {
            scripts.read(file, folder)?;
        }
    }
    for build in builds {
        let names = NAMES.iter().chain(&BUILD_FILES).map(|name| below(build, name));
        for file in names.filter(|file| tree.has(file)) {
            scripts.read(&file, build)?;
        }
    }
    for file in tree.existing(root, &["gradle.properties"]) {
        scripts.named.values(tree, root, &bounds::read(tree, &file)?);
    }
    // A project's folder is copied only if the project is needed, and with its sources.
    let has_project = |folder: &str| projects.values().any(|it| inside(folder, it).is_some());
    let is_of_build = |path: &String| builds.iter().any(|it| inside(it, path).is_some());
    scripts.named.folders.retain(|folder| !has_project(folder) && !is_of_build(folder));
    scripts.named.files.retain(|file| !is_of_build(file));
    let mut read = Scripted::new();
    // Settings include all projects, and need none.
    for (file, project) in scripts.seen.into_iter().filter(|(file, _)| file != settings) {
        read.entry(project).or_default().push(file);
    }
    Ok((scripts.named, read))
}

/// A build, and the folders below it into which Gradle puts what it makes.
fn built(tree: &Tree, build: String) -> Result<(String, Vec<String>), Unread> {
    let is_file = |name: &str| BUILD_FILES.contains(&name);
    let files = tree.files_named(&build, is_file)?;
    let mut made = BTreeSet::from(["build".to_owned(), ".gradle".to_owned()]);
    made.extend(
        files.iter().filter_map(|file| Some(below(inside(&build, parent(file))?, "build"))),
    );
    Ok((build, made.into_iter().collect()))
}

/// The builds that settings include, with those that these include in turn. What is in the folder
/// of another one comes with that.
fn with_inner(
    tree: &Tree,
    (root, settings): (&str, &str),
    builds: Vec<String>,
) -> Result<Vec<String>, Unread> {
    let mut found: Vec<String> = vec![];
    let mut seen = BTreeSet::new();
    let mut open: Vec<(String, String)> =
        builds.into_iter().rev().map(|build| (settings.to_owned(), build)).collect();
    while let Some((named_by, build)) = open.pop() {
        // A build may include the one that includes it.
        let is_around = named_by != settings && inside(&build, root).is_some();
        if is_around || !seen.insert(build.clone()) {
            continue;
        }
        if !tree.exists(&build) {
            let path = between(parent(&named_by), &build);
            return Err(Unread::NamesNothing { path, named_by });
        }
        for file in NAMES.map(|name| below(&build, name)).into_iter().filter(|it| tree.has(it)) {
            let inner = Included::builds_of(&file, &bounds::read(tree, &file)?)?.builds;
            open.extend(inner.into_iter().map(|build| (file.clone(), build)));
        }
        if !found.iter().any(|known| inside(known, &build).is_some()) {
            found.push(build);
        }
        may_lead(settings, seen.len(), MOST_PROJECTS)?;
    }
    Ok(found)
}

/// The names of settings.
const NAMES: [&str; 2] = ["settings.gradle", "settings.gradle.kts"];

/// The usual names of build files.
const BUILD_FILES: [&str; 2] = ["build.gradle", "build.gradle.kts"];

/// The folder that has the settings, and the file of the settings.
fn settings(tree: &Tree, name: &str, folder: &str) -> Result<(String, String), Unread> {
    let none = || JavaUnread::NoSettings { folder: name.to_owned() };
    let root = tree.above(folder, &NAMES).ok_or_else(none)?;
    let files = NAMES.map(|name| below(&root, name));
    let settings = files.into_iter().find(|file| tree.has(file)).ok_or_else(none)?;
    Ok((root, settings))
}

/// The projects that the settings include, or those that the user has named.
fn included(tree: &Tree, settings: &str, given: &[(String, String)]) -> Result<Included, Unread> {
    let text = bounds::read(tree, settings)?;
    if given.is_empty() {
        let mut included = Included::read(settings, &text)?;
        for script in scripts::applied_by(tree, settings, &text) {
            included.add(settings, &script, &bounds::read(tree, &script)?)?;
        }
        return Ok(included);
    }
    let mut included = Included::builds_of(settings, &text)?;
    for (path, folder) in given {
        included.insert(settings, path, folder_of(folder)?)?;
    }
    Ok(included)
}

/// The build files of projects, by the projects' folders.
fn build_files<'p>(
    tree: &Tree,
    projects: &'p BTreeMap<String, String>,
    names: &[String],
) -> BTreeMap<&'p str, String> {
    let file_of = |folder: &'p String| {
        let own = folder.rsplit('/').next().unwrap_or_default();
        let said = names.iter().map(|name| name.replace('*', own));
        let usual =
            ["build", own].map(|name| [format!("{name}.gradle"), format!("{name}.gradle.kts")]);
        let mut files = said.chain(usual.into_iter().flatten()).map(|name| below(folder, &name));
        Some((folder.as_str(), files.find(|file| tree.has(file))?))
    };
    projects.values().filter_map(file_of).collect()
}

/// The paths of a project and of those that it needs, each below those that it needs itself. Each
/// may need what the root's build file names, and the scripts that this one applies.
fn needed<'p>(
    tree: &Tree,
    path: &'p str,
    projects: &'p BTreeMap<String, String>,
    read: &Scripted,
) -> Result<Vec<&'p str>, Unread> {
    let names = Names::of(projects.keys());
    let named = |this: &str| {
        let mut named = vec![];
        for file in read.get(&projects[this]).into_iter().flatten() {
            let own = Some(this).filter(|this| *this != ROOT || path == ROOT);
            named.extend(names.named_in(&bounds::read(tree, file)?, own));
        }
        named.sort_unstable();
        named.dedup();
        Ok(named)
    };
    needed_first(path, |path| Ok(vec![path, ROOT]), named)
}

/// The files beside the settings that Gradle reads, among them those of the wrapper if it is used.
fn beside_settings(tree: &Tree, root: &str, wrapper: bool) -> Result<Vec<String>, Unread> {
    let mut beside = tree.existing(root, &["gradle.properties", "settings-gradle.lockfile"]);
    beside.extend(Some(below(root, "gradlew")).filter(|file| wrapper && tree.has(file)));
    let mut files = tree.files(&below(root, "gradle"))?;
    let unused = below(root, "gradle/wrapper/");
    // A link to a folder is no file.
    files.retain(|file| (wrapper || !file.starts_with(&unused)) && tree.has(file));
    // Files of one folder go in together.
    files.sort_by(|a, b| a.split('/').cmp(b.split('/')));
    beside.extend(files);
    Ok(beside)
}
