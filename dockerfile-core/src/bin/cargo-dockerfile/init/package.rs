//! The package that declares images: made by cargo, filled by us.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::declare::{self, Script};
use super::imported;
use super::project::{Kind, Project};
use crate::failure::{Failure, Result};
use crate::images;
use crate::library::Library;
use crate::say::Say;

pub(super) struct Package {
    pub(super) name: String,
    pub(super) root: PathBuf,
    pub(super) folder: PathBuf,
    /// Where the workspace is that it is a member of; it may lie above the root.
    pub(super) workspace: Option<PathBuf>,
    /// What its declarations leave to a person.
    pub(super) decisions: Vec<String>,
    pub(super) files: Vec<String>,
}

impl Package {
    /// Writes the files of a package in a folder below the root, or none of them.
    pub(super) fn make(
        root: &Path,
        (name, below): (&str, &str),
        projects: &[Project],
        said: Option<&str>,
        say: &Say,
    ) -> Result<Self> {
        let before = CargoFiles::above(root);
        let made = Self::try_make(root, (name, below), projects, said, say);
        if made.is_ok() {
            before.keep_line_ends()?;
        } else {
            let _ = fs::remove_dir_all(root.join(below));
            before.restore();
        }
        made
    }

    fn try_make(
        root: &Path,
        (name, below): (&str, &str),
        projects: &[Project],
        said: Option<&str>,
        say: &Say,
    ) -> Result<Self> {
        let library = Library::of(said)?;
        let folder = root.join(below);
        let shown = folder.display().to_string();
        cargo(root, &["new", "--quiet", "--vcs", "none", "--lib", "--name", name, &shown])?;
        cargo(&folder, &dependency(projects, &library))?;
        let workspace = workspace_of(&folder)?;
        let workspace =
            Some(workspace).filter(|root| *root != folder.canonicalize().unwrap_or_default());
        let is_here = workspace.is_some() && workspace == root.canonicalize().ok();
        let is_imported = projects.iter().all(|one| matches!(one.kind, Kind::Dockerfile { .. }));
        let Script { build, modules, decisions } = match is_imported {
            true => imported::script(root, (!is_here).then_some(below), projects, said, say)?,
            false => declare::script(projects, is_here),
        };
        let mut files = vec![
            ("build.rs", build.as_str()),
            ("src/lib.rs", "//! The images of this repository are declared in `build.rs`.\n"),
        ];
        files.extend(modules.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        if workspace.is_none() {
            files.push((".gitignore", "/target\n"));
        }
        for (file, text) in &files {
            let path = folder.join(file);
            let made = path.parent().map_or(Ok(()), fs::create_dir_all);
            made.map_err(|error| Failure::of_file(&path, error))?;
            fs::write(&path, text).map_err(|error| Failure::of_file(&path, error))?;
        }
        let names = files.iter().map(|(file, _)| *file).chain(["Cargo.toml"]);
        let files = names.map(|file| format!("{below}/{file}")).collect();
        let (name, root) = (name.to_owned(), root.to_owned());
        Ok(Self { name, root, folder, workspace, decisions, files })
    }
}

/// The words by which cargo adds this crate, with the features that projects need.
fn dependency(projects: &[Project], library: &Library) -> Vec<String> {
    let features: BTreeSet<&str> = projects.iter().filter_map(feature).collect();
    let mut words = vec!["add".to_owned(), "--quiet".to_owned(), "--build".to_owned()];
    words.extend(library.to_add());
    if !features.contains("cargo") {
        words.push("--no-default-features".to_owned());
    }
    let features: Vec<&str> = features.into_iter().filter(|one| *one != "cargo").collect();
    if !features.is_empty() {
        words.extend(["--features".to_owned(), features.join(",")]);
    }
    words
}

/// The manifests and lock files that cargo may change, with their texts; `None` is a file that is not there.
/// Cargo makes a new package a member of the workspace that it finds, here or above.
struct CargoFiles(Vec<(PathBuf, Option<String>)>);

impl CargoFiles {
    fn above(root: &Path) -> Self {
        let files = root
            .ancestors()
            .flat_map(|folder| ["Cargo.toml", "Cargo.lock"].map(|file| folder.join(file)));
        Self(files.map(|path| (path.clone(), fs::read_to_string(path).ok())).collect())
    }

    /// The files that have another text now, with the text that they had.
    fn changed(&self) -> impl Iterator<Item = (&Path, Option<&str>)> {
        let is_other = |(path, text): &&(PathBuf, _)| fs::read_to_string(path).ok() != *text;
        self.0.iter().filter(is_other).map(|(path, text)| (path.as_path(), text.as_deref()))
    }

    fn restore(&self) {
        for (path, text) in self.changed() {
            let _ = match text {
                Some(text) => fs::write(path, text),
                None => fs::remove_file(path),
            };
        }
    }

    /// Gives files of CRLF lines their line ends back: cargo writes LF.
    fn keep_line_ends(&self) -> Result<()> {
        for (path, text) in self.changed() {
            let is_crlf = |text: &&str| {
                text.contains('\n') && text.lines().count() == text.matches("\r\n").count()
            };
            if text.filter(is_crlf).is_some() {
                let failed = |error| Failure::of_file(path, error);
                let text = fs::read_to_string(path).map_err(failed)?;
                fs::write(path, text.replace("\r\n", "\n").replace('\n', "\r\n"))
                    .map_err(failed)?;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
}

fn workspace_of(folder: &Path) -> Result<PathBuf> {
    let metadata: Metadata = images::metadata(Some(&folder.join("Cargo.toml")))?;
    Ok(metadata.workspace_root.canonicalize().unwrap_or(metadata.workspace_root))
}

fn feature(project: &Project) -> Option<&'static str> {
    match &project.kind {
        Kind::Cargo { .. } => Some("cargo"),
        Kind::Go => Some("go"),
        Kind::Node { .. } => Some("node"),
        Kind::Python { tool: "pip", .. } | Kind::Dockerfile { .. } => None,
        Kind::Python { .. } => Some("python"),
        Kind::Java { .. } => Some("java"),
        Kind::Ruby { .. } => Some("ruby"),
    }
}

fn cargo(folder: &Path, words: &[impl AsRef<OsStr>]) -> Result<()> {
    let mut command = images::cargo(&words[0].as_ref().to_string_lossy());
    let output = command.args(&words[1..]).current_dir(folder).output();
    let output = output.map_err(|error| Failure::new(format!("cargo: {error}")))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(Failure::said("", &String::from_utf8_lossy(&output.stderr))),
    }
}
