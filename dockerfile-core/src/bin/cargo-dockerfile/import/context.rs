//! The build context: the files that patterns fit, and what its ignore file keeps out.

use std::path::{Path, PathBuf};

use super::rust::one_or_list;
use crate::failure::{Failure, Result};
use crate::file::clean;
use crate::patterns::Wildcard;

pub(super) struct Context {
    pub(super) folder: PathBuf,
    /// The text of its ignore file.
    pub(super) ignore: String,
    patterns: Vec<String>,
    /// Lines of the ignore file that a declaration says in another way.
    pub(super) remarks: Vec<String>,
}

impl Context {
    /// A folder, and the ignore file that a builder reads for a Dockerfile: its own, or the folder's.
    pub(super) fn read(folder: &Path, dockerfile: &Path) -> Result<Self> {
        let mut own = dockerfile.as_os_str().to_owned();
        own.push(".dockerignore");
        let files = [PathBuf::from(own), folder.join(".dockerignore")];
        let mut context = Self {
            folder: folder.to_owned(),
            ignore: String::new(),
            patterns: vec![],
            remarks: vec![],
        };
        if let Some(file) = files.iter().find(|file| file.is_file()) {
            context.ignore =
                std::fs::read_to_string(file).map_err(|error| Failure::of_file(file, error))?;
            context.take_patterns(&crate::say::path(file));
        }
        Ok(context)
    }

    fn take_patterns(&mut self, name: &str) {
        for (number, line) in (1..).zip(self.ignore.lines()) {
            let pattern = line.trim();
            if pattern.is_empty() || line.starts_with('#') {
                continue;
            }
            let bare = clean(pattern.trim_start_matches('/'));
            if pattern.starts_with('!') {
                self.remarks.push(format!(
                    "{name}:{number}: `{pattern}` takes something back, which no `.except(..)` does: look at what is copied"
                ));
            } else if ["*", "**", ".", "**/*"].contains(&bare.as_str()) {
                self.remarks.push(format!(
                    "{name}:{number}: `{pattern}` goes without saying: the emitted file lets in what is copied"
                ));
            } else if !self.patterns.contains(&bare) {
                self.patterns.push(bare);
            }
        }
    }

    /// Whether its ignore file lets in a part of what it keeps out.
    pub(super) fn takes_back(&self) -> bool {
        self.ignore.lines().any(|line| line.trim().starts_with('!'))
    }

    /// What a copy of a folder leaves out, as a method; nothing of a file.
    pub(super) fn except(&self, source: &str) -> Option<String> {
        if source != "." && !self.folder.join(source).is_dir() {
            return None;
        }
        let below = |pattern: &String| match source {
            "." => Some(pattern.clone()),
            _ if pattern.starts_with("**/") => Some(pattern.clone()),
            _ => pattern.strip_prefix(source)?.strip_prefix('/').map(str::to_owned),
        };
        let patterns: Vec<String> = self.patterns.iter().filter_map(below).collect();
        (!patterns.is_empty()).then(|| format!(".except({})", one_or_list(&patterns)))
    }

    /// Whether a line of the emitted ignore file comes from this one.
    pub(super) fn says(&self, line: &str) -> bool {
        self.patterns
            .iter()
            .any(|pattern| line == pattern || line.ends_with(&format!("/{pattern}")))
    }

    /// The files of a folder that a pattern of its last name fits.
    pub(super) fn matching(&self, pattern: &str) -> Option<Vec<String>> {
        let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
        if folder.contains(['*', '?', '[']) {
            return None;
        }
        let mut found = vec![];
        for entry in std::fs::read_dir(self.folder.join(folder)).ok()?.flatten() {
            let file = entry.file_name().into_string().ok()?;
            if Wildcard::read(name).ok()?.matches(&file) {
                found.push(if folder.is_empty() { file } else { format!("{folder}/{file}") });
            }
        }
        found.sort();
        (!found.is_empty()).then_some(found)
    }

    /// All files by their paths from the folder, but for those of folders that nobody wants.
    pub(super) fn files(&self, is_unwanted: &dyn Fn(&str) -> bool) -> Vec<String> {
        let mut files = vec![];
        walk(&self.folder, "", is_unwanted, &mut files);
        files.sort();
        files
    }
}

fn walk(folder: &Path, below: &str, is_unwanted: &dyn Fn(&str) -> bool, files: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{below}{name}");
        if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            files.push(path);
        } else if !is_unwanted(&path) {
            walk(&entry.path(), &format!("{path}/"), is_unwanted, files);
        }
    }
}
