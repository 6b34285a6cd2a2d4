//! Names of files that are no text.

use std::path::PathBuf;

/// Stands in front of a byte, in hexadecimal, of a name that is no text. No text has it.
const BYTE: char = '\u{fdd0}';

/// A name as text: two names stay two, whatever their bytes are.
pub(super) fn text_of(name: &[u8]) -> String {
    let mut text = String::new();
    for chunk in name.utf8_chunks() {
        text += chunk.valid();
        text.extend(chunk.invalid().iter().map(|byte| format!("{BYTE}{byte:02x}")));
    }
    text
}

/// A path of which a name is no text, as people can read it.
pub(crate) fn no_text(path: &str) -> Option<String> {
    path.contains(BYTE).then(|| path.replace(BYTE, "\\x"))
}

/// What a list that ends each name with a zero holds.
pub(super) fn listed(listing: &[u8]) -> impl Iterator<Item = String> {
    listing.split(|byte| *byte == 0).filter(|name| !name.is_empty()).map(text_of)
}

/// A path on disk of one as it is told.
#[cfg(unix)]
pub(super) fn place(path: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    let mut parts = path.split(BYTE);
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (byte, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        bytes.extend(u8::from_str_radix(byte, 16));
        bytes.extend(rest.as_bytes());
    }
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
pub(super) fn place(path: &str) -> PathBuf {
    path.into()
}
