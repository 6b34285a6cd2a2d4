//! Tokens of well-known services, which begin with the mark of their service.

use crate::value::bytes::starts_with;

/// The marks of services, with which their tokens begin.
///
/// Source: <https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns>.
const MARKS: &[&[u8]] = &[
    b"ghp_",
    b"gho_",
    b"ghu_",
    b"ghs_",
    b"ghr_",
    b"github_pat_",
    b"glpat-",
    b"gldt-",
    b"glcbt-",
    b"npm_",
    b"pypi-",
    b"dckr_pat_",
    b"xoxb-",
    b"xoxp-",
    b"sk_live_",
    b"rk_live_",
    b"hvs.",
    b"shpat_",
    b"ATATT",
    b"AKIA",
    b"ASIA",
    b"dop_v1_",
    b"SG.",
    b"sk-ant-",
    b"sk-proj-",
    b"hf_",
    b"rubygems_",
];

/// The shortest token, in bytes. A name that begins with a mark, such as `npm_config_registry`, is
/// shorter.
const LENGTH: usize = 20;

/// Whether a text begins with a token.
pub(crate) const fn begins_with_token(text: &[u8]) -> bool {
    has_mark(text) && is_mixed(text, LENGTH)
}

/// Whether the user of a URL without a password is a token: it begins with a mark, or is a longer
/// mixture of letters and digits than any name.
pub(super) const fn is_token(user: &[u8]) -> bool {
    has_mark(user) && user.len() > 8 || is_mixed(user, LENGTH) && is_name(user)
}

const fn has_mark(text: &[u8]) -> bool {
    let mut m = 0;
    while m < MARKS.len() {
        if starts_with(text, MARKS[m]) {
            return true;
        }
        m += 1;
    }
    false
}

/// Whether a text begins with at least `length` letters, digits and `-_.`, and has both letters and
/// digits among them.
const fn is_mixed(text: &[u8], length: usize) -> bool {
    let (mut i, mut letters, mut digits) = (0, 0, 0);
    while i < text.len() {
        match text[i] {
            c if c.is_ascii_alphabetic() => letters += 1,
            c if c.is_ascii_digit() => digits += 1,
            b'-' | b'_' | b'.' => {}
            _ => break,
        }
        i += 1;
    }
    i >= length && letters > 0 && digits > 0
}

/// Whether a text has only letters, digits and `-_.`; the address of a mailbox has an `@`.
const fn is_name(text: &[u8]) -> bool {
    let mut i = 0;
    while i < text.len() {
        if !(text[i].is_ascii_alphanumeric() || matches!(text[i], b'-' | b'_' | b'.')) {
            return false;
        }
        i += 1;
    }
    true
}
