//! `audit`: seeded mistakes, what they cost, and files without any.

mod costs;
mod installs;
mod orders;
mod rebuild;
mod reports;
mod secrets;
mod seeds;
mod starts;

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use self::seeds::{SEEDS, log_of};
use super::{run, said};

/// A checkout with files of several ecosystems and a history of forty commits: most edit sources, some a
/// manifest, some what no image reads.
struct Here {
    folder: TempDir,
}

/// Files, and how many of the commits change each.
const FILES: [(&str, usize); 16] = [
    ("src/app.js", 16),
    ("src/app.py", 4),
    ("README.md", 6),
    ("package.json", 2),
    ("package-lock.json", 2),
    ("requirements.txt", 2),
    ("go.mod", 1),
    ("go.sum", 1),
    ("Gemfile", 1),
    ("Gemfile.lock", 1),
    ("Cargo.toml", 1),
    ("Cargo.lock", 1),
    ("composer.json", 1),
    ("shop.csproj", 1),
    ("pom.xml", 0),
    ("Makefile", 0),
];

const COMMITS: usize = 40;

impl Here {
    fn new() -> Self {
        let here = Self { folder: tempfile::tempdir().expect("a folder") };
        here.write(".dockerignore", ".git\nimages\nREADME.md\n");
        here.write("images/version.Dockerfile", "FROM debian:12\nENV APP_VERSION=1.0.0\n");
        FILES.iter().for_each(|(path, _)| here.write(path, "first\n"));
        here.git(&["init", "-q"]);
        here.commit();
        // Every third change is of another file than the one before.
        let mut left: Vec<(&str, usize)> = FILES.to_vec();
        for at in 0..COMMITS {
            left.sort_by_key(|(path, count)| (usize::MAX - count, *path));
            let (path, count) = &mut left[at % 3 % 2];
            if *count == 0 {
                break;
            }
            *count -= 1;
            here.write(path, &format!("{at}\n"));
            here.commit();
        }
        here
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn git(&self, words: &[&str]) {
        dockerfile_tests::git(self.folder.path(), words);
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-qm", "a change"]);
    }

    /// What is said of a Dockerfile whose steps were measured, and the exit code.
    fn audit(&self, name: &str, text: &str) -> (Value, Option<i32>) {
        self.write(name, text);
        let log = self.path("images/build.log");
        fs::write(&log, log_of(text)).expect("a log");
        let log = log.to_string_lossy().into_owned();
        self.ask(name, &["--times", &log])
    }

    /// What is said of a Dockerfile of which no step was measured.
    fn ask_of(&self, text: &str) -> (Value, Option<i32>) {
        self.write("images/Dockerfile", text);
        self.ask("images/Dockerfile", &[])
    }

    fn ask(&self, name: &str, words: &[&str]) -> (Value, Option<i32>) {
        let words =
            [&["audit", name, "--context", ".", "--format", "json", "--commits", "40"], words]
                .concat();
        let output = run(self.folder.path(), &words);
        let value = serde_json::from_slice(&output.stdout);
        let value: Value = value.unwrap_or_else(|_| panic!("{name}: {}", said(&output).1));
        (value["files"][0].clone(), output.status.code())
    }
}

#[test]
fn seeded_mistakes_are_found_with_what_they_cost() {
    let here = Here::new();
    let mut costs = vec![];
    for (at, (rule, line, bad, good)) in SEEDS.iter().enumerate() {
        let (name, text) = (format!("images/{at}.Dockerfile"), bad);
        let (found, code) = here.audit(&name, text);
        assert_eq!(code, Some(1), "{at}: {bad}");
        let findings = found["findings"].as_array().unwrap();
        let told: Vec<_> = findings.iter().map(|one| (&one["rule"], &one["line"])).collect();
        assert_eq!(told, [(&Value::from(*rule), &Value::from(*line))], "{at}: {found:#}");
        assert_eq!(found["commits"], COMMITS, "{found:#}");

        let (mended, code) = here.audit(&name, good);
        assert_eq!((code, &mended["findings"]), (Some(0), &Value::Array(vec![])), "{at}: {good}");
        let cost = findings[0]["cost"].as_f64().unwrap();
        costs.push(cost);
        // What is foretold of the moved lines is what is said of a file that has them so. Of a step that
        // does two things nobody knows the shares, and a label costs nothing here.
        if !["dependencies-with-sources", "label-above-run"].contains(rule) {
            let number = |value: &Value| value["cost_per_commit"].as_f64().unwrap();
            let saved = number(&found) - number(&mended);
            assert!(saved > 0.0 && (cost - saved).abs() < 0.12, "{at}: {cost} {saved}");
            assert!((number(&found["mended"][0]) - number(&mended)).abs() < 0.12, "{at}");
        }
    }
    // 34 of 40 commits change what `COPY . .` takes, 4 of them manifests: 30 times `npm ci` ran for nothing,
    // 30 s each.
    assert!((costs[0] - 30.0 * 30.0 / 40.0).abs() < 1e-6, "{costs:?}");
}

/// A rule, a line, and some of the words.
type Expected = (&'static str, u64, &'static str);

#[track_caller]
fn assert_found(found: &Value, expected: &[Expected], text: &str) {
    let told: Vec<_> = found["findings"].as_array().unwrap().iter().collect();
    assert_eq!(told.len(), expected.len(), "{text}\n{:#}", found["findings"]);
    for (one, (rule, line, what)) in told.iter().zip(expected) {
        assert_eq!(
            (&one["rule"], &one["line"]),
            (&Value::from(*rule), &Value::from(*line)),
            "{text}"
        );
        assert!(one["what"].as_str().unwrap().contains(what), "{one}");
    }
}
