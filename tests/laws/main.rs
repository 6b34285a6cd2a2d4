//! The laws of what is read, as a table: each ecosystem, each kind of input, right or refused.
//!
//! `docs/laws.md` is what this test makes: `GOLDEN=overwrite cargo test -p dockerfile-tests --test laws`.

mod inputs;

use dockerfile_tests::assert_recorded;
use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::git;

use inputs::{INPUTS, Input, Outcome};

const HEAD: &str = "# What is read, and what comes of it

A recipe reads files of a project: manifests, lock files, settings. Three laws say what comes of them:

- **E1, named files**: a file that a copied file names is copied to where it is read, or the call is an error
  that names both files.
- **E2, the tool's rules**: a file is read by the rules of the tool that the file is for.
- **E3, nothing private**: what is secret, and what version control ignores, neither enters an image nor changes
  what is emitted.

Each row is a project that a test writes, with what is emitted of the project, or with the error
(`GOLDEN=overwrite cargo test -p dockerfile-tests --test laws` makes this page). Rust's rows are tests of their own,
`tests/recipes/cargo/laws`.

| law | recipe | input | what comes of it |
|---|---|---|---|
";

/// What is emitted of an input, or said to it: an error's first line.
fn outcome(input: &Input) -> Result<[String; 2], String> {
    let emitted = Emitted::empty(env!("CARGO_BIN_EXE_recipe_image"));
    for (name, text) in input.files {
        emitted.make(name, text);
    }
    git(emitted.folder(), &["add", "-A"]);
    let mut words = vec![input.kind, input.folder];
    words.extend(input.settings);
    let output = emitted.command_of(&words, &[]).output().expect("the program starts");
    if output.status.success() {
        return Ok(["Dockerfile", ".dockerignore"].map(|name| emitted.text(name)));
    }
    Err(dockerfile_tests::emitted::without_colours(&output.stderr))
}

#[test]
fn each_input_is_right_or_refused() {
    let mut table = HEAD.to_owned();
    let mut wrong = vec![];
    for input in INPUTS {
        let found = outcome(input);
        let (holds, shown) = match (&input.outcome, &found) {
            (Outcome::Has(lines), Ok([dockerfile, _])) => {
                let has = |line: &&&str| dockerfile.contains(**line);
                let shown: Vec<String> =
                    lines.iter().map(|it| format!("`{}`", it.trim())).collect();
                (lines.iter().all(|line| has(&line)), format!("right: {}", shown.join(", ")))
            }
            (Outcome::HasNot(text), Ok([dockerfile, ignore])) => {
                let holds = !dockerfile.contains(text) && !ignore.contains(&format!("!{text}"));
                (holds, format!("right: without `{}`", text.trim()))
            }
            (Outcome::Refused(words), Err(said)) => {
                let first = said.lines().find_map(|line| line.strip_prefix("error: "));
                (said.contains(words), format!("refused: {}", first.unwrap_or_default()))
            }
            _ => (false, String::new()),
        };
        if !holds {
            let said = found.map_or_else(|said| said, |[dockerfile, _]| dockerfile);
            wrong.push(format!("{} {}: {}:\n{said}", input.law, input.kind, input.what));
        }
        let Input { law, kind, what, .. } = input;
        table += &format!("| {law} | {kind} | {what} | {} |\n", shown.replace('|', "\\|"));
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), INPUTS.len(), wrong.join("\n"));
    assert_recorded("docs/laws.md", &table);
}
