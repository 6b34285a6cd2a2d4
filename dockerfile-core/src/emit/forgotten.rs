//! Forgotten files, which a build script has emitted once and emits no more.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use super::lines::Lines;
use crate::check::complaints;
use crate::print::header;
use crate::program::unread::Unread;
use crate::recipes::{checkout, project};

thread_local! {
    static SCRIPT: RefCell<Script> = RefCell::default();
}

/// The checks of a build script. A script may have several statements that emit, and all of its
/// files are known only when it ends: this value is dropped then.
#[derive(Default)]
struct Script {
    /// The workspace's root, the script's name in headers, and the files that it emits.
    checks: Option<(PathBuf, String, BTreeSet<PathBuf>)>,
}

/// Notes files that a statement of a script has checked.
pub(super) fn note<'a>(root: &Path, source: &str, files: impl Iterator<Item = &'a Path>) {
    // Only the main thread is known to end last.
    if thread::current().name() != Some("main") {
        return;
    }
    SCRIPT.with_borrow_mut(|script| {
        let start = || (root.to_owned(), source.to_owned(), BTreeSet::new());
        let (_, _, known) = script.checks.get_or_insert_with(start);
        known.extend(files.map(Path::to_owned));
    });
}

/// Forgets all notes: a statement has failed, and those below it do not run.
pub(super) fn give_up() {
    SCRIPT.with_borrow_mut(|script| script.checks = None);
}

impl Drop for Script {
    fn drop(&mut self) {
        let Some((root, source, known)) = &self.checks else { return };
        let mut lines = Lines::default();
        match find(root, source, known) {
            Ok(files) => {
                files.iter().for_each(|file| lines.error(&complaints::forgotten(file, source)));
            }
            Err(problem) => lines.warning(&complaints::cannot_look_for_forgotten(&problem)),
        }
        lines.print();
    }
}

/// Tracked files whose header names this script, without those that are known.
fn find(root: &Path, source: &str, known: &BTreeSet<PathBuf>) -> Result<Vec<String>, String> {
    // An ignore file stands beside each Dockerfile, whatever the Dockerfile's name.
    const NAMES: [&str; 5] =
        [":(icase)*dockerfile*", "*.dockerignore", "*.json", "*.yaml", "*.yml"];
    let begins = header::begins(source);
    let arguments = ["grep", "--files-with-matches", "-z", "-F", "-e", &begins, "--"];
    let found = match project::git(root, &[arguments.as_slice(), &NAMES].concat()) {
        Ok(found) => found,
        // Nothing was found, or there is no git to ask.
        Err(Unread::VersionControl { problem }) if problem.is_empty() => return Ok(vec![]),
        Err(Unread::VersionControl { problem }) => return Err(problem),
        Err(_) => return Ok(vec![]),
    };
    let found = String::from_utf8_lossy(&found);
    let is_forgotten = |file: &&str| {
        let path = checkout::real(&root.join(file));
        !known.contains(&path) && is_of(&path, source) && !is_of_other(root, file, source)
    };
    let files = found.split('\0').filter(|file| !file.is_empty());
    Ok(files.filter(is_forgotten).map(str::to_owned).collect())
}

/// Whether the header of a file names the script: other files may only mention it.
fn is_of(file: &Path, source: &str) -> bool {
    let text = fs::read_to_string(file).unwrap_or_default();
    let head: Vec<&str> = text.lines().take(8).collect();
    header::source(&head.join("\n")) == Some(source)
}

/// Whether a nested workspace, nearer to the file, has a script of the same path.
fn is_of_other(root: &Path, file: &str, source: &str) -> bool {
    let folders = Path::new(file).ancestors().skip(1);
    let mut folders = folders.filter(|folder| !folder.as_os_str().is_empty());
    folders.any(|folder| root.join(folder).join(source).exists())
}
