//! Checks of images: tags, tracks, references, platforms and digests.

use crate::value::bytes::{
    Check, Letters, equal, find, has_only, head, is_one_of, starts_with, tail,
};

/// The complaint about a variable in FROM, which a Dockerfile could have.
const NO_VARIABLE: &str = "image: FROM takes no variable, since update bots read its line as it stands; a version that you set is a Rust value, `image(format!(\"node:{version}\"))`, and another base is a stage of its own";

pub(in crate::value) const fn tag(text: &[u8]) -> Check {
    if equal(text, b"latest") {
        return Err(
            "tag: `latest` is another image next month; name a version, or say why not with `moving_image(\"name:latest\", \"why\")`",
        );
    }
    if find(text, b'$').is_some() {
        return Err(NO_VARIABLE);
    }
    if !is_tag(text) {
        return Err(
            "tag: name a version such as \"bookworm-slim\": 1 to 128 letters, digits, `_`, `.` and `-`, the first no `.` or `-`",
        );
    }
    Ok(())
}

pub(in crate::value) const fn track(pattern: &[u8]) -> Check {
    if find(pattern, b'*').is_none() || !has_only(pattern, b"_.-*", Letters::Any) {
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
    has_only(text, b"_.-", Letters::Any)
}

/// Checks a reference, `[registry[:port]/]path[:tag][@sha256:..]`, by the grammar of the
/// distribution specification. It has a tag that is not `latest`, or a digest.
pub(in crate::value) const fn image_ref(text: &[u8]) -> Check {
    if equal(text, b"scratch") {
        return Err("image: `scratch` is no image, and has a call of its own: `scratch()`");
    }
    if find(text, b'$').is_some() {
        return Err(NO_VARIABLE);
    }
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

/// Checks a reference by the grammar of the distribution specification, with any tag or none.
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

/// Checks the name that a build gives its image: with or without a tag, and without a digest.
pub(in crate::value) const fn built_image(text: &[u8]) -> Check {
    const GRAMMAR: Check = Err(
        "tag: write \"registry.example:5000/team/name:tag\", in lower case and without blanks; a digest is what a push gives",
    );
    let (_, digest) = cut_digest(text);
    if digest || moving_image(text).is_err() { GRAMMAR } else { Ok(()) }
}

/// Checks the name of a repository, without a tag.
pub(in crate::value) const fn repository(text: &[u8]) -> Check {
    if moving_image(text).is_err() || find(text, b'@').is_some() || tag_at(text).is_some() {
        return Err(
            "repository: write \"registry.example:5000/team/cache\", in lower case, without blanks and without a tag: each target has its own",
        );
    }
    Ok(())
}

/// Checks the name of a target of bake. A `-` in front of it is refused, since a command line would
/// take the name for an option.
pub(in crate::value) const fn target_name(name: &[u8]) -> Check {
    // The target's cache has the name as its tag.
    if !is_tag(name) || find(name, b'.').is_some() {
        return Err(
            "target name: 1 to 128 letters, digits, `_` and `-`, the first no `-`; name the stage, `Stage::named(\"name\", ..)`, or its file, `name.Dockerfile`",
        );
    }
    Ok(())
}

/// Checks the name of a service of compose, which is a part of the name of the image that it builds.
pub(in crate::value) const fn service_name(name: &[u8]) -> Check {
    if find(name, b'.').is_some() || find(name, b'/').is_some() || !is_image_path(name) {
        return Err(
            "service name: lower-case letters and digits, `_` and `-` between them; name the stage, `Stage::named(\"name\", ..)`, or its file, `name.Dockerfile`",
        );
    }
    Ok(())
}

/// The architectures that builders know, by Go's names for them.
const MACHINES: &[&[u8]] = &[
    b"386",
    b"amd64",
    b"arm",
    b"arm64",
    b"loong64",
    b"mips",
    b"mips64",
    b"mips64le",
    b"mipsle",
    b"ppc64",
    b"ppc64le",
    b"riscv64",
    b"s390x",
    b"wasm",
];

/// Checks an architecture, as `TARGETARCH` names it, perhaps with a variant, as `TARGETVARIANT` names
/// it: `arm/v7`.
pub(in crate::value) const fn architecture(name: &[u8]) -> Check {
    if equal(name, b"x86_64") || equal(name, b"aarch64") {
        return Err("architecture: builders call `x86_64` \"amd64\", and `aarch64` \"arm64\"");
    }
    // A builder leaves `TARGETVARIANT` empty for the usual variant.
    if equal(name, b"arm64/v8") || equal(name, b"amd64/v1") {
        return Err(
            "architecture: the usual one is written without a variant: \"arm64\", \"amd64\"",
        );
    }
    let (machine, variant) = match find(name, b'/') {
        Some(end) => (head(name, end), Some(tail(name, end + 1))),
        None => (name, None),
    };
    let is_variant = matches!(variant, Some([b'v', b'1'..=b'9']) | None);
    if !is_variant || !is_one_of(machine, MACHINES) {
        return Err("architecture: a machine, such as \"amd64\", \"arm64\" or \"arm/v7\"");
    }
    Ok(())
}

pub(in crate::value) const fn checksum(digest: &[u8]) -> Check {
    if is_digest(digest) {
        return Ok(());
    }
    Err(
        "checksum: `sha256:` and 64 hexadecimal digits in lower case, or `sha512:` and 128, as `sha256sum` and `sha512sum` print them",
    )
}

/// Checks a platform, `os/architecture[/variant]`, by the names that Go and builders have.
///
/// Source: "Target platforms" of the OCI image specification, `go tool dist list`.
pub(in crate::value) const fn platform(text: &[u8]) -> Check {
    const SYSTEMS: &[&[u8]] = &[b"linux", b"windows", b"freebsd", b"darwin", b"wasip1"];
    const GRAMMAR: Check =
        Err("platform: a system and a machine, such as \"linux/amd64\" or \"linux/arm/v7\"");
    let Some(at) = find(text, b'/') else { return GRAMMAR };
    let rest = tail(text, at + 1);
    let (machine, variant) = match find(rest, b'/') {
        Some(end) => (head(rest, end), Some(tail(rest, end + 1))),
        None => (rest, None),
    };
    if !is_one_of(head(text, at), SYSTEMS) || !is_one_of(machine, MACHINES) {
        return GRAMMAR;
    }
    match variant {
        Some([b'v', b'1'..=b'9']) | None => Ok(()),
        Some(_) => GRAMMAR,
    }
}

/// A reference without its digest, and whether it had one.
const fn cut_digest(text: &[u8]) -> (&[u8], bool) {
    match find(text, b'@') {
        Some(at) => (head(text, at), true),
        None => (text, false),
    }
}

/// Where the tag of a reference begins: behind the last `:` that no `/` follows.
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

/// Whether a text is a digest that a registry takes: SHA-256 or SHA-512, the algorithms that OCI's
/// image specification registers, with all of its digits in lower case.
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

/// Whether a text is the path of an image: components joined by `/`, each with a letter or digit at
/// both ends. Only the first of several, the registry, may have a port.
const fn is_image_path(path: &[u8]) -> bool {
    let mut start = 0;
    let mut i = 0;
    while i <= path.len() {
        if i == path.len() || path[i] == b'/' {
            let part = tail(head(path, i), start);
            let registry = start == 0 && i < path.len();
            if part.is_empty()
                || !has_only(part, if registry { b"._-:" } else { b"._-" }, Letters::Lower)
            {
                return false;
            }
            if !part[0].is_ascii_alphanumeric() || !part[part.len() - 1].is_ascii_alphanumeric() {
                return false;
            }
            if !are_separators(part) {
                return false;
            }
            start = i + 1;
        }
        i += 1;
    }
    true
}

/// Whether the separators between letters and digits are single ones, `__`, or several `-`.
const fn are_separators(part: &[u8]) -> bool {
    let mut start = 0;
    let mut i = 0;
    while i < part.len() {
        if part[i].is_ascii_alphanumeric() {
            start = i + 1;
        } else if i > start {
            let two = i == start + 1 && part[i] == b'_' && part[start] == b'_';
            let dashes = part[i] == b'-' && part[start] == b'-';
            if !two && !dashes {
                return false;
            }
        }
        i += 1;
    }
    true
}
