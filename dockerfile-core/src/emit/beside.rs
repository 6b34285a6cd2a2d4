//! Files beside a target: the new file until it takes the target's name, what the target held until
//! that has been looked at, and copies that stay.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use super::existing::Existing;
use super::system::{rename_new, uninterrupted};
use crate::print::header;

/// The use of a file beside a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// A new file, perhaps half of it.
    Filled,
    /// A whole new file, or what the target held.
    Exchanged,
}

impl Use {
    const ALL: [Use; 2] = [Use::Filled, Use::Exchanged];

    const fn end(self) -> &'static str {
        match self {
            Use::Filled => ".new",
            Use::Exchanged => ".old",
        }
    }
}

/// The name of a file beside a target. It ends with a hash of the rest, so that no file which a
/// person has named is taken for one of these.
fn name_of(target: &str, number: u32, process: u32, purpose: Use) -> String {
    let plain = format!(".{target}.{process}-{number}");
    let seal = header::hash(&format!("{plain} of dockerfile-core"));
    format!("{plain}-{seal}{}", purpose.end())
}

/// The target and the use of a file with such a name.
fn parse(name: &str) -> Option<(&str, Use)> {
    let purpose = Use::ALL.into_iter().find(|purpose| name.ends_with(purpose.end()))?;
    let (target, numbers) =
        name.strip_suffix(purpose.end())?.strip_prefix('.')?.rsplit_once('.')?;
    let mut numbers = numbers.split('-');
    let mut number = || numbers.next()?.parse().ok();
    let (process, number) = (number()?, number()?);
    (name_of(target, number, process, purpose) == name).then_some((target, purpose))
}

/// A new empty file beside a target, since a rename does not cross file systems.
pub(super) fn new_file(target: &Path) -> io::Result<(PathBuf, File)> {
    let name = file_name(target)?;
    for number in 0.. {
        let beside = target.with_file_name(name_of(&name, number, process::id(), Use::Filled));
        match uninterrupted(|| File::create_new(&beside)) {
            Ok(file) => return Ok((beside, file)),
            // A killed process with the same number has left it.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// A free name beside a target, for a file that may be somebody's. No other process uses it.
pub(super) fn free_name(target: &Path) -> io::Result<PathBuf> {
    let name = file_name(target)?;
    let beside =
        |number| target.with_file_name(name_of(&name, number, process::id(), Use::Exchanged));
    let is_free = |path: &PathBuf| path.symlink_metadata().is_err();
    (0..).map(beside).find(is_free).ok_or_else(|| io::ErrorKind::AlreadyExists.into())
}

/// Renames a file to a name that is free.
pub(super) fn place(file: &Path, name: &Path) -> io::Result<()> {
    // An error about the names is an answer; any other says that the system cannot rename this way.
    let is_answer =
        |error: &io::Error| error.kind() == io::ErrorKind::AlreadyExists || is_gone(error, file);
    match rename_new(file, name) {
        Err(error) if is_answer(&error) => Err(error),
        Ok(()) => Ok(()),
        // A second name, given before the first is removed, overwrites nothing either, where the
        // file system has hard links.
        Err(_) => match uninterrupted(|| fs::hard_link(file, name)) {
            Ok(()) => uninterrupted(|| fs::remove_file(file)),
            Err(error) if is_answer(&error) => Err(error),
            Err(_) if is_there(name)? => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => uninterrupted(|| fs::rename(file, name)),
        },
    }
}

/// Whether something has this name.
pub(super) fn is_there(name: &Path) -> io::Result<bool> {
    match name.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether an error says that a file does not exist, and it really does not.
pub(super) fn is_gone(error: &io::Error, file: &Path) -> bool {
    error.kind() == io::ErrorKind::NotFound && file.symlink_metadata().is_err()
}

/// Keeps what a target held under the first free name beside it.
pub(super) fn keep(held: &Path, target: &Path) -> io::Result<PathBuf> {
    let name = file_name(target)?;
    for number in 1.. {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let kept = target.with_file_name(format!("{name}.replaced{number}"));
        match place(held, &kept) {
            Ok(()) => return Ok(kept),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

pub(super) fn file_name(path: &Path) -> io::Result<String> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    Ok(name.to_string_lossy().into_owned())
}

// ---- what killed writers left --------------------------------------------------------------

/// Clears files that killed writers of these targets have left. What may be somebody's text is kept
/// and returned, with its target and its new path; all else is removed.
pub(super) fn clear_abandoned<'a>(
    targets: impl Iterator<Item = &'a Path>,
) -> Vec<(&'a Path, PathBuf)> {
    let mut folders: BTreeMap<&Path, HashSet<&Path>> = BTreeMap::new();
    for target in targets {
        folders.entry(target.parent().unwrap_or(Path::new(""))).or_default().insert(target);
    }
    let mut kept = vec![];
    for (folder, targets) in folders {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some((target, purpose)) = name.to_str().and_then(parse) else { continue };
            let Some(target) = targets.get(folder.join(target).as_path()) else { continue };
            let (beside, kind) = (entry.path(), entry.metadata());
            if !kind.is_ok_and(|found| is_abandoned(&beside, &found)) {
                continue;
            }
            let is_ours = || match Existing::read(&beside) {
                Ok(Some(Existing::Text(text))) if text.is_empty() => true,
                Ok(Some(found)) => found.is_generated(),
                Ok(None) | Err(_) => false,
            };
            if purpose == Use::Filled || is_ours() {
                let _ = fs::remove_file(&beside);
            } else if let Ok(there) = keep(&beside, target) {
                kept.push((*target, there));
            }
        }
    }
    kept
}

/// Whether a file's writer was killed: a living writer holds a lock on it.
fn is_abandoned(beside: &Path, found: &Metadata) -> bool {
    found.is_file() && File::open(beside).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::{Use, clear_abandoned, name_of, parse};
    use crate::print::header;
    use std::fs::{self, File};

    #[test]
    fn a_name_of_a_persons_is_none_of_ours() {
        for purpose in Use::ALL {
            let name = name_of("web.Dockerfile", 3, 71, purpose);
            assert_eq!(parse(&name), Some(("web.Dockerfile", purpose)), "{name}");
            for at in 0..name.len() {
                let mut other = name.clone();
                other.replace_range(at..=at, "7");
                assert!(other == name || parse(&other).is_none(), "{other}");
            }
        }
        for name in [
            ".Dockerfile.notes.tmp",
            ".Dockerfile.1-0.tmp",
            ".Dockerfile.1-0.new",
            ".Dockerfile.1-0-00000000.new",
            ".Dockerfile.old",
            "Dockerfile",
            ".",
            "",
        ] {
            assert_eq!(parse(name), None, "{name}");
        }
    }

    #[test]
    fn what_a_killed_writer_left_goes_and_what_may_be_somebodys_is_kept() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: &str| {
            fs::write(folder.path().join(name), text).expect("a new file");
        };
        let generated = header::file("build.rs", "", "", "FROM debian:12 AS final\n");
        let name = |number, purpose| name_of("Dockerfile", number, 1, purpose);
        write(&name(0, Use::Filled), &generated[..20]);
        write(&name(1, Use::Filled), "");
        write(&name(2, Use::Exchanged), &generated);
        write(&name(3, Use::Exchanged), "FROM alpine\n");
        write(&name(4, Use::Filled), "being writt");
        let locked = folder.path().join(name(4, Use::Filled));
        let living = File::open(&locked).expect("it is there");
        living.lock().expect("nobody else has it");
        write(&name_of("other", 0, 1, Use::Filled), "of no target");
        for theirs in [".Dockerfile.notes.tmp", ".Dockerfile.1-0.tmp", ".Dockerfile.old"] {
            write(theirs, "notes");
        }
        let names = || {
            let entries = fs::read_dir(folder.path()).expect("a folder").flatten();
            let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
            names.sort();
            names
        };
        let target = folder.path().join("Dockerfile");
        let kept = clear_abandoned(std::iter::once(target.as_path()));
        let copy = folder.path().join("Dockerfile.replaced");
        assert_eq!(kept, [(target.as_path(), copy.clone())]);
        assert_eq!(fs::read_to_string(copy).expect("a copy"), "FROM alpine\n");
        assert_eq!(names().len(), 6, "{:?}", names());
        drop(living);
        assert!(clear_abandoned(std::iter::once(target.as_path())).is_empty());
        assert_eq!(names().len(), 5, "{:?}", names());
        assert!(!locked.exists());
    }
}
