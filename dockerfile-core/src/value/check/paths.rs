//! Checks of paths in the image and in the build context.

use crate::value::bytes::{
    Check, begins_with_blank, ends_with_blank, equal, find, has_pair, has_unseen, head,
    starts_with, tail,
};

pub(in crate::value) const fn abs_path(path: &[u8]) -> Check {
    if path.is_empty() || path[0] != b'/' {
        return Err("path: a path in the image is absolute: begin it with `/`");
    }
    if path.len() > 1 && path[path.len() - 1] == b'/' {
        return Err("path: leave out the `/` at the end");
    }
    segments(path)
}

/// Checks the path of a volume. Builders cut a blank off its end.
pub(in crate::value) const fn volume_path(path: &[u8]) -> Check {
    if let Err(complaint) = abs_path(path) {
        return Err(complaint);
    }
    if ends_with_blank(path) {
        return Err("path: a volume's path cannot end with a blank: a builder cuts it off");
    }
    Ok(())
}

/// Checks the target of COPY: an absolute path, with or without `/` at its end.
pub(in crate::value) const fn copy_target(path: &[u8]) -> Check {
    if path.len() > 1 && path[path.len() - 1] == b'/' {
        return abs_path(head(path, path.len() - 1));
    }
    abs_path(path)
}

pub(in crate::value) const fn context_path(path: &[u8]) -> Check {
    if let Err(complaint) = context_pattern(path) {
        return Err(complaint);
    }
    // Builders cut blanks off both ends of a path in the context and of a line in an ignore file.
    let mark = starts_with(path, "\u{feff}".as_bytes());
    if mark || begins_with_blank(path) || ends_with_blank(path) {
        return Err(
            "source: a builder does not find a path that begins or ends with a blank, or begins with a byte order mark; rename the file, or copy the folder that it is in",
        );
    }
    no_wildcard(path)
}

/// Checks a folder that an install reads: any folder of the context, but not the whole context.
pub(in crate::value) const fn manifest_folder(path: &[u8]) -> Check {
    if equal(path, b".") {
        return Err(
            "source: the whole context would have every edit install again; name the folder that the install reads, and copy the rest with `.source(copy(..))`",
        );
    }
    context_path(path)
}

/// Checks a path that COPY takes from another stage.
pub(in crate::value) const fn stage_path(path: &[u8]) -> Check {
    if let Err(complaint) = abs_path(path) {
        return Err(complaint);
    }
    if find(path, b'*').is_some() || find(path, b'?').is_some() {
        return Err(
            "source: where nothing fits `*` or `?`, a builder copies nothing and says nothing; say that this may be, `copy(..).from(..).optional()`, or name the files",
        );
    }
    Ok(())
}

/// Checks a path that COPY takes from another stage, with `*` and `?` as wildcards that need not fit
/// anything.
pub(in crate::value) const fn stage_pattern(path: &[u8]) -> Check {
    if let Err(complaint) = abs_path(path) {
        return Err(complaint);
    }
    if has_pair(path, b'*') {
        return Err(
            "source: `**`, at any depth, is nothing that COPY reads; copy the folder, and leave out the rest with `.except(..)`",
        );
    }
    Ok(())
}

/// Checks a path in another stage that a mount shows.
pub(in crate::value) const fn mounted_path(path: &[u8]) -> Check {
    if let Err(complaint) = abs_path(path) {
        return Err(complaint);
    }
    no_wildcard(path)
}

/// Checks that a path has no `*` and `?`. COPY reads them as wildcards, and has no escape for them.
const fn no_wildcard(path: &[u8]) -> Check {
    if find(path, b'*').is_some() || find(path, b'?').is_some() {
        return Err(
            "source: `*` and `?` are no wildcards here, and COPY cannot name a file that has one in its name; list the files, or copy the folder that they are in",
        );
    }
    Ok(())
}

/// Checks a name of files in a folder, with `*` and `?` as wildcards.
pub(in crate::value) const fn name_pattern(name: &[u8]) -> Check {
    if name.is_empty() {
        return Err(
            "name: a file's name, with `*` and `?` for what may stand there, such as \"*.so\"",
        );
    }
    if find(name, b'/').is_some() {
        return Err(
            "name: one without a folder; the folder is what is copied from: `copy(\"/out/lib\").from(&stage).matching(\"*.so\")`",
        );
    }
    if has_pair(name, b'*') {
        return Err(
            "name: `**`, at any depth, is no name; copy the folder, and leave out the rest with `.except(..)`",
        );
    }
    let wild = find(name, b'*').is_some() || find(name, b'?').is_some();
    if !wild && matches!(name[name.len() - 1], b']' | b'^' | b'-') {
        return Err(
            "name: where nothing may be called so, a name that ends with `]`, `^` or `-` cannot be said; write a `*` behind it",
        );
    }
    segments(name)
}

/// Checks a pattern of files that a copy leaves out.
pub(in crate::value) const fn left_out(pattern: &[u8]) -> Check {
    if starts_with(pattern, b"!") {
        return Err(
            "except: each text is something that stays behind, and `!` takes nothing back; name only what stays, such as \"tests/data\" and not \"tests\" with \"!tests/keep\"; a name that begins so is `*keep`",
        );
    }
    if begins_with_blank(pattern) || ends_with_blank(pattern) {
        return Err(
            "except: a builder cuts a blank off both ends of a line of an ignore file; write `?` in place of one that is meant",
        );
    }
    if let Err(complaint) = context_pattern(pattern) {
        return Err(complaint);
    }
    classes(pattern)
}

/// Checks the classes of letters of a pattern, as `[a-z]`. A builder reads no ignore file in which one
/// is wrong.
///
/// Source: <https://pkg.go.dev/path/filepath#Match>.
const fn classes(pattern: &[u8]) -> Check {
    const COMPLAINT: Check = Err(
        "except: `[` begins a class of letters, which ends with `]`: \"[a-z]\", or \"[^0-9]\" for all others; write `?` in place of a `[` that is meant, and name no class such as `[:digit:]`",
    );
    let mut rest = pattern;
    while let [first, behind @ ..] = rest {
        rest = behind;
        if *first != b'[' {
            continue;
        }
        if let [b'^', behind @ ..] = rest {
            rest = behind;
        }
        let mut is_empty = true;
        loop {
            rest = match rest {
                [b']', behind @ ..] if !is_empty => {
                    rest = behind;
                    break;
                }
                [b']' | b'-' | b'/', ..] | [b'[', b':', ..] => return COMPLAINT,
                // Git and shells read `[!a]` as all but `a`, and a builder as `!` or `a`.
                [b'!', ..] if is_empty => return COMPLAINT,
                [_, b'-', b']' | b'-' | b'/', ..] | [_, b'-'] | [] => return COMPLAINT,
                [low, b'-', high, ..] if *low > *high => return COMPLAINT,
                [_, b'-', _, behind @ ..] | [_, behind @ ..] => behind,
            };
            is_empty = false;
        }
    }
    Ok(())
}

/// Checks a path in the build context, in which an ignore file may read `*` and `**`.
pub(in crate::value) const fn context_pattern(path: &[u8]) -> Check {
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

/// Checks that a path has no empty, `.` or `..` segment, no character that a reader does not see, and
/// no `\`.
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
    if has_unseen(path) {
        return Err(
            "path: a mark of direction is in it, which no reader of the file sees; rename the file",
        );
    }
    Ok(())
}

/// Checks the path that a probe asks of an HTTP server, perhaps with a query (RFC 9112, "origin-form").
pub(in crate::value) const fn probe_path(path: &[u8]) -> Check {
    if !starts_with(path, b"/") {
        return Err(
            "path: what a probe asks is the path alone, on this machine: begin it with `/`, such as \"/health\"",
        );
    }
    let mut i = 0;
    while i < path.len() {
        if path[i] == b'#' {
            return Err("path: what stands behind `#` reaches no server; leave it out");
        }
        if !path[i].is_ascii_graphic() {
            return Err(
                "path: letters, digits and signs of ASCII; write a blank and anything else percent-encoded, such as `%20`",
            );
        }
        i += 1;
    }
    Ok(())
}
