//! Which files of a project are copied.

use toml::{Table, Value};

use super::folders::Folders;
use super::history::{get, lists_files};
use super::named::named;
use super::pyproject::MANIFEST;
use crate::declare::disk::Tree;
use crate::declare::given::Given;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::program::note::Note;
use crate::program::unread::Unread;
use crate::recipes::lines::Lines;
use crate::value::path::{below, between, inside, parent};

/// Patterns of what is not copied of a folder that is copied whole. `.env` and `.venv` are among
/// it.
const NOT_INSTALLED: [&str; 4] = [".*", "dist", "tests", "**/__pycache__"];

/// Folders that are not copied at the top of a folder of which parts are copied.
const NOT_OURS: [&str; 4] = ["tests", "build", "dist", "node_modules"];

/// The file in which setuptools is told which files a package has.
const MANIFEST_IN: &str = "MANIFEST.in";

/// Files that the tools read themselves, and no builder of packages does.
const LOCKS: [&str; 5] = ["uv.lock", "poetry.lock", "poetry.toml", "uv.toml", "runtime.txt"];

/// Files of cargo, which builders of packages in Rust read.
const OF_CARGO: [&str; 4] = ["Cargo.toml", "Cargo.lock", "rust-toolchain", "rust-toolchain.toml"];

/// Beginnings of the names of licence files, which packages carry with them (PEP 639).
const LICENCES: [&str; 4] = ["LICEN", "COPYING", "NOTICE", "AUTHORS"];

/// The files of a project.
#[derive(Debug, Default)]
pub(super) struct Sources {
    folder: String,
    /// The project's folder; if other projects are below it, or it is the context itself, what
    /// version control knows of its files.
    copied: Vec<String>,
    /// What its files name by a path, and is not in `copied`.
    named: Vec<String>,
    /// What is not copied at the top of its folder.
    left: Vec<String>,
    /// The command that has the builder take all files of packages, if git would tell it which.
    graft: Option<&'static str>,
}

impl Sources {
    /// The files of a project that is packed, by its manifest, or of one that only runs.
    pub(super) fn read(
        tree: &Tree,
        folder: &str,
        projects: &Folders,
        packaged: Option<&Table>,
    ) -> Result<Self, Unread> {
        let folder = folder.to_owned();
        let whole = !folder.is_empty() && !projects.below(&folder);
        let (copied, left) = match whole {
            true => (vec![folder.clone()], vec![]),
            false => parts(tree, &folder, projects, packaged)?,
        };
        let graft = packaged.filter(|manifest| lists_files(manifest)).map(|_| graft(tree, &folder));
        let mut sources = Self { folder, copied, named: vec![], left, graft };
        if let Some(manifest) = packaged {
            let mut all = named(tree, &sources.folder, manifest, projects)?;
            all.retain(|path| !sources.brings(path));
            sources.named = all.into_iter().collect();
            sources.left.retain(|path| !sources.named.contains(path));
        }
        Ok(sources)
    }

    /// Whether a path is copied with `copied`, and not left out of it.
    pub(super) fn brings(&self, path: &str) -> bool {
        self.copied.iter().filter_map(|copied| inside(copied, path)).any(|rest| {
            let top = rest.split('/').next().unwrap_or(rest);
            let stays = top.starts_with('.') || NOT_INSTALLED.contains(&top);
            rest.is_empty() || !stays && !rest.split('/').any(|part| part == "__pycache__")
        })
    }

    pub(super) fn copy(&self, lines: &mut Lines<'_>) {
        lines.copy(&self.copied, &NOT_INSTALLED);
        self.named.iter().for_each(|path| lines.copy_also(path));
    }

    /// The command above the build of the package in the folder `path`.
    pub(super) fn graft(&self, path: &str) -> Option<ShellCommand> {
        let file = shell::quote(&below(path, MANIFEST_IN));
        self.graft.map(|head| ShellCommand::from(format!("{head} {file}")))
    }

    /// Notes what is not copied, but for what the user's files bring.
    pub(super) fn note(&self, also: &[Given], lines: &mut Lines<'_>) {
        let is_taken = |path: &String| {
            also.iter().any(|taken| inside(path, taken.text.trim_end_matches('/')).is_some())
        };
        let paths: Vec<String> = self.left.iter().filter(|path| !is_taken(path)).cloned().collect();
        if !paths.is_empty() {
            let project = if self.folder.is_empty() { "." } else { &self.folder }.to_owned();
            lines.note(Note::LeftBehind { project, paths, setting: "files" });
        }
    }
}

/// The path of a package's folder from another, which no tool takes for a name.
pub(super) fn path_from(folder: &str, package: &str) -> String {
    let path = between(folder, package);
    if path.starts_with('.') { path } else { format!("./{path}") }
}

/// The command that puts all files of a folder above what setuptools is told there of files: git
/// would name them all, and the folder in the image has no others.
fn graft(tree: &Tree, folder: &str) -> &'static str {
    let file = below(folder, MANIFEST_IN);
    let says_more = tree.finds(&file) && tree.read(&file).is_ok_and(|text| !text.is_empty());
    if says_more { "sed -i '1i graft .'" } else { "echo 'graft .' >" }
}

/// What is copied of a folder that is not copied whole, and what is not.
fn parts(
    tree: &Tree,
    folder: &str,
    projects: &Folders,
    packaged: Option<&Table>,
) -> Result<(Vec<String>, Vec<String>), Unread> {
    let has_rust = packaged.is_some_and(compiles_rust);
    let wanted = |path: &str, name: &str| {
        let is_crate = || tree.has(&below(path, "Cargo.toml")) && !tree.has(&below(path, MANIFEST));
        let is_file = tree.has(path);
        let is_licence = LICENCES.iter().any(|licence| name.starts_with(licence));
        match is_file {
            true if LOCKS.contains(&name) => Some(false),
            true if has_rust && OF_CARGO.contains(&name) && parent(path) == folder => Some(true),
            true => (packaged.is_some() && is_licence).then_some(true),
            false if has_rust && is_crate() => Some(true),
            // Such a folder is told apart as a whole, even if it holds projects: those of a test
            // are no part of this one.
            false if inside(folder, path).is_some_and(|top| NOT_OURS.contains(&top)) => Some(true),
            // Templates that another language's tools make are data of the package that holds them.
            false if is_package(tree, path) => Some(true),
            false => {
                (tree.has(&below(path, "pyvenv.cfg")) || name == "__pycache__").then_some(false)
            }
        }
    };
    let own = tree.own(folder, wanted)?;
    let is_left = |path: &String| {
        let name = inside(folder, path).unwrap_or(path);
        let is_left = NOT_OURS.contains(&name) || projects.is_one(path);
        !tree.has(path) && is_left || !tree.is_plain(path)
    };
    let (stays, copied): (Vec<String>, Vec<String>) = own.copied.into_iter().partition(is_left);
    let mut left = own.left;
    left.extend(stays);
    left.sort();
    Ok((copied, left))
}

/// Whether the builder of a package compiles Rust, be it of other folders.
fn compiles_rust(manifest: &Table) -> bool {
    let requires = get(manifest, &["build-system", "requires"]).and_then(Value::as_array);
    let mut requires = requires.into_iter().flatten().filter_map(Value::as_str);
    requires
        .any(|it| it.starts_with("maturin") || it.replace('_', "-").starts_with("setuptools-rust"))
}

/// Whether a folder is a package of Python, without another project of Python in it.
fn is_package(tree: &Tree, folder: &str) -> bool {
    let projects = |folder: &str| tree.files_named(folder, |name| name == MANIFEST);
    tree.finds(&below(folder, "__init__.py")) && projects(folder).is_ok_and(|it| it.is_empty())
}
