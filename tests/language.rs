//! The coverage table, `docs/language.md`: each element of BuildKit's reference, the Rust that says
//! it, the syntax that it needs, and the line that comes out; or why nothing says it.
//!
//! The table is made here, from declarations that are compiled and rendered:
//! `GOLDEN=overwrite cargo test -p dockerfile-tests --test language` writes it anew.

use std::collections::BTreeSet;

use dockerfile_core::{Dialect, Rendered};
use dockerfile_tests::assert_recorded;
use dockerfile_tests::language::{Said, base, sayable};
use dockerfile_tests::text::without_private;
use dockerfile_tests::unsayable::UNSAYABLE;

/// What is said another way to older builders, or needs what the image is given.
const AS_ASKED: [&str; 5] = [
    "# check=skip",
    "# check=skip above a line",
    "# check=skip=..;error=true",
    "HEALTHCHECK exec form, of a program that it brings",
    "ONBUILD as given",
];

/// The oldest syntax that the image may be given, and its files with that.
fn rendered(said: &Said) -> (Dialect, Rendered) {
    let image = (said.image)(base());
    let newest = if AS_ASKED.contains(&said.what) {
        image.render()
    } else {
        image.clone().dialect(Dialect::Labs).render()
    };
    let rendered = newest.unwrap_or_else(|report| panic!("{}: {report}", said.what));
    let needs = rendered.dialect;
    assert!(image.dialect(needs).render().is_ok(), "{} is not content with {needs}", said.what);
    (needs, rendered)
}

/// The line that the row is about, with those that go on from it.
fn line_of(said: &Said, rendered: &Rendered) -> String {
    let text = rendered.dockerfile.as_str();
    let word = match said.what {
        ".dockerignore" => return patterns(&without_private(&rendered.ignore)),
        directive if directive.starts_with('#') => directive.split(['=', '\n']).next(),
        "ARG name=default above FROM" => Some("ARG VERSION="),
        "FROM --platform of a constant" => Some("FROM --platform="),
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

/// The lines of an ignore file.
fn patterns(ignore: &str) -> String {
    let patterns = ignore.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    patterns.collect::<Vec<_>>().join("\n")
}

/// What the line has to hold of the row that it stands in: its flags, and the options of a mount.
fn words_of(what: &str) -> Vec<String> {
    let mut words = vec![];
    for flag in what.split([' ', ',']).filter(|word| word.starts_with("--")) {
        match flag.starts_with("--mount=") {
            true => words.push(flag.to_owned()),
            false => words.extend(flag.split('=').next().map(str::to_owned)),
        }
    }
    if let Some((_, options)) = what.split_once("--mount=") {
        let options = options.split(' ').next().unwrap_or_default().split(',').skip(1);
        words.extend(options.map(|option| match option.split_once('=') {
            Some(("from", _)) => "from=".to_owned(),
            _ => option.to_owned(),
        }));
    }
    words
}

#[test]
fn a_line_holds_what_its_row_is_about() {
    let mut held = 0;
    for said in sayable() {
        let (_, rendered) = rendered(&said);
        let line = line_of(&said, &rendered);
        for word in words_of(said.what) {
            assert!(line.contains(&word), "{}: no `{word}` in {line}", said.what);
            held += 1;
        }
    }
    assert!(held > 60, "{held}");
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

const HEAD: &str = "# What can be said

The tables have each element of BuildKit's Dockerfile reference, and of the addresses of repositories that
Docker's pages on build contexts describe: instructions with their forms, flags and the values of
flags, directives, variables with a meaning, here-documents.

COUNT

In the column for Rust, `stage` is a stage on Debian with a user; in `image!` the same call is a line.
The column for the syntax has the oldest version that reads the line; up to 1.4 the file needs no `# syntax=` line.

A test makes this page (`GOLDEN=overwrite cargo test -p dockerfile-tests --test language`).

| in the reference | in Rust | syntax | the line |
|---|---|---|---|
";

fn table() -> String {
    let rows = sayable();
    let (said, all) = (rows.len(), rows.len() + UNSAYABLE.len());
    let count = format!(
        "Of {all} elements {said} can be said, and {} cannot, each for a reason.",
        all - said
    );
    let mut text = HEAD.replace("COUNT", &count);
    for said in rows {
        let (needs, rendered) = rendered(&said);
        let line = line_of(&said, &rendered);
        text += &format!(
            "| {} | `{}` | {needs} | {} |\n",
            said.what,
            one_line(said.rust).replace('|', "\\|"),
            cell(&line)
        );
    }
    text += "\n## What cannot\n\nWhere the last column names no other way, a line of a stage can be given as it \
             stands: `.raw(\"..\", \"why\")`. That excludes FROM, SHELL and here-documents.\n\n\
             | in the reference | syntax | why |\n|---|---|---|\n";
    for (what, needs, why) in UNSAYABLE {
        text += &format!("| {what} | {needs} | {why} |\n");
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

/// Every instruction has a row, here or among what cannot be said, and no element has two.
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
    let rows: Vec<&str> = rows.chain(UNSAYABLE.iter().map(|(what, ..)| *what)).collect();
    for instruction in INSTRUCTIONS {
        let has = |what: &&str| what.split(' ').next() == Some(instruction);
        assert!(rows.iter().any(has), "{instruction} has no row");
    }
    let mut seen = BTreeSet::new();
    let twice: Vec<_> = rows.iter().filter(|what| !seen.insert(**what)).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
