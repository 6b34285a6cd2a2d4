//! Two parsers read back exactly what was declared, of random declarations: instructions,
//! flags, values and here-documents.
//!
//! An ordinary run takes a thousand; all of them:
//! `PROPTEST_CASES=20000 cargo test --release -p dockerfile-tests --test parsers`

use std::cell::RefCell;
use std::collections::BTreeSet;

use dockerfile_tests::declare::{Body, Line, declare};
use dockerfile_tests::docker::skip;
use dockerfile_tests::parsers::{Official, parse_dockerfile};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};

/// Seeds of failures stand beside this file and are tried first.
fn config() -> Config {
    let seeds = FileFailurePersistence::Direct("parsers.proptest-regressions");
    Config { failure_persistence: Some(Box::new(seeds)), cases: cases(), ..Config::default() }
}

fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    asked.unwrap_or(1000)
}

#[test]
fn two_parsers_read_what_was_declared() {
    let Some(official) = Official::start() else {
        skip("no module `dockerfile` in Python", "it is BuildKit's own parser");
        return;
    };
    let official = RefCell::new(official);
    let seen = RefCell::new(BTreeSet::new());
    let bytes = prop::collection::vec(any::<u8>(), 0..600);
    let read = |bytes: Vec<u8>| {
        let declared = declare(&bytes);
        let text = match declared.image.render() {
            Ok(rendered) => rendered.dockerfile,
            Err(report) => return Err(TestCaseError::fail(report.to_string())),
        };
        prop_assert_eq!(parse_dockerfile(&text), Ok(declared.expected.clone()), "{}", text);
        seen.borrow_mut().extend(declared.expected.iter().flat_map(kinds));
        let read = official.borrow_mut().parse(&text);
        prop_assert_eq!(read, Ok(declared.expected), "{}", text);
        Ok(())
    };
    TestRunner::new(config()).run(&bytes, read).unwrap_or_else(|error| panic!("{error}"));
    // Agreement on few kinds of lines would be no agreement.
    let seen = seen.into_inner();
    assert!(seen.len() >= 50, "{}: {seen:?}", seen.len());
}

/// What there is to get wrong in a line: its word, its flags, and the form of its body.
fn kinds(line: &Line) -> Vec<String> {
    let body = match &line.body {
        Body::Words(words) => format!("{} words", words.len()),
        Body::Json(_) => "JSON".to_owned(),
        Body::Commands(commands) => format!("{} commands", commands.len().min(4)),
        Body::Document(..) => "document".to_owned(),
    };
    let flags = line.flags.iter().map(|flag| format!("{} {flag}", line.word));
    flags.chain([format!("{} {body}", line.word)]).collect()
}
