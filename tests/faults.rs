//! All files or none, and a report that says what is true: each system call on the way to the
//! disk fails once, and from some moment on for good.
//!
//! `strace` makes them fail, in the place of the system: the program is the one that users run.
//! An ordinary run takes one error for each call; all of them:
//! `FAULTS=all cargo test -p dockerfile-tests --test faults -- --nocapture`

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs};

use dockerfile_tests::docker::skip;
use dockerfile_tests::emitted::{Emitted, without_colours};

/// What a writer asks of a system.
const CALLS: [&str; 16] = [
    "copy_file_range",
    "fchmod",
    "fchown",
    "flock",
    "fsync",
    "ftruncate",
    "link",
    "linkat",
    "mkdir",
    "openat",
    "read",
    "rename",
    "renameat2",
    "statx",
    "unlink",
    "utimensat",
];

/// No permission, no space, a disk that cannot be written, a signal, and a name that is gone.
const ERRORS: [&str; 5] = ["EACCES", "ENOSPC", "EROFS", "EINTR", "ENOENT"];

const FILES: [&str; 2] = ["Dockerfile", ".dockerignore"];

/// What is on disk before the program runs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Before {
    Nothing,
    Generated,
    /// A second name, which has to stay one.
    Linked,
}

fn folder(before: Before) -> Emitted {
    let emitted = Emitted::empty(env!("CARGO_BIN_EXE_emitter"));
    if before != Before::Nothing {
        emitted.succeeds("one", &[]);
    }
    if before == Before::Linked {
        fs::hard_link(emitted.path("Dockerfile"), emitted.path("second")).expect("a new name");
    }
    emitted
}

fn run(emitted: &Emitted, options: &[&str], trace: &Path) -> Output {
    let program = emitted.command("other", &[]);
    let mut strace = Command::new("strace");
    strace.arg("-o").arg(trace).args(options).arg(program.get_program()).args(program.get_args());
    strace.current_dir(emitted.folder());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => strace.env(name, value),
            None => strace.env_remove(name),
        };
    }
    strace.output().expect("strace starts")
}

/// The calls from the first new file on: which of its kind each one is.
fn calls(before: Before) -> Vec<(String, usize)> {
    let trace = tempfile::NamedTempFile::new().expect("a temporary file");
    let emitted = folder(before);
    let output = run(&emitted, &["-e", &format!("trace={}", CALLS.join(","))], trace.path());
    assert!(output.status.success(), "{output:?}");
    let (mut counts, mut calls, mut writes) = (BTreeMap::new(), vec![], false);
    for line in fs::read_to_string(trace.path()).expect("a trace").lines() {
        let Some((call, _)) = line.split_once('(') else { continue };
        let count: &mut usize = counts.entry(call.to_owned()).or_default();
        *count += 1;
        writes |= line.contains("O_EXCL") || call == "mkdir";
        if writes {
            calls.push((call.to_owned(), *count));
        }
    }
    assert!(calls.len() > 10, "{calls:?}");
    calls
}

/// What the report says of the files is what they are.
fn is_true(emitted: &Emitted, before: &[Option<Vec<u8>>], new: &[Vec<u8>], said: &str) {
    let found = |name: &str| fs::read(emitted.path(name)).ok();
    let is_new = said.contains("cannot tidy up");
    for (index, name) in FILES.iter().enumerate() {
        let note = format!("`{name}` is new, and what it held is in `");
        let moved = said.split_once(&note).and_then(|(_, rest)| rest.split('`').next());
        let tidied = format!("cannot tidy up beside `{name}`");
        if let Some(old) = moved {
            assert_eq!(found(name).as_ref(), Some(&new[index]), "{said}");
            assert_eq!(found(old), before[index], "{said}");
        } else if said.contains(&format!("`{name}` is new: ")) {
            assert_eq!(
                (found(name).as_ref(), &before[index]),
                (Some(&new[index]), &None),
                "{said}"
            );
        } else if is_new {
            assert_eq!(found(name).as_ref(), Some(&new[index]), "{said}");
            if said.contains(&tidied) {
                let (_, rest) = said.split_once("what it held is in `").expect("where it is");
                assert_eq!(found(rest.split('`').next().expect("a name")), before[index], "{said}");
            }
        } else {
            assert_eq!(found(name), before[index], "{name}: {said}");
        }
    }
}

#[test]
fn a_report_says_what_is_true_whatever_fails() {
    if Command::new("strace").arg("-V").output().is_err() {
        return skip("strace is not here", "apt-get install strace");
    }
    let trace = tempfile::NamedTempFile::new().expect("a temporary file");
    let new = {
        let emitted = Emitted::new(env!("CARGO_BIN_EXE_emitter"), "other");
        FILES.map(|name| emitted.bytes(name))
    };
    let is_all = env::var("FAULTS").is_ok_and(|which| which == "all");
    let (mut runs, mut failed, mut stayed) = (0, 0, 0);
    for before in [Before::Nothing, Before::Generated, Before::Linked] {
        for (index, (call, count)) in calls(before).into_iter().enumerate() {
            let all = ERRORS.iter().flat_map(|error| [(error, ""), (error, "+")]);
            let some = all.enumerate().filter(|(at, _)| is_all || index % 10 == *at);
            for (error, which) in some.map(|(_, fault)| fault) {
                if (*error, which) == ("EINTR", "+") {
                    continue; // No signal comes for ever.
                }
                let emitted = folder(before);
                let was = FILES.map(|name| fs::read(emitted.path(name)).ok());
                let names = emitted.names();
                let inject = format!("inject={call}:error={error}:when={count}{which}");
                let options = ["-e", &format!("trace={call}"), "-e", &inject];
                let output = run(&emitted, &options, trace.path());
                let said = format!("{before:?}, {inject}: {}", without_colours(&output.stderr));
                runs += 1;
                if output.status.success() {
                    let found = FILES.map(|name| emitted.bytes(name));
                    assert_eq!(found, new, "{said}");
                } else {
                    assert_eq!(output.status.code(), Some(1), "{said}");
                    assert!(said.contains("error: cannot "), "{said}");
                    is_true(&emitted, &was, &new, &said);
                    failed += 1;
                    stayed += usize::from(said.contains("what was on disk is as it was"));
                }
                // The next run finishes, and tidies up.
                emitted.succeeds("other", &[]);
                assert_eq!(FILES.map(|name| emitted.bytes(name)), new, "{said}");
                if before == Before::Linked {
                    assert_eq!(emitted.bytes("second"), new[0], "{said}");
                }
                let left: Vec<String> =
                    emitted.names().into_iter().filter(|name| !names.contains(name)).collect();
                let is_known = |name: &String| FILES.contains(&name.as_str());
                assert!(left.iter().all(is_known), "{left:?}: {said}");
            }
        }
    }
    println!("{runs} runs, {failed} failed, {stayed} of them with all as it was");
    assert!(failed > 20 && stayed > failed / 3, "{runs} runs, {failed} failed, {stayed} as it was");
}
