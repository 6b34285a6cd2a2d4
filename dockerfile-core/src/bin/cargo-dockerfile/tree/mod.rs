//! Files of a checkout: at a revision, or as they are on disk now.
//!
//! A file is its content's hash as git makes it, and whether it is executable: what a builder looks at
//! beside owners and times, which a context does not have. Folders count by what is in them: git knows
//! no empty ones. On disk every file is there, tracked or not, as a builder would send it.

mod bytes;
mod disk;
mod entry;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

pub(crate) use self::bytes::no_text;
pub(crate) use self::entry::{Entry, joined};

use self::bytes::listed;
use self::disk::Disk;
use self::entry::entry;
use crate::failure::{Failure, Result};
use crate::git::{Git, Talk};

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

impl Tree {
    /// The files at a commit.
    pub(crate) fn at(git: &Git, commit: &str) -> Result<Self> {
        let listing = git.ask(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
        let (mut entries, mut links) = (BTreeMap::new(), vec![]);
        for line in listed(&listing) {
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
        Ok(Self { source: Source::Disk(Disk::read(root)?), replaced: BTreeSet::new() })
    }

    /// The same without contents: a folder may hold more than anybody wants to read.
    pub(crate) fn named(root: &Path) -> Self {
        Self { source: Source::Disk(Disk::named(root)), replaced: BTreeSet::new() }
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

    /// A file, or those below a folder; the submodule that a path is in.
    pub(crate) fn files(&self, path: &str) -> Result<BTreeSet<String>> {
        for (end, _) in path.match_indices('/') {
            if let Some(Entry::Submodule(_)) = self.entry(&path[..end])? {
                let inside = self.entry(path)?.map(|_| path[..end].to_owned());
                return Ok(inside.into_iter().collect());
            }
        }
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
            Source::Disk(disk) => disk.bytes(path)?,
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

#[cfg(test)]
mod tests {
    use super::{Entry, Tree};

    #[test]
    fn a_folder_is_where_files_are_below() {
        let files = [
            ("a", "100755"),
            ("a-b/c", "100644"),
            ("b/c/d", "100644"),
            ("b/e", "100644"),
            ("b0", "100644"),
            ("s/m", "160000"),
        ];
        let tree = Tree::some(files.iter().map(|(path, mode)| (*path, *mode, "0")));
        for (folder, names) in [
            ("", "a a-b/ b/ b0 s/"),
            ("b", "c/ e"),
            ("b/c", "d"),
            ("a", ""),
            ("none", ""),
            ("b0", ""),
        ] {
            let found = tree.names(folder).unwrap();
            let shown = found
                .iter()
                .map(|(name, is_folder)| format!("{name}{}", if *is_folder { "/" } else { "" }));
            assert_eq!(shown.collect::<Vec<_>>().join(" "), names, "{folder}");
        }
        let is_file = |path: &str| matches!(tree.entry(path), Ok(Some(Entry::File { .. })));
        let is_folder = |path: &str| matches!(tree.entry(path), Ok(Some(Entry::Folder)));
        assert!(["a", "b0", "b/c/d"].into_iter().all(is_file));
        assert!(["", "b", "b/c", "a-b"].into_iter().all(is_folder));
        assert!(
            ["c", "b/c/", "a/b", "a-"].into_iter().all(|path| tree.entry(path).unwrap().is_none())
        );
        for (path, files) in [
            ("b", "b/c/d b/e"),
            ("b/e", "b/e"),
            ("none", ""),
            ("s", "s/m"),
            ("", "a a-b/c b/c/d b/e b0 s/m"),
        ] {
            let found: Vec<String> = tree.files(path).unwrap().into_iter().collect();
            assert_eq!(found.join(" "), files, "{path}");
        }
    }
}
