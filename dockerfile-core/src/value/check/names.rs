//! Checks of names, of users, stages, packages and signals, and of reasons.

use super::variables::one_line;
use crate::value::bytes::{Check, Letters, equal, has_only, is_exactly_one_of, starts_with, tail};

pub(in crate::value) const fn user_name(name: &[u8]) -> Check {
    if equal(name, b"root") {
        return Err(
            "user name: a program that runs as root can rewrite its image; choose another, or say why not with `.runs_as_root(\"why\")`",
        );
    }
    if name.is_empty()
        || name.len() > 32
        || !has_only(name, b"_-", Letters::Lower)
        || !matches!(name[0], b'a'..=b'z' | b'_')
    {
        return Err(
            "user name: 1 to 32 lower-case letters, digits, `_` and `-`, the first a letter or `_`",
        );
    }
    Ok(())
}

pub(in crate::value) const fn context_name(name: &[u8]) -> Check {
    if equal(name, b"scratch") || equal(name, b"context") {
        return Err("context name: `scratch` and `context` are reserved words; choose another");
    }
    if is_no_name(name) {
        return Err(
            "context name: 1 to 128 lower-case letters, digits, `-`, `_` and `.`, the first a letter",
        );
    }
    if !is_joined_well(name) {
        return Err(
            "context name: a letter or digit is the last, and between two of them stand one `.`, one or two `_`, or `-` alone",
        );
    }
    Ok(())
}

pub(in crate::value) const fn stage_name(name: &[u8]) -> Check {
    if equal(name, b"scratch") || equal(name, b"context") {
        return Err(
            "stage name: `scratch` and `context` are reserved words (hadolint DL3063); choose another",
        );
    }
    if is_no_name(name) {
        return Err(
            "stage name: 1 to 128 lower-case letters, digits, `-`, `_` and `.`, the first a letter",
        );
    }
    if !is_joined_well(name) {
        return Err(
            "stage name: a letter or digit is the last, and between two of them stand one `.`, one or two `_`, or `-` alone",
        );
    }
    Ok(())
}

/// Whether a text cannot be the name of a stage or a build context.
const fn is_no_name(name: &[u8]) -> bool {
    name.is_empty()
        || name.len() > 128
        || !name[0].is_ascii_lowercase()
        || !has_only(name, b"_.-", Letters::Lower)
}

/// Whether letters and digits are joined as in the name of an image, which a builder takes the name
/// of every stage for.
///
/// Source: <https://github.com/distribution/reference/blob/main/regexp.go>.
const fn is_joined_well(name: &[u8]) -> bool {
    let (mut i, mut start) = (0, 0);
    while i < name.len() {
        if name[i].is_ascii_alphanumeric() {
            start = i + 1;
        } else if name[i] != name[start] || name[i] != b'-' && i - start >= most_of(name[i]) {
            return false;
        }
        i += 1;
    }
    start == name.len()
}

/// How many of this sign may stand side by side.
const fn most_of(sign: u8) -> usize {
    if sign == b'_' { 2 } else { 1 }
}

/// Checks the name of a package by Debian Policy 5.6.1, with `:arch`, `=version` and `/release` as apt
/// takes them.
pub(in crate::value) const fn apt_package(name: &[u8]) -> Check {
    if name.len() < 2
        || !name[0].is_ascii_alphanumeric()
        || !has_only(name, b"+.-:=~/*", Letters::Any)
    {
        return Err(
            "package: one name of the distribution each, such as \"libpq5\" or \"libpq5=15.*\"; no blanks, no options",
        );
    }
    if name[name.len() - 1] == b'-' {
        return Err(
            "package: apt removes a package that is named with a `-` at the end, and installs none",
        );
    }
    let mut i = 0;
    while i < name.len() && !matches!(name[i], b'=' | b'/') {
        if name[i].is_ascii_uppercase() {
            return Err(
                "package: names of Debian's packages are in lower case, such as \"libpq5\"",
            );
        }
        i += 1;
    }
    Ok(())
}

/// Checks the name of a package by apk(5), perhaps with a version or a range of versions. `.name` is a
/// virtual package.
pub(in crate::value) const fn apk_package(name: &[u8]) -> Check {
    if name.is_empty() || name[0] == b'-' || !has_only(name, b"+.-_:=~<>@", Letters::Any) {
        return Err(
            "package: one name of Alpine each, such as \"libpq\" or \"libpq~=17\"; no blanks, no options",
        );
    }
    Ok(())
}

pub(in crate::value) const fn rpm_package(name: &[u8]) -> Check {
    if name.is_empty()
        || !name[0].is_ascii_alphanumeric()
        || !has_only(name, b"+.-_:=~^", Letters::Any)
    {
        return Err(
            "package: one name of the distribution each, such as \"libpq\" or \"libpq-17.4\"; no blanks, no options",
        );
    }
    Ok(())
}

pub(in crate::value) const fn pacman_package(name: &[u8]) -> Check {
    if name.is_empty()
        || !name[0].is_ascii_alphanumeric()
        || !has_only(name, b"+.-_@/", Letters::Any)
    {
        return Err(
            "package: one name of Arch each, such as \"postgresql-libs\", without a version: Arch keeps only the last one",
        );
    }
    Ok(())
}

/// Checks a name that a tool takes as an argument: a feature, a profile, a target, a task.
pub(in crate::value) const fn word(name: &[u8]) -> Check {
    if name.is_empty() || name[0] == b'-' || !has_only(name, b"_-+./", Letters::Any) {
        return Err("name: one each, of letters, digits and `_-+./`; no blanks, no options");
    }
    Ok(())
}

/// Checks a goal or a phase of Maven's.
pub(in crate::value) const fn goal(name: &[u8]) -> Check {
    if name.is_empty() || name[0] == b'-' || !has_only(name, b"_-+./:@", Letters::Any) {
        return Err(
            "goal: one each, such as \"package\" or \"spring-boot:repackage\"; no blanks, and no option",
        );
    }
    Ok(())
}

pub(in crate::value) const fn signal(name: &[u8]) -> Check {
    let named = starts_with(name, b"SIG") && is_signal(tail(name, 3));
    if named || matches!(number(name), Some(1..=64)) {
        return Ok(());
    }
    Err(
        "signal: write the name of one that Linux has, such as \"SIGTERM\" or \"SIGRTMIN+3\", or its number, 1 to 64",
    )
}

/// The signals of Linux, by the names that engines read.
///
/// Source: signal(7).
const SIGNALS: &[&[u8]] = &[
    b"ABRT", b"ALRM", b"BUS", b"CHLD", b"CLD", b"CONT", b"FPE", b"HUP", b"ILL", b"INT", b"IO",
    b"IOT", b"KILL", b"PIPE", b"POLL", b"PROF", b"PWR", b"QUIT", b"RTMAX", b"RTMIN", b"SEGV",
    b"STKFLT", b"STOP", b"SYS", b"TERM", b"TRAP", b"TSTP", b"TTIN", b"TTOU", b"URG", b"USR1",
    b"USR2", b"VTALRM", b"WINCH", b"XCPU", b"XFSZ",
];

/// Whether a name is a signal: one of the table, or a real-time one up to `RTMIN+15` or down to
/// `RTMAX-14`.
const fn is_signal(name: &[u8]) -> bool {
    if is_exactly_one_of(name, SIGNALS) {
        return true;
    }
    if name.len() < 6 {
        return false;
    }
    let beyond = number(tail(name, 6));
    if starts_with(name, b"RTMIN+") {
        return matches!(beyond, Some(1..=15));
    }
    starts_with(name, b"RTMAX-") && matches!(beyond, Some(1..=14))
}

/// The number that one or two digits are, the first of which is not 0.
const fn number(text: &[u8]) -> Option<u8> {
    match text {
        [one @ b'1'..=b'9'] => Some(*one - b'0'),
        [ten @ b'1'..=b'9', one @ b'0'..=b'9'] => Some((*ten - b'0') * 10 + (*one - b'0')),
        _ => None,
    }
}

pub(in crate::value) const fn reason(text: &[u8]) -> Check {
    let mut blank = true;
    let mut i = 0;
    while i < text.len() {
        if text[i] != b' ' {
            blank = false;
        }
        i += 1;
    }
    if blank {
        return Err(
            "reason: say why, in a few words; it is printed into the Dockerfile for the next reader",
        );
    }
    if text.len() > 1000 {
        return Err("reason: say why in at most 1000 bytes; the rest belongs in the source");
    }
    one_line(text)
}
