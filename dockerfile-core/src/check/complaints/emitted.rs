//! The emitted files.

use std::io;
use std::path::Path;

use crate::check::report::{Diagnostic, complaint};
use crate::program::place::Place;

pub(crate) fn unknown_mode(mode: &str, at: Place) -> Diagnostic {
    complaint(
        format!("DOCKERFILE_EMIT is `{}`, which is no mode", super::shown(mode)),
        at,
        "read here",
    )
    .help("`write` writes what differs, `check` compares and writes nothing, `off` does neither, `force` writes over what was edited by hand and keeps a copy; unset, it is `check` in CI and `write` elsewhere")
}

/// A warning, in one line.
pub(crate) fn not_tracked(path: &str) -> String {
    format!(
        "`{path}` is new and not ignored: it counts when version control knows it, `git add -N {path}`"
    )
}

/// A warning, in one line.
pub(crate) fn replaced(path: &Path, kept: &Path) -> String {
    format!("`{}` was replaced; what it held is in `{}`", path.display(), kept.display())
}

pub(crate) fn emitted_twice(path: &Path, at: Place) -> Diagnostic {
    complaint(format!("two images are emitted as `{}`", path.display()), at, "this is the second")
        .note("each build would write one over the other")
        .help("give one of them a file of its own: `emit(..).dockerfile(\"name.Dockerfile\")`")
        .help("or both the same file, as targets that share their stages: `emit([web, worker])`")
}

pub(crate) fn target_twice(name: &str, at: Place) -> Diagnostic {
    complaint(format!("two images would be the bake target `{name}`"), at, "this is the second")
        .help("name a stage: `Stage::named(\"name\", ..)`, or its file: `name.Dockerfile`")
}

pub(crate) fn edited_by_hand(path: &Path, diff: String, at: Place) -> Diagnostic {
    complaint(
        format!("`{}` was edited by hand", path.display()),
        at,
        "declared here, and generated from it",
    )
    .note("nothing was written; `-` is what the file has, `+` what the declaration says")
    .help("move the change into build.rs, where it lasts, and build again")
    .help("a bot's new tag stays if the declaration allows it: `.track(\"3.*-slim\")` on the image")
    .help("or drop it: delete the file and build again, or `DOCKERFILE_EMIT=force cargo build`, which keeps a copy")
    .detail(diff)
}

pub(crate) fn not_ours(path: &Path, diff: String, at: Place) -> Diagnostic {
    complaint(
        format!("`{}` is there already, and was not generated", path.display()),
        at,
        "would be written here",
    )
    .note("nothing was written; `-` is what the file has, `+` what the declaration says")
    .help("move what it says into build.rs, delete the file, and build again")
    .help("or write over it, which keeps a copy: `DOCKERFILE_EMIT=force cargo build`")
    .help("or write elsewhere: `emit(..).dockerfile(\"name.Dockerfile\")`")
    .detail(diff)
}

pub(crate) fn stale(path: &Path, diff: String, at: Place) -> Diagnostic {
    complaint(
        format!("`{}` is not what build.rs declares", path.display()),
        at,
        "declared here",
    )
    .note("this is a check, as in CI: nothing was written; `-` is what the file has, `+` what the declaration says")
    .help("run `DOCKERFILE_EMIT=write cargo build` and commit the file")
    .detail(diff)
}

pub(crate) fn not_there(path: &Path, at: Place) -> Diagnostic {
    complaint(format!("`{}` is missing", path.display()), at, "declared here")
        .note("this is a check, as in CI: nothing was written")
        .help("run `DOCKERFILE_EMIT=write cargo build` and commit the file")
}

pub(crate) fn crlf(path: &Path, at: Place) -> Diagnostic {
    complaint(format!("`{}` has CRLF line ends", path.display()), at, "declared here")
        .note("it holds a here-document, and a shell takes the carriage return for part of a word")
        .help(format!(
            "add a line to .gitattributes, and check the file out again: `{}`",
            attribute(path)
        ))
}

pub(crate) fn wants_lf(path: &Path) -> String {
    format!(
        "`{}` holds a here-document, which CRLF line ends break; keep them away: add `{}` to .gitattributes",
        path.display(),
        attribute(path)
    )
}

/// The line of `.gitattributes` beside build.rs that keeps a file's line ends.
fn attribute(path: &Path) -> String {
    format!("{} text eol=lf", path.display())
}

pub(crate) fn cannot_read(path: &Path, error: &io::Error, at: Place) -> Diagnostic {
    complaint(format!("cannot read `{}`: {error}", path.display()), at, "emitted here")
        .note("nothing was written")
}

pub(crate) fn cannot_write(path: &Path, error: &io::Error, at: Place) -> Diagnostic {
    complaint(format!("cannot write `{}`: {error}", path.display()), at, "emitted here")
        .note("what was on disk is as it was")
        .help(
            "make the folder writable, or compare only: `DOCKERFILE_EMIT=check`, or neither: `off`",
        )
}
