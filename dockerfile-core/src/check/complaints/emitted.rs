//! The words for everything about the emitted files and about writing them.

use std::io;

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

/// A warning of one line: a new file that version control does not know.
pub(crate) fn not_tracked(path: &str) -> String {
    format!(
        "`{path}` is new and not ignored: it counts when version control knows it, `git add -N {path}`"
    )
}

/// A warning of one line: git ignores a file that is to be checked in.
pub(crate) fn ignored_by_git(path: &str, by: &str, in_checkout: &str) -> String {
    format!(
        "git ignores `{path}`, which is to be checked in: take it out of `{by}`, or add it all the same by `git add -f {in_checkout}`"
    )
}

/// A warning of one line: a file was written over, and its text is kept in a copy.
pub(crate) fn replaced(path: &str, kept: &str) -> String {
    format!("`{path}` was replaced; what it held is in `{kept}`")
}

/// A warning of one line: a killed build has left a copy of a file's text.
pub(crate) fn left_by_killed(path: &str, kept: &str) -> String {
    format!("`{path}` was being replaced when a build was killed; what it held is in `{kept}`")
}

/// A warning where a mode is asked for in a packed or vendored copy of the package.
pub(crate) const IN_A_COPY: &str = "this is a packed or vendored copy of the package: its Dockerfile is neither compared nor written; that is for its own checkout";

/// A warning where the package is under no version control.
pub(crate) const NO_CHECKOUT: &str = "this package is under no version control: its Dockerfile was neither compared nor written; run `git init`, or say what is wanted: `DOCKERFILE_EMIT=write`, `check` or `off`";

pub(crate) fn emitted_twice(path: &str, at: Place) -> Diagnostic {
    complaint(format!("two images are emitted as `{path}`"), at, "this is the second")
        .note("each build would write one over the other")
        .help("give one of them a file of its own: `emit(..).dockerfile(\"name.Dockerfile\")`")
        .help("or both the same file, as targets that share their stages: `emit([web, worker])`")
}

pub(crate) fn written_twice(path: &str, at: Place) -> Diagnostic {
    complaint(format!("two files are emitted as `{path}`"), at, "this is the second")
        .note("each build would write one over the other")
        .help("give one of them another path: an image by `.dockerfile(..)`, the file of bake by `.bake(..)`")
}

pub(crate) fn alike(path: &str, other: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{path}` and `{other}` differ in upper and lower case alone"),
        at,
        "this is the second",
    )
    .note("macOS and Windows take both for one file, and each build there would write one over the other")
    .help("give one of them another name: `emit(..).dockerfile(\"name.Dockerfile\")`")
}

pub(crate) fn of_other(path: &str, script: &str, at: Place) -> Diagnostic {
    complaint(format!("`{path}` is emitted by `{script}`, too"), at, "declared here")
        .note("each build would write one over the other; nothing was written")
        .help("give one of them another path: `emit(..).dockerfile(\"name.Dockerfile\")`")
        .help("or, if that script emits it no more, delete the file and build again")
}

/// A warning of one line: a generated file that no declaration emits any more.
pub(crate) fn forgotten(path: &str, script: &str) -> String {
    format!(
        "`{path}` was generated from {script}, and no declaration of it emits the file any more: remove it, `git rm {path}`, or take its first lines away if it is to stay as it is"
    )
}

/// A warning that forgotten files were not looked for.
pub(crate) fn cannot_look_for_forgotten(problem: &str) -> String {
    format!("files that nothing emits any more were not looked for: git: {problem}")
}

pub(crate) fn no_path(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{path}` is no path of a file: it holds a control character"),
        at,
        "would be written here",
    )
    .help("give the file a name of letters: `emit(..).dockerfile(\"name.Dockerfile\")`")
}

pub(crate) fn name_of_others(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{}` is no name for a Dockerfile", super::in_one_line(path)),
        at,
        "would be written there",
    )
    .note("a builder takes a file that ends with `.dockerignore` for an ignore file, and what is in `.git` is git's own")
    .help("give the file another name: `emit(..).dockerfile(\"web.Dockerfile\")`")
}

pub(crate) fn read_instead(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("builders read `{path}` in place of `.dockerignore`"),
        at,
        "would have a build context that nobody has checked",
    )
    .note("an ignore file that is named after the Dockerfile comes first, and this image's is `.dockerignore`")
    .help("delete that file; what it leaves out of a copy is said by `copy(..).except([..])`")
}

pub(crate) fn path_of_folder(path: &str, at: Place) -> Diagnostic {
    let shown = super::in_one_line(path);
    let folder = shown.trim_end_matches('/');
    let file = match folder.strip_suffix("/.").unwrap_or(folder) {
        "" | "." => "Dockerfile".to_owned(),
        folder => format!("{folder}/Dockerfile"),
    };
    complaint(
        format!("`{shown}` is no path of a file: it names a folder"),
        at,
        "would be written there",
    )
    .help(format!("name the file in it: `emit(..).dockerfile(\"{file}\")`"))
}

// ---- what stands at a target -------------------------------------------------------------------

pub(crate) fn edited_by_hand(path: &str, at: Place) -> Diagnostic {
    complaint(format!("`{path}` was edited by hand"), at, "declared here, and generated from it")
        .note("nothing was written")
        .help("move the change into build.rs, where it lasts, and build again")
        .help("a bot's new tag stays if the declaration allows it: `.track(\"3.*-slim\")` on the image")
        .help("or drop it: delete the file and build again, or `DOCKERFILE_EMIT=force cargo build`, which keeps a copy")
}

pub(crate) fn not_ours(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{path}` is there already, and was not generated"),
        at,
        "would be written here",
    )
    .note("nothing was written")
    .help("move what it says into build.rs, delete the file, and build again")
    .help("or write over it, which keeps a copy: `DOCKERFILE_EMIT=force cargo build`")
    .help("or write elsewhere: `emit(..).dockerfile(\"name.Dockerfile\")`")
}

pub(crate) fn stale(path: &str, at: Place) -> Diagnostic {
    complaint(format!("`{path}` is not what build.rs declares"), at, "declared here")
        .note("this is a check, as in CI: nothing was written")
        .help("run `DOCKERFILE_EMIT=write cargo build` and commit the file")
}

/// A refused file's diagnostic with the diff that was found, and whether the diff is cut.
pub(crate) fn compared(refused: Diagnostic, (diff, is_cut): (String, bool)) -> Diagnostic {
    let refused = refused.note("`-` is what the file has, `+` what the declaration says");
    let refused = match is_cut {
        true => refused.note("the difference is too long to show, and is cut"),
        false => refused,
    };
    refused.detail(diff)
}

/// A note in place of a diff that is not to be shown.
pub(crate) const HIDDEN: &str =
    "what it holds is not shown: a link leads to it, or it is outside of the checkout";

/// A note in place of a diff with a file that is no text.
pub(crate) const NO_TEXT: &str = "it is no text of UTF-8, or longer than any Dockerfile";

pub(crate) fn not_there(path: &str, at: Place) -> Diagnostic {
    complaint(format!("`{path}` is missing"), at, "declared here")
        .note("this is a check, as in CI: nothing was written")
        .help("run `DOCKERFILE_EMIT=write cargo build` and commit the file")
}

pub(crate) fn crlf(path: &str, in_checkout: &str, at: Place) -> Diagnostic {
    complaint(format!("`{path}` has CRLF line ends"), at, "declared here")
        .note("it holds a here-document, and a shell takes the carriage return for part of a word")
        .help(format!(
            "add a line to .gitattributes, and check the file out again: `{}`",
            attribute(in_checkout)
        ))
}

pub(crate) fn wants_lf(path: &str, in_checkout: &str) -> String {
    format!(
        "`{path}` holds a here-document, which CRLF line ends break; keep them away: add `{}` to .gitattributes",
        attribute(in_checkout)
    )
}

/// The line of `.gitattributes` at the checkout's root that keeps a file's line ends.
fn attribute(path: &str) -> String {
    format!("{path} text eol=lf")
}

// ---- reading and writing -----------------------------------------------------------------------

pub(crate) fn cannot_read(path: &str, error: &io::Error, at: Place) -> Diagnostic {
    complaint(format!("cannot read `{path}`: {error}"), at, "emitted here")
        .note("nothing was written")
}

/// A failed write. `stays` are notes about files that are not as they were before.
pub(crate) fn cannot_write(
    path: &str,
    error: &io::Error,
    stays: &[String],
    at: Place,
) -> Diagnostic {
    let complaint = complaint(format!("cannot write `{path}`: {error}"), at, "emitted here");
    let complaint = match stays {
        [] => complaint.note("what was on disk is as it was"),
        [first, others @ ..] => {
            let first = complaint.note(format!("all else is as it was on disk, but: {first}"));
            others.iter().fold(first, |complaint, other| complaint.note(other.as_str()))
        }
    };
    complaint.help("make it writable, or compare only: `DOCKERFILE_EMIT=check`, or neither: `off`")
}

/// A note about a file that was written and could not be put back.
pub(crate) fn not_put_back(path: &str, old: Option<&str>, error: &io::Error) -> String {
    match old {
        Some(old) => format!("`{path}` is new, and what it held is in `{old}`: {error}"),
        None => format!("`{path}` is new: {error}"),
    }
}

/// A note about a file that was moved away and could not be put back.
pub(crate) fn not_there_any_more(path: &str, old: &str, error: &io::Error) -> String {
    format!("`{path}` is not there, and what it held is in `{old}`: {error}")
}

/// A note about a file that somebody else has written in the meantime.
pub(crate) fn written_meanwhile(path: &str, theirs: &str) -> String {
    format!("somebody has written `{path}` meanwhile; what they wrote is in `{theirs}`")
}

/// A note about a file whose other version, written in the meantime, lies beside it.
pub(crate) fn left_beside(path: &str, beside: &str, error: &io::Error) -> String {
    format!("`{path}` is as it was, and what was written there meanwhile is in `{beside}`: {error}")
}

pub(crate) fn changed_meanwhile(path: &str, kept: &str, at: Place) -> Diagnostic {
    complaint(format!("`{path}` was changed while it was written"), at, "declared here")
        .note(format!("it is what is declared now; what somebody else had written is in `{kept}`"))
        .help("move that into build.rs, where it lasts, delete the copy, and build again")
}

pub(crate) fn not_settled(path: &str, old: &str, error: &io::Error, at: Place) -> Diagnostic {
    complaint(format!("cannot tidy up beside `{path}`: {error}"), at, "emitted here")
        .note(format!("it is what is declared now; what it held is in `{old}`"))
}
