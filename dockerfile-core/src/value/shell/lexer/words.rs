//! Words and characters, by what they are to a shell.

/// Whether a byte means nothing special, neither inside a word nor in quotes.
pub(super) const PLAIN: &[bool; 256] = &{
    let mut plain = [false; 256];
    let mut c = 0;
    while c < plain.len() {
        plain[c] = matches!(c as u8, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.'
            | b'/' | b',' | b':' | b'=' | b'@' | b'%' | b'+');
        c += 1;
    }
    plain
};

/// Whether a word is this text.
pub(super) const fn is(word: &[u8], text: &str) -> bool {
    crate::value::equal(word, text.as_bytes())
}

/// Whether a word, as it stands in the text, is a pattern with `[^..]` and without quotes.
pub(in crate::value::shell) const fn negates(word: &[u8]) -> bool {
    let (mut at, mut found) = (0, false);
    while at < word.len() {
        match word[at] {
            b'"' | b'\'' | b'\\' => return false,
            b'[' => found |= at + 1 < word.len() && word[at + 1] == b'^',
            _ => {}
        }
        at += 1;
    }
    found
}

/// Whether a word is one of the shell's grammar behind which the next word names a program.
pub(in crate::value::shell) const fn is_reserved(word: &[u8]) -> bool {
    matches!(
        word,
        b"!" | b"{"
            | b"}"
            | b"if"
            | b"then"
            | b"elif"
            | b"else"
            | b"fi"
            | b"while"
            | b"until"
            | b"do"
            | b"done"
            | b"time"
    )
}

/// Whether a word is an assignment, `NAME=..` or `NAME+=..`.
pub(in crate::value::shell) const fn is_assignment(word: &[u8]) -> bool {
    let mut i = 0;
    while i < word.len() && (word[i].is_ascii_alphanumeric() || word[i] == b'_') {
        i += 1;
    }
    let named = i > 0 && !word[0].is_ascii_digit();
    if named && i < word.len() && word[i] == b'+' {
        i += 1;
    }
    named && i < word.len() && word[i] == b'='
}

pub(super) const fn ends_word(c: u8) -> bool {
    matches!(c, b' ' | b'\t' | b'\n' | b'|' | b'&' | b';' | b'<' | b'>' | b'(' | b')')
}
