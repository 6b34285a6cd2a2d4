//! An existing file at the path where one is to be written.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use crate::print::header::{self, Provenance};

/// The longest file that is compared, in bytes: an emitted file has a thousandth of it.
const LONGEST: u64 = 16 << 20;

/// A file as it was read.
#[derive(Debug)]
pub(super) enum Existing {
    Text(String),
    /// A file that is no UTF-8 text.
    Bytes(Vec<u8>),
    /// A file that is longer than `LONGEST`.
    Long,
}

impl Existing {
    /// Reads the file behind a path, if there is one. Only a regular file is opened: to open a pipe
    /// would wait for its writer, and a device may never end.
    pub(super) fn read(path: &Path) -> io::Result<Option<Self>> {
        let found = match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            found => found?,
        };
        if !found.is_file() {
            return Err(io::Error::other("it is a folder, a pipe or a device"));
        }
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let mut bytes = Vec::with_capacity(found.len().min(LONGEST) as usize + 1);
        file.take(LONGEST + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LONGEST {
            return Ok(Some(Self::Long));
        }
        let read =
            String::from_utf8(bytes).map_or_else(|it| Self::Bytes(it.into_bytes()), Self::Text);
        Ok(Some(read))
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bytes(_) | Self::Long => None,
        }
    }

    /// Whether both hold the same bytes. Long files, whose bytes are not kept, never do.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::Bytes(one), Self::Bytes(other)) => one == other,
            _ => false,
        }
    }

    /// Whether the file has a header of this crate, even if it was edited since.
    pub(super) fn has_header(&self) -> bool {
        self.text().is_some_and(|text| header::origin(&lf(text)) != Provenance::Foreign)
    }

    /// Whether the file was emitted by this crate, and not edited since.
    pub(super) fn is_generated(&self) -> bool {
        self.text().is_some_and(|text| header::origin(&lf(text)) == Provenance::Generated)
    }
}

pub(super) fn lf(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// The line ends that a file may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// The line ends that the existing file has: builders read both.
    Kept,
    /// LF: in a here-document a shell takes a carriage return for part of a word.
    Lf,
}

impl LineEnds {
    /// A text as it is to be written: with CRLF if the existing file has that, and if it may.
    pub(super) fn of(self, wanted: &str, existing: Option<&Existing>) -> String {
        let existing = existing.and_then(Existing::text);
        match (self, existing) {
            (Self::Kept, Some(existing)) if existing.contains("\r\n") => {
                wanted.replace('\n', "\r\n")
            }
            _ => wanted.to_owned(),
        }
    }
}
