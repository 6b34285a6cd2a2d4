//! Files of others, read into types of ours. A file that is not what its format says, or says
//! something of another type than the tool takes, is an error with its line.

use std::{io, thread};

#[cfg(any(feature = "cargo", feature = "node", feature = "python"))]
use serde::de::DeserializeOwned;

#[cfg(any(feature = "cargo", feature = "node", feature = "python"))]
use crate::declare::disk::Tree;
use crate::program::unread::Unread;

#[cfg(any(feature = "cargo", feature = "node", feature = "python"))]
impl Tree {
    #[cfg(any(feature = "cargo", feature = "python"))]
    pub(super) fn toml<T: DeserializeOwned + Send>(&self, file: &str) -> Result<T, Unread> {
        from_toml(file, &self.read(file)?, toml::from_str)
    }

    #[cfg(feature = "node")]
    pub(super) fn json<T: DeserializeOwned>(&self, file: &str) -> Result<T, Unread> {
        let text = self.read(file)?;
        from_json(file, &text)
    }
}

#[cfg(feature = "json")]
pub(super) fn from_json<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, Unread> {
    serde_json::from_str(without_mark(text)).map_err(|error| {
        malformed(name, Some(error.line()).filter(|line| *line > 0), &error.to_string())
    })
}

/// What a reader makes of a text in TOML.
pub(super) fn from_toml<'t, T: Send>(
    name: &str,
    text: &'t str,
    read: impl FnOnce(&'t str) -> Result<T, toml::de::Error> + Send,
) -> Result<T, Unread> {
    let text = without_mark(text);
    let read = with_room(|| read(text))
        .map_err(|error| Unread::CannotRead { path: name.to_owned(), error: error.to_string() })?;
    read.map_err(|error| {
        let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
        malformed(name, line, error.message())
    })
}

/// Runs a reader that recurses, on a stack that is large enough: the parser of TOML allows 80
/// tables in each other, and as many dots in the key of each.
pub(super) fn with_room<T: Send>(read: impl FnOnce() -> T + Send) -> io::Result<T> {
    const ROOM: usize = 64 << 20;
    thread::scope(|scope| {
        let reader = thread::Builder::new().stack_size(ROOM).spawn_scoped(scope, read)?;
        reader.join().map_err(|_| io::Error::other("the parser panicked"))
    })
}

/// A text without its byte order mark.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

pub(super) fn malformed(path: &str, line: Option<usize>, problem: &str) -> Unread {
    let problem = problem.lines().next().unwrap_or_default().to_owned();
    Unread::Malformed { path: path.to_owned(), line, problem }
}
