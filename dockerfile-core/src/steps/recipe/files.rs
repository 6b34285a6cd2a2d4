//! The files of a build context that recipes read. Paths are relative to it, with `/` on every
//! host; its root is the empty one.

use std::fs;
use std::path::{Path, PathBuf};

use super::Problem;
use crate::project;

/// A build context on disk.
#[derive(Clone, Debug)]
pub(in crate::steps) struct Files {
    root: PathBuf,
}

impl Files {
    /// Below a folder, which a relative path names from the package's.
    pub(in crate::steps) fn of(context: &Path) -> Self {
        Self { root: project::package_folder().join(context) }
    }

    pub(in crate::steps) fn root(&self) -> &Path {
        &self.root
    }

    pub(in crate::steps) fn has(&self, file: &str) -> bool {
        self.root.join(file).is_file()
    }

    pub(in crate::steps) fn exists(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    pub(in crate::steps) fn read(&self, file: &str) -> Result<String, Problem> {
        fs::read_to_string(self.root.join(file))
            .map_err(|error| format!("cannot read `{file}`: {error}"))
    }

    /// The names in a folder, sorted; none if there is no such folder.
    pub(in crate::steps) fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.root.join(folder)).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Those of these files that a folder has, in this order.
    pub(in crate::steps) fn existing(&self, folder: &str, names: &[&str]) -> Vec<String> {
        let paths = names.iter().map(|name| below(folder, name));
        paths.filter(|path| self.has(path)).collect()
    }

    /// Whether a folder, or one below it, has a file whose name ends so.
    pub(in crate::steps) fn holds(&self, folder: &str, end: &str) -> bool {
        self.deep(folder).iter().any(|folder| {
            let mut names = self.names(folder).into_iter();
            names.any(|name| name.ends_with(end) && self.has(&below(folder, &name)))
        })
    }

    /// The nearest folder that has one of these files: the given one, or one above it.
    pub(in crate::steps) fn above(&self, folder: &str, files: &[&str]) -> Option<String> {
        let mut folder = folder;
        loop {
            if files.iter().any(|file| self.has(&below(folder, file))) {
                return Some(folder.to_owned());
            }
            if folder.is_empty() {
                return None;
            }
            folder = parent(folder);
        }
    }

    /// The folders with a manifest of this name that a member's path, which may hold `*`,
    /// stands for.
    pub(in crate::steps) fn members(
        &self,
        root: &str,
        member: &str,
        manifest: &str,
    ) -> Result<Vec<String>, Problem> {
        let mut folders = vec![root.to_owned()];
        for part in member.trim_end_matches('/').split('/').filter(|part| *part != ".") {
            folders = match part.split_once('*') {
                None if !part.contains(['?', '[', '{']) => {
                    folders.iter().map(|folder| below(folder, part)).collect()
                }
                Some(("", "*")) => folders.iter().flat_map(|folder| self.deep(folder)).collect(),
                Some((before, behind)) if !behind.contains(['*', '?', '[', '{']) => {
                    folders.iter().flat_map(|folder| self.named(folder, before, behind)).collect()
                }
                _ => {
                    return Err(format!(
                        "the member `{member}` has a pattern that is not read here"
                    ));
                }
            };
        }
        folders.retain(|folder| self.has(&below(folder, manifest)));
        folders.sort();
        folders.dedup();
        Ok(folders)
    }

    /// Folders of a folder whose names begin and end so.
    fn named(&self, folder: &str, before: &str, behind: &str) -> Vec<String> {
        let fits = |name: &String| {
            name.len() >= before.len() + behind.len()
                && name.starts_with(before)
                && name.ends_with(behind)
        };
        let names = self.names(folder).into_iter().filter(fits);
        names.map(|name| below(folder, &name)).collect()
    }

    /// A folder and all below it, but for what installs put there.
    fn deep(&self, folder: &str) -> Vec<String> {
        let mut folders = vec![folder.to_owned()];
        let ours = |name: &String| !name.starts_with('.') && name != "node_modules";
        for name in self.names(folder).into_iter().filter(ours) {
            let path = below(folder, &name);
            let entry = self.root.join(&path);
            if entry.is_dir() && !entry.is_symlink() {
                folders.extend(self.deep(&path));
            }
        }
        folders
    }
}

/// A path below a folder, without a `./` at its start.
pub(in crate::steps) fn below(folder: &str, path: &str) -> String {
    let path = path.trim_start_matches("./");
    match (folder, path) {
        ("", path) => path.to_owned(),
        (folder, "" | ".") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    }
}

/// The folder that a path is in.
pub(in crate::steps) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// A path without `.` and `..`; `None` if it leads out.
pub(in crate::steps) fn normal(path: &str) -> Option<String> {
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

/// Where a path in a folder's manifest leads.
pub(in crate::steps) fn leads_to(folder: &str, path: &str) -> Result<String, Problem> {
    let inside = if path.starts_with('/') { None } else { normal(&format!("{folder}/{path}")) };
    let place = if folder.is_empty() { String::new() } else { format!(" in `{folder}`") };
    inside.ok_or_else(|| format!("`{path}`{place} leads out of the build context"))
}

/// A folder of the context as a user names it.
pub(in crate::steps) fn folder_of(name: &str) -> Result<String, Problem> {
    match normal(name) {
        Some(folder) if !name.starts_with('/') => Ok(folder),
        _ => Err(format!("`{name}` is no folder of the build context")),
    }
}

/// Whether none of these folders but itself is in a folder; the context's root holds them all.
pub(in crate::steps) fn is_alone<'o>(
    folder: &str,
    others: impl IntoIterator<Item = &'o str>,
) -> bool {
    let mut others = others.into_iter().filter(|other| *other != folder);
    !folder.is_empty() && others.all(|other| inside(folder, other).is_none())
}

/// How a path is written from a folder that holds it; `None` if it does not.
pub(in crate::steps) fn inside<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    if folder.is_empty() || folder == path {
        return Some(path.strip_prefix(folder).unwrap_or(path));
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}
