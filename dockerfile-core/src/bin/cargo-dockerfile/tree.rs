//! Files of a checkout: at a revision, or as they are on disk now.
//!
//! A file is its content's hash as git makes it, and whether it is executable: what a builder looks at
//! beside owners and times, which a context does not have. Folders count by what is in them: git knows
//! no empty ones. On disk every file is there, tracked or not, as a builder would send it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};
use crate::git::{Git, Talk};

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Entry {
    File {
        hash: String,
        executable: bool,
    },
    /// A symbolic link, and what it says.
    Link(String),
    /// A checkout of its own, at a commit.
    Submodule(String),
    Folder,
}

/// Files of a checkout. Paths are relative to its root, with `/`; the root is empty.
pub(crate) struct Tree {
    source: Source,
    /// Contents that are another's: what `why` asks about.
    replaced: BTreeSet<String>,
}

enum Source {
    Revision {
        blobs: RefCell<Talk>,
        entries: BTreeMap<String, Entry>,
        /// What is in files that were asked for together, by their hashes.
        read: HashMap<String, Vec<u8>>,
    },
    /// Some files of a revision. What is in them is not known.
    Some(BTreeMap<String, Entry>),
    Disk(Disk),
}

struct Disk {
    root: PathBuf,
    /// What git has of files that are as it has them, and what was asked already.
    known: RefCell<HashMap<String, Entry>>,
    folders: RefCell<HashMap<String, Vec<(String, bool)>>>,
    /// `git hash-object`, once a file is asked for that git does not know.
    hasher: RefCell<Option<Talk>>,
    /// Contents are of interest, and not names alone.
    hashes: bool,
}

impl Tree {
    /// The files at a commit.
    pub(crate) fn at(git: &Git, commit: &str) -> Result<Self> {
        let listing = git.ask(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
        let listing = String::from_utf8_lossy(&listing);
        let (mut entries, mut links) = (BTreeMap::new(), vec![]);
        for line in listing.split_terminator('\0') {
            // `100644 blob <hash>\t<path>`
            let Some((what, path)) = line.split_once('\t') else { continue };
            let mut words = what.split(' ');
            let (mode, hash) = (words.next().unwrap_or(""), words.next_back().unwrap_or(""));
            if mode == "120000" {
                links.push((path.to_owned(), hash.to_owned()));
            }
            entries.insert(path.to_owned(), entry(mode, hash));
        }
        let mut blobs = Git::talk(&git.root, &["cat-file", "--batch"])?;
        let hashes: Vec<&str> = links.iter().map(|(_, hash)| hash.as_str()).collect();
        for (target, (path, _)) in blobs.blobs(&hashes)?.into_iter().zip(&links) {
            let target = String::from_utf8_lossy(&target).into_owned();
            entries.insert(path.clone(), Entry::Link(target));
        }
        let source = Source::Revision { blobs: RefCell::new(blobs), read: HashMap::new(), entries };
        Ok(Self { source, replaced: BTreeSet::new() })
    }

    /// Reads texts together that are asked for one by one later.
    pub(crate) fn prepare(&mut self, paths: &[String]) -> Result<()> {
        if let Source::Revision { blobs, entries, read } = &mut self.source {
            let hash = |path: &String| match entries.get(path) {
                Some(Entry::File { hash, .. }) => Some(hash.as_str()),
                _ => None,
            };
            let hashes: Vec<&str> = paths.iter().filter_map(hash).collect();
            let texts = blobs.borrow_mut().blobs(&hashes)?;
            read.extend(hashes.iter().map(|hash| (*hash).to_owned()).zip(texts));
        }
        Ok(())
    }

    /// Some files of a revision, by their modes and hashes as git writes them. What is in them is not known.
    pub(crate) fn some<'f>(files: impl Iterator<Item = (&'f str, &'f str, &'f str)>) -> Self {
        let entries = files.map(|(path, mode, hash)| (path.to_owned(), entry(mode, hash)));
        let source = Source::Some(entries.collect());
        Self { source, replaced: BTreeSet::new() }
    }

    /// The files on disk now, of a checkout or of a folder that is in none.
    pub(crate) fn now(root: &Path) -> Result<Self> {
        let known = match Git::of(root) {
            Ok(git) => unchanged(&git)?,
            Err(_) => HashMap::new(),
        };
        Ok(Self::on_disk(root, known, true))
    }

    /// The same without contents: a folder may hold more than anybody wants to read.
    pub(crate) fn named(root: &Path) -> Self {
        Self::on_disk(root, HashMap::new(), false)
    }

    fn on_disk(root: &Path, known: HashMap<String, Entry>, hashes: bool) -> Self {
        let (folders, hasher) = (RefCell::default(), RefCell::default());
        let disk = Disk { root: root.to_owned(), known: known.into(), folders, hasher, hashes };
        Self { source: Source::Disk(disk), replaced: BTreeSet::new() }
    }

    /// From now on these files have other contents, wherever they stand.
    pub(crate) fn replace(&mut self, paths: BTreeSet<String>) {
        self.replaced = paths;
    }

    /// The names in a folder, and which of them are folders.
    pub(crate) fn names(&self, folder: &str) -> Result<Vec<(String, bool)>> {
        match &self.source {
            Source::Revision { entries, .. } | Source::Some(entries) => {
                Ok(children(entries, folder))
            }
            Source::Disk(disk) => disk.names(folder),
        }
    }

    /// What stands at a path, no link followed.
    pub(crate) fn entry(&self, path: &str) -> Result<Option<Entry>> {
        if path.is_empty() {
            return Ok(Some(Entry::Folder));
        }
        let found = match &self.source {
            Source::Disk(disk) => disk.entry(path)?,
            Source::Revision { entries, .. } | Source::Some(entries) => {
                entries.get(path).cloned().or_else(|| {
                    let below = format!("{path}/");
                    let (first, _) = entries.range(below.clone()..).next()?;
                    first.starts_with(&below).then_some(Entry::Folder)
                })
            }
        };
        let another = || Entry::File { hash: "another".to_owned(), executable: false };
        let is_replaced = found.is_some() && self.replaced.contains(path);
        Ok(if is_replaced { Some(another()) } else { found })
    }

    /// A file, or those below a folder.
    pub(crate) fn files(&self, path: &str) -> Result<BTreeSet<String>> {
        let (mut found, mut open) = (BTreeSet::new(), vec![path.to_owned()]);
        while let Some(path) = open.pop() {
            match self.entry(&path)? {
                None => {}
                Some(Entry::Folder) => {
                    let names = self.names(&path)?.into_iter();
                    let names = names.filter(|(name, _)| !path.is_empty() || name != ".git");
                    open.extend(names.map(|(name, _)| joined(&path, &name)));
                }
                Some(_) => drop(found.insert(path)),
            }
        }
        Ok(found)
    }

    /// A file's text, if it is there.
    pub(crate) fn text(&self, path: &str) -> Result<Option<String>> {
        let bytes = match &self.source {
            Source::Revision { blobs, entries, read } => match followed(entries, path) {
                Some(Entry::File { hash, .. }) => match read.get(hash) {
                    Some(bytes) => Some(bytes.clone()),
                    None => blobs.borrow_mut().blobs(&[hash])?.pop(),
                },
                _ => None,
            },
            Source::Some(_) => None,
            Source::Disk(disk) => {
                let path = disk.root.join(path);
                match fs::read(&path) {
                    Ok(bytes) => Some(bytes),
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                    Err(error) => return Err(Failure::of_file(&path, error)),
                }
            }
        };
        let text = bytes.map(String::from_utf8).transpose();
        text.map_err(|_| Failure::new(format!("`{path}` is no text")))
    }
}

/// What stands at a path, behind links inside of the checkout.
fn followed<'e>(entries: &'e BTreeMap<String, Entry>, path: &str) -> Option<&'e Entry> {
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        match entries.get(&path)? {
            Entry::Link(target) => {
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                path = crate::file::clean(&joined(folder, target));
            }
            entry => return Some(entry),
        }
    }
    None
}

/// A path in a folder.
pub(crate) fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn entry(mode: &str, hash: &str) -> Entry {
    match mode {
        "160000" => Entry::Submodule(hash.to_owned()),
        _ => Entry::File { hash: hash.to_owned(), executable: mode == "100755" },
    }
}

fn children(entries: &BTreeMap<String, Entry>, folder: &str) -> Vec<(String, bool)> {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut found: Vec<(String, bool)> = vec![];
    let mut next = prefix.clone();
    // After a folder the search goes on behind all that is in it: `0` comes after `/`.
    while let Some((path, _)) = entries.range(next.clone()..).next() {
        let Some(below) = path.strip_prefix(&prefix) else { break };
        match below.split_once('/') {
            Some((name, _)) => {
                found.push((name.to_owned(), true));
                next = format!("{prefix}{name}0");
            }
            None => {
                found.push((below.to_owned(), false));
                next = format!("{path}\0");
            }
        }
    }
    found
}

/// The files of which the index is right.
fn unchanged(git: &Git) -> Result<HashMap<String, Entry>> {
    let listing = git.ask(&["ls-files", "-s", "-v", "-z"])?;
    let listing = String::from_utf8_lossy(&listing);
    let changed = git.ask(&["diff-files", "--ignore-submodules=none", "--name-only", "-z"])?;
    let changed = String::from_utf8_lossy(&changed);
    let changed: BTreeSet<&str> = changed.split_terminator('\0').collect();
    let mut known = HashMap::new();
    for line in listing.split_terminator('\0') {
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
    fn names(&self, folder: &str) -> Result<Vec<(String, bool)>> {
        if let Some(known) = self.folders.borrow().get(folder) {
            return Ok(known.clone());
        }
        let place = self.root.join(folder);
        let failed = |error: std::io::Error| Failure::of_file(&place, error);
        let mut found = vec![];
        for item in fs::read_dir(&place).map_err(failed)? {
            let item = item.map_err(failed)?;
            let name = item.file_name().into_string().map_err(|name| {
                Failure::of_file(&place, format!("a name is no text: {}", name.display()))
            })?;
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

    fn entry(&self, path: &str) -> Result<Option<Entry>> {
        if let Some(known) = self.known.borrow().get(path) {
            return Ok(Some(known.clone()));
        }
        let place = self.root.join(path);
        let failed = |error: std::io::Error| Failure::of_file(&place, error);
        let Ok(data) = fs::symlink_metadata(&place) else { return Ok(None) };
        let entry = if data.is_symlink() {
            let target = fs::read_link(&place).map_err(failed)?;
            Entry::Link(target.to_string_lossy().into_owned())
        } else if data.is_dir() {
            Entry::Folder
        } else if data.is_file() {
            let hash = if self.hashes { self.hash(path)? } else { String::new() };
            Entry::File { hash, executable: is_executable(&data) }
        } else {
            // A builder sends no sockets.
            return Ok(None);
        };
        self.known.borrow_mut().insert(path.to_owned(), entry.clone());
        Ok(Some(entry))
    }
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
