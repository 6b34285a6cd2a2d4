//! The words for mistakes of recipes and of the projects that they read.

use crate::check::report::{Diagnostic, Subject, complaint};
use crate::program::place::Place;
use crate::program::toolchain::Toolchain;
use crate::program::unread::Unread;

/// The words for a project that cannot be read, or cannot be built as it is. A table, long as it
/// is: an arm is a reason.
pub(super) fn unread(tool: &str, unread: Unread, at: Place) -> Diagnostic {
    let said = |problem: String| {
        complaint(format!("{tool}: {problem}"), at, "read from the project's files")
    };
    let subject = match unread {
        Unread::VersionControl { .. } | Unread::OtherVersionControl { .. } => {
            Subject::VersionControl
        }
        _ => Subject::Project,
    };
    let words = match unread {
        Unread::NoFile { path } => said(format!("there is no `{path}`"))
            .help("create the file, or mend the path; the build context is `emit(..).context(..)`"),
        Unread::CannotRead { path, error } => said(format!("cannot read `{path}`: {error}"))
            .help("make it readable to the user who builds"),
        Unread::NoPlainFile { path } => {
            said(format!("`{path}` is no file: it is a folder, a pipe or a device"))
                .help("put a file there, or name another")
        }
        Unread::TooLarge { path } => said(format!("`{path}` is larger than 64 MiB"))
            .help("no manifest is: mend what wrote it"),
        Unread::TooDeep { path } => {
            said(format!("`{path}` holds more folders than any project has"))
                .help("name a smaller build context: `emit(..).context(..)`")
        }
        Unread::LeadsOut { path, named_by: None } => {
            said(format!("`{path}` leads out of the build context"))
                .help("choose a wider context, `emit(..).context(..)`, or move what it leads to")
        }
        Unread::LeadsOut { path, named_by: Some(by) } => {
            said(format!("`{path}` in `{by}` leads out of the build context"))
                .help("choose a wider context, `emit(..).context(..)`, or move what it leads to")
        }
        Unread::NamesNothing { path, named_by } => {
            said(format!("`{named_by}` names `{path}`, which is not there"))
                .help(format!("add it, or take it out of `{named_by}`"))
        }
        Unread::TwoContexts => {
            said("`.context(..)` of the recipe and of the emission are two folders".to_owned())
                .help("say it once: `emit(..).context(..)`")
        }
        Unread::NoFolder { path } => said(format!("`{path}` is no folder of the build context"))
            .help("name a folder below the context, which is `emit(..).context(..)`"),
        Unread::Malformed { path, line: Some(line), problem } => {
            said(format!("`{path}`, line {line}: {problem}")).help("mend the file")
        }
        Unread::Malformed { path, line: None, problem } => {
            said(format!("`{path}`: {problem}")).help("mend the file")
        }
        Unread::Pattern { path } => {
            said(format!("the member `{path}` has a pattern that is not read here"))
                .note("`*` stands for a part of a folder's name, and `**` for folders in folders")
                .help("name the folders")
        }
        Unread::Sparse { path } => {
            said(format!("`{path}` is not in this checkout, which is sparse"))
                .help("check it out: `git sparse-checkout add` its folder")
        }
        Unread::NoSubmodule { path } => said(format!("the submodule `{path}` is not checked out"))
            .help("check it out: `git submodule update --init`"),
        Unread::Credential(credential) => super::credentials::words(credential, said),
        Unread::VersionControl { problem } => {
            said(format!("git does not say which files are tracked: {problem}"))
                .note("what is tracked decides what an image holds")
                .help("let git answer here, also to the user who builds")
        }
        Unread::OtherVersionControl { name } => said(format!(
            "the context is in `{name}`, and only git is asked which files are tracked"
        ))
        .help("with jj, use a colocated repository: `jj git init --colocate`"),
        Unread::NoTool { tool, problem } => said(format!("{tool} does not start: {problem}"))
            .help(format!("have `{tool}` on the path")),
        Unread::Refused { tool, said: words } => said(format!("{tool} does not read the project"))
            .help(format!("mend what {tool} complains about"))
            .detail(words),
        #[cfg(feature = "cargo")]
        Unread::Cargo(unread) => super::cargo::words(unread, said),
        #[cfg(feature = "go")]
        Unread::Go(unread) => super::go::words(unread, said),
        #[cfg(feature = "java")]
        Unread::Java(unread) => super::java::words(unread, said),
        #[cfg(feature = "node")]
        Unread::Node(unread) => super::node::words(unread, said),
        Unread::Python(unread) => super::python::words(unread, said),
        #[cfg(feature = "ruby")]
        Unread::Ruby(unread) => super::ruby::words(unread, said),
    };
    Diagnostic { subject, ..words }
}

pub(super) fn parts_missing(tool: &str, name: &str, missing: &[&str], at: Place) -> Diagnostic {
    let parts: Vec<String> = missing.iter().map(|part| format!("`.{part}()`")).collect();
    let parts = parts.join(" and ");
    complaint(
        format!("`{tool}(\"{name}\")` is used without {parts}"),
        at,
        "what leaves the stage would not be the program",
    )
    .note("each part stands on those above it: without one, a stub or nothing at all is built")
    .help("add all of them to the stage that builds: `.recipe(&it)`")
}

pub(super) fn name_of_lines(text: &str, at: Place) -> Diagnostic {
    complaint(
        format!("a name of the project holds a line break: `{}`", super::shown(text)),
        at,
        "read from the project's manifests",
    )
    .note("what stands on a line of its own in a Dockerfile is an instruction")
    .help("give it a name of one line")
}

pub(super) fn other_toolchain(
    language: &str,
    wanted: &Toolchain,
    base: &str,
    at: Place,
) -> Diagnostic {
    let (file, version) = (&wanted.file, &wanted.said);
    complaint(
        format!("`{file}` names {language} {version}, and the stage's base has {base}"),
        at,
        "built with the base's",
    )
    .help("take the base of that version, or change the file")
}
