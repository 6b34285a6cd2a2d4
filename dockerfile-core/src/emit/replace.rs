//! Files on disk: read whole, and replaced whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::time::SystemTime;

/// `None` where there is no file. To open a pipe would wait for whoever writes into it.
pub(super) fn read(path: &Path) -> io::Result<Option<String>> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(io::Error::other("it is a folder, a pipe or a device"));
    }
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn lf(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// Which line ends a file may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// Those that it has: builders read both.
    Kept,
    /// A shell takes the carriage return of a here-document's line for part of a word.
    Lf,
}

/// A checkout with CRLF keeps it, where builders read it.
pub(super) fn with_line_ends(line_ends: LineEnds, existing: Option<&str>, wanted: &str) -> String {
    match (line_ends, existing) {
        (LineEnds::Kept, Some(existing)) if existing.contains("\r\n") => {
            wanted.replace('\n', "\r\n")
        }
        _ => wanted.to_owned(),
    }
}

/// A copy of a file beside it, under the first free name.
pub(super) fn back_up(path: &Path) -> io::Result<PathBuf> {
    let name = file_name(path)?;
    for number in 1.. {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let copy = path.with_file_name(format!("{name}.replaced{number}"));
        match File::create_new(&copy) {
            Ok(_) => {
                fs::copy(path, &copy)?;
                return Ok(copy);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn file_name(path: &Path) -> io::Result<String> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    Ok(name.to_string_lossy().into_owned())
}

// ---- replacing -----------------------------------------------------------------------

/// A whole new file beside its place. A reader sees the old one or the new one.
///
/// Its writer holds a lock on it as long as it lives, so that others can tell a file that
/// is being written from one whose writer was killed.
pub(super) struct Replacement {
    path: PathBuf,
    beside: PathBuf,
    text: String,
    built: Option<SystemTime>,
    file: File,
}

impl Replacement {
    pub(super) fn prepare(
        path: &Path,
        text: String,
        built: Option<SystemTime>,
    ) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let (beside, file) = new_file_beside(path)?;
        // A file system without locks has no readers of them either.
        let _ = file.try_lock();
        let mut replacement = Self { path: path.to_owned(), beside, text, built, file };
        replacement.fill()?;
        Ok(replacement)
    }

    fn fill(&mut self) -> io::Result<()> {
        let file = &mut self.file;
        file.write_all(self.text.as_bytes())?;
        if let Ok(existing) = fs::metadata(&self.path) {
            file.set_permissions(existing.permissions())?;
        }
        // Younger than this run, it would make cargo run the script and compile again.
        match self.built {
            Some(built) => file.set_modified(built),
            None => Ok(()),
        }
    }

    pub(super) fn commit(self) -> io::Result<()> {
        match fs::rename(&self.beside, &self.path) {
            // Somebody took it for abandoned before it was locked.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let again = Self::prepare(&self.path, self.text.clone(), self.built)?;
                fs::rename(&again.beside, &again.path)
            }
            done => done,
        }
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // After a commit there is nothing left to remove.
        let _ = fs::remove_file(&self.beside);
    }
}

/// In the same folder: a rename does not cross file systems.
fn new_file_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let name = file_name(path)?;
    for number in 0.. {
        let beside = path.with_file_name(format!(".{name}.{}-{number}.tmp", process::id()));
        match File::create_new(&beside) {
            Ok(file) => return Ok((beside, file)),
            // Of a process of the same number that was killed.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Removes what writers of these files left behind that were killed.
pub(super) fn remove_abandoned<'a>(paths: impl Iterator<Item = &'a Path>) {
    let mut names: BTreeMap<&Path, BTreeSet<String>> = BTreeMap::new();
    for path in paths {
        if let (Some(folder), Ok(name)) = (path.parent(), file_name(path)) {
            names.entry(folder).or_default().insert(name);
        }
    }
    for (folder, names) in names {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let is_ours = written_for(&entry.file_name().to_string_lossy())
                .is_some_and(|name| names.contains(name));
            if is_ours && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// `Dockerfile` of `.Dockerfile.123-0.tmp`.
fn written_for(beside: &str) -> Option<&str> {
    let name = beside.strip_prefix('.')?.strip_suffix(".tmp")?;
    Some(name.rsplit_once('.')?.0)
}
