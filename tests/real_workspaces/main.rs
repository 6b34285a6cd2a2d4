//! The recipe `cargo`, judged by workspaces that others have written.
//!
//! They are put together at run time from published packages. The ordinary run builds two;
//! `REAL_WORKSPACES=all` builds all, and `REAL_WORKSPACES=ripgrep,rhai` these; with `KEEP=1` the
//! folders of those that fail are left on disk:
//!
//! ```sh
//! REAL_WORKSPACES=all cargo test --release -p dockerfile-tests --test real_workspaces -- --nocapture
//! ```

mod anew;
mod assemble;
mod cases;
mod kinds;
mod published;
mod root;
mod trial;

use std::env;

use cases::{CASES, Case, ORDINARY};
use dockerfile_tests::docker::{Docker, Steps, report};
use dockerfile_tests::trial::{Failure, is_asked, last_lines, row};
use trial::Outcome;

#[test]
fn workspaces_of_others_build_run_and_take_an_edit() {
    let Some(docker) = Docker::connect() else { return };
    let chosen = env::var("REAL_WORKSPACES").unwrap_or_default();
    let mut failed = vec![];
    let mut large = 0;
    report(&row(&HEADINGS));
    for case in CASES.iter().filter(|case| is_asked(case.name, &chosen, &ORDINARY)) {
        let outcome = trial::run(case, docker);
        report(&row(&cells(case, &outcome)));
        large += usize::from(outcome.workspace.as_ref().is_some_and(|it| it.locked > 40));
        if let Err(Failure { at, said }) = outcome.steps {
            report(&format!("{}: {at}:\n{}\n", case.name, last_lines(&said)));
            failed.push(case.name);
            if let (Some(it), true) = (outcome.workspace, env::var_os("KEEP").is_some()) {
                report(&format!("{} is kept: {}", case.name, it.keep().display()));
            }
        }
    }
    assert!(failed.is_empty(), "these fail: {failed:?}");
    assert!(chosen != "all" || large >= 8, "{large} lock more than 40 packages");
}

#[test]
fn the_table_has_what_was_promised() {
    assert!(CASES.len() >= 15);
    let others = CASES.iter().filter(|case| !case.version.is_empty());
    assert!(others.count() >= 15, "most are not ours");
    assert!(ORDINARY.iter().all(|name| CASES.iter().any(|case| case.name == *name)));
}

const HEADINGS: [&str; 9] = [
    "workspace",
    "version",
    "locked",
    "lock file",
    "members",
    "anew",
    "kinds",
    "result",
    "seconds",
];

fn cells(case: &Case, outcome: &Outcome) -> [String; 9] {
    let kinds: Vec<String> = case.kinds.iter().map(ToString::to_string).collect();
    let [locked, lock, members, anew] =
        outcome.workspace.as_ref().map_or_else(Default::default, |it| {
            let lock = if it.refreshed { "refreshed" } else { "published" };
            let numbers = [it.locked, it.members, it.anew.len()].map(|number| number.to_string());
            let [locked, members, anew] = numbers;
            [locked, lock.to_owned(), members, anew]
        });
    let result = match &outcome.steps {
        Ok(edits) => {
            let ran = |it: &Steps| format!("{} of {} steps", it.executed.len(), it.all().len());
            edits.iter().map(ran).collect::<Vec<_>>().join(", ")
        }
        Err(failure) => format!("FAILED: {}", failure.at),
    };
    let (name, version) = (case.name.to_owned(), case.version.to_owned());
    let seconds = outcome.seconds.to_string();
    [name, version, locked, lock, members, anew, kinds.join(" "), result, seconds]
}
