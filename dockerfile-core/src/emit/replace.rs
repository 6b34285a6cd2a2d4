//! The replacement of a file as a whole: a reader sees the old text or the new one, and nothing
//! between.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::beside::{self, is_gone, is_there};
use super::existing::Existing;
use super::swap::swap;
use super::system::{self, uninterrupted};

/// How often a replacement is tried while others create and remove the target.
const ATTEMPTS: usize = 100;

/// A whole new file beside its target.
///
/// The writer holds a lock on the new file, so that others can tell a file that is being written
/// from one whose writer was killed. Where very many files are written, some are not locked: if one
/// of these is taken for abandoned and removed, it is written again.
#[derive(Debug)]
pub(super) struct Replacement {
    target: PathBuf,
    /// The path of the new file, and of what the target held once both have exchanged their names.
    beside: PathBuf,
    text: String,
    built: Option<SystemTime>,
    state: State,
    /// The new file, if it is locked.
    locked: Option<File>,
}

/// The outcome of putting back what a target held.
#[derive(Debug)]
pub(super) enum PutBack {
    AsItWas,
    /// The target is as it was. Somebody has written it in the meantime, and that text is at this
    /// path.
    Theirs(PathBuf),
    /// The target is as it was. The file that was moved away from it is left at this path, since it
    /// could not be read, removed or kept.
    Unread(PathBuf, io::Error),
    /// The target holds the new text. What it held, if it held something, is at this path.
    New(Option<PathBuf>, io::Error),
    /// The target is missing. What it held is at this path.
    Missing(PathBuf, io::Error),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    /// The new file is at the target, where nothing was.
    Placed,
    /// The new file is at the target, and what the target held is beside it.
    Exchanged,
    Done,
}

impl Replacement {
    /// Writes the new file beside the target. `built` is when the running build script was built: a
    /// younger file would make cargo run and compile it again.
    pub(super) fn prepare(
        target: &Path,
        text: String,
        built: Option<SystemTime>,
    ) -> io::Result<Self> {
        if system::is_fixed(target) {
            return Err(io::Error::other("it is mounted there, or marked as immutable"));
        }
        let (beside, mut file) = beside::new_file(target)?;
        // Where a file system has no locks, no reader looks at them either.
        let _ = file.try_lock();
        let (target, state) = (target.to_owned(), State::Waiting);
        let filled = fill(&mut file, &text, built, fs::metadata(&target).ok());
        let replacement = Self { target, beside, text, built, state, locked: Some(file) };
        filled.map(|()| replacement)
    }

    /// Closes the new file and so drops its lock: a process may hold only so many files open.
    pub(super) fn unlock(&mut self) {
        self.locked = None;
    }

    /// Gives the new file the target's name.
    pub(super) fn commit(&mut self) -> io::Result<()> {
        let mut last = io::Error::from(io::ErrorKind::Interrupted);
        for _ in 0..ATTEMPTS {
            let done = if is_there(&self.target)? { self.exchange() } else { self.place() };
            last = match done {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if is_gone(&last, &self.beside) {
                // Somebody took the new file for abandoned before it was locked. Its name may
                // belong to another writer's file by now, so that is not removed.
                self.state = State::Done;
                *self = Self::prepare(&self.target, self.text.clone(), self.built)?;
                continue;
            }
            let comes_or_goes = [io::ErrorKind::NotFound, io::ErrorKind::AlreadyExists];
            if !comes_or_goes.contains(&last.kind()) {
                break;
            }
        }
        Err(last)
    }

    fn place(&mut self) -> io::Result<()> {
        beside::place(&self.beside, &self.target)?;
        self.state = State::Placed;
        Ok(())
    }

    fn exchange(&mut self) -> io::Result<()> {
        let marked = beside::free_name(&self.target)?;
        beside::place(&self.beside, &marked)?;
        self.beside = marked;
        self.beside = swap(&self.beside, &self.target)?;
        self.state = State::Exchanged;
        Ok(())
    }

    /// Removes what the target held, or keeps it under another name and returns that. It is kept if
    /// `keeps` is set, or if it is neither the text that was judged nor a generated one: somebody
    /// has written it in the meantime.
    pub(super) fn settle(
        &mut self,
        judged: Option<&Existing>,
        keeps: bool,
    ) -> io::Result<Option<PathBuf>> {
        if mem::replace(&mut self.state, State::Done) != State::Exchanged {
            return Ok(None);
        }
        match self.drop_or_keep_old(judged, keeps) {
            // Another writer has removed or kept it.
            Err(error) if is_gone(&error, &self.beside) => Ok(None),
            done => done,
        }
    }

    fn drop_or_keep_old(
        &self,
        judged: Option<&Existing>,
        keeps: bool,
    ) -> io::Result<Option<PathBuf>> {
        let is_file = self.beside.symlink_metadata()?.is_file();
        if is_file && !keeps {
            let found = Existing::read(&self.beside)?;
            let is_judged = |found: &Existing| judged.is_some_and(|judged| judged.is_same(found));
            if found.is_none_or(|found| is_judged(&found) || found.is_generated()) {
                uninterrupted(|| fs::remove_file(&self.beside))?;
                return Ok(None);
            }
        }
        beside::keep(&self.beside, &self.target).map(Some)
    }

    /// Puts back what the target held.
    pub(super) fn put_back(&mut self) -> PutBack {
        let state = mem::replace(&mut self.state, State::Done);
        let moved = match state {
            State::Waiting | State::Done => return PutBack::AsItWas,
            // The file is moved away before it is read: somebody may have written it in the
            // meantime.
            State::Placed => beside::free_name(&self.target).and_then(|free| {
                beside::place(&self.target, &free)?;
                Ok(free)
            }),
            State::Exchanged => swap(&self.beside, &self.target),
        };
        match (moved, state) {
            (Ok(moved), _) => self.beside = moved,
            (Err(error), State::Placed) if is_gone(&error, &self.target) => {
                return PutBack::AsItWas;
            }
            (Err(error), State::Exchanged) if is_gone(&error, &self.target) => {
                return match beside::place(&self.beside, &self.target) {
                    Ok(()) => PutBack::AsItWas,
                    Err(error) => PutBack::Missing(self.beside.clone(), error),
                };
            }
            (Err(error), State::Placed) => return PutBack::New(None, error),
            (Err(error), _) => return PutBack::New(Some(self.beside.clone()), error),
        }
        self.drop_or_keep(state)
    }

    /// Removes the file that was moved away from the target if it holds our text; keeps it if
    /// somebody has written it.
    fn drop_or_keep(&self, state: State) -> PutBack {
        let unread = |error| PutBack::Unread(self.beside.clone(), error);
        match Existing::read(&self.beside) {
            Ok(Some(found)) if found.text() == Some(&self.text) => {
                match uninterrupted(|| fs::remove_file(&self.beside)) {
                    Ok(()) => PutBack::AsItWas,
                    Err(error) => unread(error),
                }
            }
            Ok(_)
                if state == State::Placed && beside::place(&self.beside, &self.target).is_ok() =>
            {
                PutBack::Theirs(self.target.clone())
            }
            Ok(_) => match beside::keep(&self.beside, &self.target) {
                Ok(kept) => PutBack::Theirs(kept),
                Err(error) => unread(error),
            },
            Err(error) => unread(error),
        }
    }

    /// The path of what the target held.
    pub(super) fn beside(&self) -> &Path {
        &self.beside
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if self.state == State::Waiting {
            let _ = fs::remove_file(&self.beside);
        }
    }
}

fn fill(
    file: &mut File,
    text: &str,
    built: Option<SystemTime>,
    existing: Option<Metadata>,
) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    if let Some(existing) = existing {
        keep_owner(file, &existing);
        uninterrupted(|| file.set_permissions(existing.permissions()))?;
    }
    match built {
        Some(built) => uninterrupted(|| file.set_modified(built)),
        None => Ok(()),
    }
}

/// Gives the new file the owner of the old one, if the process may: a file that root rewrites stays
/// its owner's.
#[cfg(unix)]
fn keep_owner(file: &File, existing: &Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let owner = |found: &Metadata| (found.uid(), found.gid());
    if file.metadata().is_ok_and(|ours| owner(&ours) != owner(existing)) {
        let _ = fchown(file, Some(existing.uid()), Some(existing.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) {}

#[cfg(test)]
mod tests {
    use super::{PutBack, Replacement};
    use crate::emit::existing::Existing;
    use crate::emit::swap::{in_place, in_two_steps};
    use crate::print::header;
    use std::fs;
    use std::path::{Path, PathBuf};

    fn generated(word: &str) -> String {
        header::file("build.rs", "", "", &format!("FROM debian:12 AS {word}\n"))
    }

    fn text(path: &Path) -> String {
        fs::read_to_string(path).expect("a file")
    }

    /// A target that holds this text, and a replacement for it.
    fn ready(was: Option<&str>) -> (tempfile::TempDir, PathBuf, Replacement) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let target = folder.path().join("Dockerfile");
        if let Some(was) = was {
            fs::write(&target, was).expect("a new file");
        }
        let new = Replacement::prepare(&target, generated("new"), None).expect("it is ready");
        (folder, target, new)
    }

    fn names(folder: &tempfile::TempDir) -> Vec<String> {
        let entries = fs::read_dir(folder.path()).expect("a folder").flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    type Edit = fn(&Path);

    /// What somebody may do between the moments at which a file is read and replaced.
    const EDITS: [(&str, Edit); 4] = [
        ("writes", |target| fs::write(target, "theirs").expect("it is ours")),
        ("saves by a rename", |target| {
            let other = target.with_file_name("editor");
            fs::write(&other, "theirs").expect("a new file");
            fs::rename(other, target).expect("it is ours");
        }),
        ("moves it away and writes anew", |target| {
            let _ = fs::rename(target, target.with_file_name("moved"));
            fs::write(target, "theirs").expect("it is ours");
        }),
        ("puts a folder there", |target| {
            let _ = fs::remove_file(target);
            fs::create_dir(target).expect("a new folder");
            fs::write(target.join("file"), "theirs").expect("a new file");
        }),
    ];

    #[test]
    fn what_somebody_writes_meanwhile_is_kept() {
        for was in [Some(generated("old")), Some("FROM alpine\n".to_owned()), None] {
            for (what, edit) in EDITS {
                let (folder, target, mut new) = ready(was.as_deref());
                edit(&target);
                new.commit().expect("it is written");
                let judged = was.clone().map(Existing::Text);
                let kept = new.settle(judged.as_ref(), false).expect("it is kept").expect(what);
                assert_eq!(text(&target), generated("new"), "{what}");
                let theirs = if kept.is_dir() { kept.join("file") } else { kept };
                assert_eq!(text(&theirs), "theirs", "{what}");
                assert!(!names(&folder).iter().any(|name| name.ends_with(".old")), "{what}");
            }
        }
    }

    #[test]
    fn what_somebody_writes_into_the_new_file_is_kept_when_the_old_one_is_put_back() {
        for was in [Some("FROM alpine\n"), None] {
            let (folder, target, mut new) = ready(was);
            new.commit().expect("it is written");
            fs::write(&target, "theirs").expect("it is ours");
            let PutBack::Theirs(kept) = new.put_back() else { panic!("their text is kept") };
            assert_eq!(text(&kept), "theirs");
            match was {
                Some(was) => assert_eq!(text(&target), was),
                // Their text stays where they wrote it, since nothing was there before.
                None => assert_eq!(kept, target),
            }
            assert_eq!(names(&folder).len(), was.map_or(1, |_| 2));
        }
    }

    #[test]
    fn what_is_put_back_is_as_it_was() {
        for was in [Some("FROM alpine\n"), None] {
            let (folder, target, mut new) = ready(was);
            new.commit().expect("it is written");
            assert!(matches!(new.put_back(), PutBack::AsItWas));
            assert_eq!(fs::read_to_string(&target).ok().as_deref(), was);
            assert_eq!(names(&folder).len(), was.map_or(0, |_| 1));
        }
        // Somebody has removed the new file in the meantime.
        let (_folder, target, mut new) = ready(Some("FROM alpine\n"));
        new.commit().expect("it is written");
        fs::remove_file(&target).expect("it is there");
        assert!(matches!(new.put_back(), PutBack::AsItWas));
        assert_eq!(text(&target), "FROM alpine\n");
    }

    #[test]
    fn a_new_file_that_was_taken_for_abandoned_is_written_again() {
        for was in [Some("FROM alpine\n"), None] {
            let (folder, target, mut new) = ready(was);
            fs::remove_file(new.beside()).expect("it is there");
            new.commit().expect("it is written");
            let judged = was.map(|was| Existing::Text(was.to_owned()));
            assert_eq!(new.settle(judged.as_ref(), false).expect("all is well"), None);
            assert_eq!(text(&target), generated("new"));
            assert_eq!(names(&folder), ["Dockerfile"]);
        }
    }

    /// A text that was judged, and a whole one of another writer, are nobody's loss.
    #[test]
    fn what_a_target_held_is_kept_if_it_may_be_somebodys() {
        let (ours, theirs) = (generated("old"), "FROM alpine\n".to_owned());
        let edited = format!("{ours}RUN x\n");
        for (was, judged, keeps, is_kept) in [
            (&theirs, Some(&theirs), false, false),
            (&theirs, Some(&theirs), true, true),
            (&theirs, Some(&ours), false, true),
            (&theirs, None, false, true),
            (&ours, None, false, false),
            (&ours, Some(&theirs), false, false),
            (&ours, Some(&ours), true, true),
            (&edited, Some(&ours), false, true),
        ] {
            let (folder, target, mut new) = ready(Some(was));
            new.commit().expect("it is written");
            let judged = judged.cloned().map(Existing::Text);
            let kept = new.settle(judged.as_ref(), keeps).expect("it is settled");
            assert_eq!(kept.as_deref().map(text).as_ref(), is_kept.then_some(was), "{was}");
            assert_eq!(names(&folder).len(), if is_kept { 2 } else { 1 });
            assert_eq!(text(&target), generated("new"));
            // What is settled is not put back.
            assert!(matches!(new.put_back(), PutBack::AsItWas));
            assert_eq!(text(&target), generated("new"));
        }
    }

    /// The two ways of swapping without an exchange of names.
    #[test]
    fn without_an_exchange_what_was_there_is_taken_aside() {
        for swap in [in_two_steps, in_place] {
            let (folder, target, new) = ready(Some("FROM alpine\n"));
            let held = swap(new.beside(), &target).expect("it is written");
            assert_eq!((text(&target), text(&held).as_str()), (generated("new"), "FROM alpine\n"));
            assert_eq!(names(&folder).len(), 2);
        }
        // A replacement that fails leaves no file beside its target.
        let (folder, target, new) = ready(None);
        fs::create_dir_all(target.join("in")).expect("a new folder");
        assert!(in_two_steps(new.beside(), &target).is_err());
        drop(new);
        assert_eq!(names(&folder), ["Dockerfile"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_second_name_goes_on_with_the_file() {
        use std::os::unix::fs::MetadataExt as _;
        let (folder, target, mut new) = ready(Some("FROM alpine\n"));
        let other = folder.path().join("other");
        fs::hard_link(&target, &other).expect("a second name");
        new.commit().expect("it is written");
        assert_eq!((text(&other), text(&target)), (generated("new"), generated("new")));
        assert_eq!(fs::metadata(&target).expect("a file").nlink(), 2);
        assert!(matches!(new.put_back(), PutBack::AsItWas));
        assert_eq!(text(&other), "FROM alpine\n");
        assert_eq!(names(&folder), ["Dockerfile", "other"]);
    }
}
