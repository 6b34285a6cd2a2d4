//! Writing of all files of an emission, or of none: each new file is put beside its target before
//! the first target is replaced, and where one cannot be replaced, those before it are put back.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::due::Due;
use super::existing::Existing;
use super::replace::{PutBack, Replacement};
use crate::check::complaints;
use crate::check::report::Diagnostic;

/// The number of new files that are held open and locked: systems allow a thousand or so.
const MOST_OPEN: usize = 200;

/// A file that has to be written.
pub(super) struct Written<'d> {
    pub(super) due: &'d Due,
    /// Whether what the target held is kept as a copy.
    pub(super) keeps: bool,
}

/// A copy of what the target of a file held.
pub(super) struct Kept<'d> {
    pub(super) due: &'d Due,
    pub(super) copy: PathBuf,
    /// Whether that text was written after the file was judged.
    pub(super) is_news: bool,
}

/// The outcome of writing: each target holds what is declared.
pub(super) struct Settled<'d> {
    pub(super) kept: Vec<Kept<'d>>,
    pub(super) problems: Vec<Diagnostic>,
}

/// Writes all files, or none.
pub(super) fn write<'d>(
    files: &[Written<'d>],
    built: Option<SystemTime>,
) -> Result<Settled<'d>, Box<Diagnostic>> {
    let mut made = Folders::default();
    let mut ready = vec![];
    for (count, file) in files.iter().enumerate() {
        match prepare(file.due, built, &mut made) {
            Ok(mut replacement) => {
                if count >= MOST_OPEN {
                    replacement.unlock();
                }
                ready.push(replacement);
            }
            Err(error) => {
                drop(ready);
                made.remove();
                return Err(Box::new(file.due.cannot_write(&error, &[])));
            }
        }
    }
    for count in 0..ready.len() {
        if let Err(error) = ready[count].commit() {
            let stays = put_back(files, &mut ready[..count]);
            drop(ready);
            made.remove();
            return Err(Box::new(files[count].due.cannot_write(&error, &stays)));
        }
    }
    Ok(settle(files, &mut ready))
}

fn prepare(due: &Due, built: Option<SystemTime>, made: &mut Folders) -> io::Result<Replacement> {
    if let Some(folder) = due.path.parent() {
        made.make(folder)?;
    }
    let text = due.line_ends.of(&due.wanted, due.existing.as_ref());
    Replacement::prepare(&due.path, text, built)
}

/// Puts back what files have replaced, the last first; returns notes about files that are not as
/// they were.
fn put_back(files: &[Written<'_>], done: &mut [Replacement]) -> Vec<String> {
    let mut stays = vec![];
    for (file, replacement) in files.iter().zip(done).rev() {
        let shown = &file.due.shown;
        let beside = |path: &PathBuf| file.due.beside(path);
        stays.extend(match replacement.put_back() {
            PutBack::AsItWas => None,
            PutBack::Theirs(at) => Some(complaints::written_meanwhile(shown, &beside(&at))),
            PutBack::Unread(at, error) => {
                Some(complaints::left_beside(shown, &beside(&at), &error))
            }
            PutBack::New(old, error) => {
                let old = old.as_ref().map(beside);
                Some(complaints::not_put_back(shown, old.as_deref(), &error))
            }
            PutBack::Missing(old, error) => {
                Some(complaints::not_there_any_more(shown, &beside(&old), &error))
            }
        });
    }
    stays
}

/// Removes or keeps what the targets held, when all are replaced: by then others who had a target
/// open have had time to finish their writing.
fn settle<'d>(files: &[Written<'d>], done: &mut [Replacement]) -> Settled<'d> {
    let (mut kept, mut problems) = (vec![], vec![]);
    for (file, replacement) in files.iter().zip(done) {
        let judged = file.due.existing.as_ref();
        match replacement.settle(judged, file.keeps) {
            Ok(None) => {}
            Ok(Some(copy)) => {
                let is_news = !file.keeps || !is_as_judged(&copy, judged);
                kept.push(Kept { due: file.due, copy, is_news });
            }
            Err(error) => {
                let old = file.due.beside(replacement.beside());
                problems.push(complaints::not_settled(&file.due.shown, &old, &error, file.due.at));
            }
        }
    }
    Settled { kept, problems }
}

fn is_as_judged(copy: &Path, judged: Option<&Existing>) -> bool {
    match (judged, Existing::read(copy)) {
        (Some(Existing::Long), Ok(Some(Existing::Long))) => true,
        (Some(judged), Ok(Some(found))) => judged.is_same(&found),
        _ => false,
    }
}

/// Folders that were made for new files.
#[derive(Default)]
struct Folders(Vec<PathBuf>);

impl Folders {
    fn make(&mut self, folder: &Path) -> io::Result<()> {
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let missing: Vec<PathBuf> =
            folder.ancestors().take_while(is_missing).map(Path::to_owned).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let made = fs::create_dir_all(folder);
        self.0.extend(missing.into_iter().rev());
        made
    }

    /// Removes the folders that nobody has put anything into.
    fn remove(self) {
        for folder in self.0.into_iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
