//! The files that are a project's own in a folder that others may share with it, such as a
//! context's root.

use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::recipes::pattern::may_find;
use crate::value::path::{below, parent};

/// A folder with one of these is a project of its own.
const MANIFESTS: [&str; 9] = [
    "Cargo.toml",
    "package.json",
    "go.mod",
    "pyproject.toml",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "Gemfile",
    "gems.rb",
];

/// Folders that no build reads unless something names what is in them.
const FOLDERS_OF_NO_USE: [&str; 2] = ["docs", "doc"];

/// Patterns of files that no build reads unless something names them.
const FILES_OF_NO_USE: &str = "*.md LICENSE* LICENCE* COPYING* Cargo.* rust-toolchain* rustfmt.toml \
    clippy.toml deny.toml Dockerfile* *.Dockerfile *.dockerignore docker-compose*.y*ml docker-bake.* compose*.y*ml Makefile \
    justfile mise.toml *.nix";

/// The files and folders of a folder, told apart and sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Own {
    /// The project's own files and folders.
    pub(super) copied: Vec<String>,
    /// What is not copied: other projects, and what no build reads.
    pub(super) left: Vec<String>,
}

impl Tree {
    /// Tells apart what version control knows of a folder. `wanted` is asked first, with the path
    /// and the name: `Some(true)` is the project's own, `Some(false)` is passed over, and `None`
    /// leaves it to the rules here, which pass over hidden files.
    pub(super) fn own(
        &self,
        folder: &str,
        wanted: impl Fn(&str, &str) -> Option<bool>,
    ) -> Result<Own, Unread> {
        let mut own = Own::default();
        let mut waiting = vec![folder.to_owned()];
        while let Some(above) = waiting.pop() {
            let is_wanted = |name: &str| wanted(&below(&above, name), name);
            let looked_at = |name: &str| is_wanted(name).unwrap_or(!name.starts_with('.'));
            for entry in self.entries(&above, looked_at) {
                let is_said = is_wanted(&entry.name).is_some();
                let is_top = above == folder;
                let is_other = || entry.is_folder && self.is_project(&entry.path);
                if is_said {
                    own.copied.push(entry.path);
                } else if is_top && is_of_no_use(&entry.name, entry.is_folder) || is_other() {
                    own.left.push(entry.path);
                } else if entry.is_folder && self.is_above_projects(&entry.path)? {
                    waiting.push(entry.path);
                } else {
                    own.copied.push(entry.path);
                }
            }
        }
        own.copied.sort();
        own.left.sort();
        Ok(own)
    }

    /// Whether a folder has a manifest of its own.
    pub(super) fn is_project(&self, folder: &str) -> bool {
        MANIFESTS.iter().any(|name| self.is_manifest(&below(folder, name)))
    }

    /// The folders of all projects in a folder or deeper.
    pub(super) fn projects(&self, folder: &str) -> Result<Vec<String>, Unread> {
        let mut manifests = self.files_named(folder, |name| MANIFESTS.contains(&name))?;
        manifests.retain(|file| self.is_manifest(file));
        Ok(manifests.iter().map(|file| parent(file).to_owned()).collect())
    }

    fn is_above_projects(&self, folder: &str) -> Result<bool, Unread> {
        Ok(!self.projects(folder)?.is_empty())
    }

    fn is_manifest(&self, file: &str) -> bool {
        let marks_a_folder = || self.read(file).is_ok_and(|text| marks_a_folder(&text));
        self.finds(file) && !(file.ends_with("package.json") && marks_a_folder())
    }
}

/// Whether a `package.json` is no manifest of a project, but only says how the files beside it are
/// read.
fn marks_a_folder(text: &str) -> bool {
    let says = |key: &str| text.contains(&format!("\"{key}\""));
    (says("type") || says("sideEffects")) && !says("name") && !says("dependencies")
}

/// Whether no build reads a file or folder of this name.
pub(super) fn is_of_no_use(name: &str, is_folder: bool) -> bool {
    match is_folder {
        true => FOLDERS_OF_NO_USE.contains(&name),
        false => FILES_OF_NO_USE.split(' ').any(|pattern| may_find(pattern, name)),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_of_no_use, marks_a_folder};

    #[test]
    fn names_of_what_no_build_reads_are_known() {
        let files = "README.md a.md LICENSE LICENSE-MIT LICENCE.txt COPYING COPYING.LESSER Cargo.toml Cargo.lock \
                     rust-toolchain rust-toolchain.toml rustfmt.toml clippy.toml deny.toml Dockerfile \
                     Dockerfile.dev web.Dockerfile web.dockerignore docker-compose.yml docker-bake.hcl \
                     compose.yaml compose.override.yml Makefile justfile mise.toml flake.nix";
        for name in files.split_whitespace() {
            assert!(is_of_no_use(name, false), "{name}");
            assert!(!is_of_no_use(name, true), "{name}/");
        }
        for name in ["docs", "doc"] {
            assert!(is_of_no_use(name, true), "{name}/");
            assert!(!is_of_no_use(name, false), "{name}");
        }
        for name in ["main.py", "md", "UNLICENSED", "Makefile.am", "decompose.py", "documents"] {
            assert!(!is_of_no_use(name, false) && !is_of_no_use(name, true), "{name}");
        }
    }

    /// Such a `package.json` only says how the files beside it are read.
    #[test]
    fn a_manifest_may_only_mark_a_folder() {
        for (text, marks) in [
            ("{ \"type\": \"module\" }", true),
            ("{ \"sideEffects\": false }", true),
            ("{ \"type\": \"module\", \"name\": \"web\" }", false),
            ("{ \"type\": \"module\", \"dependencies\": {} }", false),
            ("{ \"sideEffects\": false, \"name\": \"web\" }", false),
            ("{ \"name\": \"web\" }", false),
            ("{}", false),
        ] {
            assert_eq!(marks_a_folder(text), marks, "{text}");
        }
    }
}
