//! Attempts to evade a policy, and what has to pass, as two tables.
//!
//! `docs/policy.md` ends with what this test makes: `GOLDEN=overwrite cargo test -p dockerfile-tests
//! --test evasion`.

mod attempts;
mod passing;
mod published;

use std::fs;

use dockerfile_tests::assert_recorded;
use dockerfile_tests::emitted::{Emitted, without_colours};
use dockerfile_tests::root;

use attempts::ATTEMPTS;
use passing::PASSING;

/// A policy, an image, and what a person or a bot changes in its file.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    /// The key, or what else the row is about.
    pub(crate) rule: &'static str,
    pub(crate) what: &'static str,
    pub(crate) manifests: Manifests,
    /// How the small program is called.
    pub(crate) words: &'static [&'static str],
    /// A text of the file that is there already, and what stands in its place.
    pub(crate) edit: Option<(&'static str, &'static str)>,
    /// The error, or a line of the file.
    pub(crate) outcome: &'static str,
    /// Whether its kind is one of those that were found before the rules were written.
    pub(crate) known: bool,
}

#[derive(Clone, Copy)]
pub(crate) enum Manifests {
    /// The lines of the workspace's table, in a package that is the workspace.
    Policy(&'static str),
    /// The same, and those of the table of a package in it.
    Member(&'static str, &'static str),
    /// The manifest of a package that is the workspace, below its name.
    Whole(&'static str),
    /// Manifests by their folders; the package is in `web`.
    Several(&'static [(&'static str, &'static str)]),
}

const PACKAGE: &str = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

impl Manifests {
    /// The files, and the folder of the package that emits.
    fn files(self) -> (Vec<(String, String)>, &'static str) {
        let file = |path: &str, text: String| (path.to_owned(), text);
        let policy = |lines: &str| format!("[workspace.metadata.dockerfile]\n{lines}\n");
        let mut files = match self {
            Self::Policy(lines) => {
                vec![file("Cargo.toml", format!("{PACKAGE}\n[workspace]\n\n{}", policy(lines)))]
            }
            Self::Whole(text) => vec![file("Cargo.toml", text.replace("{package}", PACKAGE))],
            Self::Member(lines, own) => {
                let own = format!("{PACKAGE}\n[package.metadata.dockerfile]\n{own}\n");
                let root = format!("[workspace]\nmembers = [\"web\"]\n\n{}", policy(lines));
                vec![file("Cargo.toml", root), file("web/Cargo.toml", own)]
            }
            Self::Several(files) => {
                let text = |text: &str| text.replace("{package}", PACKAGE);
                files.iter().map(|(path, it)| file(path, text(it))).collect()
            }
        };
        let folder = match self {
            Self::Policy(_) | Self::Whole(_) => "",
            Self::Member(..) | Self::Several(_) => "web",
        };
        files.push(file(&format!("{folder}/src/lib.rs"), String::new()));
        (files, folder)
    }
}

/// What is said of a case, or the file.
fn outcome(case: &Case) -> Result<String, String> {
    let emitted = Emitted::empty(env!("CARGO_BIN_EXE_policy_image"));
    let (files, folder) = case.manifests.files();
    let package = emitted.path(folder);
    let package = package.to_str().expect("UTF-8");
    let dockerfile = format!("{folder}/Dockerfile");
    let dockerfile = dockerfile.trim_start_matches('/');
    let emit = || {
        let mut command = emitted.command_of(case.words, &[("CARGO_MANIFEST_DIR", package)]);
        command.output().expect("the program starts")
    };
    if let Some((old, new)) = case.edit {
        fs::create_dir_all(package).expect("a new folder");
        let first = emit();
        assert!(first.status.success(), "{}", without_colours(&first.stderr));
        let text = emitted.text(dockerfile);
        assert!(text.contains(old), "{}: {text}", case.what);
        emitted.write(dockerfile, text.replace(old, new));
    }
    for (path, text) in files {
        emitted.make(path.trim_start_matches('/'), text);
    }
    let output = emit();
    if output.status.success() {
        return Ok(emitted.text(dockerfile));
    }
    Err(without_colours(&output.stderr))
}

/// The first line of the error that has these words.
fn error<'s>(said: &'s str, words: &str) -> Option<&'s str> {
    let mut errors = said.lines().filter_map(|line| line.strip_prefix("error: "));
    errors.find(|line| line.contains(words))
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[test]
fn each_attempt_is_refused_and_what_is_right_passes() {
    let mut wrong = vec![];
    let mut refused = "| rule | attempt | held by |\n|---|---|---|\n".to_owned();
    for case in ATTEMPTS {
        let found = outcome(case);
        match found.as_ref().map_err(|said| error(said, case.outcome)) {
            Err(Some(line)) => {
                refused += &format!("| {} | {} | {} |\n", case.rule, cell(case.what), cell(line));
            }
            _ => wrong.push(format!("{}: {}:\n{found:?}", case.rule, case.what)),
        }
    }
    let mut passes = "| rule | what passes |\n|---|---|\n".to_owned();
    for case in PASSING {
        match outcome(case) {
            Ok(text) if text.contains(case.outcome) => {
                passes += &format!("| {} | {} |\n", case.rule, cell(case.what));
            }
            found => wrong.push(format!("{}: {}:\n{found:?}", case.rule, case.what)),
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    let known = ATTEMPTS.iter().filter(|case| case.known).count();
    assert!(ATTEMPTS.len() >= 60 && known * 3 <= ATTEMPTS.len(), "{known} of {}", ATTEMPTS.len());
    record(&refused, &passes);
}

/// Every key has an attempt, and a case that has to pass.
#[test]
fn every_key_is_in_both_tables() {
    let source = dockerfile_tests::sources().remove("check/policy/table.rs").expect("the keys");
    let (_, keys) = source.split_once("const KEYS").expect("the keys");
    let (keys, _) = keys.split_once("];").expect("an end");
    let keys: Vec<&str> = keys.split('"').skip(1).step_by(2).collect();
    assert!(keys.len() > 10, "{keys:?}");
    for key in keys {
        let of_key = |case: &&Case| case.rule == format!("`{key}`");
        assert!(ATTEMPTS.iter().any(|case| of_key(&case)), "{key} has no attempt");
        assert!(PASSING.iter().any(|case| of_key(&case)), "{key} has nothing that passes");
    }
}

/// What stands above the tables is written by hand.
fn record(refused: &str, passes: &str) {
    const BEGIN: &str = "## Attempts\n";
    let path = root().join("docs/policy.md");
    let text = fs::read_to_string(path).expect("a document");
    let (before, _) = text.split_once(BEGIN).expect("a heading");
    let count = ATTEMPTS.len();
    let text = format!(
        "{before}{BEGIN}\n{count} attempts to evade a policy, as a test makes them, and the error that each \
         ends in:\n\n{refused}\n## What passes\n\nNo rule refuses what keeps to it:\n\n{passes}"
    );
    assert_recorded("docs/policy.md", &text);
}
