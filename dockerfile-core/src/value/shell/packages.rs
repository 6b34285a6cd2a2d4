//! Packages that a command of shell text names: whether with a version, in the way of each installer.

use super::table::Installer;
use crate::value::bytes::{ends_with, find, starts_with, tail};
use crate::value::equal;

/// Whether a word names a package without a version. A file is no such word.
pub(super) const fn is_unversioned(word: &[u8], of: Installer) -> bool {
    let is_near = starts_with(word, b".") || starts_with(word, b"/") || starts_with(word, b"~/");
    let is_archive = ends_with(word, b".tgz") || ends_with(word, b".tar.gz");
    let names_tag = word.len() > 1 && find(tail(word, 1), b'@').is_some();
    let versioned = match of {
        Installer::Gem => find(word, b':').is_some(),
        Installer::Go => is_near || names_tag && !ends_with(word, b"@none"),
        Installer::Npm => is_near || is_archive || names_tag || find(word, b'#').is_some(),
        Installer::Pip if starts_with(word, b"git+") => names_tag,
        Installer::Pip => {
            is_archive
                || ends_with(word, b".whl")
                || equal(word, b".")
                || starts_with(word, b".[")
                || find(word, b'/').is_some()
                || compares(word)
        }
    };
    !word.is_empty() && (!versioned || ends_with(word, b"@latest"))
}

/// Whether a word has a sign by which pip compares versions, such as `==` or `<`.
const fn compares(word: &[u8]) -> bool {
    let mut i = 0;
    while i < word.len() {
        let before = if i > 0 { word[i - 1] } else { 0 };
        if matches!(word[i], b'<' | b'>') || word[i] == b'=' && matches!(before, b'=' | b'!' | b'~')
        {
            return true;
        }
        i += 1;
    }
    false
}
