//! The words for mistakes in what an image copies from its build context.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use crate::check::report::{Diagnostic, complaint};
use crate::program::place::Place;

pub(crate) fn missing_source(path: &str, root: &Path, at: Place) -> Diagnostic {
    complaint(format!("`{path}` is not in the build context"), at, "copied from here")
        .note(format!("the build context is `{}`", root.display()))
        .help("create the file or mend the path; another context is `emit(..).context(..)`")
}

pub(crate) fn source_not_checked_out(path: &str, at: Place) -> Diagnostic {
    complaint(format!("git knows `{path}`, and this checkout lacks it"), at, "copied from here")
        .help(format!("get it: `git sparse-checkout add {path}`, or `git restore {path}`"))
        .help("or mend the path, if it was moved")
}

pub(crate) fn forgotten_context(
    path: &str,
    more: BTreeSet<&str>,
    root: &Path,
    at: Place,
) -> Diagnostic {
    let words = complaint(
        format!("`{path}` is not in the build context, and is in the workspace"),
        at,
        "copied from here",
    )
    .note(format!("the build context is `{}`", root.display()));
    let more: Vec<&str> = more.into_iter().collect();
    let words = match more.is_empty() {
        true => words,
        false => words.note(format!("so are `{}`", more.join("`, `"))),
    };
    words.help(
        "the workspace's root is the context that holds it: `emit(..).context(workspace_root())`",
    )
}

pub(crate) fn source_outside(path: &str, root: &Path, at: Place) -> Diagnostic {
    complaint(
        format!("`{path}` is a link that leads out of the build context"),
        at,
        "copied from here",
    )
    .note(format!("the build context is `{}`; a builder sees nothing outside it", root.display()))
    .help("move the file into it, or choose a wider one: `emit(..).context(..)`")
}

pub(crate) fn not_a_file(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{path}` is a folder, and a manifest is a file"),
        at,
        "an edit of anything in it would run the install again",
    )
    .help("name the files that the install reads; the program's own go in with `.source(copy(..))`")
    .help(format!("or say what the install reads there: `manifest_dir(\"{path}\", \"why\")`"))
}

pub(crate) fn private_source(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("the program could not read `{path}`: its mode is for its owner alone"),
        at,
        "copied from here",
    )
    .note("COPY keeps the mode and makes root the owner, and the program is not root")
    .help(format!("let others read it: `chmod -R o+rX {path}`"))
    .help("or say its permissions: `.mode(0o644)`, or give it to the program: `.writable()`")
}

pub(crate) fn closed_folder(path: &str, mode: &str, at: Place) -> Diagnostic {
    let path = super::shown(path);
    complaint(
        format!("nobody could enter the folder `{path}`"),
        at,
        "copies it with a mode for files",
    )
    .note(format!(
        "`{}` holds for folders as for files, and a folder without `x` is closed",
        super::shown(mode)
    ))
    .help("leave the mode out: what is copied keeps its own, which everybody can read")
    .help("or say it so that folders stay open: `.mode(\"u=rwX,go=rX\")`")
}

pub(crate) fn unreadable_source(path: &str, error: &io::Error, at: Place) -> Diagnostic {
    complaint(format!("cannot read `{path}`: {error}"), at, "copied from here")
        .help("make it readable to the user who builds")
}
