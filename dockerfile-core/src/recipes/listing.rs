//! Which files a build context has, for tools that find them by looking.

use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use super::checkout::{between, package_folder, real, relative};
#[cfg(feature = "cargo")]
use super::survey::way;
use crate::declare::disk::{Disk, Listing, Tree};
use crate::program::unread::Unread;
use crate::value::path::{below, inside, is_absolute, normal, parent, upwards};

/// How deep a walk through folders goes before it is an error; no project is as deep.
const DEEPEST: usize = 64;
/// How many folders a walk finds before it is an error; no project has as many.
const MOST: usize = 20_000;

/// A file or folder that stands in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) name: String,
    pub(super) is_folder: bool,
}

impl Disk {
    /// The new files that would count if version control knew them, as paths from the package's
    /// folder.
    pub(crate) fn unknown(&self) -> Vec<String> {
        let package = real(&package_folder());
        let mut files = vec![];
        for tree in self.opened() {
            let unknown = tree.unknown.borrow();
            // `.` is the package that declares the images, which is part of none.
            let paths = unknown.iter().map(|file| between(&package, &tree.root.join(file)));
            files.extend(paths.filter(|path| path != "."));
        }
        files
    }

    /// The paths that change when other files begin to count: the folders whose files decide on the
    /// image, and git's index if there are files that git does not know.
    pub(crate) fn watched(&self) -> Vec<PathBuf> {
        let mut paths = vec![];
        for tree in self.opened() {
            let folders = tree.watched.borrow();
            paths.extend(folders.iter().map(|folder| tree.root.join(folder)));
            if !tree.unknown.borrow().is_empty() {
                let mut indexes = tree.root.ancestors().map(|folder| folder.join(".git/index"));
                paths.extend(indexes.find(|index| index.is_file()));
            }
        }
        paths
    }

    /// All build contexts that have been opened.
    pub(super) fn opened(&self) -> Vec<Rc<Tree>> {
        self.trees.borrow().values().cloned().collect()
    }
}

impl Tree {
    /// The names in a folder that are wanted, sorted; none if there is no such folder.
    pub(super) fn names(&self, folder: &str, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        self.entries(folder, wanted).into_iter().map(|entry| entry.name).collect()
    }

    /// The entries of a folder whose names are wanted and not private. A new one, which version
    /// control does not know, is no entry but kept for a note.
    pub(super) fn entries(&self, folder: &str, wanted: impl Fn(&str) -> bool) -> Vec<Entry> {
        let wanted = |name: &str| wanted(name) && !self.is_private(&below(folder, name));
        let Listing::Tracked { known, new } = self.listing() else {
            return self.on_disk(folder).into_iter().filter(|entry| wanted(&entry.name)).collect();
        };
        let there = |entry: &Entry| {
            wanted(&entry.name)
                && (entry.is_folder || self.root.join(&entry.path).symlink_metadata().is_ok())
        };
        let mut entries = entries_of(known, folder);
        entries.retain(there);
        let mut unknown = entries_of(new, folder);
        // A folder with a known file is not new because of a new one.
        unknown.retain(|entry| wanted(&entry.name) && entries.binary_search(entry).is_err());
        self.unknown.borrow_mut().extend(unknown.into_iter().map(|entry| entry.path));
        entries
    }

    /// What a folder holds on disk, tracked or not.
    pub(super) fn on_disk(&self, folder: &str) -> Vec<Entry> {
        let entries = fs::read_dir(self.root.join(folder)).into_iter().flatten().flatten();
        let entry = |entry: fs::DirEntry| {
            let name = entry.file_name().into_string().ok()?;
            // A link to a folder is read as that folder, but not walked through.
            let is_folder = entry.file_type().is_ok_and(|found| found.is_dir());
            Some(Entry { path: below(folder, &name), name, is_folder })
        };
        let mut entries: Vec<Entry> = entries.filter_map(entry).collect();
        entries.retain(|entry| entry.name != ".git");
        entries.sort();
        entries
    }

    /// Marks a folder whose files decide on the image, so that a new one has the build script run
    /// again. Cargo looks at everything below the folder, so only a small one is marked.
    #[cfg(feature = "cargo")]
    pub(super) fn watch(&self, folder: &str) {
        if self.root.join(folder).is_dir() {
            self.watched.borrow_mut().insert(folder.to_owned());
        }
    }

    /// Whether a tool that looks for a file finds it: the file is there, and tracked or behind a
    /// link to a tracked one. A new file is kept for a note.
    pub(super) fn finds(&self, file: &str) -> bool {
        match self.listing() {
            Listing::Everything => self.has(file),
            Listing::Tracked { new, .. } => {
                if new.binary_search_by(|path| path.as_str().cmp(file)).is_ok() {
                    self.unknown.borrow_mut().insert(file.to_owned());
                }
                let is_behind_link = || {
                    let real = self.root.join(file).canonicalize().ok();
                    let real = real.and_then(|real| relative(&real, &self.root));
                    real.is_some_and(|real| real != file && self.is_tracked(&real))
                };
                self.has(file) && (self.is_tracked(file) || is_behind_link())
            }
        }
    }

    /// The files below a path that a tool finds by looking; of the path of a file, that file alone.
    #[cfg(feature = "cargo")]
    pub(super) fn tracked(&self, path: &str) -> Result<Vec<String>, Unread> {
        let is_file = self.root.join(path).symlink_metadata().is_ok_and(|found| !found.is_dir());
        match self.listing() {
            _ if is_file => Ok(vec![path.to_owned()]),
            Listing::Tracked { known, .. } => Ok(below_of(known, path).to_vec()),
            Listing::Everything => self.files(path),
        }
    }

    /// Whether a tool that looks for a path finds a file there, or a folder with files that it
    /// finds.
    #[cfg(feature = "cargo")]
    pub(super) fn knows(&self, path: &str) -> Result<bool, Unread> {
        if self.has(path) {
            return Ok(self.finds(path));
        }
        Ok(self.exists(path) && !self.tracked(path)?.is_empty())
    }

    /// The paths of the context that a link leads to: other links on the way, and what they end at;
    /// none if the path is no link, or one to nothing.
    #[cfg(feature = "cargo")]
    pub(super) fn behind(&self, link: &str) -> Result<Vec<String>, Unread> {
        let path = self.root.join(link);
        let is_link = path.symlink_metadata().is_ok_and(|found| found.is_symlink());
        if !is_link || !path.exists() {
            return Ok(vec![]);
        }
        let leads_out = || Unread::LeadsOut { path: link.to_owned(), named_by: None };
        let mut paths = way(&self.root, link).ok_or_else(leads_out)?;
        paths.retain(|path| path != link);
        Ok(paths)
    }

    /// The path of the context that a file names from its own folder. A file or folder has to be
    /// there, tracked or not.
    #[allow(dead_code)] // unused if no feature is on
    pub(super) fn named_by(&self, file: &str, path: &str) -> Result<String, Unread> {
        let found = leads_to(file, path)?;
        if self.exists(&found) {
            return Ok(found);
        }
        let (path, named_by) = (path.to_owned(), file.to_owned());
        Err(Unread::NamesNothing { path, named_by })
    }

    /// The files below a folder that version control knows; empty without version control.
    pub(super) fn known_below(&self, folder: &str) -> &[String] {
        match self.listing() {
            Listing::Tracked { known, .. } => below_of(known, folder),
            Listing::Everything => &[],
        }
    }

    /// Whether version control knows a file.
    pub(super) fn is_tracked(&self, file: &str) -> bool {
        let Listing::Tracked { known, .. } = self.listing() else { return false };
        known.binary_search_by(|path| path.as_str().cmp(file)).is_ok()
    }

    /// Whether a file or folder is there for every build: it is on disk, and what version control
    /// ignores is of this machine alone.
    #[allow(dead_code)] // unused if no feature is on
    pub(super) fn shares(&self, path: &str) -> bool {
        let Listing::Tracked { known, new } = self.listing() else { return self.exists(path) };
        let real = self.root.join(path).canonicalize().ok();
        let real = real.and_then(|real| relative(&real, &self.root));
        let has = |path: &String| {
            [known, new]
                .into_iter()
                .any(|paths| paths.binary_search(path).is_ok() || !below_of(paths, path).is_empty())
        };
        self.exists(path) && (has(&path.to_owned()) || real.is_some_and(|real| has(&real)))
    }

    /// The paths of those names that a tool finds in a folder, in their order.
    pub(super) fn existing(&self, folder: &str, names: &[&str]) -> Vec<String> {
        let paths = names.iter().map(|name| below(folder, name));
        paths.filter(|path| self.finds(path)).collect()
    }

    /// Whether a file in a folder or deeper has a name that ends so.
    #[cfg(feature = "node")]
    pub(super) fn holds(&self, folder: &str, end: &str) -> Result<bool, Unread> {
        if let Listing::Tracked { known, .. } = self.listing() {
            return Ok(below_of(known, folder).iter().any(|path| path.ends_with(end)));
        }
        let ends = |entry: &Entry| !entry.is_folder && entry.name.ends_with(end);
        let folders = self.deep(folder)?;
        Ok(folders.iter().any(|folder| self.on_disk(folder).iter().any(ends)))
    }

    /// All files in a folder and deeper, but not what [`deep`](Self::deep) leaves out.
    pub(super) fn files(&self, folder: &str) -> Result<Vec<String>, Unread> {
        let mut files = vec![];
        for folder in self.deep(folder)? {
            let entries = self.entries(&folder, |_| true).into_iter();
            files.extend(entries.filter(|entry| !entry.is_folder).map(|entry| entry.path));
        }
        files.sort();
        Ok(files)
    }

    /// The files in a folder and deeper whose names are wanted, but not what [`deep`](Self::deep)
    /// leaves out. New files with such a name are kept for a note; no other file is.
    pub(super) fn files_named(
        &self,
        folder: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Vec<String>, Unread> {
        let fits = |path: &&String| {
            let inside = inside(folder, path).unwrap_or(path);
            wanted(inside.rsplit('/').next().unwrap_or(inside))
                && parent(inside).split('/').all(is_ours)
        };
        if let Listing::Tracked { known, new } = self.listing() {
            let unknown = below_of(new, folder).iter().filter(fits).cloned();
            self.unknown.borrow_mut().extend(unknown);
            let known = below_of(known, folder).iter().filter(fits);
            let there = |path: &&String| self.root.join(path).symlink_metadata().is_ok();
            return Ok(known.filter(there).cloned().collect());
        }
        let mut files = vec![];
        for folder in self.deep(folder)? {
            let entries = self.on_disk(&folder).into_iter();
            files.extend(entries.filter(|it| !it.is_folder && wanted(&it.name)).map(|it| it.path));
        }
        files.sort();
        Ok(files)
    }

    /// The folders in a folder and deeper that have a file of this name: as many as are worth
    /// comparing with a misspelt one.
    #[cfg(any(feature = "go", feature = "ruby"))]
    pub(super) fn folders_with(&self, folder: &str, file: &str) -> Vec<String> {
        const COMPARED: usize = 100;
        let files = self.files_named(folder, |name| name == file).unwrap_or_default();
        let folders = files.iter().map(|file| parent(file)).filter(|folder| !folder.is_empty());
        folders.take(COMPARED).map(str::to_owned).collect()
    }

    /// The nearest folder that has one of these files: the given one, or one above it.
    pub(super) fn above(&self, folder: &str, files: &[&str]) -> Option<String> {
        let has_one = |folder: &&str| files.iter().any(|file| self.has(&below(folder, file)));
        upwards(folder).find(has_one).map(str::to_owned)
    }

    /// The folders that the path of a workspace's member stands for, which may hold `*`: those that
    /// have a manifest of this name.
    pub(super) fn members(
        &self,
        root: &str,
        member: &str,
        manifest: &str,
    ) -> Result<Vec<String>, Unread> {
        let mut folders = vec![root.to_owned()];
        let mut named = true;
        for part in member.trim_end_matches('/').split('/').filter(|part| *part != ".") {
            folders = match part.split_once('*') {
                None if !part.contains(['?', '[', '{']) => {
                    folders.iter().map(|folder| below(folder, part)).collect()
                }
                Some(("", "*")) => {
                    let deep = folders.iter().map(|folder| self.deep(folder));
                    deep.collect::<Result<Vec<_>, _>>()?.concat()
                }
                Some((before, behind)) if !behind.contains(['*', '?', '[', '{']) => {
                    folders.iter().flat_map(|folder| self.named(folder, before, behind)).collect()
                }
                _ => return Err(Unread::Pattern { path: member.to_owned() }),
            };
            named &= !part.contains('*');
            folders.sort_unstable();
            folders.dedup();
        }
        let mut members = vec![];
        for folder in folders {
            let file = below(&folder, manifest);
            // A member that a pattern finds counts if it is tracked; one that is named counts as it
            // is on disk.
            if if named { self.has(&file) } else { self.finds(&file) } {
                members.push(folder);
            } else if self.is_sparse(&file) {
                return Err(Unread::Sparse { path: file });
            }
        }
        Ok(members)
    }

    /// The folders in a folder whose names begin with `before` and end with `behind`.
    fn named(&self, folder: &str, before: &str, behind: &str) -> Vec<String> {
        let fits = |name: &str| {
            name.len() >= before.len() + behind.len()
                && name.starts_with(before)
                && name.ends_with(behind)
        };
        let entries = self.entries(folder, fits).into_iter();
        entries.filter(|entry| entry.is_folder).map(|entry| entry.path).collect()
    }

    /// A folder and all folders below it, without hidden ones and `node_modules`.
    pub(super) fn deep(&self, folder: &str) -> Result<Vec<String>, Unread> {
        let mut folders = vec![];
        let mut open = vec![(folder.to_owned(), 0)];
        while let Some((folder, depth)) = open.pop() {
            if depth > DEEPEST || folders.len() > MOST {
                return Err(Unread::TooDeep { path: folder });
            }
            let entries =
                self.entries(&folder, is_ours).into_iter().filter(|entry| entry.is_folder);
            open.extend(entries.map(|entry| (entry.path, depth + 1)));
            folders.push(folder);
        }
        folders.sort();
        Ok(folders)
    }
}

/// Whether a walk goes into a folder of this name: no hidden one, and not what Node installs.
fn is_ours(name: &str) -> bool {
    !name.starts_with('.') && name != "node_modules"
}

/// The path of the context that a file names from its own folder.
pub(super) fn leads_to(file: &str, path: &str) -> Result<String, Unread> {
    let inside = if is_absolute(path) { None } else { normal(&below(parent(file), path)) };
    inside
        .ok_or_else(|| Unread::LeadsOut { path: path.to_owned(), named_by: Some(file.to_owned()) })
}

/// The path of a folder of the context that a user names.
pub(super) fn folder_of(name: &str) -> Result<String, Unread> {
    match normal(name) {
        Some(folder) if !name.starts_with('/') => Ok(folder),
        _ => Err(Unread::NoFolder { path: name.to_owned() }),
    }
}

/// Those of the sorted paths that are below a folder.
fn below_of<'p>(paths: &'p [String], folder: &str) -> &'p [String] {
    if folder.is_empty() {
        return paths;
    }
    let start = format!("{folder}/");
    let from = paths.partition_point(|path| path.as_str() < start.as_str());
    let length = paths[from..].partition_point(|path| path.starts_with(&start));
    &paths[from..from + length]
}

/// The entries of a folder, by the sorted paths of all files.
fn entries_of(paths: &[String], folder: &str) -> Vec<Entry> {
    let mut entries = vec![];
    let mut rest = below_of(paths, folder);
    while let Some(path) = rest.first() {
        let inside = inside(folder, path).unwrap_or(path);
        let (name, is_folder) = match inside.split_once('/') {
            Some((name, _)) => (name, true),
            None => (inside, false),
        };
        let path = below(folder, name);
        let skipped = match is_folder {
            true => below_of(rest, &path).len().max(1),
            false => 1,
        };
        entries.push(Entry { path, name: name.to_owned(), is_folder });
        rest = &rest[skipped..];
    }
    // `a.b` sorts before `a/`: a folder may stand behind files that begin with its name.
    entries.sort();
    entries.dedup();
    entries
}

#[cfg(test)]
mod tests {
    use super::{Listing, Tree, below_of, entries_of};

    #[test]
    fn a_folder_has_what_is_listed_below_it() {
        let paths = ["a", "b.rs", "b/c", "b/d/e", "b0", "f/g"].map(str::to_owned);
        let shown = |folder| {
            let entries = entries_of(&paths, folder).into_iter();
            entries.map(|e| if e.is_folder { e.name + "/" } else { e.name }).collect::<Vec<_>>()
        };
        assert_eq!(shown(""), ["a", "b/", "b.rs", "b0", "f/"]);
        assert_eq!(shown("b"), ["c", "d/"]);
        assert_eq!(shown("b/d"), ["e"]);
        assert!(shown("none").is_empty() && below_of(&paths, "b").len() == 2);
    }

    #[test]
    fn a_new_file_is_noted_if_its_name_is_wanted() {
        let known = ["src/.x/a.rs", "src/gone.rs", "src/lib.rs", "src/value/path.rs"];
        let new = ["other.rs", "src/.y/new.rs", "src/new.rs", "src/notes.txt"];
        let [known, new] = [known, new].map(|paths| paths.map(str::to_owned).to_vec());
        let listing = Listing::Tracked { known, new }.into();
        let root = env!("CARGO_MANIFEST_DIR").into();
        let tree = Tree { root, listing, ..Tree::default() };
        let found = tree.files_named("src", |name| name.ends_with(".rs"));
        assert_eq!(found.expect("a list"), ["src/lib.rs", "src/value/path.rs"]);
        assert!(tree.unknown.borrow().iter().eq(["src/new.rs"]));
    }

    #[test]
    fn a_folder_is_no_file_of_its_name() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for path in ["go.mod", "a/go.mod"] {
            std::fs::create_dir_all(folder.path().join(path)).expect("a new folder");
        }
        std::fs::write(folder.path().join("a/go.mod/go.mod"), "").expect("a new file");
        let tree = Tree { root: folder.path().to_owned(), ..Tree::default() };
        let found = tree.files_named("", |name| name == "go.mod").expect("a list");
        assert_eq!(found, ["a/go.mod/go.mod"]);
    }
}
