//! Every rule of hadolint and every check of BuildKit: when a declaration that would break it is
//! answered, and how. Each answer has a witness that is tried here, so that none is only said.
//!
//! The page is made here: `GOLDEN=overwrite cargo test -p dockerfile-tests --test rules` writes
//! `docs/rules.md` anew.

mod table;
mod user_shell;

use std::fs;
use std::path::{Path, PathBuf};

use dockerfile_core::Image;
use dockerfile_tests::opinions::{answers, hadolint, hadolint_under};
use dockerfile_tests::{assert_recorded, root, sources};
use table::{Row, Witness, rows};
use tempfile::TempDir;

/// How many rules there are: 71 of hadolint, ShellCheck's as one, its parser's, and 22 of BuildKit.
const RULES: usize = 95;

fn violation(rule: &str) -> PathBuf {
    root().join(format!("tests/fixtures/violations/{rule}.Dockerfile"))
}

/// What hadolint says of a file, under the configuration that a rule needs, if it needs one.
fn said_of(rule: &str, dockerfile: &Path) -> String {
    let config = root().join(format!("tests/fixtures/violations/{rule}.hadolint.yaml"));
    match config.exists() {
        true => hadolint_under(&config, dockerfile).1,
        false => hadolint(dockerfile).1,
    }
}

/// The words by which hadolint says the rule: its code, or what its parser has instead.
fn words_of(rule: &str) -> &str {
    match rule {
        "DL1000" => "invalid protocol",
        "DL3061" => "must begin with",
        "SCxxxx" => "SC2086",
        rule => rule,
    }
}

fn is_of_hadolint(rule: &str) -> bool {
    rule.starts_with("DL") || rule == "SCxxxx"
}

/// A declaration as a file, in a folder that lasts as long as its guard.
fn written(dockerfile: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("Dockerfile");
    fs::write(&path, dockerfile).expect("a new file");
    (folder, path)
}

#[test]
fn every_rule_has_a_row_and_an_input() {
    let rows = rows();
    let mut names: Vec<&str> = rows.iter().map(|row| row.rule).collect();
    assert_eq!(names.len(), RULES);
    names.dedup();
    assert_eq!(names.len(), RULES, "a rule stands there twice");
    let folder = root().join("tests/fixtures/violations");
    for entry in fs::read_dir(folder).expect("a folder") {
        let file = entry.expect("an entry").file_name().into_string().expect("a name");
        let rule = file.split('.').next().unwrap_or_default();
        assert!(names.contains(&rule), "{file} is the input of no row");
    }
    for Row { rule, witnesses } in rows {
        assert!(violation(rule).exists(), "{rule} has no input");
        assert!(!witnesses.is_empty(), "{rule} is not answered");
    }
}

/// An input that breaks nothing would prove nothing.
#[test]
fn every_input_breaks_its_rule() {
    if !answers("hadolint") {
        return;
    }
    for Row { rule, .. } in rows().into_iter().filter(|row| is_of_hadolint(row.rule)) {
        let said = said_of(rule, &violation(rule));
        assert!(said.contains(words_of(rule)), "{rule}:\n{said}");
    }
}

#[test]
fn every_answer_is_true() {
    let lies: Vec<String> = rows()
        .iter()
        .flat_map(|row| row.witnesses.iter().filter_map(|witness| lie(row.rule, witness)))
        .collect();
    assert!(lies.is_empty(), "{}", lies.join("\n"));
}

/// What is not so, or nothing.
fn lie(rule: &str, witness: &Witness) -> Option<String> {
    match witness {
        Witness::Types(input, words) | Witness::Literal(input, words) => unsaid(rule, input, words),
        Witness::Script(image, words) => unrefused(rule, image(), words),
        Witness::Shell(text, words) => unsaid(rule, table::COMMANDS, words)
            .or_else(|| unrefused(rule, table::shell(text), words)),
        Witness::Header(image, words) | Witness::Printed(image, words, _) => {
            silent(rule, image, words)
        }
        Witness::Build(file, name, _) => {
            let text = fs::read_to_string(root().join(format!("tests/{file}"))).unwrap_or_default();
            let has = text.contains(&format!("#[test]\nfn {name}() {{"));
            (!has).then(|| format!("{rule}: tests/{file} has no test `{name}`"))
        }
        Witness::Unsayable(absent, _) => {
            let found = declared().contains(absent);
            found.then(|| format!("{rule}: `{absent}` is in the public interface"))
        }
        Witness::Unanswered(image, _) => {
            let rendered = match image().render() {
                Ok(rendered) => rendered,
                Err(report) => return Some(format!("{rule}: is answered:\n{report}")),
            };
            if !is_of_hadolint(rule) || !answers("hadolint") {
                return None;
            }
            let (_folder, path) = written(&rendered.dockerfile);
            let said = said_of(rule, &path);
            (!said.contains(words_of(rule))).then(|| format!("{rule}: is answered:\n{said}"))
        }
    }
}

/// No such message of rustc is recorded.
fn unsaid(rule: &str, input: &str, words: &str) -> Option<String> {
    let path = root().join(format!("tests/ui/{input}.stderr"));
    let said = fs::read_to_string(path).unwrap_or_default();
    (!said.contains(words)).then(|| format!("{rule}: {input} does not say `{words}`"))
}

fn unrefused(rule: &str, image: Image, words: &str) -> Option<String> {
    let Err(report) = image.render() else {
        return Some(format!("{rule}: nothing is refused that should say `{words}`"));
    };
    let said = report.to_string();
    (!said.contains(words)).then(|| format!("{rule}: no `{words}` in\n{said}"))
}

/// The text is there, and hadolint does not speak of the rule, nor of any that needs no
/// configuration.
fn silent(rule: &str, image: &fn() -> Image, words: &str) -> Option<String> {
    let text = match image().render() {
        Ok(rendered) => rendered.dockerfile,
        Err(report) => return Some(format!("{rule}: {report}")),
    };
    if !text.contains(words) {
        return Some(format!("{rule}: no `{words}` in\n{text}"));
    }
    if !answers("hadolint") {
        return None;
    }
    let (_folder, path) = written(&text);
    let said = said_of(rule, &path) + &said_of("none", &path);
    (!said.is_empty()).then(|| format!("{rule}: {said}\n{text}"))
}

/// The text of what can be declared.
fn declared() -> String {
    let declared = sources().into_iter().filter(|(path, _)| path.starts_with("declare/"));
    let text: String = declared.map(|(_, text)| text).collect();
    assert!(text.contains("pub fn entrypoint("), "this is not what can be declared");
    text
}

// ---- the page -----------------------------------------------------------------------------

fn page() -> String {
    let mut text = String::from(
        "# What the linters ask\n\n\
         For each rule of hadolint 2.15 and each check of BuildKit, this page says when a declaration that\n\
         would break the rule is answered, and how. A test tries each line, with hadolint, and makes the page\n\
         (`GOLDEN=overwrite cargo test -p dockerfile-tests --test rules`). The name of a rule leads to a\n\
         Dockerfile that breaks the rule.\n\n",
    );
    let rows = rows();
    text += "| when | what happens | rules |\n|---|---|---|\n";
    for (when, what) in table::MOMENTS {
        let has = |row: &&Row| row.witnesses.iter().any(|witness| witness.when() == when);
        text += &format!("| {when} | {what} | {} |\n", rows.iter().filter(has).count());
    }
    text += "\nA rule with several answers is counted at each of them.\n\n";
    text += "| rule | when | how |\n|---|---|---|\n";
    for Row { rule, witnesses } in &rows {
        for (at, witness) in witnesses.iter().enumerate() {
            let file = format!("../tests/fixtures/violations/{rule}.Dockerfile");
            let name = if at == 0 { format!("[{rule}]({file})") } else { String::new() };
            text += &format!("| {name} | {} | {} |\n", witness.when(), cell(&witness.how()));
        }
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[test]
fn the_page_is_as_recorded() {
    assert_recorded("docs/rules.md", &page());
}
