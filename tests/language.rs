//! The coverage table, `docs/language.md`: each instruction and flag of BuildKit's
//! reference, the Rust that says it, the syntax that it needs, and the line that comes out.
//!
//! The table is made here, from declarations that are compiled and rendered:
//! `GOLDEN=overwrite cargo test -p dockerfile-tests --test language` writes it anew.

use dockerfile_core::Dialect;
use dockerfile_tests::assert_recorded;
use dockerfile_tests::language::{Said, base, sayable};

/// What the reference has and nothing here says, and why.
const UNSAYABLE: [(&str, &str); 12] = [
    ("ADD of a local file", "COPY does it, and nothing more (hadolint DL3020)"),
    (
        "MAINTAINER",
        "deprecated: `.label(\"org.opencontainers.image.authors\", ..)` (hadolint DL4000)",
    ),
    (
        "ONBUILD",
        "runs in an image that did not ask for it: a stage that others start from is a `Stage`; as a line that is given, `.raw(..)`",
    ),
    ("CMD shell form", "the shell would be process 1 and swallow signals (hadolint DL3025)"),
    ("ENTRYPOINT shell form", "the same"),
    ("HEALTHCHECK shell form", "the same"),
    ("ARG in FROM", "update bots read a FROM line as it stands; a mirror is a setting of its own"),
    ("FROM --platform of another value", "a fixed platform breaks the image for every other"),
    ("RUN --network=default", "is the default"),
    ("RUN --security=sandbox", "is the default"),
    ("USER by name", "Kubernetes' `runAsNonRoot` and hadolint DL3066 want the number"),
    ("# escape", "`\\` is what every builder takes, and nothing here needs another"),
];

/// What is said another way to older builders, or needs what the image is given.
const AS_ASKED: [&str; 3] = ["# check=skip", "# check=skip above a line", "ONBUILD as given"];

/// The oldest syntax that the image may be given, and its text with that.
fn rendered(said: &Said) -> (Dialect, String) {
    let image = (said.image)(base());
    let newest = if AS_ASKED.contains(&said.what) {
        image.render()
    } else {
        image.clone().dialect(Dialect::Labs).render()
    };
    let rendered = newest.unwrap_or_else(|report| panic!("{}: {report}", said.what));
    let needs = rendered.dialect;
    assert!(image.dialect(needs).render().is_ok(), "{} is not content with {needs}", said.what);
    (needs, rendered.dockerfile)
}

/// The line that the row is about, with those that go on from it.
fn line_of(said: &Said, text: &str) -> String {
    let word = match said.what {
        directive if directive.starts_with('#') => directive.split(['=', '\n']).next(),
        "ARG above FROM" => Some("ARG VERSION="),
        instruction => instruction.split(' ').next(),
    };
    let word = word.expect("a row is called something");
    let mut lines = text.lines().skip_while(|line| !line.starts_with(word));
    let first = lines.next().unwrap_or_else(|| panic!("{}: no line in\n{text}", said.what));
    // A stage's own FROM is the last one, and what a stage goes on from stands above it.
    let first = match word {
        "FROM" => text.lines().rfind(|line| line.starts_with(word)).unwrap_or(first),
        _ => first,
    };
    let mut whole = first.to_owned();
    let mut last = first;
    while last.ends_with('\\') {
        last = lines.next().expect("a line goes on");
        whole += &format!("\n{last}");
    }
    if let Some((_, end)) = last.split_once("<<\"") {
        let end = end.split('"').next().expect("a quote ends");
        for line in lines.by_ref() {
            whole += &format!("\n{line}");
            if line == end {
                break;
            }
        }
    }
    whole
}

fn cell(text: &str) -> String {
    let lines = text.lines().map(|line| format!("`{}`", line.trim().replace('|', "\\|")));
    lines.collect::<Vec<_>>().join("<br>")
}

/// `stringify!` breaks long lines.
fn one_line(rust: &str) -> String {
    let mut text = rust.split_whitespace().collect::<Vec<_>>().join(" ");
    for (spaced, tight) in [(" .", "."), ("( ", "("), (" )", ")"), (", )", ")"), (",)", ")")] {
        text = text.replace(spaced, tight);
    }
    text
}

fn table() -> String {
    let mut text = String::from(
        "# What can be said\n\n\
         Each instruction and flag of BuildKit's Dockerfile reference. `stage` is a stage on Debian that\n\
         runs as somebody; the `image!` form is the same call as a line. The syntax is the oldest that\n\
         reads the line; up to 1.4 the file needs no `# syntax=` line.\n\n\
         A test makes this page (`GOLDEN=overwrite cargo test -p dockerfile-tests --test language`).\n\n\
         | in the reference | in Rust | syntax | the line |\n|---|---|---|---|\n",
    );
    for said in sayable() {
        let (needs, dockerfile) = rendered(&said);
        let line = line_of(&said, &dockerfile);
        text += &format!(
            "| {} | `{}` | {needs} | {} |\n",
            said.what,
            one_line(said.rust).replace('|', "\\|"),
            cell(&line)
        );
    }
    text += "\n## What cannot\n\n| in the reference | why |\n|---|---|\n";
    for (what, why) in UNSAYABLE {
        text += &format!("| {what} | {why} |\n");
    }
    text
}

#[test]
fn the_table_is_as_recorded() {
    assert_recorded("docs/language.md", &table());
}

/// A version below what a line needs is refused, by the name of what needs it.
#[test]
fn a_feature_above_the_dialect_is_an_error_that_names_its_version() {
    const OLDER: [Dialect; 15] = [
        Dialect::V1_0,
        Dialect::V1_2,
        Dialect::V1_3,
        Dialect::V1_4,
        Dialect::V1_6,
        Dialect::V1_10,
        Dialect::V1_14,
        Dialect::V1_16,
        Dialect::V1_17,
        Dialect::V1_18,
        Dialect::V1_19,
        Dialect::V1_20,
        Dialect::V1_21,
        Dialect::V1_23,
        Dialect::V1_24,
    ];
    let mut refused = 0;
    for said in sayable() {
        let (needs, _) = rendered(&said);
        for older in OLDER.into_iter().filter(|older| *older < needs) {
            let report = match (said.image)(base()).dialect(older).render() {
                Err(report) => report,
                Ok(rendered) if AS_ASKED.contains(&said.what) => {
                    assert!(rendered.dialect <= older);
                    continue;
                }
                // An older builder gets the script as a list.
                Ok(rendered) => {
                    assert_eq!(said.what, "RUN here-document");
                    assert!(rendered.dialect <= older && rendered.dockerfile.contains("RUN ["));
                    continue;
                }
            };
            let text = report.to_string();
            assert!(text.contains(&format!("needs Dockerfile syntax {needs}")), "{text}");
            assert!(text.contains(&format!("keeps to {older}")), "{text}");
            refused += 1;
        }
    }
    assert!(refused > 100, "{refused}");
}

/// Every instruction has a row, here or among what cannot be said.
#[test]
fn no_instruction_is_left_out() {
    const INSTRUCTIONS: [&str; 18] = [
        "ADD",
        "ARG",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "LABEL",
        "MAINTAINER",
        "ONBUILD",
        "RUN",
        "SHELL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    ];
    let rows = sayable().into_iter().map(|said| said.what);
    let rows: Vec<&str> = rows.chain(UNSAYABLE.map(|(what, _)| what)).collect();
    for instruction in INSTRUCTIONS {
        let has = |what: &&str| what.split(' ').next() == Some(instruction);
        assert!(rows.iter().any(has), "{instruction} has no row");
    }
}
