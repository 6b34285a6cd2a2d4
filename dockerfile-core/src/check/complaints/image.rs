//! The words for mistakes of a whole image, and for what its Dockerfile cannot say.

use crate::check::report::{Diagnostic, complaint};
use crate::program::dialect::Dialect;
use crate::program::phase::Phase;
use crate::program::place::Place;

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

pub(crate) fn declared_twice(what: Phase, at: Place) -> Diagnostic {
    let instruction = what.to_string().to_uppercase();
    complaint(format!("a stage has one {instruction}"), at, "this is the second")
        .note("a builder keeps the last and drops the first in silence (hadolint DL4003, DL4004)")
        .help("keep one; a second way to start is a stage of its own: `Stage::from(&this_one)`")
}

pub(crate) fn checked_twice(at: Place) -> Diagnostic {
    complaint("a stage has one HEALTHCHECK", at, "this is the second")
        .note("a builder keeps the last and drops the first in silence (hadolint DL3012)")
        .help("keep one; a program that asks for several things is one command")
}

pub(crate) fn started_by_a_manager(manager: &str, verb: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{manager} {verb}` would be the image's first process"),
        at,
        "starts the program by way of it",
    )
    .note("a stop signal ends the package manager, and the program is killed with it, whatever it is doing")
    .help("start what the script starts: `.entrypoint([\"node\", \"dist/main.js\"])`")
}

pub(crate) fn above_dialect(
    feature: &str,
    since: Dialect,
    allowed: Dialect,
    at: Place,
) -> Diagnostic {
    complaint(
        format!("`{feature}` needs Dockerfile syntax {since}, and this image keeps to {allowed}"),
        at,
        "an older builder does not read this",
    )
    .note("up to 1.4 a file needs no `# syntax=` line: nothing is pulled to read it, and Docker Engine reads it since 23.0")
    .help(format!("allow it: `Image::from(stage).dialect({})`", since.in_rust()))
}

pub(crate) fn line_too_long(length: usize, longest: usize, at: Place) -> Diagnostic {
    complaint(
        format!("this would be a line of {length} bytes"),
        at,
        "does not fit into a Dockerfile",
    )
    .note(format!("a builder reads lines of up to {longest} bytes"))
    .help("put what is long into a file of the build context")
}

pub(crate) fn script_too_long(length: usize, longest: usize, at: Place) -> Diagnostic {
    complaint(
        format!("this and the steps joined with it would be a RUN of {length} bytes"),
        at,
        "too long for a shell",
    )
    .note(format!("Linux hands a program arguments of up to {longest} bytes, and this is one"))
    .help("put the commands into a script of the build context, and run that")
}

pub(crate) fn hidden_by_runtime(path: &str, at: Place) -> Diagnostic {
    complaint(format!("no container sees `{path}` of its image"), at, "is put there")
        .note("a container has `/etc/hosts`, `/etc/hostname`, `/etc/resolv.conf` and the folders `/dev`, `/proc` and `/sys` of its own")
        .help("names of hosts are said where a container starts: `docker run --add-host`, or `extra_hosts` of Compose")
        .help("what the program reads goes elsewhere, such as `/srv`")
}

pub(crate) fn artifact_from_cache(
    path: &str,
    (target, mount): (&str, &str),
    stage: &str,
    at: Place,
) -> Diagnostic {
    complaint(
        format!("`{path}` lived in a {mount} mount of `{stage}`, and is in none of its layers"),
        at,
        "copied from here",
    )
    .note(format!("`{target}` is there while a step runs, and empty after it"))
    .help("let the step that makes it put it elsewhere: `.then([\"cp\", .., \"/out\"])`, and copy that")
}

pub(crate) fn read_from_cache(path: &str, (target, mount): (&str, &str), at: Place) -> Diagnostic {
    let gone = format!("`{path}` lived in a {mount} mount, and is not there any more");
    let words = complaint(gone, at, "reads it")
        .note(format!("`{target}` is there while a step runs that mounts it, and empty after it"));
    match mount {
        "cache" => words.help(
            "mount the same cache into this step, or copy the file out in the step that makes it",
        ),
        _ => words.help("copy the file out in the step that makes it"),
    }
}

pub(crate) fn writer_below_volume(path: &str, volume: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{path}` is written below the VOLUME `{volume}`"),
        at,
        "some builders drop what is written here",
    )
    .note("what a volume holds when it is declared is what a container finds in it")
    .help("write it above the `.volume(..)`")
}

pub(crate) fn nothing_made(path: &str, stage: &str, at: Place) -> Diagnostic {
    complaint(format!("nothing in `{stage}` makes `{path}`"), at, "copied from here")
        .note("the stage starts from nothing and nothing runs in it, so all that it holds is known")
        .help("copy the path that a line of that stage makes")
}

pub(crate) fn left_out_elsewhere(path: &str, other: Place, at: Place) -> Diagnostic {
    complaint(
        format!("what is left out of `{path}` here is copied elsewhere"),
        at,
        "goes into the ignore file, which serves all stages",
    )
    .note(format!("the other copy is declared at {}:{}", other.file(), other.line()))
    .help("leave out the same in both, with the same `.except([..])`")
    .help("or copy folders that do not overlap")
}
