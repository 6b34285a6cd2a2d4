//! `audit`: seeded mistakes, what they cost, and files without any.

mod rebuild;
mod seeds;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use dockerfile_tests::root;
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

/// Orders that are right, or of which nobody knows that they are wrong.
#[test]
fn what_a_step_may_read_stands_above_it() {
    let here = Here::new();
    here.write("keys/own.gpg", "key\n");
    here.write("packages.txt", "make\n");
    here.write("setup.sh", "true\n");
    here.write(".yarn/plugins/x.cjs", "\n");
    let install = "RUN apt-get update && apt-get install -y make\n";
    let cases = [
        format!("COPY keys/own.gpg /etc/apt/keyrings/\n{install}COPY src /app\n"),
        "COPY packages.txt /tmp/\nRUN apt-get update && xargs apt-get install -y </tmp/packages.txt\n".to_owned(),
        format!("COPY setup.sh /\nRUN sh /setup.sh\n{install}").replace("apt-get", "./own-get"),
        "COPY . .\nRUN pip install .\n".to_owned(),
        "COPY . .\nRUN pip install -e .\n".to_owned(),
        "COPY package.json package-lock.json ./\nCOPY .yarn .yarn\nRUN npm ci\nCOPY src src\n".to_owned(),
        "COPY . .\nRUN make\nRUN make install\n".to_owned(),
        // What a step reads stands where it has to.
        "ARG GIT_SHA\nRUN echo \"${GIT_SHA}\" >/version\n".to_owned(),
        "ENV NODE_VERSION=20\nRUN curl -O https://example.org/node-$NODE_VERSION.tar.gz\n".to_owned(),
        "ENV APP_VERSION=1\nCOPY src /app\n".to_owned(),
        "COPY Cargo.toml Cargo.lock ./\nRUN cargo fetch\nCOPY src src\nRUN cargo build\n".to_owned(),
        // A step of which nobody knows what it reads may read the variable.
        "ARG GIT_SHA\nRUN make -C /src\n".to_owned(),
        "ARG GIT_SHA\nRUN npm run build\n".to_owned(),
        // Whose the files are is said below them.
        "COPY . .\nRUN useradd -m app && chown -R app /work\n".to_owned(),
        "COPY src /srv/app\nRUN useradd app && chown -R app:app /srv\n".to_owned(),
        "COPY src lib\nRUN useradd app && chown -R app:app .\n".to_owned(),
        // The list of what is to be compiled is made of all sources.
        "COPY . .\nRUN cargo chef prepare --recipe-path recipe.json\n".to_owned(),
        // A file alone, of no module.
        "COPY src /s\nRUN go build -o /app /s\n".to_owned(),
    ];
    for case in cases {
        let text = format!("FROM debian:12\nWORKDIR /work\n{case}");
        let (found, code) = here.audit("images/Dockerfile", &text);
        assert_eq!((code, &found["findings"]), (Some(0), &Value::Array(vec![])), "{text}");
    }
}

#[test]
fn what_costs_more_is_told_first() {
    let here = Here::new();
    let text = "FROM debian:12\nARG GIT_SHA\nCOPY src /app/src\nRUN useradd -r web\nRUN curl -o /x https://example.org/x\n\
                RUN apt-get update && apt-get install -y npm\nCOPY package.json package-lock.json /app/\n\
                RUN npm ci\nENV API_TOKEN=abc\n";
    let (found, _) = here.audit("images/Dockerfile", text);
    let told: Vec<(&str, u64)> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["rule"].as_str().unwrap(), one["line"].as_u64().unwrap()))
        .collect();
    let costs: Vec<f64> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["cost"].as_f64())
        .collect();
    assert!(costs.is_sorted_by(|one, other| one >= other) && costs.len() > 1, "{costs:?}");
    assert_eq!(told[0], ("commit-above-run", 2), "{told:?}");
    // It hides the sources below it, which cost something as soon as it is mended.
    assert_eq!(told[1], ("sources-above-dependencies", 3), "{told:?}");
    assert!(costs[1] > 20.0, "{costs:?}");
    let mended: Vec<f64> = found["mended"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["cost_per_commit"].as_f64().unwrap())
        .collect();
    assert_eq!(found["mended"][0]["line"], 2);
    // What is left: `npm ci` when a manifest changes, and copies.
    assert!(mended.len() == 2 && mended[0] > 20.0 && mended[1] < 4.0, "{mended:?}");
    // The lines' costs are all of it.
    let sum: f64 = found["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["cost_per_commit"].as_f64().unwrap())
        .sum();
    assert!((sum - found["cost_per_commit"].as_f64().unwrap()).abs() < 1e-6);
    let history = found["history"].as_array().unwrap();
    let sum: f64 = history.iter().map(|one| one["cost"].as_f64().unwrap()).sum();
    assert!((sum / 40.0 - found["cost_per_commit"].as_f64().unwrap()).abs() < 1e-6);
}

#[test]
fn a_version_counts_as_often_as_the_file_changed_it() {
    let here = Here::new();
    let text = |version: usize| {
        format!(
            "FROM debian:12\nENV APP_VERSION=1.0.{version}\nRUN apt-get update && apt-get install -y make\n"
        )
    };
    for version in 1..5 {
        here.write("images/version.Dockerfile", &text(version));
        here.commit();
    }
    let (found, _) = here.audit("images/version.Dockerfile", &text(4));
    let finding = &found["findings"][0];
    assert_eq!((&finding["rule"], &finding["line"]), (&"version-above-install".into(), &2.into()));
    // Each of the four releases installed again: 20 s.
    assert!((finding["cost"].as_f64().unwrap() - 4.0 * 20.0 / 40.0).abs() < 1e-6, "{finding}");
}

/// Where a link leads is seen in whole trees; without one, what a commit changed is enough to look at.
#[test]
fn links_of_a_context_are_followed_through_its_history() {
    let here = Here::new();
    let counts = |text: &str| -> Vec<u64> {
        let (found, _) = here.audit("images/Dockerfile", text);
        let lines = found["lines"].as_array().unwrap().iter();
        lines.map(|line| line["commits"].as_u64().unwrap()).collect()
    };
    let text = "FROM debian:12\nCOPY go.* /a/\nCOPY src/app.py /b/\nCOPY . /c\nRUN make\n";
    let before = counts(text);
    assert_eq!(before, [2, 6, 34, 34]);
    std::os::unix::fs::symlink("src", here.path("linked")).expect("a link");
    here.commit();
    // The oldest of the commits is no longer one of the last forty; the link itself is new in the context.
    let after = counts(text);
    assert_eq!(after[0], 2);
    assert!(after[2].abs_diff(before[2]) <= 1, "{after:?}");
    here.write("src/app.py", "through the link\n");
    here.commit();
    let through = counts("FROM debian:12\nCOPY linked/app.py /b/\n");
    assert_eq!(through, [2], "the link's own commit, and the edit");
}

#[test]
fn without_a_history_or_times_mistakes_are_found_too() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("Dockerfile"), SEEDS[4].2).expect("a file");
    fs::write(folder.path().join("Makefile"), "all:\n").expect("a file");
    let output = run(folder.path(), &["audit", "Dockerfile"]);
    let (text, wrong) = said(&output);
    assert_eq!(output.status.code(), Some(1), "{wrong}");
    assert!(text.contains("Dockerfile:3  sources-above-packages\n"), "{text}");
    assert!(text.contains("costs are not known: "), "{text}");
    let here = Here::new();
    here.write("images/Dockerfile", SEEDS[4].2);
    let (found, _) = here.ask("images/Dockerfile", &[]);
    assert_eq!(found["measure"], "steps");
    assert!(found["findings"][0]["cost"].as_f64().unwrap() > 0.4, "{found:#}");
    let output = run(folder.path(), &["audit", "Containerfile"]);
    assert_eq!(output.status.code(), Some(2));
}

/// A rule, a line, and some of the words.
type Expected = (&'static str, u64, &'static str);

#[test]
fn secrets_and_private_files_are_found() {
    let here = Here::new();
    let key = "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n";
    for (path, text) in [
        ("app/.env", "A=b\n"),
        ("app/.env.example", "A=\n"),
        ("app/tls/server.pem", key),
        ("app/tls/ca.pem", "-----BEGIN CERTIFICATE-----\n"),
        ("app/.npmrc", "//npm.corp/:_authToken=abc\n"),
        ("app/index.js", "1\n"),
        ("plain/.npmrc", "save-exact=true\n"),
    ] {
        here.write(path, text);
    }
    let token = format!("ghp_{}", "a1".repeat(18));
    let cases: Vec<(String, &[Expected])> = vec![
        (
            "FROM debian:12\nCOPY app /app\nCOPY plain /plain\n".to_owned(),
            &[
                ("private-file-copied", 2, "`app/.env`"),
                ("private-file-copied", 2, "`app/.npmrc`"),
                ("private-file-copied", 2, "`app/tls/server.pem`"),
            ],
        ),
        (
            "FROM debian:12 AS build\nCOPY app /app\nFROM debian:12\nCOPY --from=build /app/index.js /\n".to_owned(),
            &[],
        ),
        (
            "FROM debian:12 AS build\nCOPY app/.env /app/\nFROM debian:12\nCOPY --from=build /app /app\n".to_owned(),
            &[("private-file-copied", 2, "`app/.env`")],
        ),
        (
            "FROM debian:12\nENV DB_PASSWORD=x\nENV DB_PASSWORD_FILE=/run/p\nARG NPM_TOKEN\nENV URL=https://a:b@c/\n".to_owned(),
            &[
                ("secret-in-variable", 2, "`DB_PASSWORD`"),
                ("secret-in-variable", 4, "`NPM_TOKEN`"),
                ("secret-in-variable", 5, "a URL with a password"),
            ],
        ),
        (
            format!("FROM debian:12\nRUN curl -H 'Authorization: {token}' https://example.org\n"),
            &[("secret-in-step", 2, "a token of GitHub")],
        ),
        (
            "FROM debian:12\nRUN --mount=type=secret,id=token curl -H \"A: $(cat /run/secrets/token)\" https://example.org\n".to_owned(),
            &[],
        ),
    ];
    for (text, expected) in cases {
        let (found, _) = here.audit("images/Dockerfile", &text);
        assert_found(&found, expected, &text);
    }
    here.write("images/Dockerfile.dockerignore", "images\n");
    let (found, _) = here.audit("images/Dockerfile", "FROM debian:12\nCOPY . /app\n");
    let findings = found["findings"].as_array().unwrap();
    let history = findings.iter().filter(|one| one["rule"] == "history-copied");
    assert_eq!(history.count(), 1, "{found:#}");
    assert_eq!(found["lines"][0]["commits"], 40, "each commit changes `.git`");
}

#[track_caller]
fn assert_found(found: &Value, expected: &[Expected], text: &str) {
    let told: Vec<_> = found["findings"].as_array().unwrap().iter().collect();
    assert_eq!(told.len(), expected.len(), "{text}\n{found:#}");
    for (one, (rule, line, what)) in told.iter().zip(expected) {
        assert_eq!(
            (&one["rule"], &one["line"]),
            (&Value::from(*rule), &Value::from(*line)),
            "{text}"
        );
        assert!(one["what"].as_str().unwrap().contains(what), "{one}");
    }
}

#[test]
fn programs_that_cannot_start_are_found() {
    let here = Here::new();
    let rust = "FROM rust:1-slim-bookworm AS build\nCOPY src /src\nRUN cargo install --path /src --root /out\n";
    let go = "FROM golang:1-bookworm AS build\nCOPY go.mod /s/\nRUN go mod download\nCOPY src /s\nRUN go build -o /out/app /s\n";
    let cases: [(String, &[Expected]); 10] = [
        (
            format!(
                "{}FROM alpine:3\nCOPY --from=build /out/bin/app /bin/app\nCMD [\"/bin/app\"]\n",
                rust.replace("COPY src /src\n", "")
            ),
            &[("program-cannot-start", 4, "`alpine:3` has musl alone")],
        ),
        (
            format!("{go}FROM scratch\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n"),
            &[("program-cannot-start", 7, "`scratch` has no C library")],
        ),
        (
            format!(
                "{}FROM scratch\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n",
                go.replace("RUN go build", "RUN CGO_ENABLED=0 go build")
            ),
            &[],
        ),
        (
            format!(
                "{}FROM scratch\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n",
                go.replace("COPY src", "ENV CGO_ENABLED=0\nCOPY src")
            ),
            &[],
        ),
        (
            format!("{go}FROM debian:12\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n"),
            &[],
        ),
        (
            format!(
                "{go}FROM alpine:3\nRUN apk add gcompat\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n"
            ),
            &[],
        ),
        (
            "FROM scratch\nCOPY src/app.js /app/\nCMD [\"/app/app\"]\n".to_owned(),
            &[("program-not-there", 3, "nothing puts `/app/app`")],
        ),
        ("FROM scratch\nCOPY src /app/\nCMD [\"/app/app.js\"]\n".to_owned(), &[]),
        (
            "FROM scratch\nCOPY src /app/\nCMD /app/app.js\n".to_owned(),
            &[("no-shell-to-start", 3, "CMD is a text for a shell")],
        ),
        ("FROM gcr.io/distroless/static:debug\nCOPY src /app/\nCMD /app/app.js\n".to_owned(), &[]),
    ];
    for (text, expected) in cases {
        let (found, _) = here.audit("images/Dockerfile", &text);
        assert_found(&found, expected, &text);
    }
}

#[test]
fn nothing_is_found_in_files_that_we_emit() {
    let mut paths = vec![];
    let listing = Command::new("git")
        .args(["ls-files", "-z", "*Dockerfile"])
        .current_dir(root())
        .output()
        .expect("git starts");
    for path in String::from_utf8(listing.stdout).unwrap().split_terminator('\0') {
        let text = fs::read_to_string(root().join(path)).expect("a Dockerfile");
        if text.starts_with("# Generated by dockerfile-core ") {
            paths.push(path.to_owned());
        }
    }
    assert!(paths.len() > 8, "{paths:?}");
    let words: Vec<&str> = paths.iter().map(String::as_str).collect();
    let output = run(&root(), &[&["audit"], words.as_slice()].concat());
    let (text, wrong) = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}{wrong}");
    assert_eq!(text.matches("nothing found").count(), paths.len(), "{text}");
}

#[test]
fn sarif_says_the_same() {
    let here = Here::new();
    let name = "images/a b.Dockerfile";
    here.audit(name, SEEDS[0].2);
    let (found, _) = here.ask(name, &["--sarif", "out.sarif"]);
    let text = fs::read_to_string(here.path("out.sarif")).expect("a report");
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["version"], "2.1.0");
    let run = &value["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), found["findings"].as_array().unwrap().len());
    let rules: BTreeMap<usize, &Value> =
        run["tool"]["driver"]["rules"].as_array().unwrap().iter().enumerate().collect();
    for (result, finding) in results.iter().zip(found["findings"].as_array().unwrap()) {
        assert_eq!(result["ruleId"], finding["rule"]);
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[&index]["id"], finding["rule"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "images/a%20b.Dockerfile");
        assert_eq!(place["region"]["startLine"], finding["line"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
    }
    // The line moves; the finding stays the same one.
    let finger = results[0]["partialFingerprints"]["finding/v1"].clone();
    here.audit(name, &format!("# A comment.\n{}", SEEDS[0].2));
    here.ask(name, &["--sarif", "out.sarif"]);
    let text = fs::read_to_string(here.path("out.sarif")).expect("a report");
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let result = &value["runs"][0]["results"][0];
    assert_eq!(result["partialFingerprints"]["finding/v1"], finger);
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 4);
}
