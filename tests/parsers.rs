//! Two parsers read back exactly what was declared, of random declarations: instructions,
//! flags, values and here-documents.
//!
//! An ordinary run takes a thousand; all of them:
//! `PROPTEST_CASES=20000 cargo test --release -p dockerfile-tests --test parsers`
//!
//! And an engine reads the stages of a few; of many:
//! `ENGINE_CASES=2000 cargo test --release -p dockerfile-tests --test parsers engine -- --nocapture`

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::env;
use std::io::Write as _;
use std::process::{Command, Stdio};

use dockerfile_tests::declare::{Body, Line, declare};
use dockerfile_tests::docker::{Docker, skip};
use dockerfile_tests::parsers::{Official, parse_dockerfile};
use dockerfile_tests::random::Random;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};
use serde_json::Value;

/// Seeds of failures stand beside this file and are tried first.
fn config() -> Config {
    let seeds = FileFailurePersistence::Direct("parsers.proptest-regressions");
    Config { failure_persistence: Some(Box::new(seeds)), cases: cases(), ..Config::default() }
}

fn cases() -> u32 {
    let asked = env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
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

/// The frontend of an engine: it takes each declaration, and has the stages that were declared. What
/// is newer than the frontend it says itself.
#[test]
fn an_engine_reads_what_was_declared() {
    if Docker::connect().is_none() {
        return;
    }
    let asked = env::var("ENGINE_CASES").ok().and_then(|cases| cases.parse().ok());
    let (cases, mut random, mut newer) = (asked.unwrap_or(12), Random(12), 0);
    for _ in 0..cases {
        let length = random.below(600);
        let bytes: Vec<u8> = (0..length).map(|_| random.below(256) as u8).collect();
        let declared = declare(&bytes);
        let text = declared.image.render().unwrap_or_else(|report| panic!("{report}")).dockerfile;
        // No frontend is fetched here.
        let is_syntax = text.starts_with("# syntax=");
        let text = text.split_once('\n').filter(|_| is_syntax).map_or(text.as_str(), |it| it.1);
        match targets(text) {
            Ok(found) => {
                let is_from = |line: &&Line| line.word == "FROM";
                let froms = declared.expected.iter().filter(is_from).count();
                assert_eq!(found, froms, "{text}");
            }
            Err(said) if NEWER.iter().any(|words| said.contains(words)) => newer += 1,
            Err(said) => panic!("{said}\n{text}"),
        }
    }
    println!("{cases} declarations, {newer} of them newer than the engine");
    assert!(newer < cases * 3 / 4, "{newer} of {cases}");
}

/// What a frontend says of a flag that it does not know.
const NEWER: [&str; 1] = ["unknown flag"];

/// How many stages the frontend finds, or what it says instead.
fn targets(dockerfile: &str) -> Result<usize, String> {
    let mut docker = Command::new("docker");
    docker.args(["build", "--call=targets,format=json", "-"]);
    docker.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut docker = docker.spawn().expect("docker starts");
    let mut stdin = docker.stdin.take().expect("a pipe");
    stdin.write_all(dockerfile.as_bytes()).expect("docker reads");
    drop(stdin);
    let output = docker.wait_with_output().expect("docker ends");
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    Ok(said["targets"].as_array().expect("a list").len())
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
