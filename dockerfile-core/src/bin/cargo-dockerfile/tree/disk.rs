//! The files on disk as a builder would send them.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use super::bytes::{listed, no_text, place, text_of};
use super::entry::{Entry, entry, joined};
use crate::failure::{Failure, Result};
use crate::git::{Git, Talk};

pub(super) struct Disk {
    root: PathBuf,
    /// What git has of files that are as it has them, and what was asked already.
    known: RefCell<HashMap<String, Entry>>,
    folders: RefCell<HashMap<String, Vec<(String, bool)>>>,
    /// `git hash-object`, once a file is asked for that git does not know.
    hasher: RefCell<Option<Talk>>,
    /// Contents are of interest, and not names alone.
    hashes: bool,
}

/// The files of which the index is right.
fn unchanged(git: &Git) -> Result<HashMap<String, Entry>> {
    let listing = git.ask(&["ls-files", "-s", "-v", "-z"])?;
    let changed = git.ask(&["diff-files", "--ignore-submodules=none", "--name-only", "-z"])?;
    let changed: BTreeSet<String> = listed(&changed).collect();
    let mut known = HashMap::new();
    for line in listed(&listing) {
        // `H 100644 <hash> 0\t<path>`. Of a file with another letter git was told not to look at it.
        let Some((what, path)) = line.split_once('\t') else { continue };
        let words: Vec<&str> = what.split(' ').collect();
        let ["H", mode, hash, "0"] = words.as_slice() else { continue };
        if *mode == "160000" {
            let hash = if changed.contains(path) { "changed" } else { hash };
            known.insert(path.to_owned(), Entry::Submodule(hash.to_owned()));
        } else if !changed.contains(path) && *mode != "120000" {
            known.insert(path.to_owned(), entry(mode, hash));
        }
    }
    Ok(known)
}

impl Disk {
    /// A checkout, or a folder that is in none.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let known = match Git::of(root) {
            Ok(git) => unchanged(&git)?,
            Err(_) => HashMap::new(),
        };
        Ok(Self { known: known.into(), hashes: true, ..Self::named(root) })
    }

    /// The same without contents.
    pub(super) fn named(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            known: RefCell::default(),
            folders: RefCell::default(),
            hasher: RefCell::default(),
            hashes: false,
        }
    }

    /// What is in a file, if it is there.
    pub(super) fn bytes(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let path = self.root.join(place(path));
        // Whoever reads a pipe waits.
        if fs::metadata(&path).is_ok_and(|data| !data.is_file() && !data.is_dir()) {
            return Err(Failure::of_file(&path, "it is no file"));
        }
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::of_file(&path, error)),
        }
    }

    pub(super) fn names(&self, folder: &str) -> Result<Vec<(String, bool)>> {
        if let Some(known) = self.folders.borrow().get(folder) {
            return Ok(known.clone());
        }
        let place = self.root.join(place(folder));
        let failed = |error: std::io::Error| Failure::of_file(&place, error);
        let mut found = vec![];
        for item in fs::read_dir(&place).map_err(failed)? {
            let item = item.map_err(failed)?;
            let name = text_of(item.file_name().as_encoded_bytes());
            let is_submodule = matches!(
                self.known.borrow().get(&joined(folder, &name)),
                Some(Entry::Submodule(_))
            );
            let kind = item.file_type().map_err(failed)?;
            found.push((name, kind.is_dir() && !is_submodule));
        }
        found.sort();
        self.folders.borrow_mut().insert(folder.to_owned(), found.clone());
        Ok(found)
    }

    /// The hash of what a builder would send: nothing that git converts on the way.
    fn hash(&self, path: &str) -> Result<String> {
        // On a line of its own git takes such a name for another.
        if path.starts_with('"') || path.contains(char::is_control) || path.ends_with(' ') {
            let hash = Git::call(&self.root, &["hash-object", "--no-filters", "--", path])?;
            return Ok(String::from_utf8_lossy(&hash).trim().to_owned());
        }
        let mut hasher = self.hasher.borrow_mut();
        let hasher = match &mut *hasher {
            Some(hasher) => hasher,
            none => none
                .insert(Git::talk(&self.root, &["hash-object", "--no-filters", "--stdin-paths"])?),
        };
        hasher.ask(path)
    }

    pub(super) fn entry(&self, path: &str) -> Result<Option<Entry>> {
        if let Some(known) = self.known.borrow().get(path) {
            return Ok(Some(known.clone()));
        }
        let place = self.root.join(place(path));
        let failed = |error: std::io::Error| Failure::of_file(&place, error);
        let Ok(data) = fs::symlink_metadata(&place) else { return Ok(None) };
        let entry = if data.is_symlink() {
            let target = fs::read_link(&place).map_err(failed)?;
            Entry::Link(target.to_string_lossy().into_owned())
        } else if data.is_dir() && path == ".git" {
            // No revision has it, and each commit changes it: nobody has to read it for that.
            Entry::Special("history".to_owned())
        } else if data.is_dir() {
            Entry::Folder
        } else if data.is_file() {
            // A builder takes none whose name is no text.
            let is_asked = self.hashes && no_text(path).is_none();
            let hash = if is_asked { self.hash(path)? } else { String::new() };
            Entry::File { hash, executable: is_executable(&data) }
        } else {
            Entry::Special(special(&data))
        };
        self.known.borrow_mut().insert(path.to_owned(), entry.clone());
        Ok(Some(entry))
    }
}

/// What a file that holds no bytes of its own is.
#[cfg(unix)]
fn special(data: &fs::Metadata) -> String {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
    let kind = data.file_type();
    match kind {
        _ if kind.is_fifo() => "pipe".to_owned(),
        _ if kind.is_socket() => "socket".to_owned(),
        _ => format!("device {}, block: {}", data.rdev(), kind.is_block_device()),
    }
}

#[cfg(not(unix))]
fn special(_: &fs::Metadata) -> String {
    "no file".to_owned()
}

#[cfg(unix)]
fn is_executable(data: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    data.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> bool {
    false
}
