//! Functions over bytes that are `const`, for checks: no iterator and few methods of `str` are const
//! yet.

/// The result of a check: `Err` holds the complaint.
pub(super) type Check = Result<(), &'static str>;

/// The letters that a text may have.
#[derive(Clone, Copy)]
pub(super) enum Letters {
    Any,
    Lower,
    None,
}

/// Whether a text has only digits, these letters of ASCII, and the `extra` bytes.
pub(super) const fn has_only(text: &[u8], extra: &[u8], letters: Letters) -> bool {
    let mut i = 0;
    while i < text.len() {
        let letter = match letters {
            Letters::Any => text[i].is_ascii_alphabetic(),
            Letters::Lower => text[i].is_ascii_lowercase(),
            Letters::None => false,
        };
        if !letter && !text[i].is_ascii_digit() && find(extra, text[i]).is_none() {
            return false;
        }
        i += 1;
    }
    true
}

pub(super) const fn find(text: &[u8], byte: u8) -> Option<usize> {
    let mut i = 0;
    while i < text.len() {
        if text[i] == byte {
            return Some(i);
        }
        i += 1;
    }
    None
}

pub(super) const fn find_last(text: &[u8], byte: u8) -> Option<usize> {
    let mut i = text.len();
    while i > 0 {
        i -= 1;
        if text[i] == byte {
            return Some(i);
        }
    }
    None
}

/// Whether a byte stands twice in a row in a text.
pub(super) const fn has_pair(text: &[u8], byte: u8) -> bool {
    let mut i = 1;
    while i < text.len() {
        if text[i] == byte && text[i - 1] == byte {
            return true;
        }
        i += 1;
    }
    false
}

/// The bytes in front of `end`.
pub(super) const fn head(text: &[u8], end: usize) -> &[u8] {
    text.split_at(end).0
}

/// The bytes from `start` on.
pub(super) const fn tail(text: &[u8], start: usize) -> &[u8] {
    text.split_at(start).1
}

/// Whether two texts are equal, where the case of ASCII letters does not count.
const fn equal_ignoring_case(a: &[u8], b: &[u8]) -> bool {
    a.eq_ignore_ascii_case(b)
}

pub(crate) const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether a name is one of these; the case of ASCII letters does not count.
pub(super) const fn is_one_of(name: &[u8], names: &[&[u8]]) -> bool {
    let mut i = 0;
    while i < names.len() {
        if equal_ignoring_case(name, names[i]) {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether a name is one of these; the case of letters counts.
pub(super) const fn is_exactly_one_of(name: &[u8], names: &[&[u8]]) -> bool {
    let mut i = 0;
    while i < names.len() {
        if equal(name, names[i]) {
            return true;
        }
        i += 1;
    }
    false
}

pub(super) const fn starts_with(text: &[u8], prefix: &[u8]) -> bool {
    text.len() >= prefix.len() && equal(head(text, prefix.len()), prefix)
}

pub(super) const fn ends_with(text: &[u8], suffix: &[u8]) -> bool {
    text.len() >= suffix.len() && equal(tail(text, text.len() - suffix.len()), suffix)
}

/// Whether a text ends with one of these; the case of ASCII letters does not count.
pub(super) const fn ends_with_any(text: &[u8], suffixes: &[&[u8]]) -> bool {
    let mut i = 0;
    while i < suffixes.len() {
        let length = suffixes[i].len();
        if text.len() >= length && equal_ignoring_case(tail(text, text.len() - length), suffixes[i])
        {
            return true;
        }
        i += 1;
    }
    false
}

/// The characters that Go's `TrimSpace` cuts off the ends of a text, without control characters.
const BLANKS: [&[u8]; 20] = [
    "\u{85}".as_bytes(),
    "\u{a0}".as_bytes(),
    "\u{1680}".as_bytes(),
    "\u{2000}".as_bytes(),
    "\u{2001}".as_bytes(),
    "\u{2002}".as_bytes(),
    "\u{2003}".as_bytes(),
    "\u{2004}".as_bytes(),
    "\u{2005}".as_bytes(),
    "\u{2006}".as_bytes(),
    "\u{2007}".as_bytes(),
    "\u{2008}".as_bytes(),
    "\u{2009}".as_bytes(),
    "\u{200a}".as_bytes(),
    "\u{2028}".as_bytes(),
    "\u{2029}".as_bytes(),
    "\u{202f}".as_bytes(),
    "\u{205f}".as_bytes(),
    "\u{3000}".as_bytes(),
    b" ",
];

/// A line without the blanks and tabs in front of it.
pub(super) const fn behind_blanks(mut line: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = line {
        line = rest;
    }
    line
}

pub(super) const fn begins_with_blank(text: &[u8]) -> bool {
    let mut i = 0;
    while i < BLANKS.len() {
        if starts_with(text, BLANKS[i]) {
            return true;
        }
        i += 1;
    }
    false
}

pub(super) const fn ends_with_blank(text: &[u8]) -> bool {
    let mut i = 0;
    while i < BLANKS.len() {
        if ends_with(text, BLANKS[i]) {
            return true;
        }
        i += 1;
    }
    false
}

/// Unicode's marks of direction, which no reader sees and which reorder the text around them.
const UNSEEN: [&[u8]; 12] = [
    "\u{61c}".as_bytes(),
    "\u{200e}".as_bytes(),
    "\u{200f}".as_bytes(),
    "\u{202a}".as_bytes(),
    "\u{202b}".as_bytes(),
    "\u{202c}".as_bytes(),
    "\u{202d}".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{2066}".as_bytes(),
    "\u{2067}".as_bytes(),
    "\u{2068}".as_bytes(),
    "\u{2069}".as_bytes(),
];

/// Whether a text has a character that no reader of a file sees: a control character other than tab
/// and line feed, or a mark of direction.
pub(crate) const fn has_unseen(text: &[u8]) -> bool {
    let mut i = 0;
    while i < text.len() {
        let c = text[i];
        let next = if i + 1 < text.len() { text[i + 1] } else { 0 };
        let control = c.is_ascii_control() && c != b'\t' && c != b'\n';
        // The bytes 0xc2 and 0x80 to 0x9f are the control characters U+0080 to U+009F.
        if control || (c == 0xc2 && next >= 0x80 && next <= 0x9f) {
            return true;
        }
        if c == 0xd8 || c == 0xe2 {
            let mut u = 0;
            while u < UNSEEN.len() {
                if starts_with(tail(text, i), UNSEEN[u]) {
                    return true;
                }
                u += 1;
            }
        }
        i += 1;
    }
    false
}

/// Whether a blank of any kind stands in a text.
pub(super) const fn has_blank(text: &[u8]) -> bool {
    let mut i = 0;
    while i < text.len() {
        if begins_with_blank(tail(text, i)) {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether a line of a text begins with FROM, or is a COPY with `--from=`. Update bots read such a
/// line even in a here-document, and take the next word for an image.
pub(crate) const fn has_line_of_images(text: &[u8]) -> bool {
    let mut start = 0;
    let mut i = 0;
    while i <= text.len() {
        if i == text.len() || text[i] == b'\n' {
            let line = behind_blanks(tail(head(text, i), start));
            let from = line.len() > 4
                && equal_ignoring_case(head(line, 4), b"FROM")
                && matches!(line[4], b' ' | b'\t');
            let copy = line.len() > 4
                && equal_ignoring_case(head(line, 4), b"COPY")
                && any_part(line, &[b"--from="]);
            if from || copy {
                return true;
            }
            start = i + 1;
        }
        i += 1;
    }
    false
}

/// Whether one of these parts stands anywhere in a name; the case of ASCII letters does not count.
pub(super) const fn any_part(name: &[u8], parts: &[&[u8]]) -> bool {
    let mut p = 0;
    while p < parts.len() {
        let mut i = 0;
        while i + parts[p].len() <= name.len() {
            if equal_ignoring_case(head(tail(name, i), parts[p].len()), parts[p]) {
                return true;
            }
            i += 1;
        }
        p += 1;
    }
    false
}

/// Whether one of these is a whole word of a name, whose words are separated by `_`; the case of
/// ASCII letters does not count.
pub(super) const fn any_word(name: &[u8], words: &[&[u8]]) -> bool {
    let mut start = 0;
    let mut i = 0;
    while i <= name.len() {
        if i == name.len() || name[i] == b'_' {
            let word = tail(head(name, i), start);
            let mut w = 0;
            while w < words.len() {
                if equal_ignoring_case(word, words[w]) {
                    return true;
                }
                w += 1;
            }
            start = i + 1;
        }
        i += 1;
    }
    false
}
