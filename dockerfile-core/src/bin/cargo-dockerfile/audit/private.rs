//! Secrets and private files that reach an image.

use std::collections::BTreeSet;

use super::finding::{Finding, Rule};
use super::names;
use super::private_names::{Private, private};
use super::subject::{At, Subject};
use crate::commands;
use crate::failure::Result;
use crate::file::{Instruction, Line, Origin};
use crate::tree::joined;

pub(super) fn secrets(subject: &Subject) -> Result<Vec<Finding>> {
    let mut found = vec![];
    let shipped = shipped(subject);
    for (at, line) in subject.lines() {
        if subject.copies_history(at) {
            found.push(history(subject, at));
        }
        if !shipped.contains(&at.0) && !is_taken_on(subject, at) {
            continue;
        }
        files(subject, at, &mut found)?;
        if shipped.contains(&at.0) {
            found.extend(in_variable(subject, at, line));
            found.extend(in_step(subject, at, line));
        }
    }
    Ok(found)
}

/// The stages whose layers are an image's.
fn shipped(subject: &Subject) -> BTreeSet<usize> {
    subject.targets().into_iter().flat_map(|target| subject.chain(target)).collect()
}

/// Whether an image copies from a stage what a line of it put there.
fn is_taken_on(subject: &Subject, at: At) -> bool {
    let Some(copy) = subject.copy(at) else { return false };
    let put = copy.destination.trim_end_matches('/');
    subject.lines().any(|(_, line)| match &line.instruction {
        Instruction::Copy(other) => {
            other.from == Some(Origin::Stage(at.0))
                && other.sources.iter().any(|source| {
                    let taken = format!("/{}", source.trim_matches('/'));
                    taken == "/" || put == taken || put.starts_with(&format!("{taken}/"))
                })
        }
        _ => false,
    })
}

fn history(subject: &Subject, at: At) -> Finding {
    let what = "`.git` is copied: all that was ever committed is in the layer, and each commit runs it and what is \
                below again"
        .to_owned();
    let fix = "a line `.git` in the ignore file".to_owned();
    subject.finding(Rule::HistoryCopied, at, what, fix)
}

fn files(subject: &Subject, at: At, found: &mut Vec<Finding>) -> Result<()> {
    for path in subject.files_of(at) {
        if subject.copy(at).is_none() {
            continue;
        }
        let kind = match private(path) {
            None => continue,
            Some(Private::Whole(kind)) => kind,
            Some(Private::If(sign, kind)) => {
                let text = subject.tree.text(&joined(&subject.folder, path));
                // What is no text holds no sign.
                if !text.unwrap_or_default().is_some_and(|text| text.contains(sign)) {
                    continue;
                }
                kind
            }
        };
        let what = format!("`{path}` is copied into the image: {kind}");
        let fix = format!(
            "a line `{path}` in the ignore file, or a secret mount for the step that reads it"
        );
        found.push(subject.finding(Rule::PrivateFileCopied, at, what, fix));
    }
    Ok(())
}

fn in_variable(subject: &Subject, at: At, line: &Line) -> Option<Finding> {
    let (pairs, word) = match &line.instruction {
        Instruction::Env(pairs) => {
            (pairs.iter().map(|(name, value)| (name, Some(value))).collect::<Vec<_>>(), "ENV")
        }
        Instruction::Arg(pairs) => {
            (pairs.iter().map(|(name, value)| (name, value.as_ref())).collect(), "ARG")
        }
        _ => return None,
    };
    for (name, value) in pairs {
        let text = value.map_or("", String::as_str);
        let kind = names::secret_in(text);
        // An ARG without a value gets one from who builds, and the image's history keeps it.
        let has_value = match value {
            Some(text) => !text.is_empty() && names::may_be_secret(text),
            None => word == "ARG",
        };
        if kind.is_none() && !(names::is_secret(name) && has_value) {
            continue;
        }
        let what = match kind {
            Some(kind) => {
                format!("{word} `{name}` holds {kind}: whoever has the image can read it")
            }
            None => format!(
                "{word} `{name}` is a secret by its name: whoever has the image can read it"
            ),
        };
        let id = name.to_lowercase();
        let fix = match word {
            "ARG" => format!("a mount `--mount=type=secret,id={id}` for the step that reads it"),
            _ => "give it to the container when it starts".to_owned(),
        };
        return Some(subject.finding(Rule::SecretInVariable, at, what, fix));
    }
    None
}

fn in_step(subject: &Subject, at: At, line: &Line) -> Option<Finding> {
    let Instruction::Run(run) = &line.instruction else { return None };
    let texts = || run.argv.iter().chain(run.script.iter().map(|(_, text)| text));
    let kind = texts().find_map(|text| names::secret_in(text)).map(str::to_owned);
    let set = || texts().find_map(|text| set_to_secret(text));
    let handed = || commands::commands(run).iter().find_map(|words| handed(words));
    let kind = kind.or_else(set).or_else(handed)?;
    let what = format!("the step's text holds {kind}: whoever has the image can read it");
    let fix = "a mount `--mount=type=secret,id=..` for the step".to_owned();
    Some(subject.finding(Rule::SecretInStep, at, what, fix))
}

/// The variable that a text sets to a secret: `NPM_TOKEN=x npm publish`, or the line of an `.npmrc`.
fn set_to_secret(text: &str) -> Option<String> {
    let ends_word = |c: char| c.is_whitespace() || ";&|()<>`'\"".contains(c);
    text.split(ends_word).find_map(|word| {
        let (name, value) = word.split_once('=')?;
        let is_variable = |name: &str| name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_');
        let is_of_npm = name.ends_with(":_authToken") || name.ends_with(":_password");
        let is_one = is_of_npm || is_variable(name) && names::is_secret(name);
        (is_one && is_literal(value)).then(|| format!("the value of `{name}`"))
    })
}

/// The option by which a command is given a secret: `--password=x`, `docker login -p x`, `curl -u a:x`.
fn handed(words: &[String]) -> Option<String> {
    const OPTIONS: [&str; 8] = [
        "access-token",
        "api-key",
        "auth-token",
        "http-password",
        "passphrase",
        "passwd",
        "password",
        "token",
    ];
    let (program, arguments) = words.split_first()?;
    let program = program.rsplit('/').next().unwrap_or(program);
    let logs_in = arguments.iter().any(|word| word == "login");
    arguments.iter().enumerate().find_map(|(at, word)| {
        let next = arguments.get(at + 1).map_or("", String::as_str);
        let (option, value) = word.split_once('=').unwrap_or((word, next));
        let is_named = option.strip_prefix("--").is_some_and(|name| OPTIONS.contains(&name));
        let given = match (program, option) {
            _ if is_named && !value.starts_with('-') => value,
            ("curl", "-u" | "--user") => value.split_once(':').map_or("", |(_, given)| given),
            ("sshpass", "-p") => value,
            (_, "-p") if logs_in => value,
            _ => "",
        };
        let is_number = given.bytes().all(|c| c.is_ascii_digit());
        (is_literal(given) && !is_number).then(|| format!("what `{program} {option}` is given"))
    })
}

/// Whether a value is written out, and may be a secret.
fn is_literal(value: &str) -> bool {
    let is_filled_in = value.contains(['$', '`']) || value.starts_with(['<', '{', '%', '*']);
    !value.is_empty() && !is_filled_in && names::may_be_secret(value)
}
