//! The words for mistakes in how images are to be built, and in the files of bake and compose.

use super::words;
use crate::check::report::{Diagnostic, complaint};
use crate::program::fault::Wrong;
use crate::program::place::Place;
use crate::program::unread::Unread;

/// The words for a value that fails the check of its kind.
pub(crate) fn bad_value(rule: &str, shown: &str, at: Place) -> Diagnostic {
    words(Wrong::Value { rule: rule.to_owned(), shown: shown.to_owned() }.at(at))
}

/// The words for a build context that cannot be read.
pub(crate) fn unread_context(unread: Unread, at: Place) -> Diagnostic {
    words(Wrong::Project { tool: "emit", unread }.at(at))
}

pub(crate) fn target_twice(name: &str, at: Place) -> Diagnostic {
    complaint(format!("two images would be the bake target `{name}`"), at, "this is the second")
        .help("name a stage: `Stage::named(\"name\", ..)`, or its file: `name.Dockerfile`")
}

pub(crate) fn named_after_checkout(name: &str, at: Place) -> Diagnostic {
    complaint(
        format!("the bake target would be called `{name}`, after the folder of this checkout"),
        at,
        "its Dockerfile is at the root",
    )
    .note("another checkout has another name, and the file would differ there")
    .help("name the stage: `Stage::named(\"name\", ..)`, or the file: `name.Dockerfile`")
}

pub(crate) fn read_by_no_file(at: Place) -> Diagnostic {
    complaint("no file says this to a builder", at, "has no effect")
        .note("a Dockerfile holds no tags, platforms or values of arguments: a file for bake or compose does")
        .help("write one: `emit_all([emit(image)]).bake(\"docker-bake.json\")`, or `.compose(\"compose.yaml\")`")
}

pub(crate) fn said_twice(what: &str, name: &str, at: Place) -> Diagnostic {
    complaint(
        format!("the {what} `{}` is given twice", super::shown(name)),
        at,
        "this is the second",
    )
    .help("keep one; what is said of an image wins over what is said of all")
}

pub(crate) fn no_such_arg(name: &str, of_all: bool, at: Place) -> Diagnostic {
    let name = super::shown(name);
    let whose = if of_all { "no image declares" } else { "the image does not declare" };
    complaint(format!("{whose} the build argument `{name}`"), at, "no ARG line has it")
        .note("a builder would say so, and build without it")
        .help(format!("use it in a stage that the target is made of: `let value = arg(\"{name}\")`, and `.env(\"NAME\", &value)`"))
}

pub(crate) fn no_such_secret(id: &str, of_all: bool, at: Place) -> Diagnostic {
    let id = super::shown(id);
    let whose = if of_all { "no image mounts" } else { "no step of the image mounts" };
    complaint(format!("{whose} the secret `{id}`"), at, "nothing reads it")
        .help(format!("mount it into the step that needs it: `run(..).mount(secret(\"{id}\"))`"))
}

pub(crate) fn no_such_context(name: &str, of_all: bool, at: Place) -> Diagnostic {
    let name = super::shown(name);
    let whose = if of_all { "no image takes" } else { "the image does not take" };
    complaint(format!("{whose} files from the context `{name}`"), at, "nothing reads it")
        .help(format!("copy from it: `copy(\"/file\").from(context(\"{name}\"))`"))
}

pub(crate) fn secret_without_source(id: &str, target: &str, at: Place) -> Diagnostic {
    complaint(
        format!("nothing says where the secret `{id}` of `{target}` comes from"),
        at,
        "bake and compose could not build it",
    )
    .help(format!("a variable of whoever builds: `.secret_from_env(\"{id}\", \"NAME\")`"))
    .help(format!(
        "or a file, by its path from the package: `.secret_from_file(\"{id}\", \"path\")`"
    ))
    .help("a step that does without it says so: `secret(..).optional()`")
}

pub(crate) fn secret_itself(what: &str, at: Place) -> Diagnostic {
    complaint("this text is a token or a private key", at, what)
        .note("it would stand in a file that is checked in")
        .help(
            "name the variable that whoever builds has it in: `.secret_from_env(\"id\", \"NAME\")`",
        )
}

pub(crate) fn secret_copied(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{path}` builds images or holds a secret, and is copied"),
        at,
        "into a layer",
    )
    .note("what only a step reads is mounted: `run(..).mount(secret(\"id\"))`")
    .help("leave it out of what is copied, or keep the secret elsewhere")
}

pub(crate) fn context_without_folder(name: &str, target: &str, at: Place) -> Diagnostic {
    complaint(
        format!("nothing says which folder the context `{name}` of `{target}` is"),
        at,
        "a builder would look for an image of that name",
    )
    .help(format!(
        "say it, by its path from the package: `.build_context(\"{name}\", \"../{name}\")`"
    ))
}

pub(crate) fn no_such_folder(path: &str, at: Place) -> Diagnostic {
    complaint(format!("there is no folder `{}`", super::shown(path)), at, "given here")
        .help("name a folder by its path from the package")
}

pub(crate) fn no_file_of_secret(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{}` names no file of a secret", super::shown(path)),
        at,
        "given here",
    )
    .note("no builder reads `~`: it is a shell's word for a folder")
    .help("write a path from the package, or let whoever builds have it in a variable: `.secret_from_env(\"id\", \"NAME\")`")
}

pub(crate) fn tag_of_several(targets: &[&str], at: Place) -> Diagnostic {
    complaint("the image has several targets, and this is the tag of one", at, "of which?")
        .note(format!("there are {}", targets.join(", ")))
        .help("say the stage's name: `.tag_of(\"name\", \"registry.example:5000/team/name\")`")
}

pub(crate) fn tag_of_no_target(stage: &str, targets: &[&str], at: Place) -> Diagnostic {
    complaint(
        format!("no target of the image is called `{}`", super::shown(stage)),
        at,
        "given here",
    )
    .note(format!("there are {}", targets.join(", ")))
}

pub(crate) fn tag_twice(tag: &str, at: Place) -> Diagnostic {
    complaint(format!("two targets would be tagged `{tag}`"), at, "this is the second")
        .note("the one that is built last would have it")
        .help("give each target a tag of its own")
}

pub(crate) fn misnamed(path: &str, end: &str, at: Place) -> Diagnostic {
    let path = super::shown(path);
    complaint(
        format!("the name of `{path}` does not end with `{end}`"),
        at,
        "would be written here",
    )
    .note("bake and compose tell by it what a file holds")
    .help(format!("call it `{path}{end}`"))
}

pub(crate) fn changed_by_bake(text: &str, at: Place) -> Diagnostic {
    complaint(
        format!("bake would change `{}`", super::shown(text)),
        at,
        "stands in its file",
    )
    .note("it composes letters and marks into one character (Unicode's form NFC), and drops a byte order mark")
    .help("write composed characters, which most systems make of what is typed; a folder can be called otherwise")
}

pub(crate) fn changed_by_compose(text: &str, at: Place) -> Diagnostic {
    complaint(
        format!("compose would change `{}`", super::shown(text)),
        at,
        "stands in its file",
    )
    .note("it gives what it builds to bake, which computes `%{..}`, in paths `${..}`, too, and composes letters and marks into one character")
    .help("write it otherwise, or keep to `.bake(..)`, whose file says what is text")
}

pub(crate) fn secret_of_no_service(id: &str, at: Place) -> Diagnostic {
    complaint(format!("compose has no name for the secret `{id}`"), at, "stands in its file")
        .help("call it with letters, digits, `_`, `.` and `-`: `secret(\"npmrc\")`")
}
