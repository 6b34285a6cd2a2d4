//! A repository in a temporary folder, put together at run time from what others have published.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Puts a folder with all that is in it under version control, also what it would ignore.
pub fn commit(root: &Path) {
    for arguments in
        [&["init", "-q"] as &[_], &["add", "--all", "--force"], &["commit", "-qm", "a"]]
    {
        crate::git(root, arguments);
    }
}

/// Dates all files 2001: a build that goes by times must not take a stub for newer.
pub fn age(root: &Path) {
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for path in files(root) {
        let file = fs::File::options().append(true).open(&path).expect("a file of ours");
        file.set_modified(old).expect("a time of ours");
    }
}

/// All files below a folder but git's own.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let kind = entry.file_type().expect("an entry");
            if kind.is_dir() && entry.file_name() != ".git" {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found
}

/// Writes a file, and the folders above it.
pub fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
    fs::write(path, text).expect("a new file");
}

/// Replaces a text of a file, where it stands first.
pub fn replace(root: &Path, file: &str, from: &str, to: &str) -> Result<(), String> {
    let before = text(&root.join(file));
    if !before.contains(from) {
        return Err(format!("no `{from}` in {file}"));
    }
    write(root, file, &before.replacen(from, to, 1));
    Ok(())
}

/// A file's text.
pub fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
