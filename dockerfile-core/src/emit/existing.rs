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

#[cfg(test)]
mod tests {
    use super::{Existing, LONGEST};
    use crate::print::header;
    use std::fs;

    #[test]
    fn a_file_is_the_same_by_its_bytes() {
        let text = |text: &str| Existing::Text(text.to_owned());
        let bytes = |byte| Existing::Bytes(vec![0xff, byte]);
        for (one, other, same) in [
            (text("a"), text("a"), true),
            (text("a"), text("b"), false),
            (bytes(1), bytes(1), true),
            (bytes(1), bytes(2), false),
            (text("a"), bytes(1), false),
            (Existing::Long, Existing::Long, false),
            (Existing::Long, text("a"), false),
        ] {
            assert_eq!(one.is_same(&other), same, "{one:?} {other:?}");
            assert_eq!(other.is_same(&one), same, "{one:?} {other:?}");
        }
        let generated = header::file("build.rs", "", "", "FROM debian:12 AS final\n");
        for (found, ours, unchanged) in [
            (text(&generated), true, true),
            (text(&generated.replace('\n', "\r\n")), true, true),
            (text(&format!("{generated}RUN x\n")), true, false),
            (text("FROM debian:12\n"), false, false),
            (bytes(1), false, false),
            (Existing::Long, false, false),
        ] {
            assert_eq!((found.has_header(), found.is_generated()), (ours, unchanged), "{found:?}");
        }
    }

    #[test]
    fn a_file_is_read_up_to_a_length() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let read = |bytes: Vec<u8>| {
            let path = folder.path().join("file");
            fs::write(&path, bytes).expect("a new file");
            Existing::read(&path).expect("it is readable").expect("it is there")
        };
        let longest = usize::try_from(LONGEST).expect("it fits");
        assert!(matches!(read(vec![b'a'; longest]), Existing::Text(_)));
        assert!(matches!(read(vec![b'a'; longest + 1]), Existing::Long));
        assert!(matches!(read(vec![0xff]), Existing::Bytes(_)));
        assert!(Existing::read(&folder.path().join("other")).expect("no error").is_none());
        assert!(Existing::read(folder.path()).is_err());
    }
}
