//! The checks themselves. A complaint is one line: what is wrong, why, and what
//! to write instead, with the way out where there is one.

mod flags;
mod paths;
mod variables;

pub(super) use flags::*;
pub(super) use paths::*;
pub(super) use variables::*;

use super::bytes::{Case, all, equal, find, head, tail};

/// `Err` holds the complaint.
pub(super) type Check = Result<(), &'static str>;

// ---- images ----------------------------------------------------------------

pub(super) const fn tag(text: &[u8]) -> Check {
    if equal(text, b"latest") {
        return Err(
            "tag: `latest` is another image next month; name a version, or say why not with `moving_image(\"name:latest\", \"why\")`",
        );
    }
    if !is_tag(text) {
        return Err(
            "tag: name a version such as \"bookworm-slim\": 1 to 128 letters, digits, `_`, `.` and `-`, the first no `.` or `-`",
        );
    }
    Ok(())
}

pub(super) const fn track(pattern: &[u8]) -> Check {
    if find(pattern, b'*').is_none() || !all(pattern, b"_.-*", Case::Any) {
        return Err(
            "track: a tag with `*` for the parts that may move, such as \"3.*-slim\"; an image without a track keeps its tag",
        );
    }
    Ok(())
}

const fn is_tag(text: &[u8]) -> bool {
    if text.is_empty() || text.len() > 128 || text[0] == b'.' || text[0] == b'-' {
        return false;
    }
    all(text, b"_.-", Case::Any)
}

/// `[registry[:port]/]path[:tag][@sha256:..]`, by the grammar of the
/// distribution specification, with a tag that is not `latest` or a digest.
pub(super) const fn image_ref(text: &[u8]) -> Check {
    if let Err(complaint) = moving_image(text) {
        return Err(complaint);
    }
    let (name, digest) = cut_digest(text);
    if digest {
        return Ok(());
    }
    match tag_at(name) {
        None => Err(
            "image: without a tag this is `latest`, another image next month; write \"name:version\", or say why not with `moving_image(\"name\", \"why\")`",
        ),
        Some(at) => tag(tail(name, at)),
    }
}

pub(super) const fn moving_image(text: &[u8]) -> Check {
    const GRAMMAR: Check = Err(
        "image: write \"name:tag\" or \"registry.example:5000/team/name:tag\", in lower case and without blanks, with or without \"@sha256:\" and 64 hexadecimal digits",
    );
    let (name, digest) = cut_digest(text);
    if digest && !is_sha256(tail(text, name.len() + 1)) {
        return GRAMMAR;
    }
    let path = match tag_at(name) {
        Some(at) => {
            if !is_tag(tail(name, at)) {
                return GRAMMAR;
            }
            head(name, at - 1)
        }
        None => name,
    };
    if path.is_empty() || !is_image_path(path) {
        return GRAMMAR;
    }
    Ok(())
}

/// The part before `@`, and whether there was one.
const fn cut_digest(text: &[u8]) -> (&[u8], bool) {
    match find(text, b'@') {
        Some(at) => (head(text, at), true),
        None => (text, false),
    }
}

/// Where the tag begins: behind the last `:` that no `/` follows.
const fn tag_at(name: &[u8]) -> Option<usize> {
    let mut i = name.len();
    while i > 0 {
        i -= 1;
        match name[i] {
            b':' => return Some(i + 1),
            b'/' => return None,
            _ => {}
        }
    }
    None
}

const fn is_sha256(digest: &[u8]) -> bool {
    if digest.len() != 71 || !equal(head(digest, 7), b"sha256:") {
        return false;
    }
    let hex = tail(digest, 7);
    let mut i = 0;
    while i < hex.len() {
        if !matches!(hex[i], b'0'..=b'9' | b'a'..=b'f') {
            return false;
        }
        i += 1;
    }
    true
}

/// Components joined by `/`, each starting and ending with a letter or digit;
/// only the first, the registry, may carry a port.
const fn is_image_path(path: &[u8]) -> bool {
    let mut start = 0;
    let mut i = 0;
    while i <= path.len() {
        if i == path.len() || path[i] == b'/' {
            let part = tail(head(path, i), start);
            let registry = start == 0 && i < path.len();
            if part.is_empty() || !all(part, if registry { b"._-:" } else { b"._-" }, Case::Lower) {
                return false;
            }
            if !part[0].is_ascii_alphanumeric() || !part[part.len() - 1].is_ascii_alphanumeric() {
                return false;
            }
            start = i + 1;
        }
        i += 1;
    }
    true
}

// ---- names -----------------------------------------------------------------

pub(super) const fn user_name(name: &[u8]) -> Check {
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

pub(super) const fn context_name(name: &[u8]) -> Check {
    if equal(name, b"scratch") || equal(name, b"context") {
        return Err("context name: `scratch` and `context` are reserved words; choose another");
    }
    if name.is_empty() || !name[0].is_ascii_lowercase() || !all(name, b"_.-", Case::Lower) {
        return Err(
            "context name: lower-case letters, digits, `-`, `_` and `.`, the first a letter",
        );
    }
    Ok(())
}

pub(super) const fn stage_name(name: &[u8]) -> Check {
    if equal(name, b"scratch") || equal(name, b"context") {
        return Err(
            "stage name: `scratch` and `context` are reserved words (hadolint DL3063); choose another",
        );
    }
    if name.is_empty() || !name[0].is_ascii_lowercase() || !all(name, b"_.-", Case::Lower) {
        return Err("stage name: lower-case letters, digits, `-`, `_` and `.`, the first a letter");
    }
    Ok(())
}

/// Debian Policy 5.6.1, with `:arch`, `=version` and `/release` as apt takes them.
pub(super) const fn apt_package(name: &[u8]) -> Check {
    if name.len() < 2 || !name[0].is_ascii_alphanumeric() || !all(name, b"+.-:=~/*", Case::Any) {
        return Err(
            "package: one name of the distribution each, such as \"libpq5\" or \"libpq5=15.*\"; no blanks, no options",
        );
    }
    Ok(())
}

/// Names of apk(5), with a version or a range of them; `.name` is a virtual package's.
pub(super) const fn apk_package(name: &[u8]) -> Check {
    if name.is_empty() || name[0] == b'-' || !all(name, b"+.-_:=~<>@", Case::Any) {
        return Err(
            "package: one name of Alpine each, such as \"libpq\" or \"libpq~=17\"; no blanks, no options",
        );
    }
    Ok(())
}

pub(super) const fn rpm_package(name: &[u8]) -> Check {
    if name.is_empty() || !name[0].is_ascii_alphanumeric() || !all(name, b"+.-_:=~^", Case::Any) {
        return Err(
            "package: one name of the distribution each, such as \"libpq\" or \"libpq-17.4\"; no blanks, no options",
        );
    }
    Ok(())
}

pub(super) const fn pacman_package(name: &[u8]) -> Check {
    if name.is_empty() || !name[0].is_ascii_alphanumeric() || !all(name, b"+.-_@/", Case::Any) {
        return Err(
            "package: one name of Arch each, such as \"postgresql-libs\": it keeps no other version than the last",
        );
    }
    Ok(())
}

/// A feature, a profile, a target, a task.
pub(super) const fn word(name: &[u8]) -> Check {
    if name.is_empty() || name[0] == b'-' || !all(name, b"_-+./", Case::Any) {
        return Err("name: one each, of letters, digits and `_-+./`; no blanks, no options");
    }
    Ok(())
}

pub(super) const fn signal(name: &[u8]) -> Check {
    let (prefix, rest) = if name.len() > 3 { (head(name, 3), tail(name, 3)) } else { (name, name) };
    let named = equal(prefix, b"SIG") && all(rest, b"+-", Case::Upper);
    let number =
        !name.is_empty() && name.len() <= 2 && name[0] != b'0' && all(name, b"", Case::None);
    if named || number {
        return Ok(());
    }
    Err("signal: write its name, such as \"SIGTERM\", or its number")
}

pub(super) const fn reason(text: &[u8]) -> Check {
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
    one_line(text)
}
