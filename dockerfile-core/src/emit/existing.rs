//! What stands where a file is to be written.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use crate::print::header::{self, Provenance};

/// The longest file that is compared, in bytes: what is emitted has a thousandth of it.
const LONGEST: u64 = 16 << 20;

/// A file as it was read.
#[derive(Debug)]
pub(super) enum Existing {
    Text(String),
    /// No text of UTF-8.
    Bytes(Vec<u8>),
    /// Longer than what is compared.
    Long,
}

impl Existing {
    /// The file behind a path, if there is one. To open a pipe would wait for whoever writes into
    /// it, and a device may never end.
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

    /// Whether both hold the same bytes; of long ones nobody knows.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::Bytes(one), Self::Bytes(other)) => one == other,
            _ => false,
        }
    }

    /// Whether it was ours, whoever has edited it since.
    pub(super) fn has_header(&self) -> bool {
        self.text().is_some_and(|text| header::origin(&lf(text)) != Provenance::Foreign)
    }

    /// Whether nobody has written it but us.
    pub(super) fn is_generated(&self) -> bool {
        self.text().is_some_and(|text| header::origin(&lf(text)) == Provenance::Generated)
    }
}

pub(super) fn lf(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// Which line ends a file may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// Those that it has: builders read both.
    Kept,
    /// A shell takes the carriage return of a here-document's line for part of a word.
    Lf,
}

impl LineEnds {
    /// A text as it is to be written: a checkout with CRLF keeps it, where builders read it.
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
