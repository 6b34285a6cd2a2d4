//! What must not compile, and what rustc says then.
//!
//! Each input is named after a mistake, and marks the lines that hold one with
//! `//~ refused`, or `//~ refused 2` for two; what follows a comma is for `newcomer/`. The recorded
//! messages are what users read: look at them in review.
//! `TRYBUILD=overwrite cargo test -p dockerfile-tests --test compile_fail` records anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const MARK: &str = "//~ refused";

#[test]
fn mistakes_do_not_compile() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

/// As many errors on a line as it has mistakes, and none on any other.
#[test]
fn one_mistake_is_one_error() {
    let inputs = inputs();
    assert!(inputs.len() > 40, "only {} inputs", inputs.len());
    for input in inputs {
        let source = fs::read_to_string(&input).unwrap();
        let marked: BTreeMap<usize, usize> = source
            .lines()
            .zip(1..)
            .filter_map(|(line, number)| Some((number, mistakes(line)?)))
            .collect();
        assert!(!marked.is_empty(), "{} marks no mistake", input.display());
        let messages = fs::read_to_string(input.with_extension("stderr")).unwrap();
        assert_eq!(errors_by_line(&messages), marked, "{}", input.display());
    }
}

/// One, or as many as the mark says.
fn mistakes(line: &str) -> Option<usize> {
    let (_, mark) = line.split_once(MARK)?;
    let count = mark.split(',').next()?.trim();
    Some(if count.is_empty() { 1 } else { count.parse().unwrap() })
}

/// Every message of ours says the rule, and what to write instead. Of a newcomer's mistakes, some
/// are answered by rustc alone: `newcomer/` counts them.
#[test]
fn messages_read_as_help() {
    for input in inputs().into_iter().filter(|input| !input.to_string_lossy().contains("newcomer"))
    {
        let path = input.with_extension("stderr");
        let messages = fs::read_to_string(&path).unwrap();
        for message in messages.split("\nerror").filter(|m| m.starts_with("[E0277]")) {
            let notes = message.matches("= note: ").count();
            assert!(notes >= 1, "{}: no note in{message}", path.display());
            assert!(
                !message.contains("is not satisfied"),
                "{}: rustc's own words instead of ours in{message}",
                path.display()
            );
        }
    }
}

fn inputs() -> Vec<PathBuf> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let mut inputs = vec![];
    for folder in fs::read_dir(ui).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                inputs.push(path);
            }
        }
    }
    inputs.sort();
    inputs
}

/// How many errors begin on each line: `error..` is followed by `--> ui/..:line:column`.
fn errors_by_line(messages: &str) -> BTreeMap<usize, usize> {
    let mut errors = BTreeMap::new();
    let mut lines = messages.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with("error") {
            continue;
        }
        let place = lines.by_ref().find(|line| line.contains("--> ")).unwrap();
        let number = place.rsplit(':').nth(1).unwrap().parse().unwrap();
        *errors.entry(number).or_default() += 1;
    }
    errors
}
