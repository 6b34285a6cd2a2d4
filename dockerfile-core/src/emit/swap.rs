//! Two files exchange what they hold, each in the ways that a file system has.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::beside::{self, is_gone};
use super::system::{self, uninterrupted};

/// Moves the file to its target, and what the target held to a name beside it, which is returned. A
/// target with several names (hard links) is written in place, since its other names would keep the
/// old text.
pub(super) fn swap(beside: &Path, target: &Path) -> io::Result<PathBuf> {
    if has_other_names(target)? {
        return in_place(beside, target);
    }
    match system::exchange(beside, target) {
        Ok(()) => Ok(beside.to_owned()),
        Err(error) if is_gone(&error, target) || is_gone(&error, beside) => Err(error),
        Err(_) => in_two_steps(beside, target),
    }
}

/// Swaps on file systems that cannot exchange names: what the target holds gets a second name right
/// before it is replaced. What somebody writes between these two steps by a rename is lost.
pub(super) fn in_two_steps(beside: &Path, target: &Path) -> io::Result<PathBuf> {
    let held = beside::free_name(target)?;
    if uninterrupted(|| fs::hard_link(target, &held)).is_err() {
        uninterrupted(|| fs::copy(target, &held))?;
    }
    let renamed = uninterrupted(|| fs::rename(beside, target));
    done_or_removed(renamed, held)
}

/// Swaps where the target has other names: its text is replaced, and what it held is copied before.
pub(super) fn in_place(beside: &Path, target: &Path) -> io::Result<PathBuf> {
    let held = beside::free_name(target)?;
    let text = fs::read(beside)?;
    uninterrupted(|| fs::copy(target, &held))?;
    let written = fs::write(target, &text).inspect_err(|_| {
        let _ = fs::read(&held).and_then(|was| fs::write(target, was));
    });
    let held = done_or_removed(written, held)?;
    let _ = fs::remove_file(beside);
    Ok(held)
}

/// The copy of what the target held, which is removed if the target was not written.
fn done_or_removed(done: io::Result<()>, held: PathBuf) -> io::Result<PathBuf> {
    match done {
        Ok(()) => Ok(held),
        Err(error) => {
            let _ = fs::remove_file(&held);
            Err(error)
        }
    }
}

#[cfg(unix)]
fn has_other_names(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    path.symlink_metadata().map(|found| found.is_file() && found.nlink() > 1)
}

#[cfg(not(unix))]
fn has_other_names(_: &Path) -> io::Result<bool> {
    Ok(false)
}
