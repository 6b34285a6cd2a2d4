//! Mistakes of a newcomer, who has read the README and the docs and has written Dockerfiles for
//! years: one at a time, each with what is said to it.
//!
//! What rustc answers is in `ui/newcomer/`, which `compile_fail.rs` compiles: a mark there names a
//! piece of the message that says what to write, or why nothing does. What the build script answers
//! stands in the tables beside this file, and word for word in `said.txt`
//! (`GOLDEN=overwrite cargo test -p dockerfile-tests --test newcomer`).

mod files;
mod runtime;
mod rustc;
mod steps;

use std::time::Duration;

use dockerfile_core::prelude::*;
use dockerfile_core::{Report, context};
use dockerfile_tests::assert_recorded;

/// A mistake that the build script sees, or nobody.
struct Mistake {
    name: &'static str,
    answer: Answer,
    image: Image,
}

/// What is said to it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    /// A message with this in it, which says what to write.
    Says(&'static str),
    /// A message at the token that says what is wrong, and not what to write: what it lacks.
    NoFix(&'static str),
    /// Nothing, and why it cannot be seen.
    Silent(&'static str),
}

use Answer::{NoFix, Says, Silent};

macro_rules! mistakes {
    ($($name:literal, $answer:expr => $image:expr;)*) => {
        vec![$( $crate::Mistake { name: $name, answer: $answer, image: $image.into() } ),*]
    };
}
use mistakes;

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("bookworm-slim")).account(uid(65532))
}

fn node() -> Stage<Account, Debian> {
    Stage::from(image("node:22-bookworm-slim").family(Debian)).account(existing("node", 1000))
}

fn python() -> Stage<Account, Debian> {
    Stage::from(image("python:3.13-slim-bookworm").family(Debian)).account(uid(65532))
}

fn built() -> Stage<Build, Debian> {
    Stage::named("build", debian("bookworm-slim")).build(run(["make"]))
}

/// `sha256:` and any digits.
fn sum() -> String {
    format!("sha256:{}", "1".repeat(64))
}

fn all() -> Vec<Mistake> {
    files::mistakes().into_iter().chain(steps::mistakes()).chain(runtime::mistakes()).collect()
}

fn said(mistake: &Mistake) -> Option<Report> {
    mistake.image.render().err()
}

/// One error each, where the call is, with what its row says; and nothing where that is silent.
#[test]
fn the_build_script_answers_as_recorded() {
    let mut text = String::new();
    for mistake in all() {
        let Mistake { name, answer, .. } = &mistake;
        let report = match (said(&mistake), answer) {
            (Some(report), Says(_) | NoFix(_)) => report,
            (None, Silent(_)) => continue,
            (report, _) => panic!("{name} is not {answer:?}: {report:?}"),
        };
        let message = report.to_string();
        assert_eq!(report.count(), 1, "{name} is one mistake:\n{message}");
        assert!(message.contains("--> tests/newcomer/"), "{name}:\n{message}");
        assert!(message.contains('^'), "{name} underlines nothing:\n{message}");
        if let Says(fix) = answer {
            assert!(message.contains(fix), "{name} does not say `{fix}`:\n{message}");
        }
        text += &format!("# {name}\n\n{message}\n\n");
    }
    assert_recorded("tests/newcomer/said.txt", &text);
}

#[test]
fn no_mistake_stands_twice() {
    let mut names: Vec<_> = all().iter().map(|mistake| mistake.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

/// The bounds that this project has set itself.
#[test]
fn most_mistakes_are_answered_with_the_token_and_the_fix() {
    let mut answers: Vec<Answer> = all().into_iter().map(|mistake| mistake.answer).collect();
    let (of_rustc, twice) = rustc::answers();
    answers.extend(of_rustc);
    let all = answers.len();
    let fixes = answers.iter().filter(|answer| matches!(answer, Says(_))).count();
    let silent = answers.iter().filter(|answer| matches!(answer, Silent(_))).count();
    println!("{all} mistakes, {fixes} with token and fix, {silent} silent, {twice:?} twice");
    assert!(all >= 150, "{all} mistakes");
    assert!(fixes * 100 >= all * 85, "{fixes} of {all} name the token and the fix");
    assert!(silent * 100 <= all * 5, "{silent} of {all} are silent");
    assert_eq!(twice, rustc::COUNTS_BESIDE, "mistakes that give two errors");
}
