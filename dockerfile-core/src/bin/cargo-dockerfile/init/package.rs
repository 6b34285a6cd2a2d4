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

pub(super) struct Package {
    pub(super) name: String,
    pub(super) root: PathBuf,
    pub(super) folder: PathBuf,
    /// A member of the workspace at the root.
    pub(super) is_member: bool,
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
    ) -> Result<Self> {
        let manifest = root.join("Cargo.toml");
        let workspace = fs::read(&manifest).ok();
        let made = Self::try_make(root, (name, below), projects, said);
        if made.is_err() {
            let _ = fs::remove_dir_all(root.join(below));
            if let Some(text) = workspace {
                let _ = fs::write(&manifest, text);
            }
        }
        made
    }

    fn try_make(
        root: &Path,
        (name, below): (&str, &str),
        projects: &[Project],
        said: Option<&str>,
    ) -> Result<Self> {
        let library = Library::of(said)?;
        let folder = root.join(below);
        let shown = folder.display().to_string();
        cargo(root, &["new", "--quiet", "--vcs", "none", "--lib", "--name", name, &shown])?;
        cargo(&folder, &dependency(projects, &library))?;
        let is_member = workspace_of(&folder)? != folder.canonicalize().unwrap_or_default();
        let is_imported = projects.iter().all(|one| matches!(one.kind, Kind::Dockerfile { .. }));
        let Script { build, modules, decisions } = match is_imported {
            true => imported::script(root, (!is_member).then_some(below), projects, said)?,
            false => declare::script(projects, is_member),
        };
        let mut files = vec![
            ("build.rs", build.as_str()),
            ("src/lib.rs", "//! The images of this repository are declared in `build.rs`.\n"),
        ];
        files.extend(modules.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        if !is_member {
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
        Ok(Self { name, root, folder, is_member, decisions, files })
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
        Kind::Go { .. } => Some("go"),
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
