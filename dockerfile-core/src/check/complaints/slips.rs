//! The words for slips: declarations that a builder takes without a word, and that nobody means.

use crate::check::report::{Diagnostic, complaint};
use crate::program::place::Place;

/// The words for two lines of a stage that set the same thing, which `what` names with its article.
pub(crate) fn set_twice(what: &str, first: Place, at: Place) -> Diagnostic {
    complaint(format!("a stage sets {what} twice"), at, "this is the second")
        .note(the_first(first))
        .note("of two lines the last one holds, and nothing reads the first")
        .help("keep one; which of two it is to be, Rust decides: `if debug { \"debug\" } else { \"info\" }`")
        .help("a stage that goes on from this one, `Stage::from(&this_one)`, may set it anew")
}

/// The words for a line that repeats an earlier one.
pub(crate) fn repeated(what: &str, first: Place, at: Place) -> Diagnostic {
    complaint(format!("a stage declares {what} twice"), at, "this is the second")
        .note(the_first(first))
        .help("leave one of them out, or mend it: the second changes nothing")
}

pub(super) fn two_users(first: Place, at: Place) -> Diagnostic {
    complaint("a stage says twice whom its program runs as", at, "this is the second answer")
        .note(the_first(first))
        .note("an image has one USER for its program, and the last answer would hold")
        .help("keep the one that you mean")
        .help("a program that starts as root and goes on as a user who is made here is `.starts_as_root(\"why\")` beside `.account(user(..))`")
}

pub(super) fn other_base_user(name: &str, id: u32, at: Place) -> Diagnostic {
    complaint(
        format!("the base has a user `{name}` with the id {id}"),
        at,
        "declared with another name or id",
    )
    .note("USER is printed by its number, so the program would run as somebody else")
    .help(format!("take that one: `.account(existing(\"{name}\", {id}))`"))
    .help("a number without a name is `.account(uid(65532))`, and a new user `.account(user(\"app\"))`")
}

pub(super) fn arguments_of_text(shell: &str, at: Place) -> Diagnostic {
    let shell = super::shown(shell);
    complaint(
        format!("`{shell} -c` reads its text, and not these words"),
        at,
        "given to the shell as `$0`, `$1` and so on",
    )
    .note("a text asks for its arguments by `$@` or `$1`; CMD's words follow those of ENTRYPOINT")
    .help("start the program without a shell: `.entrypoint([\"/srv/app\"])`")
    .help(format!(
        "or have the text ask for them: `[\"{shell}\", \"-c\", \"exec /srv/app \\\"$@\\\"\", \"app\"]`"
    ))
}

pub(super) fn program_again(program: &str, at: Place) -> Diagnostic {
    let program = super::shown(program);
    complaint(
        format!("`{program}` is given its own name as an argument"),
        at,
        "is ENTRYPOINT's program already",
    )
    .note("CMD's words follow those of ENTRYPOINT")
    .help("leave the first word out, or take `.entrypoint(..)` away")
}

pub(super) fn two_workdirs(first: Place, at: Place) -> Diagnostic {
    complaint("a stage says twice where its program works", at, "this is the second")
        .note(the_first(first))
        .note("an image has one WORKDIR, and the last one would hold, for the lines above it, too")
        .help("keep one; a step's own is `run(..).workdir(\"/src\")`, a folder that is only made `.layout(dir(\"/srv/app\"))`")
}

pub(super) fn set_below(name: &str, at: Place) -> Diagnostic {
    complaint(format!("the step reads `{name}`, which is set below it"), at, "would be empty here")
        .note("`.env(..)` is of the program that runs, and stands below the steps")
        .help(format!("set it for the steps, too, above this one: `.build_env(\"{name}\", value)`"))
        .help(format!("or for this step alone: `run(..).env(\"{name}\", value)`"))
}

pub(super) fn not_brought_in(name: &str, of_builder: bool, at: Place) -> Diagnostic {
    let handle = match of_builder {
        true => format!("`.uses(platform::{name})`"),
        false => format!("`.uses(&it)`, where `it` is the handle `arg(\"{name}\")`"),
    };
    complaint(format!("the step reads `{name}`, and does not say so"), at, "would be empty here")
        .note("a variable of the build is there below an ARG of the same stage alone")
        .help(format!("bring it in: {handle}"))
}

pub(super) fn optional_by_variable(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{path}` would fail the build where it is absent"),
        at,
        "its first name is a variable",
    )
    .note("a builder passes over a pattern that nothing fits, and no pattern fits a variable alone")
    .help(format!("put it below a folder with a name: `dist/{}`", path.trim_start_matches('/')))
}

pub(super) fn two_mounts(place: &str, at: Place) -> Diagnostic {
    let what = if place.starts_with('/') { "at" } else { "in the variable" };
    complaint(format!("a step has two mounts {what} `{place}`"), at, "would see one of them")
        .note("a builder puts one over the other, and does not say which")
        .help("leave one out, or mount it elsewhere")
}

pub(super) fn two_directories(path: &str, first: Place, at: Place) -> Diagnostic {
    complaint(
        format!("a stage says twice whom `{path}` belongs to, and who may write there"),
        at,
        "this is the second answer",
    )
    .note(the_first(first))
    .note("a directory has one owner and one mode, and the last answer would hold")
    .help("keep the one that you mean")
}

pub(super) fn directory_of_all(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{path}` would be closed to all users but one"),
        at,
        "is there, and anybody may write to it",
    )
    .note(
        "a directory that a line makes has one owner, who alone may write to it, and the mode 0755",
    )
    .help("leave the line out: the program can write there already")
    .help(format!(
        "files of the program's own go to a folder of its own: `dir(\"{path}/app\").writable()`"
    ))
}

pub(super) fn home_is_there(home: &str, path: &str, first: Option<Place>, at: Place) -> Diagnostic {
    let words = complaint(
        format!("the home `{home}` would not be this user's own"),
        at,
        "is there when the user is made",
    );
    let Some(first) = first else {
        return words
            .note("the base has this folder, and it belongs to root")
            .help("name one that is not there yet, such as `.home(\"/home/app\")`, or `.existing_home(..)`, which stays as it is");
    };
    words
        .note(format!(
            "`{path}`, declared at {}:{}, makes it, owned by root",
            first.file(),
            first.line()
        ))
        .note("no tool that makes users gives a folder that is there to the user")
        .help(format!(
            "make the home itself, for the user, above: `.layout(dir(\"{home}\").writable())`"
        ))
        .help(format!("one that the program only reads is `.existing_home(\"{home}\")`"))
}

pub(super) fn volume_of_root(path: &str, at: Place) -> Diagnostic {
    complaint(
        format!("the program could not write to its volume `{path}`"),
        at,
        "would belong to root",
    )
    .note("a new volume is a copy of the folder in the image, with its owner; one that nothing has made belongs to root")
    .help(format!("make it: `.layout(dir(\"{path}\").writable())`"))
    .help(format!("one that the program only reads is `.layout(dir(\"{path}\"))`"))
}

pub(super) fn starts_nothing(stage: &str, at: Place) -> Diagnostic {
    complaint(format!("the image `{stage}` starts nothing"), at, "and its base has nothing to start")
        .note("`scratch` has no program, and this image names none: a container of it fails at once")
        .help("name the program: `.entrypoint([\"/srv/app\"])`")
        .help("one that only holds files, for `docker build --output`, has no user either: `.keeps_base_user(\"why\")`")
}

pub(super) fn program_of_words(program: &str, at: Place) -> Diagnostic {
    let words: Vec<String> = program.split_whitespace().map(|word| format!("{word:?}")).collect();
    complaint(
        format!("no program is called `{}`", super::shown(program)),
        at,
        "one word with a blank in it",
    )
    .note("the first word of the list is the program, and no shell takes it apart")
    .help(format!("write each word by itself: `[{}]`", shown_as_is(&words.join(", "))))
    .help("where a shell has to read it, say so: `[\"/bin/sh\", \"-c\", \"..\"]`")
}

pub(super) fn no_program(word: &str, of_step: bool, at: Place) -> Diagnostic {
    let words = complaint(
        format!("no program is called `{}`", super::shown(word)),
        at,
        "stands where a program is named",
    );
    match word {
        "" => words
            .note("an empty text is a word, too, and the first one of a list is the program")
            .help("name the program: `[\"/srv/app\", \"--serve\"]`"),
        "CMD" | "CMD-SHELL" => words
            .note("in Compose's list this word says who reads the rest; here a list is the program and its arguments")
            .help("leave it out: `[\"curl\", \"-f\", \"http://localhost:8080/\"]`")
            .help("what a shell has to read is `[\"/bin/sh\", \"-c\", \"..\"]`"),
        "NONE" => words.help("to do without the base's health check, say `.no_healthcheck()`"),
        _ if of_step => words
            .note("it is an instruction of Dockerfiles, and the text here is what a shell reads")
            .help("leave the word out; COPY and ENV have calls of their own: `.source(copy(..))`, `.build_env(name, value)`"),
        "cd" => words
            .note("it is a word of shells, and no shell reads this list")
            .help("say where the program works: `.workdir(\"/srv\")`"),
        _ => words
            .note("it is a word of shells, and no shell reads this list")
            .help("`exec` is not needed, since the program is process 1 as it is; variables are `.env(name, value)`")
            .help("let a shell read it: `[\"/bin/sh\", \"-c\", \"..\"]`"),
    }
}

pub(super) fn text_for_a_file(shell: &str, text: &str, at: Place) -> Diagnostic {
    let text = super::shown(text);
    complaint(format!("no file is called `{text}`"), at, "a shell takes this for a script's path")
        .help(format!("say that it is the text itself: `[{shell:?}, \"-c\", ..]`"))
}

pub(super) fn name_of_text(shell: &str, word: &str, at: Place) -> Diagnostic {
    let (shell, word) = (super::shown(shell), super::shown(word));
    complaint(format!("`{word}` would be `$0`, and no argument of the text"), at, "the first word behind the text")
        .note(format!("`{shell} -c` takes the first word behind its text for its own name, and `$@` begins with the next"))
        .help(format!("give it a name: `.entrypoint([{shell:?}, \"-c\", \"exec /srv/app \\\"$@\\\"\", \"app\"])`"))
}

pub(super) fn shell_without_text(program: &str, at: Place) -> Diagnostic {
    let program = super::shown(program);
    complaint(format!("`{program}` would take the text for a file"), at, "has no `-c`")
        .note("the text of the step is the word behind these")
        .help(format!("say that a text follows: `.shell([{program:?}, \"-c\"])`"))
}

pub(super) fn word_of_bash(word: &str, at: Place) -> Diagnostic {
    let note = match word {
        "&>" => "dash runs the command in the background, and its failure is lost",
        "echo -e" => "dash prints the `-e`, and reads `\\n` and its like without one",
        "$'" | "\\x" => "dash takes it as it stands",
        variable if variable.starts_with('$') => "dash finds it empty",
        pattern if pattern.contains("[^") => "dash takes the `^` for itself: write `[!..]`",
        list if list.contains('{') => "other shells take the braces for part of one name",
        _ => "another shell fails at it, and a condition with one never holds",
    };
    let word = super::shown(word);
    complaint(format!("`{word}` is bash's, and `/bin/sh` of this base is another shell"), at, "means something else here")
        .note(note)
        .help("let bash read it: `run(..).shell([\"/bin/bash\", \"-c\"])`, or write what every shell knows")
        .help("or say why not with `.unchecked(\"why\")`")
}

pub(super) fn operator_in_argument(operator: &str, of_step: bool, at: Place) -> Diagnostic {
    let words = complaint(
        format!("`{}` would be given as it stands", super::shown(operator)),
        at,
        "no shell reads this list",
    )
    .note("a list is one program and its arguments, and this sign would be one of them");
    match of_step {
        true => words
            .help("write two commands one after the other: `run([..]).then([..])`, or one text for a shell: `run(\"make && make install\")`")
            .help("what is meant as it stands is `text(\"..\")`"),
        false => words.help("let a shell read it: `[\"/bin/sh\", \"-c\", \"..\"]`"),
    }
}

pub(super) fn ends_with_step(word: &str, at: Place) -> Diagnostic {
    complaint(format!("what `{word}` sets ends with this step"), at, "does nothing else")
        .note("each step has a shell of its own, and a folder or a variable of one is not there in the next")
        .help("a variable of all steps below is `.build_env(name, value)`, of one `run(..).env(name, value)`, of the program `.env(name, value)`")
        .help("programs of a virtual environment are found by `.path(\"/opt/venv/bin\")`, a step's folder is `.workdir(\"/src\")`")
}

pub(super) fn ends_shell(word: &str, at: Place) -> Diagnostic {
    complaint(format!("nothing runs behind `{word}`"), at, "another command follows it")
        .note("it ends the shell of the step, and the step then counts as done")
        .help("leave the word out, or let the command be the last of its step")
}

pub(super) fn exception_from_root(
    source: &str,
    pattern: &str,
    rest: &str,
    at: Place,
) -> Diagnostic {
    let source = super::shown(source);
    complaint(
        format!(
            "`{}` is looked for below `{source}`, and leaves nothing out",
            super::shown(pattern)
        ),
        at,
        "repeats the folder",
    )
    .note("what a copy leaves out is named from its source on")
    .help(match rest {
        "" => "leave the copy out, or name what is in the folder".to_owned(),
        rest => format!("write `.except(\"{}\")`", super::shown(rest)),
    })
    .help(format!("a folder of that name in the folder itself is `**/{}`", super::shown(pattern)))
}

pub(super) fn other_architecture(given: &str, known: &str, at: Place) -> Diagnostic {
    complaint(
        format!("no builder builds for `{}`", super::shown(given)),
        at,
        "an architecture by another name",
    )
    .note("builders call architectures as Go does, and without the system: TARGETARCH")
    .help(format!("write `.on({known:?}, ..)`"))
}

pub(super) fn other_family(image: &str, word: &str, family: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{}` is of another family: its name says `{word}`", super::shown(image)),
        at,
        "declared otherwise",
    )
    .note("the family says which package manager, which shell and which C library a base has")
    .help(format!("say what it descends from: `.family({family})`, or name an image of the other"))
}

pub(super) fn program_of_no_folder(program: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{}` is looked for in a folder that nothing names", super::shown(program)),
        at,
        "begins at the WORKDIR, and none is declared",
    )
    .help("name the program by its whole path: `\"/srv/app/run.sh\"`")
    .help("or declare where it works: `.workdir(\"/srv/app\")`")
}

pub(super) fn variable_in_argument(argument: &str, of_step: bool, at: Place) -> Diagnostic {
    let words = complaint(
        format!("`{}` would be given as it stands", super::shown(argument)),
        at,
        "no shell reads this list",
    )
    .note("`$` is a shell's: a list is a program and its arguments, and nothing is filled in");
    match of_step {
        true => words
            .help("write it for a shell, as one text: `run(\"cp a \\\"$HOME\\\"\")`, or as a handle: `env(\"HOME\") + \"/a\"`")
            .help("what is meant as it stands is `text(\"..\")`"),
        false => words
            .help("let a shell read it: `[\"/bin/sh\", \"-c\", \"exec app --port \\\"$PORT\\\"\"]`, or the program its variables")
            .help("one that fills it in by itself is given it as it stands by `.raw(\"CMD [..]\", \"why\")`"),
    }
}

pub(super) fn pattern_in_argument(argument: &str, of_step: bool, at: Place) -> Diagnostic {
    let words = complaint(
        format!("`{}` would be given as it stands", super::shown(argument)),
        at,
        "no shell reads this list",
    )
    .note("`*`, `?`, `~` and `{a,b}` are a shell's: a list is a program and its arguments, and nothing is filled in");
    match of_step {
        true => words
            .help("write it for a shell, as one text: `run(\"rm -rf /tmp/*\")`")
            .help("what is meant as it stands is `text(\"..\")`"),
        false => words
            .help("name the file; the line that puts it there may give it a name: `copy(..).to(\"/srv/app.jar\")`")
            .help("or let a shell read it: `[\"/bin/sh\", \"-c\", \"exec java -jar /srv/*.jar\"]`"),
    }
}

pub(crate) fn no_tool(name: &str, base: &str, at: Place) -> Diagnostic {
    complaint(format!("there is no program `{name}` here"), at, "runs or starts it")
        .note(format!("`{base}` has none, and no line above brings it"))
        .help("install the package that has it, in `.packages(..)`, or begin with an image that has it, such as the official one of a language")
        .help(format!("one that is there all the same is called by its path: `/usr/bin/{name}`"))
}

pub(crate) fn option_for_a_program(option: &str, base: &str, at: Place) -> Diagnostic {
    complaint(
        format!("no program is called `{}`", super::shown(option)),
        at,
        "an argument without a program",
    )
    .note(format!("the image has no ENTRYPOINT that would be given it, and neither has `{base}`"))
    .help("name the program: `.entrypoint([\"/srv/app\"])` above `.cmd([\"--help\"])`")
}

pub(crate) fn no_tool_of_shells(name: &str, base: &str, at: Place) -> Diagnostic {
    complaint(format!("there is no program `{name}` here"), at, "starts it")
        .note(format!("`{base}` has no shell and none of its tools, and no line above brings it"))
        .help("let the program ask itself: `healthcheck([\"/srv/app\", \"--health\"])`")
        .help(format!("or copy one that needs no library: `copy(\"/bin/busybox\").from(image(\"busybox:1.37-musl\")).to(\"/bin/{name}\")`"))
}

/// A help text for a health check's missing program: the check that brings its own.
pub(crate) fn that_a_probe_answers(words: Diagnostic) -> Diagnostic {
    words.help("a check that brings its own program is `http(8080, \"/health\")`, or `tcp(5432)`")
}

pub(super) fn no_rust(at: Place) -> Diagnostic {
    complaint("nothing here compiles the program of this health check", at, "is of Rust")
        .note("it is compiled where a stage of the image starts from the official image `rust` or has a recipe of `cargo(..)`, and there is none")
        .help("name a base that has rustc: `.built_in(image(\"rust:1-slim-bookworm\").family(Debian))`, or a stage: `.built_in(&build)`")
        .help("or let the program ask itself: `healthcheck([\"/srv/app\", \"--health\"])`")
}

pub(super) fn probe_of_builder(stage: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{stage}` would compile this health check for the machine that builds"),
        at,
        "would not start on another platform",
    )
    .note("its base is `.on_build_platform()`, and no `cargo(..).cross()` says how it compiles for another")
    .help("name a base of the image's own platform: `.built_in(image(\"rust:1-slim-bookworm\").family(Debian))`")
}

pub(super) fn probe_for_builder(stage: &str, at: Place) -> Diagnostic {
    complaint(
        format!("`{stage}` would compile this health check for the platform that is built for"),
        at,
        "would not start in this image, which is of the machine that builds",
    )
    .note("the base of the image is `.on_build_platform()`, and what compiles this is not")
    .help("name a base of the same platform: `.built_in(image(\"rust:1-slim-bookworm\").family(Debian).on_build_platform())`")
}

pub(super) fn probe_below_source(stage: &str, at: Place) -> Diagnostic {
    complaint(
        "layer order: the program of a health check cannot come after a `Source` layer",
        at,
        format!("`{stage}` goes on from a stage with sources, and every edit would compile this again"),
    )
    .note("the more likely something is to change, the later it goes")
    .help("name the stage that has rustc and no sources, or a base: `.built_in(image(\"rust:1-slim-bookworm\").family(Debian))`")
}

fn the_first(first: Place) -> String {
    format!("the first is declared at {}:{}", first.file(), first.line())
}

/// A text of quoted words on one line, cut where it is long.
fn shown_as_is(text: &str) -> String {
    super::in_one_line(text).chars().take(super::SHOWN).collect()
}

pub(super) fn whole_path_kept(source: &str, to: &str, at: Place) -> Diagnostic {
    let (source, to) = (super::shown(source), super::shown(to));
    let (folder, name) = source.rsplit_once('/').unwrap_or(("", &source));
    complaint(format!("`{source}` would go to `{to}`"), at, "several files, and one target")
        .note("of several sources each keeps its path below the target, and of another stage that is its whole path")
        .help(format!("name the folder, and the files in it: `copy(\"{folder}\").from(..).matching([\"{name}\", ..]).to(..)`"))
        .help("or copy each by itself; without `.to(..)` each goes to its own path")
}
