//! The recipes of Node and Python, judged by projects of packages that others have published.
//!
//! They are put together at run time from what npm and PyPI have, with a lock file of the day. The
//! ordinary run builds two; `REAL_PROJECTS=all` builds all, and `REAL_PROJECTS=eslint,httpx` these;
//! with `KEEP=1` the folders of those that fail are left on disk:
//!
//! ```sh
//! REAL_PROJECTS=all cargo test --release -p dockerfile-tests --test real_projects -- --nocapture
//! ```

mod assemble;
mod cases;
mod manager;
mod tools;
mod trial;

use std::env;

use cases::{CASES, Case, ORDINARY};
use dockerfile_tests::docker::{Docker, report, skip};
use dockerfile_tests::trial::{Failure, is_asked, last_lines, row};
use trial::{End, Outcome};

#[test]
fn projects_of_others_build_run_and_take_an_edit() {
    let Some(docker) = Docker::connect() else { return };
    if let Some(missing) = tools::missing() {
        return skip(&format!("there is no {missing}"), "");
    }
    let chosen = env::var("REAL_PROJECTS").unwrap_or_default();
    let mut failed = vec![];
    report(&row(&["project", "by", "packages", "locked", "kinds", "result", "seconds"]));
    for case in CASES.iter().filter(|case| is_asked(case.name, &chosen, &ORDINARY)) {
        let outcome = trial::run(case, docker);
        report(&row(&cells(case, &outcome)));
        if let Err(Failure { at, said }) = outcome.result {
            report(&format!("{}: {at}:\n{}\n", case.name, last_lines(&said)));
            failed.push(case.name);
            if let (Some(it), true) = (outcome.project, env::var_os("KEEP").is_some()) {
                report(&format!("{} is kept: {}", case.name, it.keep().display()));
            }
        }
    }
    assert!(failed.is_empty(), "these fail: {failed:?}");
}

#[test]
fn the_table_has_what_was_promised() {
    assert!(CASES.len() >= 20);
    let of_node = CASES.iter().filter(|case| case.manager.is_of_node()).count();
    assert!(of_node >= 11 && CASES.len() - of_node >= 9, "{of_node} of {}", CASES.len());
    assert!(ORDINARY.iter().all(|name| CASES.iter().any(|case| case.name == *name)));
    let built = CASES.iter().filter(|case| case.refused.is_empty());
    assert!(built.count() >= 20);
}

fn cells(case: &Case, outcome: &Outcome) -> [String; 7] {
    let packages: Vec<String> =
        case.packages.iter().map(|(name, version, _)| format!("{name} {version}")).collect();
    let locked = outcome.project.as_ref().map_or_else(String::new, |it| it.locked.to_string());
    let result = match &outcome.result {
        Ok(End::Built(steps)) => {
            format!("{} of {} steps", steps.executed.len(), steps.all().len())
        }
        Ok(End::Refused) => format!("refused: {}", case.refused),
        Err(failure) => format!("FAILED: {}", failure.at),
    };
    let (by, seconds) = (case.manager.to_string(), outcome.seconds.to_string());
    [case.name.to_owned(), by, packages.join(", "), locked, case.kinds.to_owned(), result, seconds]
}
