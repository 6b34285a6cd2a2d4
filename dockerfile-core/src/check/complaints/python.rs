//! Python projects.

use super::projects::one_of;
use crate::check::report::Diagnostic;
use crate::program::unread::{PythonCount, PythonUnread};

pub(super) fn words(unread: PythonUnread, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    match unread {
        PythonUnread::LocalRequirement { file, asked } => said(format!(
            "`{file}` installs `{asked}`, which changes with its source"
        ))
        .help(
            "take the line out, and copy and install it in phases of its own, `Source` and `Build`",
        ),
        PythonUnread::NoOption { file, line, problem } => {
            said(format!("pip does not take `{problem}` in `{file}`"))
                .note(format!("the line is `{line}`"))
                .help("`python3 -m pip install --dry-run -r` says the same; mend the line")
        }
        PythonUnread::VariablePath { file, path } => {
            said(format!("a variable decides where `{path}` in `{file}` is"))
                .help("write the path out, from the file's folder on: what it names is copied")
        }
        PythonUnread::WholeContext { file, asked } => said(format!(
            "`{file}` has pip look for packages in `{asked}`, the whole build context"
        ))
        .help("put the packages into a folder of their own, such as `wheels`, and name that"),
        PythonUnread::TooMuch { file, most, of } => {
            let (much, help) = too_much(most, of);
            said(format!("`{file}` {much}")).help(help)
        }
        PythonUnread::NoVenv => said(
            "what is installed into the system's Python cannot be taken out of a stage".to_owned(),
        )
        .help("install into a virtual environment: `.venv(\"/opt/venv\")`"),
        PythonUnread::NoUvLock { name } => {
            said(format!("neither `{name}` nor a folder above it has a `uv.lock`"))
                .help("make one with `uv lock`, or name another folder")
        }
        PythonUnread::NoProject { lock, name, known } => {
            said(format!("`{lock}` has no project in `{name}`"))
                .note("one that is new is in it after `uv lock`")
                .help(one_of(&name, &known, "name the folder of a project that is locked"))
        }
        PythonUnread::NoPoetryLock { name } => said(format!("`{name}` has no `poetry.lock`"))
            .help("make one with `poetry lock`, or name another folder"),
        PythonUnread::NoVersion { lock } => {
            said(format!("`{lock}` does not say which Poetry wrote it"))
                .help("say it: `.version(\"2.2.0\")`, or write the file anew: `poetry lock`")
        }
        PythonUnread::Linked { name, manifest } => said(format!(
            "`{name}` is installed as a link to its source, which the image does not have"
        ))
        .help(format!("take `develop = true` from `{manifest}`, and run `poetry lock`")),
    }
}

fn too_much(most: usize, of: PythonCount) -> (String, &'static str) {
    match of {
        PythonCount::Bytes => {
            (format!("is larger than {} KiB", most >> 10), "none is: mend what wrote it")
        }
        PythonCount::Lines => {
            (format!("has more than {most} lines"), "none has: mend what wrote it")
        }
        PythonCount::Included => {
            (format!("includes more than {most} files"), "put what they ask for into fewer")
        }
        PythonCount::OnDisk => (
            format!("names more than {most} folders and files of the context"),
            "leave out those that the project does not need, and lock it again",
        ),
    }
}
