//! A file of an emission: its path, what is there, and what is to be there.

use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use super::diff::diff;
use super::existing::{Existing, LineEnds};
use super::surroundings::Surroundings;
use super::verdict::Refusal;
use crate::check::complaints;
use crate::check::report::Diagnostic;
use crate::print::header;
use crate::program::place::Place;
use crate::recipes::checkout;

#[derive(Debug)]
pub(super) struct Due {
    /// The path as declared, relative to the package.
    pub(super) said: PathBuf,
    /// The path in messages, relative to the workspace.
    pub(super) shown: String,
    /// The path behind any link.
    pub(super) path: PathBuf,
    pub(super) existing: Option<Existing>,
    pub(super) wanted: String,
    pub(super) line_ends: LineEnds,
    /// Whether `path` is behind a link.
    is_linked: bool,
    pub(super) at: Place,
}

/// Whether a path is that of a folder by its end: `docker/`, `.` or `..`.
fn names_a_folder(path: &Path) -> bool {
    let text = path.to_string_lossy();
    path.file_name().is_none() || text.ends_with(['/', MAIN_SEPARATOR]) || text.ends_with("/.")
}

impl Due {
    /// Looks up what is at a file's path; the wanted text is set later. `folder` is the file's
    /// folder without links.
    pub(super) fn find(
        folder: &Path,
        root: &Path,
        said: &Path,
        at: Place,
    ) -> Result<Self, Box<Diagnostic>> {
        if names_a_folder(said) {
            return Err(Box::new(complaints::path_of_folder(&said.to_string_lossy(), at)));
        }
        let place = folder.join(said.file_name().unwrap_or_default());
        let shown = checkout::between(root, &place);
        if shown.contains(|c: char| c.is_control()) {
            let problem = complaints::no_path(&complaints::in_one_line(&shown), at);
            return Err(Box::new(problem));
        }
        let path = checkout::through_links(&place);
        let existing = Existing::read(&path)
            .map_err(|error| Box::new(complaints::cannot_read(&shown, &error, at)))?;
        let is_linked = path != place;
        let (said, wanted, line_ends) = (said.to_owned(), String::new(), LineEnds::Kept);
        Ok(Self { said, shown, path, existing, wanted, line_ends, is_linked, at })
    }

    /// Whether the existing text is not to be printed: it may be a secret of this machine.
    fn is_hidden(&self, around: &Surroundings) -> bool {
        let was_ours = || self.existing.as_ref().is_some_and(Existing::has_header);
        !around.owns(&self.path) || self.is_linked && !was_ours()
    }

    /// The script that the existing file's header names.
    pub(super) fn source(&self) -> Option<&str> {
        header::source(self.existing.as_ref()?.text()?)
    }

    /// The name in messages of another file beside this one.
    pub(super) fn beside(&self, other: &Path) -> String {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let other = checkout::between(folder, other);
        match self.shown.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{other}"),
            None => other,
        }
    }

    /// The path of the file from the checkout's root, as `.gitattributes` there names it.
    pub(super) fn in_checkout(&self) -> String {
        let root = self.path.parent().and_then(checkout::checkout);
        let below = root.and_then(|root| checkout::relative(&self.path, &root));
        below.unwrap_or_else(|| self.shown.clone())
    }

    pub(super) fn refusal(&self, why: Refusal, around: &Surroundings) -> Diagnostic {
        let (path, at) = (&self.shown, self.at);
        let refused = match why {
            Refusal::Edited => complaints::edited_by_hand(path, at),
            Refusal::Foreign => complaints::not_ours(path, at),
            Refusal::Stale => complaints::stale(path, at),
            Refusal::Missing => return complaints::not_there(path, at),
            Refusal::LineEnds => return complaints::crlf(path, &self.in_checkout(), at),
        };
        match self.existing.as_ref().and_then(Existing::text) {
            _ if self.is_hidden(around) => refused.note(complaints::HIDDEN),
            None => refused.note(complaints::NO_TEXT),
            Some(text) => {
                let wanted = self.line_ends.of(&self.wanted, self.existing.as_ref());
                complaints::compared(refused, diff(&self.in_checkout(), text, &wanted))
            }
        }
    }

    /// A failed write of the file. `stays` are notes about files that are not as they were.
    pub(super) fn cannot_write(&self, error: &io::Error, stays: &[String]) -> Diagnostic {
        complaints::cannot_write(&self.shown, error, stays, self.at)
    }
}
