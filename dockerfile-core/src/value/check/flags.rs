//! Checks of values in flags of RUN, COPY and ADD, of inline files and scripts, and of what a build
//! downloads.

use super::images::is_sha256;
use super::paths::{abs_path, context_path, left_out, mounted_path};
use super::secrets::{UrlOf, no_credential};
use crate::value::bytes::{
    Check, Letters, ends_with, equal, find, has_blank, has_line_of_images, has_only, has_unseen,
    head, starts_with, tail,
};
use crate::value::shell::commands::broken;

/// The characters beside letters and digits that every builder reads in a flag without quotes.
const FLAG_CHARS: &[u8] = b"_@%+=:./-";

/// Checks that a path fits into a flag without quotes; `extra` are further characters that it may have.
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

/// Checks the path at which a step sees a mount.
pub(in crate::value) const fn mount_path(path: &[u8]) -> Check {
    if let Err(complaint) = abs_path(path) {
        return Err(complaint);
    }
    in_flag(path, b"")
}

/// Checks the path in the build context that a bind mount shows.
pub(in crate::value) const fn bind_source(path: &[u8]) -> Check {
    if let Err(complaint) = context_path(path) {
        return Err(complaint);
    }
    in_flag(path, b"")
}

/// Checks the path in another stage that a bind mount shows.
pub(in crate::value) const fn bind_path(path: &[u8]) -> Check {
    if let Err(complaint) = mounted_path(path) {
        return Err(complaint);
    }
    in_flag(path, b"")
}

/// Checks a pattern of `--exclude`.
pub(in crate::value) const fn exclude_pattern(pattern: &[u8]) -> Check {
    if let Err(complaint) = left_out(pattern) {
        return Err(complaint);
    }
    in_flag(pattern, b"*")
}

pub(in crate::value) const fn mount_id(id: &[u8]) -> Check {
    if id.is_empty() || !has_only(id, b"_.-/", Letters::Any) {
        return Err("mount id: letters, digits, `_`, `.`, `-` and `/`, such as \"npmrc\"");
    }
    Ok(())
}

/// Checks a size: a number, perhaps with one of the letters `b`, `k`, `m` and `g` behind it.
pub(in crate::value) const fn mount_size(size: &[u8]) -> Check {
    let number = match size {
        [number @ .., b'b' | b'k' | b'm' | b'g'] => number,
        number => number,
    };
    if number.is_empty() || number.len() > 15 || !has_only(number, b"", Letters::None) {
        return Err(
            "size: a number of bytes, or one with `k`, `m` or `g` behind it, such as \"64m\"",
        );
    }
    Ok(())
}

/// Checks the name of a device: `vendor.com/class=name` as in the Container Device Interface, with `*`
/// for all names, or a word that devices are marked with. Such a word has no `=` and is not
/// `required`, since both mean something else in the flag.
pub(in crate::value) const fn device(name: &[u8]) -> Check {
    let end = match find(name, b'=') {
        Some(end) => end,
        None => name.len(),
    };
    let (kind, given) = (head(name, end), tail(name, end));
    let of_vendor = find(kind, b'/').is_some();
    let good = match given {
        [] => of_vendor || !equal(kind, b"required"),
        [_, given @ ..] => {
            of_vendor
                && !given.is_empty()
                && (equal(given, b"*") || has_only(given, b"_.:-", Letters::Any))
        }
    };
    if !good || kind.is_empty() || !has_only(kind, b"_./-", Letters::Any) {
        return Err(
            "device: `vendor.com/class=name`, such as \"nvidia.com/gpu=all\", with `*` for every name or without one for the first, or the word that devices are marked with",
        );
    }
    Ok(())
}

/// Checks permissions in symbols, such as `u=rwX,go=rX`.
pub(in crate::value) const fn mode_symbols(mode: &[u8]) -> Check {
    let operator =
        find(mode, b'=').is_some() || find(mode, b'+').is_some() || find(mode, b'-').is_some();
    let mut i = 0;
    let mut begins = true;
    while i < mode.len() && find(b"=+-,ugoarwxXst", mode[i]).is_some() {
        // chmod does not read `rwxr-xr-x`, which ls prints.
        if i == 0 || mode[i - 1] == b',' {
            begins = begins && find(b"=+-ugoa", mode[i]).is_some();
        }
        i += 1;
    }
    if !operator || !begins || i < mode.len() {
        return Err(
            "mode: symbols as chmod reads them, such as \"u=rwX,go=rX\"; a number is a number: `.mode(0o755)`",
        );
    }
    Ok(())
}

/// Checks permissions as a number. A number that is no usual mode, but whose decimal digits would be
/// one in octal, was written without `0o`.
pub(in crate::value) const fn mode_number(number: u128) -> Check {
    if !is_usual(number) && is_usual(as_octal(number)) {
        return Err(
            "mode: this number is decimal, and permissions are octal: 755 would be 0o1363; write `0o` in front of its digits, as in `0o755`",
        );
    }
    if number > 0o7777 {
        return Err("mode: permissions are a number from 0o0 to 0o7777, such as 0o755");
    }
    Ok(())
}

/// The number that the decimal digits of a number are in octal; 0 if they are no octal digits.
const fn as_octal(number: u128) -> u128 {
    let (mut rest, mut octal, mut place) = (number, 0, 1);
    while rest > 0 {
        if rest % 10 > 7 || place > 0o1000 {
            return 0;
        }
        octal += rest % 10 * place;
        rest /= 10;
        place *= 8;
    }
    octal
}

/// Whether a mode is one that people use: the group has no right that the owner lacks, the others have
/// none that the group lacks, and owner and group can read what they can write.
const fn is_usual(mode: u128) -> bool {
    let (owner, group, other) = (mode >> 6 & 7, mode >> 3 & 7, mode & 7);
    let narrows = group & !owner == 0 && other & !group == 0;
    let reads = (owner & 2 == 0 || owner & 4 != 0) && (group & 2 == 0 || group & 4 != 0);
    mode <= 0o7777 && owner != 0 && narrows && reads
}

/// Checks the path of an inline file, which stands beside a here-document.
pub(in crate::value) const fn inline_target(path: &[u8]) -> Check {
    if !path.is_empty() && path[path.len() - 1] == b'/' {
        return Err("path: name the file, not its folder");
    }
    if let Err(complaint) = abs_path(path) {
        return Err(complaint);
    }
    let quote = find(path, b'"').is_some() || find(path, b'\'').is_some();
    if has_blank(path) || quote || find(path, b'<').is_some() {
        return Err(
            "path: beside a here-document a path holds no blank, no quote and no `<`; put the file into the build context and copy it",
        );
    }
    Ok(())
}

/// Checks the text of an inline file, which a here-document carries: whole lines.
pub(in crate::value) const fn inline_text(text: &[u8]) -> Check {
    if find(text, 0).is_some() {
        return Err("text: a NUL does not fit into a Dockerfile; copy such a file");
    }
    if find(text, b'\r').is_some() {
        return Err(
            "text: a builder drops a carriage return at the end of a line; copy such a file from the build context",
        );
    }
    if has_unseen(text) {
        return Err(
            "text: a control character or a mark of direction is in it, which no reader of a Dockerfile sees; copy such a file from the build context",
        );
    }
    if has_line_of_images(text) {
        return Err(
            "text: an update bot takes a line that begins with FROM for an image, wherever it stands; copy such a file from the build context",
        );
    }
    if !text.is_empty() && text[text.len() - 1] != b'\n' {
        return Err("text: a here-document is whole lines; end the last one with a line break");
    }
    Ok(())
}

/// Checks a script, shell text that reaches the shell as it stands.
pub(in crate::value) const fn script(text: &[u8]) -> Check {
    if starts_with(text, b"#!") {
        return Err(
            "shell text: it is no file, so its first line names no interpreter; leave that line out, and say what reads the text: `run(..).shell([\"/bin/bash\", \"-c\"])`",
        );
    }
    if let Err(complaint) = script_word(text) {
        return Err(complaint);
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

/// Whether a text is printable ASCII, tabs and line feeds alone. It looks at eight bytes at a time,
/// since rustc runs it for each literal of shell text.
const fn is_plain(mut text: &[u8]) -> bool {
    const EACH: u64 = u64::MAX / 255;
    while let Some((eight, rest)) = text.split_first_chunk::<8>() {
        let bytes = u64::from_ne_bytes(*eight);
        // The highest bit of a byte in `odd` is set if the byte is no ASCII, below a blank, or DEL.
        let del = (bytes ^ (EACH * 0x7f)).wrapping_sub(EACH);
        let odd = bytes | bytes.wrapping_sub(EACH * 0x20) | del;
        if odd & (EACH * 0x80) != 0 && !each_is_plain(eight) {
            return false;
        }
        text = rest;
    }
    each_is_plain(text)
}

/// Whether a text is printable ASCII, tabs and line feeds alone, by each byte.
const fn each_is_plain(text: &[u8]) -> bool {
    let mut i = 0;
    while i < text.len() && matches!(text[i], b' '..=b'~' | b'\t' | b'\n') {
        i += 1;
    }
    i == text.len()
}

/// Checks a part of a script.
pub(in crate::value) const fn script_word(text: &[u8]) -> Check {
    if is_plain(text) {
        return Ok(());
    }
    if find(text, 0).is_some() {
        return Err("shell text: a NUL does not fit into a Dockerfile");
    }
    if find(text, b'\r').is_some() {
        return Err(
            "shell text: a shell takes a carriage return for part of a word; end lines with a line feed, and write one that is meant as `printf '\\r'`",
        );
    }
    if has_unseen(text) {
        return Err(
            "shell text: a control character or a mark of direction is in it, which no reader of the file sees; write one that is meant by its number, such as `printf '\\033'`",
        );
    }
    Ok(())
}

/// The longest literal of shell text whose commands are checked while a crate compiles, in bytes. rustc
/// takes some 0.1 ms for each byte, and one literal may take 50 ms. The build script checks longer ones.
const LONGEST_JUDGED: usize = 384;

/// The longest literal of shell text whose characters are checked while a crate compiles, in bytes.
/// rustc takes some 0.01 ms for each byte, and one literal may take 50 ms. The build script checks
/// longer ones.
const LONGEST_READ: usize = 4 * 1024;

/// Checks a literal of shell text: its characters, and the words of its commands.
pub(in crate::value) const fn judged_script(text: &[u8]) -> Check {
    if text.len() > LONGEST_READ {
        return Ok(());
    }
    if let Err(complaint) = script(text) {
        return Err(complaint);
    }
    if text.len() > LONGEST_JUDGED {
        return Ok(());
    }
    if let Err(complaint) = no_credential(text, UrlOf::Step) {
        return Err(complaint);
    }
    match broken(text).refusal() {
        Some(complaint) => Err(complaint),
        None => Ok(()),
    }
}

// ---- remote files -------------------------------------------------------------

pub(in crate::value) const fn url(url: &[u8]) -> Check {
    if !starts_with(url, b"https://") && !starts_with(url, b"http://") {
        return Err("url: begin it with `https://`");
    }
    // `$`, `{` and `}` stand for variables of the build. A string that names one is refused by
    // `Kind::check_names`.
    if !has_only(url, b"-._~:/?@!&()*+,;=%${}", Letters::Any) {
        return Err(
            "url: letters, digits and `-._~:/?@!&()*+,;=%`; write anything else percent-encoded, such as `%20`",
        );
    }
    if ends_with(url, b".git") {
        return Err("url: a builder clones what ends with `.git`; say so with `git(..)`");
    }
    Ok(())
}

pub(in crate::value) const fn sha256(checksum: &[u8]) -> Check {
    if is_sha256(checksum) {
        return Ok(());
    }
    Err("checksum: `sha256:` and 64 hexadecimal digits, as `sha256sum` prints them")
}

pub(in crate::value) const fn snapshot(time: &[u8]) -> Check {
    const COMPLAINT: Check =
        Err("snapshot: a time of Debian's archive, in UTC, such as \"20261101T000000Z\"");
    if time.len() != 16 {
        return COMPLAINT;
    }
    let mut i = 0;
    while i < time.len() {
        let good = match i {
            8 => time[i] == b'T',
            15 => time[i] == b'Z',
            _ => time[i].is_ascii_digit(),
        };
        if !good {
            return COMPLAINT;
        }
        i += 1;
    }
    Ok(())
}

/// Checks the URL of a repository of packages: on the network, or a folder of the image.
pub(in crate::value) const fn repository_url(url: &[u8]) -> Check {
    if !has_only(url, b"-._~:/?@!&()*+,;=%${}", Letters::Any) {
        return Err(
            "repository: letters, digits and `-._~:/?@!&()*+,;=%`; write anything else percent-encoded, such as `%20`",
        );
    }
    let rest = if starts_with(url, b"https://") {
        tail(url, 8)
    } else if starts_with(url, b"http://") {
        tail(url, 7)
    } else if starts_with(url, b"file:///") {
        return Ok(());
    } else {
        return Err(
            "repository: begin its URL with `https://`, or with `file:///` for a folder of the image",
        );
    };
    if rest.is_empty() || rest[0] == b'/' {
        return Err("repository: a URL has a host, such as \"https://apt.example.com/debian\"");
    }
    Ok(())
}

pub(in crate::value) const fn suite(name: &[u8]) -> Check {
    if name.is_empty() || name[0] == b'-' || !has_only(name, b"_-+.~:/", Letters::Any) {
        return Err("suite: the name of a release, such as \"bookworm-pgdg\"");
    }
    Ok(())
}

pub(in crate::value) const fn component(name: &[u8]) -> Check {
    let is_name = !name.is_empty() && name[0] != b'-' && name[name.len() - 1] != b'/';
    if !is_name || !has_only(name, b"_-+.~/", Letters::Any) {
        return Err("component: the name of a part of the release, such as \"main\"");
    }
    Ok(())
}

/// Checks the name of a key's file, which stands in commands without quotes.
pub(in crate::value) const fn key_name(name: &[u8]) -> Check {
    if name.is_empty()
        || name[0] == b'.'
        || name[0] == b'-'
        || !has_only(name, b"_-+.@", Letters::Any)
    {
        return Err("key: the name of a file, of letters, digits and `_-+.@`");
    }
    Ok(())
}

pub(in crate::value) const fn git_repository(url: &[u8]) -> Check {
    if let Err(complaint) = no_credential(url, UrlOf::Repository) {
        return Err(complaint);
    }
    let of_web = starts_with(url, b"https://") && find(url, b'@').is_none();
    let of_ssh = starts_with(url, b"ssh://") || is_scp_style(url);
    if !(of_web || of_ssh) || !ends_with(url, b".git") || !has_only(url, b"-._~:/%@", Letters::Any)
    {
        return Err(
            "repository: `https://host/path.git`, `git@host:path.git` or `ssh://git@host/path.git`; the tag or commit is the second argument (hadolint DL3020)",
        );
    }
    Ok(())
}

/// Whether a URL has the form of scp, `user@host:path`.
const fn is_scp_style(url: &[u8]) -> bool {
    let Some(end) = find(url, b'@') else { return false };
    let (user, rest) = (head(url, end), tail(url, end + 1));
    let Some(end) = find(rest, b':') else { return false };
    let (host, path) = (head(rest, end), tail(rest, end + 1));
    !user.is_empty()
        && has_only(user, b"-_", Letters::Any)
        && !host.is_empty()
        && has_only(host, b"-.", Letters::Any)
        && find(path, b'@').is_none()
        && !starts_with(path, b"/.git")
        && !equal(path, b".git")
}

pub(in crate::value) const fn git_ref(name: &[u8]) -> Check {
    if name.is_empty() || !has_only(name, b"-._/+@${}", Letters::Any) {
        return Err("git ref: a tag, a branch or a commit, such as \"v1.4.0\"");
    }
    Ok(())
}

pub(in crate::value) const fn git_commit(hash: &[u8]) -> Check {
    if (hash.len() == 40 || hash.len() == 64) && has_only(hash, b"abcdef", Letters::None) {
        return Ok(());
    }
    Err("commit: all 40 hexadecimal digits of its hash, in lower case")
}
