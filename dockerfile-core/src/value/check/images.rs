//! Images: tags, tracks and references.

use crate::value::bytes::{Case, Check, all, equal, find, head, starts_with, tail};

pub(in crate::value) const fn tag(text: &[u8]) -> Check {
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

pub(in crate::value) const fn track(pattern: &[u8]) -> Check {
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
pub(in crate::value) const fn image_ref(text: &[u8]) -> Check {
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

pub(in crate::value) const fn moving_image(text: &[u8]) -> Check {
    const GRAMMAR: Check = Err(
        "image: write \"name:tag\" or \"registry.example:5000/team/name:tag\", in lower case and without blanks, with or without \"@sha256:\" and 64 hexadecimal digits",
    );
    // A registry takes names of up to 255 characters, tags of 128 and digests of 71.
    if text.len() > 512 {
        return Err("image: a reference of more than 512 characters, which no registry takes");
    }
    let (name, digest) = cut_digest(text);
    if digest && !is_digest(tail(text, name.len() + 1)) {
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

/// A digest that a registry takes: an algorithm that the image specification of the OCI
/// registers, and as many digits as it has, in lower case.
pub(crate) const fn is_digest(digest: &[u8]) -> bool {
    is_sha256(digest) || is_hex_of(digest, b"sha512:", 128)
}

pub(super) const fn is_sha256(digest: &[u8]) -> bool {
    is_hex_of(digest, b"sha256:", 64)
}

const fn is_hex_of(digest: &[u8], algorithm: &[u8], digits: usize) -> bool {
    if digest.len() != algorithm.len() + digits || !starts_with(digest, algorithm) {
        return false;
    }
    let hex = tail(digest, algorithm.len());
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
