//! The wording of every rule that the build script finds broken: what is wrong,
//! why, the fix, and the way out. (Rules that rustc enforces are worded in
//! `order.rs`, those about a single value in `value/check.rs`.)

use std::io;
use std::path::Path;

use crate::given::{Given, Place};
use crate::order::Phase;
use crate::report::Diagnostic;

fn complaint(message: impl Into<String>, at: Place, label: impl Into<String>) -> Diagnostic {
    Diagnostic {
        message: message.into(),
        at,
        label: label.into(),
        detail: None,
        notes: vec![],
        help: vec![],
    }
}

impl Diagnostic {
    fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    fn detail(mut self, text: String) -> Self {
        self.detail = Some(text);
        self
    }
}

// ---- values -------------------------------------------------------------------

pub(crate) fn bad_value(rule: &str, shown: &str, at: Place) -> Diagnostic {
    complaint(rule, at, format!("given `{}`", shown.escape_debug()))
}

// ---- a whole image ------------------------------------------------------------

pub(crate) fn no_image(at: Place) -> Diagnostic {
    complaint("there is no image to emit", at, "an empty list of stages")
        .help("give it at least one stage: `emit(image)`")
}

pub(crate) fn stage_twice(name: &str, at: Place) -> Diagnostic {
    complaint(
        format!("two stages are called `{name}`"),
        at,
        "this is the second",
    )
    .note("a builder takes the later one for both and says nothing (hadolint DL3024)")
    .help("give one of them another name: `Stage::named(\"name\", ..)`; a stage without a name is `final`")
    .help("a stage that goes on from another is a new one: `Stage::named(\"name\", &other)`")
}

pub(crate) fn runs_as_root(stage: &str, at: Place) -> Diagnostic {
    complaint(
        format!("the image `{stage}` does not say whom it runs as"),
        at,
        "its program would run as root",
    )
    .note("a program that runs as root can rewrite its own image, and in a careless set-up the machine")
    .help("declare a user: `.account(user(\"app\"))`, or one that the base has: `.account(existing(\"node\", 1000))`")
    .help("or say why not: `.runs_as_root(\"why\")`, `.keeps_base_user(\"why\")`")
}

pub(crate) fn nobody_to_write(at: Place) -> Diagnostic {
    complaint(
        "this is to be writable, and the stage declares no user who could write it",
        at,
        "belongs to nobody",
    )
    .help(
        "declare the user in this stage, or in one that it goes on from: `.account(user(\"app\"))`",
    )
    .note("what only root writes needs no `.writable()`")
}

pub(crate) fn no_workdir(source: &Given) -> Diagnostic {
    complaint(
        format!("`{}` is copied, and nothing says where to", source.text),
        source.at,
        "no target",
    )
    .help("name the target: `.to(\"/srv/app\")`")
    .help("or declare the stage's `.workdir(\"/srv/app\")`, below which a source keeps its path")
}

pub(crate) fn except_of_a_stage(at: Place) -> Diagnostic {
    complaint(
        "what another stage made is copied as it is: nothing of it can be left out",
        at,
        "is for files of the build context",
    )
    .note("what stays behind is said to the ignore file, and a stage has none")
    .help("name what to copy, or delete the rest in the stage that made it")
}

pub(crate) fn declared_twice(what: Phase, at: Place) -> Diagnostic {
    let instruction = what.to_string().to_uppercase();
    complaint(format!("a stage has one {instruction}"), at, "this is the second")
        .note("a builder keeps the last and drops the first in silence (hadolint DL4003, DL4004)")
        .help("keep one; a second way to start is a stage of its own: `Stage::from(&this_one)`")
}

pub(crate) fn nothing_runs_below(name: &str, at: Place) -> Diagnostic {
    complaint(
        format!("nothing runs below that could read `{name}`"),
        at,
        "no step of this stage runs after it",
    )
    .help(
        "declare it above the step that needs it; a variable for the running program is `.env(..)`",
    )
}

// ---- the build context ----------------------------------------------------------

pub(crate) fn missing_source(path: &str, root: &Path, at: Place) -> Diagnostic {
    complaint(format!("`{path}` is not in the build context"), at, "copied from here")
        .note(format!("the build context is `{}`", root.display()))
        .help("create the file or mend the path; another context is `emit(..).context(..)`")
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
}

pub(crate) fn private_source(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("the program could not read `{path}`: its mode is for its owner alone"),
        at,
        "copied from here",
    )
    .note("COPY keeps the mode and makes root the owner, and the program is not root")
    .help(format!("let others read it: `chmod -R o+rX {path}`"))
    .help("or give it to the program: `.writable()`")
}

pub(crate) fn unreadable_source(path: &str, error: &io::Error, at: Place) -> Diagnostic {
    complaint(format!("cannot read `{path}`: {error}"), at, "copied from here")
        .help("make it readable to the user who builds")
}

// ---- the emitted files ------------------------------------------------------------

pub(crate) fn unknown_mode(mode: &str, at: Place) -> Diagnostic {
    complaint(
        format!("DOCKERFILE_EMIT is `{}`, which is no mode", mode.escape_debug()),
        at,
        "read here",
    )
    .help("`write` writes what differs, `check` compares and writes nothing, `off` does neither; unset, it is `check` in CI and `write` elsewhere")
}

pub(crate) fn emitted_twice(path: &Path, at: Place) -> Diagnostic {
    complaint(format!("two images are emitted as `{}`", path.display()), at, "this is the second")
        .note("each build would write one over the other")
        .help("give one of them a file of its own: `emit(..).dockerfile(\"name.Dockerfile\")`")
        .help("or both the same file, as targets that share their stages: `emit([web, worker])`")
}

pub(crate) fn edited_by_hand(path: &Path, diff: String, at: Place) -> Diagnostic {
    complaint(
        format!("`{}` was edited by hand", path.display()),
        at,
        "declared here, and generated from it",
    )
    .note("nothing was written; `-` is what the file has, `+` what the declaration says")
    .help("move the change into build.rs, where it lasts, and build again")
    .help("or drop it: delete the file and build again")
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
