//! The laws of what is read, as a table: each ecosystem, each kind of input, right or refused.
//!
//! `docs/laws.md` is what this test makes: `GOLDEN=overwrite cargo test -p dockerfile-tests --test laws`.

mod inputs;

use std::os::unix::fs::symlink;

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

/// A builder copies a link as it is, so what it leads to comes along, also into the image that has the
/// package itself.
#[test]
fn what_links_lead_to_is_copied() {
    let package: &[(&str, &str)] = &[
        ("app/package.json", "{ \"name\": \"app\", \"version\": \"1.0.0\" }"),
        ("app/package-lock.json", "{ \"lockfileVersion\": 3, \"packages\": { \"\": {} } }"),
    ];
    let python: &[(&str, &str)] = &[
        ("app/pyproject.toml", "[project]\nname = \"app\"\nversion = \"1\"\n"),
        (
            "app/uv.lock",
            "version = 1\n\n[[package]]\nname = \"app\"\nsource = { virtual = \".\" }\n",
        ),
    ];
    let go: &[(&str, &str)] =
        &[("app/go.mod", "module x\n"), ("app/main.go", "package main\n\nfunc main() {}\n")];
    let gradle: &[(&str, &str)] = &[("app/settings.gradle", ""), ("app/build.gradle", "")];
    let from_build = "COPY --from=build /src/shared /src/shared\n";
    for (kind, files, is_taken) in [
        ("npm", package, true),
        ("uv", python, false),
        ("go", go, false),
        ("gradle", gradle, false),
    ] {
        let emitted = Emitted::empty(env!("CARGO_BIN_EXE_recipe_image"));
        for (name, text) in files.iter().chain(&[("shared/x", ""), ("LICENSE", ""), ("own/x", "")])
        {
            emitted.make(name, text);
        }
        emitted.make("app/src/x", "");
        for (to, link) in [
            ("../../shared", "app/src/shared"),
            ("../LICENSE", "app/LICENSE"),
            ("src/x", "app/x"),
            ("../../..", "app/src/up"),
            ("../gone", "app/gone"),
            ("/etc/hosts", "app/hosts"),
        ] {
            symlink(to, emitted.path(link)).expect("a link");
        }
        git(emitted.folder(), &["add", "-A"]);
        symlink("../own", emitted.path("app/mine")).expect("a link that nobody tracks");
        emitted.succeeds_with(&[kind, "app"], &[]);
        let text = emitted.text("Dockerfile");
        assert!(text.contains("COPY app /src/app\nCOPY shared /src/shared\n"), "{kind}: {text}");
        assert_eq!(text.contains(from_build), is_taken, "{kind}: {text}");
        for other in ["LICENSE", "own", "gone", "hosts"] {
            assert!(!text.contains(&format!("COPY {other}")), "{kind}: {text}");
        }
    }
}
