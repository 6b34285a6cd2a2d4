//! Secrets and private files that reach an image.

use std::collections::BTreeSet;

use dockerfile_core::__cli::{Private, given_in, given_to, is_secret, privacy, secret_in};

use super::finding::{Finding, Rule};
use super::subject::{At, Subject};
use crate::file::{Instruction, Line, Origin};
use crate::tree::joined;

pub(super) fn secrets(subject: &Subject) -> Vec<Finding> {
    let mut found = vec![];
    let shipped = shipped(subject);
    for (at, line) in subject.lines() {
        if subject.copies_history(at) {
            found.push(history(subject, at));
        }
        if !shipped.contains(&at.0) && !is_taken_on(subject, at) {
            continue;
        }
        files(subject, at, &mut found);
        if shipped.contains(&at.0) {
            found.extend(in_variable(subject, at, line));
            found.extend(in_step(subject, at, line));
        }
    }
    found
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

fn files(subject: &Subject, at: At, found: &mut Vec<Finding>) {
    for path in subject.files_of(at) {
        if subject.copy(at).is_none() {
            continue;
        }
        let Some(why) = why_private(subject, path) else { continue };
        let what = format!("`{path}` is copied into the image: {why}");
        let fix = format!(
            "a line `{path}` in the ignore file, or a secret mount for the step that reads it"
        );
        found.push(subject.finding(Rule::PrivateFileCopied, at, what, fix));
    }
}

/// Why a file is private, if it is.
fn why_private(subject: &Subject, path: &str) -> Option<&'static str> {
    let holds = |sign: &str| {
        let text = subject.tree.text(&joined(&subject.folder, path));
        // What is no text holds no sign.
        text.unwrap_or_default().is_some_and(|text| text.contains(sign))
    };
    let name = path.rsplit('/').next().unwrap_or(path);
    match privacy(path) {
        Some(Private::ByName) => Some("its name is that of a private file"),
        Some(Private::IfKey) => holds("PRIVATE KEY-----").then_some("it holds a private key"),
        None => (name == ".npmrc" && holds("_auth")).then_some("it holds a token of a registry"),
    }
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
        let kind = value.and_then(|text| secret_in(text));
        // An ARG without a value gets one from who builds, and the image's history keeps it.
        let is_given = value.is_some() || word == "ARG";
        if kind.is_none() && !(is_given && is_secret(name, value.map(String::as_str))) {
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
    let words: Vec<&str> = run.argv.iter().map(String::as_str).collect();
    let given = || texts().find_map(|text| given_in(text)).or_else(|| given_to(&words));
    let kind = texts().find_map(|text| secret_in(text));
    let kind = kind.or_else(|| given().map(|by| format!("what `{by}` is given")))?;
    let what = format!("the step's text holds {kind}: whoever has the image can read it");
    let fix = "a mount `--mount=type=secret,id=..` for the step".to_owned();
    Some(subject.finding(Rule::SecretInStep, at, what, fix))
}
