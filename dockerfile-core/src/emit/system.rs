//! Renames that std does not have: two files exchange their names in one step, and a file takes a
//! name only if it is free.

use std::io;
use std::path::Path;

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
mod here {
    use super::{Path, io};
    use rustix::fs::{CWD, RenameFlags, renameat_with};

    pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
        Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
    }

    pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
        Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
mod here {
    use super::{Path, io};

    pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn rename_new(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Exchanges the names of two files: `renameat2` with `RENAME_EXCHANGE`, or `renamex_np` with
/// `RENAME_SWAP`.
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    uninterrupted(|| here::exchange(one, other))
}

/// Renames a file, unless the new name is taken.
pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    uninterrupted(|| here::rename_new(from, to))
}

/// Repeats a system call that a signal interrupts.
pub(super) fn uninterrupted<T>(mut ask: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    const MOST: usize = 100;
    for _ in 0..MOST {
        match ask() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
    ask()
}

/// Whether no other file can take this file's name, because it is immutable, append-only or a mount
/// point.
#[cfg(target_os = "linux")]
pub(super) fn is_fixed(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    let fixed = StatxAttributes::IMMUTABLE | StatxAttributes::APPEND | StatxAttributes::MOUNT_ROOT;
    let found = statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty());
    found.is_ok_and(|found| found.stx_attributes.intersects(fixed))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn is_fixed(_: &Path) -> bool {
    false
}
