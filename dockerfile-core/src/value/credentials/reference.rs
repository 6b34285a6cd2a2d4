//! References, which stand for a value that is given later: a variable, or a placeholder to fill in.

use crate::value::bytes::{find, head, is_one_of, starts_with, tail};

/// Whether a text is made of references alone, such as `$USER-$HOST`. Signs between references do not
/// count, and neither does a text of three or more crosses, `xxx`.
pub(crate) const fn is_reference(text: &[u8]) -> bool {
    let mut i = 0;
    let mut crosses = true;
    while i < text.len() {
        crosses &= matches!(text[i], b'x' | b'X');
        i += 1;
    }
    if crosses && text.len() != 1 && text.len() != 2 {
        return true;
    }
    let mut i = 0;
    while i < text.len() {
        match behind_reference(text, i) {
            Some(end) => {
                if holds_default(head(tail(text, i), end - i)) {
                    return false;
                }
                i = end;
            }
            None if text[i].is_ascii_alphanumeric() || !text[i].is_ascii() => return false,
            None => i += 1,
        }
    }
    true
}

/// Where the reference ends that begins at `start`, if one does: `$A`, `${A}`, `$(a)`, `{{ a }}`,
/// `#{a}`, `%(a)s`, `%A%`, `{a}` or `<a>`.
pub(super) const fn behind_reference(text: &[u8], start: usize) -> Option<usize> {
    let rest = tail(text, start);
    let length = match rest {
        [b'$', b'{', ..] => closed(rest, 1, b'{', b'}'),
        [b'$', b'(', ..] => closed(rest, 1, b'(', b')'),
        [b'#', b'{', ..] => closed(rest, 1, b'{', b'}'),
        [b'%', b'(', ..] => match closed(rest, 1, b'(', b')') {
            Some(end) if end < rest.len() && rest[end] == b's' => Some(end + 1),
            other => other,
        },
        [b'{', b'{', ..] => closed(rest, 0, b'{', b'}'),
        // Braces around more than a name are data, such as JSON.
        [b'{', ..] => match name_end(rest, 1) {
            end if end > 1 && end < rest.len() && rest[end] == b'}' => Some(end + 1),
            _ => None,
        },
        [b'<', ..] => closed(rest, 0, b'<', b'>'),
        [b'$' | b'%', c, ..] if c.is_ascii_alphabetic() || *c == b'_' => {
            let mut end = 2;
            while end < rest.len() && (rest[end].is_ascii_alphanumeric() || rest[end] == b'_') {
                end += 1;
            }
            match rest[0] {
                b'$' => Some(end),
                // Percent-encoded text is no reference.
                _ if end < rest.len() && rest[end] == b'%' && !is_encoded(rest) => Some(end + 1),
                _ => None,
            }
        }
        _ => None,
    };
    match length {
        Some(length) => Some(start + length),
        None => None,
    }
}

/// The end of a name, which may have dots in it, that begins at `start`.
const fn name_end(text: &[u8], start: usize) -> usize {
    let mut end = start;
    while end < text.len()
        && end < LONGEST
        && (text[end].is_ascii_alphanumeric() || matches!(text[end], b'_' | b'.'))
    {
        end += 1;
    }
    end
}

const fn is_encoded(text: &[u8]) -> bool {
    text.len() > 2 && text[1].is_ascii_hexdigit() && text[2].is_ascii_hexdigit()
}

/// The longest reference, in bytes. The limit keeps a text of opening brackets alone from being read in
/// quadratic time.
const LONGEST: usize = 256;

/// The length of a text up to the bracket that closes the one at `open_at`, if that is on the same
/// line.
const fn closed(text: &[u8], open_at: usize, open: u8, close: u8) -> Option<usize> {
    let (mut i, mut depth) = (open_at, 0);
    while i < text.len() && i < LONGEST && text[i] != b'\n' {
        if text[i] == open {
            depth += 1;
        } else if text[i] == close {
            depth -= 1;
            if depth == 0 {
                return Some(i + 1);
            }
        }
        i += 1;
    }
    None
}

/// Whether a reference, as `${A:-default}`, has a default that may be a secret itself.
const fn holds_default(reference: &[u8]) -> bool {
    const STAND_INS: &[&[u8]] = &[
        b"none",
        b"null",
        b"nil",
        b"dummy",
        b"fake",
        b"placeholder",
        b"unset",
        b"empty",
        b"missing",
        b"undefined",
        b"invalid",
        b"example",
        b"changeme",
        b"todo",
        b"token",
        b"test",
    ];
    if !starts_with(reference, b"${") {
        return false;
    }
    let mut i = 2;
    while i < reference.len() && (reference[i].is_ascii_alphanumeric() || reference[i] == b'_') {
        i += 1;
    }
    let operator = match tail(reference, i) {
        [b':', b'-' | b'=', ..] => 2,
        [b'-' | b'=', ..] => 1,
        _ => return false,
    };
    let default = tail(head(reference, reference.len() - 1), i + operator);
    let default = unquoted(default);
    !is_one_of(default, STAND_INS) && !is_reference(default)
}

/// A text without the quotes around all of it.
const fn unquoted(text: &[u8]) -> &[u8] {
    match text {
        [b'"' | b'\'', inner @ .., last] if text[0] == *last && find(inner, *last).is_none() => {
            inner
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::is_reference;

    #[test]
    fn what_is_given_later_is_no_value() {
        for text in [
            "",
            "$PW",
            "${PW}",
            "${PW-}",
            "${PW:-}",
            "${PW?}",
            "${PW:?say it}",
            "${PW:-none}",
            "${A}-$B",
            "${A:-${B}}",
            "$(cat /run/secrets/pw)",
            "{{ .Values.password }}",
            "#{ENV['PW']}",
            "%(pw)s",
            "%PW%",
            "{password}",
            "{env.PW}",
            "<password>",
            "***",
            "xxxx",
            "${PW:-\"\"}",
            "$$PW",
        ] {
            assert!(is_reference(text.as_bytes()), "{text}");
        }
        for text in [
            "pw",
            "pa$WORD",
            "${A}b",
            "${PW:-hunter2}",
            "x",
            "{\"a\": 1}",
            "${PW-hunter2}",
            "p%40ss",
            "${PW",
            "é",
        ] {
            assert!(!is_reference(text.as_bytes()), "{text}");
        }
    }
}
