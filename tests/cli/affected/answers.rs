//! What `affected`, `why` and `explain` say, without an engine.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use dockerfile_tests::git;
use serde_json::{Value, json};

use super::super::{run, said};
use super::project::Project;

const DOCKERFILE: &str = "FROM debian:bookworm-slim AS build\nARG MODE=release\nWORKDIR /src\n\
    COPY Cargo.toml /src/\nRUN echo $MODE && \\\n    true\nCOPY src /src/src\nRUN make\n\n\
    FROM debian:bookworm-slim AS final\nCOPY --from=build /out /app\nENV PORT=1\nCMD [\"/app\"]\n";

const FILES: &[(&str, &str)] = &[
    ("Dockerfile", DOCKERFILE),
    ("Dockerfile.dockerignore", "# What is sent.\n*\n!src\n!Cargo.toml\n**/*.md\n"),
    ("Cargo.toml", "[package]\n"),
    ("src/main.rs", "fn main() {}\n"),
    ("src/notes.md", "notes\n"),
    ("README.md", "read me\n"),
    ("other/file", "1\n"),
];

fn asked(project: &Project, words: &[&str]) -> (Option<i32>, String, String) {
    let output: Output = run(project.folder(), words);
    let (text, wrong) = said(&output);
    (output.status.code(), text, wrong)
}

/// The program's text to a question about `Dockerfile`.
fn text(project: &Project, words: &[&str]) -> String {
    let (code, text, wrong) = asked(project, &[words, &["--file", "Dockerfile"]].concat());
    assert_eq!(code, Some(0), "{wrong}");
    text
}

fn parsed(project: &Project, words: &[&str]) -> Value {
    let text = text(project, &[words, &["--format=json"]].concat());
    serde_json::from_str(&text).expect(&text)
}

fn project() -> Project {
    Project::of(FILES, "salt")
}

#[test]
fn affected_says_which_layers_run_again() {
    let project = project();
    assert_eq!(text(&project, &["affected", "--since", "HEAD"]), "Dockerfile  unchanged\n");
    project.put_files(&[("src/main.rs", "fn main() { }\n")]);
    let expected = "Dockerfile  3 of 6 layers run again, 2 of them for certain\n  \
        Dockerfile:7   COPY src /src/src\n  Dockerfile:8   RUN make\n  \
        Dockerfile:11  COPY --from=build /out /app (unless its files come out the same)\n";
    assert_eq!(text(&project, &["affected", "--since", "HEAD"]), expected);
    // Nothing of that is committed.
    let two = ["affected", "--since", "HEAD", "--until", "HEAD"];
    assert_eq!(text(&project, &two), "Dockerfile  unchanged\n");
}

#[test]
fn a_configuration_is_said_and_a_base() {
    let project = project();
    let other =
        DOCKERFILE.replace("PORT=1", "PORT=2 HOST=a").replace("[\"/app\"]", "[\"/app\", \"-v\"]");
    project.put_files(&[("Dockerfile", &other)]);
    let expected =
        "Dockerfile  no layer of 6 runs again\n  configuration: ENV HOST, ENV PORT, CMD\n";
    assert_eq!(text(&project, &["affected", "--since", "HEAD"]), expected);
    project.put_files(&[("Dockerfile", &DOCKERFILE.replace("slim AS final", "slim-2 AS final"))]);
    let answer = parsed(&project, &["affected", "--since", "HEAD"]);
    assert_eq!(answer["images"][0]["bases"][0]["dockerfile_line"], 10);
    assert_eq!(answer["images"][0]["layers"].as_array().map(Vec::len), Some(1));
    let explained = parsed(&project, &["explain", "HEAD"]);
    let cause = &explained["images"][0]["layers"][0]["causes"][0];
    assert_eq!(cause["kind"], "base");
    assert_eq!(cause["new"], "FROM debian:bookworm-slim-2 AS final");
}

#[test]
fn a_matrix_has_the_images_that_are_touched() {
    let project = project();
    project.put_files(&[("other/Dockerfile", "FROM scratch\nCOPY file /\n")]);
    let words = [
        "affected",
        "--since",
        "HEAD",
        "--matrix",
        "--file",
        "Dockerfile",
        "--file",
        "other/Dockerfile",
    ];
    let (code, line, wrong) = asked(&project, &words);
    assert_eq!((code, line.matches('\n').count()), (Some(0), 1), "{wrong}");
    let matrix: Value = serde_json::from_str(&line).expect(&line);
    let job = json!({
        "image": "other/Dockerfile", "dockerfile": "other/Dockerfile", "context": "other", "target": ""
    });
    assert_eq!(matrix, json!({ "include": [job] }));
    project.commit("other");
    let (_, line, _) = asked(&project, &words);
    assert_eq!(line, "{\"include\":[]}\n");
}

#[test]
fn why_names_the_line_or_the_reason() {
    let project = project();
    let words = ["why", "src/main.rs", "src/notes.md", "README.md", "other", "Dockerfile"];
    let expected = "src/main.rs\n  Dockerfile\n    Dockerfile:7  reads it: COPY src /src/src\n    \
        Dockerfile:8  runs again, too: RUN make\n    \
        Dockerfile:11  runs again, too: COPY --from=build /out /app\n\
        src/notes.md\n  Dockerfile  nothing: `**/*.md` leaves it out, Dockerfile.dockerignore:5\n\
        README.md\n  Dockerfile  nothing: `*` leaves it out, Dockerfile.dockerignore:2\n\
        other\n  Dockerfile  nothing: `*` leaves it out, Dockerfile.dockerignore:2\n\
        Dockerfile\n  Dockerfile  it is the Dockerfile: see `affected` once it is changed\n";
    assert_eq!(text(&project, &words), expected);
    project.put_files(&[("Dockerfile.dockerignore", "")]);
    let nothing = parsed(&project, &["why", "README.md"]);
    assert_eq!(nothing["files"][0]["images"][0]["nothing"], json!({ "kind": "not_copied" }));
    assert!(
        text(&project, &["why", "."]).starts_with(".\n  Dockerfile\n    Dockerfile:4  reads it")
    );
    let outside = ["why", "README.md", "--format=json", "--file", "Dockerfile", "--context", "src"];
    let (_, outside, _) = asked(&project, &outside);
    assert!(outside.contains("\"kind\": \"outside\""), "{outside}");
    let (code, _, wrong) = asked(&project, &["why", "none", "--file", "Dockerfile"]);
    assert_eq!(code, Some(2));
    assert!(wrong.contains("`none`: no file is there"), "{wrong}");
}

#[test]
fn explain_follows_a_layer_to_its_first_cause() {
    let project = project();
    let other =
        DOCKERFILE.replace("MODE=release", "MODE=debug").replace("RUN make", "RUN make all");
    project.put_files(&[("Dockerfile", &other), ("src/new.rs", "1\n")]);
    let expected = "Dockerfile\n  Dockerfile:5  RUN echo $MODE && true\n    \
        `MODE`: `release` is `debug` now (Dockerfile:2)\n  \
        Dockerfile:7  COPY src /src/src\n    follows `RUN echo $MODE && true` (Dockerfile:5)\n    `src/new.rs` is new\n  \
        Dockerfile:8  RUN make all\n    \
        follows `COPY src /src/src` (Dockerfile:7), which began with Dockerfile:5\n    \
        - RUN make\n    + RUN make all\n    `MODE`: `release` is `debug` now (Dockerfile:2)\n  \
        Dockerfile:11  COPY --from=build /out /app\n    follows `RUN echo $MODE && true` (Dockerfile:5)\n";
    assert_eq!(text(&project, &["explain", "HEAD"]), expected);
    project.commit("second");
    assert_eq!(text(&project, &["explain", "HEAD~1..HEAD"]), expected);
    assert_eq!(text(&project, &["explain", "HEAD"]), "Dockerfile  no layer runs again\n");
}

#[test]
fn a_line_that_is_gone_explains_the_one_below() {
    let project = project();
    project.put_files(&[("Dockerfile", &DOCKERFILE.replace("COPY Cargo.toml /src/\n", ""))]);
    let explained = parsed(&project, &["explain", "HEAD"]);
    let first = &explained["images"][0]["layers"][0];
    assert_eq!(
        first["causes"],
        json!([{ "kind": "gone", "text": "COPY Cargo.toml /src/", "old_line": 4 }])
    );
}

#[test]
fn what_cannot_be_said_is_refused() {
    let project = project();
    let cases: &[(&[&str], &str)] = &[
        (&["affected", "--since", "none"], "git knows no revision `none`"),
        (&["explain", "a...b"], "`a...b` is no range of two revisions"),
        (
            &["affected", "--since", "HEAD", "--file", "none/Dockerfile"],
            "it is neither there at HEAD nor now",
        ),
        (
            &["affected", "--since", "HEAD", "--file", "Dockerfile", "--file", "/etc/passwd"],
            "outside of",
        ),
    ];
    for (words, expected) in cases {
        let words = match words.contains(&"--file") {
            true => words.to_vec(),
            false => [words, ["--file", "Dockerfile"].as_slice()].concat(),
        };
        let (code, _, wrong) = asked(&project, &words);
        assert_eq!(code, Some(2), "{words:?}");
        assert!(wrong.contains(expected), "{words:?}: {wrong}");
    }
    project.put_files(&[("Dockerfile", "FROM debian\nCOPY $SOURCE /x\n")]);
    let (code, _, wrong) =
        asked(&project, &["affected", "--since", "HEAD", "--file", "Dockerfile"]);
    assert_eq!(code, Some(2));
    assert!(
        wrong.contains("`Dockerfile:2`: the base image alone knows which files `$SOURCE` are"),
        "{wrong}"
    );
    project.put_files(&[("Dockerfile", "FROM debian\nRUN <<EOF\nx\n")]);
    let (_, _, wrong) = asked(&project, &["affected", "--since", "HEAD", "--file", "Dockerfile"]);
    assert!(wrong.contains("`Dockerfile:2`: the here-document `EOF` has no end"), "{wrong}");
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("Dockerfile"), "FROM scratch\n").expect("a file");
    let (code, wrong) = outside_of_a_checkout(outside.path());
    assert_eq!(code, Some(2));
    assert!(wrong.contains("run it in a checkout"), "{wrong}");
}

fn outside_of_a_checkout(folder: &Path) -> (Option<i32>, String) {
    let output = run(folder, &["affected", "--since", "HEAD", "--file", "Dockerfile"]);
    (output.status.code(), said(&output).1)
}

#[test]
fn a_link_a_submodule_and_a_new_mode_count() {
    let project = project();
    let text = "FROM scratch\nCOPY src /src\nCOPY linked /linked\nCOPY --parents src/deep ./other/file /p/\nCOPY module /m\n";
    project.put_files(&[
        ("Dockerfile", text),
        ("Dockerfile.dockerignore", ""),
        ("linked", "-> other/file"),
        ("src/deep/a", "1\n"),
    ]);
    let module = project.path("module");
    fs::create_dir(&module).expect("a folder");
    fs::write(module.join("a"), "1\n").expect("a file");
    let git = |folder: &Path, words: &[&str]| {
        let all =
            ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "advice.addEmbeddedRepo=false"];
        let done = Command::new("git").args(all).args(words).current_dir(folder).output();
        assert!(done.expect("git starts").status.success(), "{words:?}");
    };
    git(&module, &["init", "--quiet"]);
    git(&module, &["add", "--all"]);
    git(&module, &["commit", "--quiet", "--message", "one"]);
    project.commit("second");
    let lines = |project: &Project| {
        let answer = parsed(project, &["affected", "--since", "HEAD"]);
        super::predicted(&answer).into_iter().collect::<Vec<_>>()
    };
    assert_eq!(lines(&project), Vec::<u64>::new());
    project.put_files(&[("README.md", "another\n")]);
    assert_eq!(lines(&project), Vec::<u64>::new());
    project.put_files(&[("other/file", "2\n")]);
    assert_eq!(lines(&project), [3, 4, 5]);
    project.commit("third");
    project.put_files(&[("src/main.rs", "#!fn main() {}\n")]);
    assert_eq!(lines(&project), [2, 3, 4, 5]);
    project.commit("fourth");
    fs::write(module.join("a"), "2\n").expect("a file");
    assert_eq!(lines(&project), [5]);
}

/// What git was told not to look at, converts, or is given on a line of its own.
#[test]
fn contents_count_whatever_git_is_told_of_them() {
    let seen = |before: &dyn Fn(&Project), after: &dyn Fn(&Project)| {
        let project = project();
        before(&project);
        project.commit("before");
        assert_eq!(text(&project, &["affected", "--since", "HEAD"]), "Dockerfile  unchanged\n");
        after(&project);
        let answer = text(&project, &["affected", "--since", "HEAD"]);
        answer.contains("COPY src /src/src")
    };
    let edit = |project: &Project| project.put_files(&[("src/main.rs", "fn main() { }\n")]);
    let tell =
        |words: &'static [&'static str]| move |project: &Project| git(project.folder(), words);
    for words in [
        &["update-index", "--assume-unchanged", "src/main.rs"][..],
        &["update-index", "--skip-worktree", "src/main.rs"],
    ] {
        let told = |project: &Project| {
            tell(words)(project);
            edit(project);
        };
        assert!(seen(&|_| {}, &told), "{words:?}");
    }
    let no_modes = tell(&["config", "core.fileMode", "false"]);
    let may_start = |project: &Project| {
        let file = project.folder().join("src/main.rs");
        fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .expect("a mode");
    };
    assert!(seen(&no_modes, &may_start));
    // Two names that a list of lines would take for one.
    let quoted = |project: &Project| {
        project.put_files(&[("src/a", "1\n"), ("src/\"a\"", "2\n"), ("src/b\nc", "3\n")]);
    };
    let other = |project: &Project| project.put_files(&[("src/\"a\"", "1\n")]);
    assert!(seen(&quoted, &other));
    let of_two_lines = |project: &Project| project.put_files(&[("src/b\nc", "4\n")]);
    assert!(seen(&quoted, &of_two_lines));
}

#[test]
fn links_lead_to_the_files_that_a_builder_reads() {
    let project = project();
    for file in ["Dockerfile", "Dockerfile.dockerignore"] {
        let (link, there) = (project.folder().join(file), format!("real.{file}"));
        fs::rename(&link, project.folder().join(&there)).expect("a file");
        std::os::unix::fs::symlink(&there, &link).expect("a link");
    }
    project.commit("links");
    assert_eq!(text(&project, &["affected", "--since", "HEAD"]), "Dockerfile  unchanged\n");
    project.put_files(&[("real.Dockerfile.dockerignore", "*\n!src\n!Cargo.toml\n")]);
    let answer = text(&project, &["affected", "--since", "HEAD"]);
    assert!(answer.contains("COPY src /src/src"), "{answer}");
}

#[test]
fn what_nobody_could_build_is_new_when_it_is_mended() {
    let project = project();
    project.put_files(&[("Dockerfile", &DOCKERFILE.replace("RUN make", "RUNN make"))]);
    project.commit("broken");
    let (code, _, wrong) = asked(&project, &["why", "src/main.rs", "--file", "Dockerfile"]);
    assert_eq!(code, Some(2), "{wrong}");
    project.put_files(&[("Dockerfile", DOCKERFILE)]);
    assert!(text(&project, &["affected", "--since", "HEAD"]).starts_with("Dockerfile  new"));
}

#[test]
fn a_context_that_is_not_there_and_a_hook_of_another_checkout() {
    let project = project();
    let words = ["affected", "--since", "HEAD", "--file", "Dockerfile", "--context", "nowhere"];
    let (code, _, wrong) = asked(&project, &words);
    assert_eq!(code, Some(2));
    assert!(wrong.contains("`--context nowhere`: no folder"), "{wrong}");

    let other = self::project();
    project.put_files(&[("src/main.rs", "fn main() { }\n")]);
    let output = Command::new(dockerfile_tests::tool())
        .args(["affected", "--since", "HEAD", "--file", "Dockerfile"])
        .current_dir(project.folder())
        .env("GIT_DIR", other.folder().join(".git"))
        .output()
        .expect("the program runs");
    assert!(said(&output).0.contains("3 of 6 layers run again"), "{:?}", said(&output));
}
