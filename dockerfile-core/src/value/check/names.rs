//! Names: of users, stages, packages, signals; and reasons.

use super::variables::one_line;
use crate::value::bytes::{Case, Check, all, equal, head, tail};

pub(in crate::value) const fn user_name(name: &[u8]) -> Check {
    if equal(name, b"root") {
        return Err(
            "user name: a program that runs as root can rewrite its image; choose another, or say why not with `.runs_as_root(\"why\")`",
        );
    }
    if name.is_empty()
        || name.len() > 32
        || !all(name, b"_-", Case::Lower)
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
    Ok(())
}

const fn is_no_name(name: &[u8]) -> bool {
    name.is_empty()
        || name.len() > 128
        || !name[0].is_ascii_lowercase()
        || !all(name, b"_.-", Case::Lower)
}

/// Debian Policy 5.6.1, with `:arch`, `=version` and `/release` as apt takes them.
pub(in crate::value) const fn apt_package(name: &[u8]) -> Check {
    if name.len() < 2 || !name[0].is_ascii_alphanumeric() || !all(name, b"+.-:=~/*", Case::Any) {
        return Err(
            "package: one name of the distribution each, such as \"libpq5\" or \"libpq5=15.*\"; no blanks, no options",
        );
    }
    Ok(())
}

/// Names of apk(5), with a version or a range of them; `.name` is a virtual package's.
pub(in crate::value) const fn apk_package(name: &[u8]) -> Check {
    if name.is_empty() || name[0] == b'-' || !all(name, b"+.-_:=~<>@", Case::Any) {
        return Err(
            "package: one name of Alpine each, such as \"libpq\" or \"libpq~=17\"; no blanks, no options",
        );
    }
    Ok(())
}

pub(in crate::value) const fn rpm_package(name: &[u8]) -> Check {
    if name.is_empty() || !name[0].is_ascii_alphanumeric() || !all(name, b"+.-_:=~^", Case::Any) {
        return Err(
            "package: one name of the distribution each, such as \"libpq\" or \"libpq-17.4\"; no blanks, no options",
        );
    }
    Ok(())
}

pub(in crate::value) const fn pacman_package(name: &[u8]) -> Check {
    if name.is_empty() || !name[0].is_ascii_alphanumeric() || !all(name, b"+.-_@/", Case::Any) {
        return Err(
            "package: one name of Arch each, such as \"postgresql-libs\": it keeps no other version than the last",
        );
    }
    Ok(())
}

/// A feature, a profile, a target, a task.
pub(in crate::value) const fn word(name: &[u8]) -> Check {
    if name.is_empty() || name[0] == b'-' || !all(name, b"_-+./", Case::Any) {
        return Err("name: one each, of letters, digits and `_-+./`; no blanks, no options");
    }
    Ok(())
}

pub(in crate::value) const fn signal(name: &[u8]) -> Check {
    let (prefix, rest) = if name.len() > 3 { (head(name, 3), tail(name, 3)) } else { (name, name) };
    let named = equal(prefix, b"SIG") && all(rest, b"+-", Case::Upper);
    let number =
        !name.is_empty() && name.len() <= 2 && name[0] != b'0' && all(name, b"", Case::None);
    if named || number {
        return Ok(());
    }
    Err("signal: write its name, such as \"SIGTERM\", or its number")
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
