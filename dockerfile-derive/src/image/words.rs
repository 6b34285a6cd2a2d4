//! The words of Dockerfiles, each with the line to write in its place.
//!
//! These tables only answer mistakes, and give no line a meaning. A lower-case word is looked up where
//! it cannot be meant as a method, or where rustc has found no such method.
//!
//! Source of the words: the instructions of BuildKit's Dockerfile reference.

use proc_macro2::{Delimiter, Ident, TokenTree};

use super::cursor::{Cursor, is_below, is_punct, is_semicolon};
use super::examples::{
    arg, calls, copy, each, expose, first, flat, from, healthcheck, list, pairs, plain, quoted,
    run, spelled, text, texts, user,
};

/// A function that makes the line to write, of the arguments of a Dockerfile's instruction.
type Example = fn(&[String]) -> String;

/// The word of an instruction, the line to write in its place, and a further hint.
type Row = (&'static str, Example, &'static str);

/// The words that are also methods of the builder, whose arguments are written otherwise.
const METHODS: [Row; 10] = [
    ("cmd", |words| format!("cmd {};", list(words)), ""),
    ("entrypoint", |words| format!("entrypoint {};", list(words)), ""),
    (
        "env",
        |words| format!("env {};", pairs(words)),
        "; for the steps that build it is `build_env`",
    ),
    ("expose", expose, ""),
    ("from", from, ""),
    ("healthcheck", healthcheck, ""),
    ("label", |words| format!("label {};", pairs(words)), ""),
    ("shell", |words| format!("shell {};", list(words)), ""),
    ("volume", |words| each("volume", &quoted(&flat(words)), "\"/srv/data\""), ""),
    ("workdir", |words| format!("workdir {};", first(words, "/srv/app")), ""),
];

/// The words that are no methods of the builder.
const OTHERS: [Row; 10] = [
    (
        "add",
        copy,
        "; what is fetched is a `download(url, sha256, path)` or a `git(..)` in the same place",
    ),
    (
        "arg",
        arg,
        ": a variable of the build is named where it is used, also in `env` and in a text; FROM \
         takes none",
    ),
    (
        "copy",
        copy,
        "; what an install reads is `dependencies manifest(\"..\");`, and files of a stage are \
         `copy(\"/out\").from(&build)`",
    ),
    ("install", |words| format!("packages apt([{}]);", quoted(words).join(", ")), ""),
    (
        "maintainer",
        |words| format!("label \"org.opencontainers.image.authors\" = {};", text(words)),
        "",
    ),
    ("onbuild", |words| format!("raw \"ONBUILD {}\", \"why\";", plain(words)), ""),
    (
        "run",
        run,
        ": a command belongs to a phase, `packages` what the distribution installs, \
         `dependencies` what a manifest lists, `build` what compiles",
    ),
    ("stopsignal", |words| format!("stop_signal {};", first(words, "SIGINT")), ""),
    (
        "user",
        user,
        ", which makes one; who is there already is `account existing(\"node\", 1000);` or \
         `account uid(65532);`",
    ),
    ("as", |_| "stage name { from ..; .. }".to_owned(), ""),
];

/// The words of phases, which take steps. A user may give them texts instead.
const PHASES: [(&str, Example); 6] = [
    ("account", user),
    ("build", |words| format!("build run({});", texts(words))),
    ("dependencies", |words| format!("dependencies manifest({});", texts(words))),
    ("layout", |words| each("layout", &calls("dir", words), "dir(\"/srv/app\")")),
    ("packages", |words| format!("packages apt([{}]);", quoted(&flat(words)).join(", "))),
    ("source", |words| copy(&flat(words))),
];

/// The functions that make steps, each with a phase that it goes into. They are no lines themselves.
const STEPS: [(&str, &str); 16] = [
    ("apk", "packages"),
    ("apt", "packages"),
    ("dir", "layout"),
    ("dnf", "packages"),
    ("download", "packages"),
    ("existing", "account"),
    ("file", "source"),
    ("git", "source"),
    ("manifest", "dependencies"),
    ("microdnf", "packages"),
    ("npm", "dependencies"),
    ("pacman", "packages"),
    ("pip", "dependencies"),
    ("tool", "packages"),
    ("uid", "account"),
    ("zypper", "packages"),
];

/// The answer to a word: a message, and help with the line to write.
pub(crate) struct Answer {
    pub(crate) message: String,
    pub(crate) help: String,
}

/// Whether the word is an instruction in the spelling of Dockerfiles, as `RUN`. No method is called so.
pub(crate) fn is_instruction(word: &Ident) -> bool {
    let written = word.to_string();
    let lower = written.to_ascii_lowercase();
    lower != written && row(&lower).is_some()
}

/// Whether the word, as it is written, is one of Dockerfiles and also a method of the builder.
pub(crate) fn is_method(word: &Ident) -> bool {
    METHODS.iter().any(|(method, ..)| word == method)
}

/// The answer to a word with these arguments; `None` if the tables do not have the word.
pub(crate) fn answer(word: &Ident, arguments: &[TokenTree]) -> Option<Answer> {
    let written = word.to_string();
    let lower = written.to_ascii_lowercase();
    if let Some((step, phase)) = STEPS.iter().find(|(step, _)| *step == lower) {
        let message = format!("`{written}` is no line of its own: it goes into a phase");
        let given = spelled(arguments).join(", ");
        let given =
            given.strip_prefix('(').and_then(|given| given.strip_suffix(')')).unwrap_or(&given);
        return Some(Answer { message, help: format!("write `{phase} {step}({given});`") });
    }
    let (_, example, more) = row(&lower)?;
    let message = if METHODS.iter().any(|(method, ..)| *method == lower) && lower != written {
        format!("`{written}` is `{lower}` here")
    } else {
        format!("`{written}` is no line of an image")
    };
    let help = format!("write `{}`{more}", example(&spelled(arguments)));
    Some(Answer { message, help })
}

/// The line to write in place of a word whose arguments are texts without quotes, as in a Dockerfile.
pub(crate) fn quoted_line(word: &Ident, arguments: &[TokenTree]) -> String {
    let words = spelled(arguments);
    let phase = PHASES.iter().find(|(phase, _)| word == phase).map(|(_, example)| example);
    match row(&word.to_string()).map(|(_, example, _)| example).or(phase) {
        Some(example) => example(&words),
        None => format!("{word} {};", text(&words)),
    }
}

fn row(word: &str) -> Option<&'static Row> {
    METHODS.iter().chain(&OTHERS).find(|(name, ..)| *name == word)
}

/// Reads the arguments of an instruction: up to the end of its line or a `;`. An editor that expands
/// the macro may not know lines: there only a `;` ends them.
pub(crate) fn rest_of_line(word: &Ident, cursor: &mut Cursor) -> Vec<TokenTree> {
    let mut rest: Vec<TokenTree> = vec![];
    while let Some(next) = cursor.peek(0) {
        let above = rest.last().map_or_else(|| word.span(), TokenTree::span);
        let is_below = is_below(next.span(), above) && !goes_on(&rest, next);
        if is_semicolon(next) || is_below {
            break;
        }
        rest.extend(cursor.next());
    }
    rest
}

/// Whether an instruction goes on with the token `next` on the line below: `&&` or a pipe joins the two
/// lines, or a here-document has not ended.
fn goes_on(rest: &[TokenTree], next: &TokenTree) -> bool {
    let is_list = |token: &TokenTree| is_punct(token, '&') || is_punct(token, '|');
    let begins = |at: &usize| is_punct(&rest[*at], '<') && is_punct(&rest[*at + 1], '<');
    let text = (0..rest.len().saturating_sub(1)).find(begins).and_then(|at| {
        let named = |token: &&TokenTree| matches!(token, TokenTree::Ident(_));
        let name = rest[at..].iter().find(named)?.to_string();
        Some(rest[at..].iter().filter(|token| token.to_string() == name).count() == 1)
    });
    is_list(next) || rest.last().is_some_and(is_list) || text.unwrap_or(false)
}

/// The message for a method of the builder that is given the arguments of the instruction:
/// `from debian:12;`, `env "A=1";`, `cmd "id", "-u";`, `expose 53/udp;`. It says what the method takes.
/// `None` if the arguments may be meant for the method.
pub(crate) fn taken(word: &Ident, arguments: &[TokenTree]) -> Option<String> {
    if PHASES.iter().any(|(phase, _)| word == phase) {
        return is_texts(arguments).then(|| format!("`{word}` takes a step, and no text"));
    }
    let is_word = |token: &TokenTree, words: &[&str]| match token {
        TokenTree::Ident(ident) => words.iter().any(|word| ident == word),
        _ => false,
    };
    let only = arguments.len() == 1;
    let is_text = matches!(arguments.first(), Some(TokenTree::Literal(_)));
    let is_name = matches!(arguments.first(), Some(TokenTree::Ident(_)));
    let is_list =
        matches!(arguments, [TokenTree::Group(group)] if group.delimiter() == Delimiter::Bracket);
    match word.to_string().as_str() {
        "from" => {
            let colon = (0..arguments.len()).any(|at| is_single_colon(arguments, at));
            let other = |token: &TokenTree| is_punct(token, '/') || is_word(token, &["as", "AS"]);
            let is_reference = colon || arguments.iter().any(other);
            is_reference.then(|| "a base is a call".to_owned())
        }
        "env" | "label" => {
            let is_half = only && (is_text || is_name);
            is_half.then(|| format!("`{word}` takes a name and a value"))
        }
        "cmd" | "entrypoint" | "shell" => {
            let is_no_group = |token: &TokenTree| !matches!(token, TokenTree::Group(_));
            let has_comma = arguments.iter().any(|token| is_punct(token, ','));
            let are_texts = has_comma && arguments.iter().all(is_no_group);
            are_texts.then(|| format!("`{word}` takes a list"))
        }
        "expose" => {
            let has_protocol = arguments
                .windows(2)
                .any(|pair| is_punct(&pair[0], '/') && is_word(&pair[1], &["tcp", "udp", "sctp"]));
            has_protocol.then(|| "a port is a number, and one of UDP a `udp(..)`".to_owned())
        }
        "healthcheck" if is_text || is_list => Some("`healthcheck` takes a check".to_owned()),
        _ => None,
    }
}

/// Whether the arguments are texts alone, also in lists.
fn is_texts(arguments: &[TokenTree]) -> bool {
    let is_text = |token: &TokenTree| match token {
        TokenTree::Literal(_) => true,
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
            is_texts(&group.stream().into_iter().collect::<Vec<_>>())
        }
        token => is_punct(token, ','),
    };
    !arguments.is_empty() && arguments.iter().all(is_text)
}

/// Whether the token at this index is a single `:`, and no part of `::`.
pub(crate) fn is_single_colon(tokens: &[TokenTree], at: usize) -> bool {
    let is_colon = |at: usize| tokens.get(at).is_some_and(|token| is_punct(token, ':'));
    is_colon(at) && !is_colon(at + 1) && !(at > 0 && is_colon(at - 1))
}
