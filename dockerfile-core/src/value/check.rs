//! The checks themselves. A complaint is one line: what is wrong, why, and what
//! to write instead, with the way out where there is one.

use super::bytes::{
    Case, all, any_part, any_word, begins_with_blank, ends_with, ends_with_blank, equal, find,
    has_pair, head, starts_with, tail,
};

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

// ---- paths -----------------------------------------------------------------

pub(super) const fn abs_path(path: &[u8]) -> Check {
    if path.is_empty() || path[0] != b'/' {
        return Err("path: a path in the image is absolute: begin it with `/`");
    }
    if path.len() > 1 && path[path.len() - 1] == b'/' {
        return Err("path: leave out the `/` at the end");
    }
    segments(path)
}

/// Of a volume builders cut a blank at the end.
pub(super) const fn volume_path(path: &[u8]) -> Check {
    if let Err(complaint) = abs_path(path) {
        return Err(complaint);
    }
    if ends_with_blank(path) {
        return Err("path: a volume's path cannot end with a blank: a builder cuts it off");
    }
    Ok(())
}

/// Where COPY puts things: as a path, or with `/` at its end \"into this folder\".
pub(super) const fn copy_target(path: &[u8]) -> Check {
    if path.len() > 1 && path[path.len() - 1] == b'/' {
        return abs_path(head(path, path.len() - 1));
    }
    abs_path(path)
}

pub(super) const fn context_path(path: &[u8]) -> Check {
    if let Err(complaint) = context_pattern(path) {
        return Err(complaint);
    }
    // Of the context's file patterns and of an ignore file's lines builders cut both ends.
    let mark = starts_with(path, "\u{feff}".as_bytes());
    if mark || begins_with_blank(path) || ends_with_blank(path) {
        return Err(
            "source: a builder does not find a path that begins or ends with a blank, or begins with a byte order mark; rename the file, or copy the folder that it is in",
        );
    }
    no_wildcard(path)
}

/// What COPY takes from another stage.
pub(super) const fn stage_path(path: &[u8]) -> Check {
    if let Err(complaint) = abs_path(path) {
        return Err(complaint);
    }
    no_wildcard(path)
}

/// COPY reads `*` and `?` as wildcards, and no way of writing them copies such a file.
const fn no_wildcard(path: &[u8]) -> Check {
    if find(path, b'*').is_some() || find(path, b'?').is_some() {
        return Err(
            "source: `*` and `?` are no wildcards here, and COPY cannot name a file that has one in its name; list the files, or copy the folder that they are in",
        );
    }
    Ok(())
}

/// A path below a source, in which an ignore file may read `*` and `**`.
pub(super) const fn context_pattern(path: &[u8]) -> Check {
    if path.is_empty() {
        return Err("source: name a file or folder of the build context");
    }
    if path[0] == b'/' || (path.len() > 1 && path[1] == b':') {
        return Err(
            "source: paths are relative to the build context, which nothing outside can join; move the file into it, or choose a wider one with `emit(..).context(..)`",
        );
    }
    if equal(path, b".") {
        return Ok(());
    }
    if path[path.len() - 1] == b'/' {
        return Err("source: leave out the `/` at the end");
    }
    segments(path)
}

/// No empty, `.` or `..` segment, no control character, no `\`.
const fn segments(path: &[u8]) -> Check {
    let mut start = if path[0] == b'/' { 1 } else { 0 };
    let mut i = start;
    while i <= path.len() && path.len() > start {
        if i == path.len() || path[i] == b'/' {
            let part = tail(head(path, i), start);
            if equal(part, b"..") {
                return Err(
                    "path: `..` leads out of the folder; write the path without it (a wider build context is `emit(..).context(..)`)",
                );
            }
            if part.is_empty() || equal(part, b".") {
                return Err("path: write it without empty and `.` segments");
            }
            start = i + 1;
        } else if path[i].is_ascii_control() || path[i] == b'\\' {
            return Err(
                "path: control characters and `\\` have no place in a path; separate with `/`",
            );
        }
        i += 1;
    }
    Ok(())
}

// ---- variables and labels --------------------------------------------------

pub(super) const fn var_name(name: &[u8]) -> Check {
    if name.is_empty() || name[0].is_ascii_digit() || !all(name, b"_", Case::Any) {
        return Err("variable name: letters, digits and `_`, the first no digit");
    }
    Ok(())
}

pub(super) const fn arg_name(name: &[u8]) -> Check {
    if let Err(complaint) = var_name(name) {
        return Err(complaint);
    }
    if looks_secret(name) {
        return Err(
            "variable name: this looks like a secret, and whoever has the image reads its ARGs in its history (hadolint DL3064); give it to the step that needs it: `run(..).mount(secret(..))`",
        );
    }
    Ok(())
}

pub(super) const fn secret_name(name: &[u8]) -> Check {
    if let Err(complaint) = var_name(name) {
        return Err(complaint);
    }
    if looks_secret(name) {
        return Err(
            "variable name: this looks like a secret, and whoever has the image reads its ENV (hadolint DL3064); give it when the container starts, or say why it is none with `.public_env(name, value, \"why\")`",
        );
    }
    Ok(())
}

/// hadolint's list (parts of a name) and BuildKit's (whole words of it) together.
const fn looks_secret(name: &[u8]) -> bool {
    const PARTS: &[&[u8]] =
        &[b"TOKEN", b"SECRET", b"PASSWORD", b"PRIVATE", b"API_KEY", b"USERNAME", b"ACCESS_KEY"];
    const WORDS: &[&[u8]] =
        &[b"APIKEY", b"AUTH", b"CREDENTIAL", b"CREDENTIALS", b"KEY", b"PASSWD", b"PWORD"];
    // BuildKit lets these words excuse a name, as in PUBLIC_KEY and KEY_FILE.
    const EXCUSES: &[&[u8]] = &[b"PUBLIC", b"FILE", b"VERSION"];
    equal(name, b"TRAVIS_OS_NAME")
        || any_part(name, PARTS)
        || (any_word(name, WORDS) && !any_word(name, EXCUSES))
}

pub(super) const fn env_value(value: &[u8]) -> Check {
    if let Err(complaint) = one_line(value) {
        return Err(complaint);
    }
    if has_url_password(value) {
        return Err(
            "value: this URL carries a password, and whoever has the image reads its ENV; give the variable when the container starts, or say why it is none with `.public_env(name, value, \"why\")`",
        );
    }
    Ok(())
}

/// `scheme://user:password@host`, with a password that is not empty.
const fn has_url_password(value: &[u8]) -> bool {
    let mut i = 0;
    while i + 3 <= value.len() {
        if value[i] == b':' && value[i + 1] == b'/' && value[i + 2] == b'/' {
            let mut colon = None;
            let mut j = i + 3;
            while j < value.len() && !matches!(value[j], b'/' | b'?' | b'#' | b' ') {
                if value[j] == b':' && colon.is_none() {
                    colon = Some(j);
                }
                if let (b'@', Some(at)) = (value[j], colon) {
                    return j > at + 1;
                }
                j += 1;
            }
        }
        i += 1;
    }
    false
}

pub(super) const fn one_line(text: &[u8]) -> Check {
    let mut i = 0;
    while i < text.len() {
        if matches!(text[i], b'\n' | b'\r' | 0) {
            return Err(
                "value: a line break or NUL does not fit into this line of a Dockerfile; put such a text into a file and copy that",
            );
        }
        i += 1;
    }
    Ok(())
}

/// An argument in JSON carries everything but the byte that ends it for the kernel.
pub(super) const fn no_nul(text: &[u8]) -> Check {
    if find(text, 0).is_some() {
        return Err("argument: a program's argument cannot hold a NUL");
    }
    Ok(())
}

pub(super) const fn label_key(key: &[u8]) -> Check {
    if key.is_empty()
        || !all(key, b".-", Case::Lower)
        || !key[0].is_ascii_alphanumeric()
        || !key[key.len() - 1].is_ascii_alphanumeric()
        || has_pair(key, b'.')
        || has_pair(key, b'-')
    {
        return Err(
            "label key: lower-case letters, digits, single `.` and `-`, such as \"org.opencontainers.image.title\" (hadolint DL3048)",
        );
    }
    if starts_with(key, b"com.docker.")
        || starts_with(key, b"io.docker.")
        || starts_with(key, b"org.dockerproject.")
    {
        return Err(
            "label key: this namespace is reserved for Docker itself (hadolint DL3048); begin with a domain of your own",
        );
    }
    Ok(())
}

pub(super) const fn lasting_label_key(key: &[u8]) -> Check {
    const PER_COMMIT: &[&[u8]] = &[
        b"org.opencontainers.image.revision",
        b"org.opencontainers.image.created",
        b"org.opencontainers.image.version",
        b"org.opencontainers.image.ref.name",
    ];
    let mut i = 0;
    while i < PER_COMMIT.len() {
        if equal(key, PER_COMMIT[i]) {
            return Err(
                "layer order: this label changes with every commit and does not belong in `Base`; write `.commit_label(..)` in `Runtime`, or say why not with `.out_of_order(\"why\", |s| s.commit_label(..))`",
            );
        }
        i += 1;
    }
    label_key(key)
}

// ---- flags of RUN, COPY and ADD ----------------------------------------------

/// What a flag carries without quotes, whatever builder reads it.
const FLAG_CHARS: &[u8] = b"_@%+=:./-";

const fn in_flag(text: &[u8], extra: &[u8]) -> Check {
    let mut i = 0;
    while i < text.len() {
        if !text[i].is_ascii_alphanumeric()
            && find(FLAG_CHARS, text[i]).is_none()
            && find(extra, text[i]).is_none()
        {
            return Err(
                "path: this flag carries letters, digits and `_@%+=:./-`, and no blank, quote, `,` or `$`; choose a plainer path",
            );
        }
        i += 1;
    }
    Ok(())
}

/// Where a mount appears.
pub(super) const fn mount_path(path: &[u8]) -> Check {
    if let Err(complaint) = abs_path(path) {
        return Err(complaint);
    }
    in_flag(path, b"")
}

/// What a bind mount shows of the build context.
pub(super) const fn bind_source(path: &[u8]) -> Check {
    if let Err(complaint) = context_path(path) {
        return Err(complaint);
    }
    in_flag(path, b"")
}

/// What a bind mount shows of another stage.
pub(super) const fn bind_path(path: &[u8]) -> Check {
    if let Err(complaint) = stage_path(path) {
        return Err(complaint);
    }
    in_flag(path, b"")
}

/// What `--exclude` leaves behind.
pub(super) const fn exclude_pattern(pattern: &[u8]) -> Check {
    if let Err(complaint) = context_pattern(pattern) {
        return Err(complaint);
    }
    in_flag(pattern, b"*")
}

pub(super) const fn mount_id(id: &[u8]) -> Check {
    if id.is_empty() || !all(id, b"_.-/", Case::Any) {
        return Err("mount id: letters, digits, `_`, `.`, `-` and `/`, such as \"npmrc\"");
    }
    Ok(())
}

/// Bytes, or with one of the letters b, k, m, g.
pub(super) const fn mount_size(size: &[u8]) -> Check {
    let number = match size {
        [number @ .., b'b' | b'k' | b'm' | b'g'] => number,
        number => number,
    };
    if number.is_empty() || number.len() > 15 || !all(number, b"", Case::None) {
        return Err(
            "size: a number of bytes, or one with `k`, `m` or `g` behind it, such as \"64m\"",
        );
    }
    Ok(())
}

/// `vendor.com/class=name`, as the Container Device Interface names a device.
pub(super) const fn device(name: &[u8]) -> Check {
    if name.is_empty() || find(name, b'/').is_none() || !all(name, FLAG_CHARS, Case::Any) {
        return Err("device: `vendor.com/class=name`, such as \"nvidia.com/gpu=all\"");
    }
    Ok(())
}

pub(super) const fn mode_symbols(mode: &[u8]) -> Check {
    let operator =
        find(mode, b'=').is_some() || find(mode, b'+').is_some() || find(mode, b'-').is_some();
    let mut i = 0;
    while i < mode.len() && find(b"=+-,ugoarwxXst", mode[i]).is_some() {
        i += 1;
    }
    if !operator || i < mode.len() {
        return Err(
            "mode: symbols as chmod reads them, such as \"u=rwX,go=rX\"; a number is a number: `.mode(0o755)`",
        );
    }
    Ok(())
}

/// A file that a here-document becomes.
pub(super) const fn inline_target(path: &[u8]) -> Check {
    if !path.is_empty() && path[path.len() - 1] == b'/' {
        return Err("path: name the file, not its folder");
    }
    if let Err(complaint) = abs_path(path) {
        return Err(complaint);
    }
    if find(path, b' ').is_some() || find(path, b'"').is_some() || find(path, b'\'').is_some() {
        return Err(
            "path: beside a here-document a path holds no blank and no quote; put the file into the build context and copy it",
        );
    }
    Ok(())
}

/// What a here-document carries: whole lines.
pub(super) const fn inline_text(text: &[u8]) -> Check {
    if find(text, 0).is_some() {
        return Err("text: a NUL does not fit into a Dockerfile; copy such a file");
    }
    if find(text, b'\r').is_some() {
        return Err(
            "text: a builder drops a carriage return at the end of a line; copy such a file from the build context",
        );
    }
    if !text.is_empty() && text[text.len() - 1] != b'\n' {
        return Err("text: a here-document is whole lines; end the last one with a line break");
    }
    Ok(())
}

/// Shell text that is printed as it stands.
pub(super) const fn script(text: &[u8]) -> Check {
    if starts_with(text, b"#!") {
        return Err(
            "shell text: the stage's shell runs this, whatever its first line says; call another interpreter as a program: `run([\"python3\", \"-c\", ..])`",
        );
    }
    if find(text, 0).is_some() || find(text, b'\r').is_some() {
        return Err("shell text: a NUL or a carriage return does not fit into a Dockerfile");
    }
    let mut i = 0;
    while i < text.len() {
        if !text[i].is_ascii_whitespace() {
            return Ok(());
        }
        i += 1;
    }
    Err("shell text: there is no command in it")
}

// ---- remote files -------------------------------------------------------------

pub(super) const fn url(url: &[u8]) -> Check {
    if !starts_with(url, b"https://") && !starts_with(url, b"http://") {
        return Err("url: begin it with `https://`");
    }
    // `$`, `{` and `}` are those of variables: in a literal they have been refused.
    if !all(url, b"-._~:/?@!&()*+,;=%${}", Case::Any) {
        return Err(
            "url: letters, digits and `-._~:/?@!&()*+,;=%`; write anything else percent-encoded, such as `%20`",
        );
    }
    if has_url_password(url) {
        return Err(
            "url: whoever has the image reads this password; mount a secret into a step that downloads: `run(..).mount(secret(..))`",
        );
    }
    if ends_with(url, b".git") {
        return Err("url: a builder clones what ends with `.git`; say so with `git(..)`");
    }
    Ok(())
}

pub(super) const fn sha256(checksum: &[u8]) -> Check {
    if is_sha256(checksum) {
        return Ok(());
    }
    Err("checksum: `sha256:` and 64 hexadecimal digits, as `sha256sum` prints them")
}

pub(super) const fn git_repository(url: &[u8]) -> Check {
    if !starts_with(url, b"https://")
        || !ends_with(url, b".git")
        || !all(url, b"-._~:/%", Case::Any)
    {
        return Err(
            "repository: `https://host/path.git`; the tag or commit is the second argument (hadolint DL3020)",
        );
    }
    Ok(())
}

pub(super) const fn git_ref(name: &[u8]) -> Check {
    if name.is_empty() || !all(name, b"-._/+@${}", Case::Any) {
        return Err("git ref: a tag, a branch or a commit, such as \"v1.4.0\"");
    }
    Ok(())
}

pub(super) const fn git_commit(hash: &[u8]) -> Check {
    if (hash.len() == 40 || hash.len() == 64) && all(hash, b"abcdef", Case::None) {
        return Ok(());
    }
    Err("commit: all 40 hexadecimal digits of its hash, in lower case")
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
