//! The words for Python projects that cannot be read or built.

use super::misspelt::one_of;
use crate::check::report::Diagnostic;
use crate::program::unread::{GivenBy, PythonCount, PythonUnread, RequirementUnread};

pub(super) fn words(unread: PythonUnread, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    match unread {
        PythonUnread::Requirement(unread) => requirement(unread, said),
        PythonUnread::NoVenv => said(
            "what is installed into the system's Python cannot be taken out of a stage".to_owned(),
        )
        .help("install into a virtual environment: `.venv(\"/opt/venv\")`"),
        PythonUnread::TooMuch { file, most, of } => {
            let (much, help) = too_much(most, of);
            said(format!("`{file}` {much}")).help(help)
        }
        PythonUnread::NoUvLock { name } => {
            said(format!("neither `{name}` nor a folder above it has a `uv.lock`"))
                .help("make one with `uv lock`, or name another folder")
        }
        PythonUnread::NoProject { lock, name, known } => {
            said(format!("`{lock}` has no project in `{name}`"))
                .note("one that is new is in it after `uv lock`")
                .help(one_of(&name, &known, "name the folder of a project that is locked"))
        }
        PythonUnread::OtherSystems { lock, marker } => said(format!(
            "`{lock}` is for `{marker}` alone, and images run Linux"
        ))
        .help("add `\"sys_platform == 'linux'\"` to `environments` below `[tool.uv]`, and lock again: `uv lock`"),
        PythonUnread::NoPoetryLock { name } => said(format!("`{name}` has no `poetry.lock`"))
            .help("make one with `poetry lock`, or name another folder"),
        PythonUnread::NoVersion { lock } => {
            said(format!("`{lock}` does not say which Poetry wrote it"))
                .help("say one that reads it: `.version(\"1.8.5\")`, or write it anew: `poetry lock`")
        }
        PythonUnread::OldPoetry { lock, version } => said(format!(
            "Poetry {version}, of `{lock}`, cannot leave path dependencies out: 1.5 is the first"
        ))
        .help(
            "say a newer one, which reads the lock files of older ones: `.version(\"1.8.5\")`; or \
             write the file anew with one: `poetry lock`",
        ),
        PythonUnread::NothingPacked { manifest, module } => said(format!(
            "`{manifest}` has programs to install, and there is neither `{module}` nor `{module}.py`"
        ))
        .help(format!(
            "name what is packed, below `[tool.poetry]` in `{manifest}`: `packages = [{{ include = \
             \"app\" }}]`; or take the programs out: the project then runs from its files"
        )),
        PythonUnread::AsksGit { file, asking, given_by } => said(format!(
            "`{asking}` in `{file}` asks git for the version, and no image has the history"
        ))
        .help(match given_by {
            GivenBy::Variable(variable) => {
                format!("give it: `.env(\"{variable}\", arg(\"VERSION\").per_commit())`")
            }
            GivenBy::Key(table, key) => {
                format!("say what it is without a history: `{key} = \"0.1.0\"`, below `[{table}]`")
            }
        }),
    }
}

fn requirement(unread: RequirementUnread, said: impl Fn(String) -> Diagnostic) -> Diagnostic {
    match unread {
        RequirementUnread::LocalRequirement { file, asked } => said(format!(
            "`{file}` installs `{asked}`, which changes with its source"
        ))
        .help(
            "take the line out, and copy and install it in phases of its own, `Source` and `Build`",
        ),
        RequirementUnread::NoOption { file, line, problem } => {
            said(format!("pip does not take `{problem}` in `{file}`"))
                .note(format!("the line is `{line}`"))
                .help("`python3 -m pip install --dry-run -r` says the same; mend the line")
        }
        RequirementUnread::VariablePath { file, path } => {
            said(format!("a variable decides where `{path}` in `{file}` is"))
                .help("write the path out, from the file's folder on: what it names is copied")
        }
        RequirementUnread::WholeContext { file, asked } => said(format!(
            "`{file}` looks for packages in `{asked}`, the whole build context"
        ))
        .help("put the packages into a folder of their own, such as `wheels`, and name that"),
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
