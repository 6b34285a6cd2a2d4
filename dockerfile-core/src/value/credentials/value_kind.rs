//! Kinds of values, as far as they say whether a value may be a secret.

use super::reference::is_reference;
use super::url::url_credential;
use crate::value::bytes::{any_part, find, is_one_of, starts_with, tail};

/// The kind of a variable's value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueKind {
    Empty,
    /// A variable or a placeholder that is filled in later.
    Reference,
    /// A word such as `true`, `off` or `none`.
    Switch,
    /// A number, a size or a time.
    Number,
    Path,
    /// A URL or a connection string without a credential.
    Address,
    /// Any other text.
    Text,
}

impl ValueKind {
    /// The words for the kind, to stand behind "its value is".
    pub(crate) const fn words(self) -> &'static str {
        match self {
            ValueKind::Empty => "empty",
            ValueKind::Reference => "a reference",
            ValueKind::Switch => "a switch",
            ValueKind::Number => "a number",
            ValueKind::Path => "a path",
            ValueKind::Address => "an address without a credential",
            ValueKind::Text => "a text",
        }
    }
}

/// The kind of a value.
pub(crate) const fn value_kind(value: &[u8]) -> ValueKind {
    const SWITCHES: &[&[u8]] = &[
        b"true",
        b"false",
        b"yes",
        b"no",
        b"on",
        b"off",
        b"none",
        b"null",
        b"enabled",
        b"disabled",
    ];
    if value.is_empty() {
        ValueKind::Empty
    } else if is_one_of(value, SWITCHES) {
        ValueKind::Switch
    } else if is_number(value) {
        ValueKind::Number
    } else if is_reference(value) {
        ValueKind::Reference
    } else if is_path(value) {
        ValueKind::Path
    } else if is_address(value) {
        ValueKind::Address
    } else {
        ValueKind::Text
    }
}

/// Whether a value is a number, a size or a time: `4096`, `0.5`, `-1`, `64MiB`, `80%`, `1h30m`,
/// `PT15M`. It has at most nine digits: a longer number may be an account or a key.
const fn is_number(value: &[u8]) -> bool {
    const UNITS: &[&[u8]] = &[
        b"", b"%", b"k", b"m", b"g", b"t", b"b", b"kb", b"mb", b"gb", b"tb", b"ki", b"mi", b"gi",
        b"kib", b"mib", b"gib", b"ns", b"us", b"ms", b"s", b"sec", b"secs", b"second", b"seconds",
        b"min", b"mins", b"minute", b"minutes", b"h", b"hr", b"hour", b"hours", b"d", b"day",
        b"days", b"w", b"week", b"weeks", b"month", b"months", b"y", b"year", b"years",
    ];
    const DIGITS: usize = 9;
    let mut i = match value {
        [b'P' | b'p', b'T' | b't', c, ..] if c.is_ascii_digit() => 2,
        [b'P' | b'p' | b'-' | b'+', c, ..] if c.is_ascii_digit() => 1,
        [c, ..] if c.is_ascii_digit() => 0,
        _ => return false,
    };
    let mut all = 0;
    while i < value.len() {
        let mut digits = 0;
        while i < value.len() && (value[i].is_ascii_digit() || matches!(value[i], b'.' | b'_')) {
            digits += value[i].is_ascii_digit() as usize;
            i += 1;
        }
        if i < value.len() && value[i] == b' ' {
            i += 1;
        }
        let unit = i;
        while i < value.len() && (value[i].is_ascii_alphabetic() || value[i] == b'%') {
            i += 1;
        }
        all += digits;
        if digits == 0 || all > DIGITS || !is_one_of(value.split_at(i).0.split_at(unit).1, UNITS) {
            return false;
        }
    }
    true
}

/// Whether a value is a path: an absolute one, one that begins with `./`, `../` or `~/`, or one with a
/// folder and the extension of a file.
const fn is_path(value: &[u8]) -> bool {
    let rest = match value {
        [b'/', ..] | [b'~', b'/', ..] | [b'.', b'/', ..] | [b'.', b'.', b'/', ..] => value,
        _ if starts_with(value, b"file:///") => tail(value, 7),
        [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic() => tail(value, 2),
        _ if find(value, b'/').is_some() && ends_as_file(value) => value,
        _ => return false,
    };
    let (mut i, mut lower, mut upper, mut digits, mut length) = (0, false, false, false, 0);
    while i < rest.len() {
        match rest[i] {
            b'/' | b'\\' | b'.' | b'-' | b'_' | b':' | b',' | b' ' => {
                (lower, upper, digits, length) = (false, false, false, 0);
            }
            c if c.is_ascii_lowercase() => lower = true,
            c if c.is_ascii_uppercase() => upper = true,
            c if c.is_ascii_digit() => digits = true,
            b'@' | b'~' | b'*' | b'{' | b'}' | b'$' | b'%' => {}
            _ => return false,
        }
        length += 1;
        // A long name with upper case, lower case and digits is a key in base64.
        if length > 16 && lower && upper && digits {
            return false;
        }
        i += 1;
    }
    true
}

/// Whether a value ends with the extension of a file, such as `.pem`.
const fn ends_as_file(value: &[u8]) -> bool {
    let mut dot = value.len();
    while dot > 0 && value[dot - 1].is_ascii_alphanumeric() {
        dot -= 1;
    }
    let end = value.len() - dot;
    dot > 1 && value[dot - 1] == b'.' && end > 0 && end <= 5
}

/// Whether a value is a URL or a connection string without a credential: `postgres://db/app`, or
/// `Server=db;Database=app`.
const fn is_address(value: &[u8]) -> bool {
    const SECRETS: &[&[u8]] = &[b"password", b"pwd=", b"secret", b"key=", b"signature", b"token"];
    let is_pairs = find(value, b'=').is_some() && find(value, b';').is_some();
    let is_url = any_part(value, &[b"://"]);
    url_credential(value).is_none() && (is_url || is_pairs && !any_part(value, SECRETS))
}
