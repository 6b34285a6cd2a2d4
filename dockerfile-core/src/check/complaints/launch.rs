//! The words for programs that are started, and that are not there or cannot be started.

use super::misspelt::one_of;
use crate::check::barred::{Barred, Bringer, Missing};
use crate::check::report::{Diagnostic, complaint};
use crate::program::place::Place;

/// The number of paths elsewhere that are shown.
const MOST: usize = 3;

pub(crate) fn nothing_to_start(program: &str, at: Place) -> Diagnostic {
    complaint(format!("there is no program `{}` here", super::shown(program)), at, "starts it")
        .note("the image starts from nothing and nothing runs in it, so all that it holds is known")
        .help(
            "copy it: `.source(copy(\"/out/app\").from(&build).to(\"/app\"))`, and start that path",
        )
}

pub(crate) fn no_program(missing: &Missing<'_>, at: Place) -> Diagnostic {
    let Missing { word, elsewhere, path, base } = missing;
    let word = super::shown(word);
    let diagnostic = complaint(format!("no program `{word}` is in the image"), at, "started here");
    let diagnostic = match path {
        Some(path) => diagnostic.note(format!("a bare name is looked for in PATH: {path}")),
        None => diagnostic.note(format!("no line puts it there, and `{base}` has nothing there")),
    };
    let known: Vec<&str> = elsewhere.iter().take(MOST).map(String::as_str).collect();
    let diagnostic = match known.as_slice() {
        [] => diagnostic.help("copy it there: `.source(..artifacts(&build))`"),
        known => diagnostic.note(format!("there is {}", known.join(", "))).help(one_of(
            &word,
            elsewhere,
            "start that one by its path, or name its folder: `.path(..)`",
        )),
    };
    match path {
        Some(_) => diagnostic.help(format!(
            "one that is there all the same is called by its path: `/usr/bin/{word}`"
        )),
        None => diagnostic.help(format!(
            "one that a container is given when it starts: `.raw(\"ENTRYPOINT [\\\"{word}\\\"]\", \"why\")`"
        )),
    }
}

pub(crate) fn goes_to_background(
    program: &str,
    by: Option<&str>,
    instead: &str,
    at: Place,
) -> Diagnostic {
    let program = super::shown(program);
    let words = complaint(
        format!("the container would end at once: `{program}` goes to the background"),
        at,
        "started here",
    )
    .note("a container runs as long as its first process, which ends when it has sent the program to the background");
    match by {
        Some(word) => words.help(format!("leave `{}` out", super::shown(word))),
        None if instead.starts_with("`-") || instead.starts_with("`\"") => {
            words.help(format!("keep it in the foreground: add {instead}"))
        }
        None => words.help(format!("start {instead}")),
    }
}

pub(crate) fn nothing_to_read(file: &str, reader: &str, at: Place) -> Diagnostic {
    let file = super::shown(file);
    complaint(format!("no file `{file}` is in the image"), at, format!("{} is to read it", super::shown(reader)))
        .note("no line puts it there; a path without `/` in front begins at the WORKDIR")
        .help("copy it there: `.source(copy(\"src\").to(\"/srv/src\"))`, or name the path that a line makes")
}

pub(crate) fn folder_is_no_program(word: &str, inside: Option<&str>, at: Place) -> Diagnostic {
    let diagnostic = complaint(format!("`{}` is a folder", super::shown(word)), at, "started here");
    match inside {
        Some(inside) => diagnostic
            .note("what is copied to a folder that is there already, or that `.workdir(..)` makes, goes into it")
            .help(format!("start `{inside}`, or copy to a path that is no folder")),
        None => diagnostic.help("name the program in it"),
    }
}

/// The words for a file that is there and cannot be started or read. `at` is the line that starts
/// it, and `place` the line to mend.
pub(crate) fn barred(
    word: &str,
    barred: &Barred,
    reader: Option<&str>,
    at: Place,
    place: Place,
) -> Diagnostic {
    let word = super::shown(word);
    match barred {
        Barred::Mode { mode, is_said, content } => {
            let diagnostic = by_mode(&word, *mode, reader, place);
            let diagnostic = diagnostic.note(format!("it is started at {}:{}", at.file(), at.line()));
            mended(diagnostic, *is_said, content, reader.is_some())
        }
        Barred::Empty => complaint(format!("`{word}` is an empty file"), place, "started here")
            .help("put the program there, or take the line out"),
        Barred::NoInterpreter => {
            complaint(format!("nothing says how to run `{word}`"), place, "started here")
                .note("it is text, and does not begin with `#!`: a kernel starts programs, and scripts that name theirs in their first line")
                .help("write `#!/bin/sh` as the first line, with nothing in front of it, or name the program: `[\"/bin/sh\", ..]`")
        }
        Barred::CarriageReturn { line } => complaint(
            format!("the first line of `{word}` ends as lines of Windows do"),
            place,
            "started here",
        )
        .note(format!("the program of `{}` would be looked for with a carriage return in its name", super::in_one_line(&super::shown(line))))
        .help("give the file LF line ends, and say so in `.gitattributes`: `*.sh text eol=lf`"),
        Barred::InterpreterMissing { program } => complaint(
            format!("`{word}` is read by `{}`, which is not in the image", super::shown(program)),
            place,
            "started here",
        )
        .note("the first line of a script names the program that reads it")
        .help("install it, in `.packages(..)`, or write the script for what the base has: `#!/bin/sh`")
        .help("a base without a shell starts programs alone"),
    }
}

fn by_mode(word: &str, mode: u32, reader: Option<&str>, place: Place) -> Diagnostic {
    let message = match reader {
        Some(reader) => {
            format!("`{}` may not read `{word}`: its mode is {mode:04o}", super::shown(reader))
        }
        None => format!("`{word}` may not be started: its mode is {mode:04o}"),
    };
    complaint(message, place, "put there by this line")
}

fn mended(diagnostic: Diagnostic, is_said: bool, content: &Bringer, is_read: bool) -> Diagnostic {
    let mode = if is_read { "0o644" } else { "0o755" };
    let (why, file) = match content {
        _ if is_said => (None, None),
        Bringer::Context(path) => {
            (Some("COPY keeps the mode that the file has on disk"), Some(path))
        }
        Bringer::Inline => {
            (Some("a file whose text stands in the Dockerfile has the mode 0644"), None)
        }
        Bringer::Downloaded => {
            (Some("ADD makes a download readable for its owner alone: 0600"), None)
        }
    };
    let diagnostic = match why {
        Some(why) => diagnostic.note(why),
        None => diagnostic,
    };
    let diagnostic = diagnostic.help(format!("say it: `.mode({mode})`"));
    match file {
        Some(path) if !is_read => diagnostic.help(format!(
            "or on disk, and git keeps it: `chmod +x {0}`, `git update-index --chmod=+x {0}`",
            super::shown(path)
        )),
        _ => diagnostic,
    }
}
