//! `check`, `write` and `diff`.

use std::path::Path;
use std::process::Output;

use dockerfile_tests::project::Project;

use super::{run, said};

const IMAGE: &str =
    "emit(Stage::named(\"web\", debian(\"bookworm-slim\")).account(uid(7)).cmd([\"id\"]));";

fn project(name: &'static str) -> Project {
    Project::new(name, env!("CARGO_TARGET_TMPDIR"), IMAGE)
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

#[test]
fn files_are_written_and_then_fresh() {
    let project = project("cli-written");
    let here = &project.path("");
    let missing = run(here, &["check"]);
    assert_eq!(code(&missing), Some(1));
    let (report, _) = said(&missing);
    assert!(report.starts_with("error: `Dockerfile` is missing\n --> build.rs:5:5\n"), "{report}");
    assert!(project.read("Dockerfile").is_none(), "a check writes nothing");

    let (written, wrong) = said(&run(here, &["write"]));
    assert_eq!(
        written, "Dockerfile  new: `git add` it\n.dockerignore  new: `git add` it\n",
        "{wrong}"
    );
    let (fresh, _) = said(&run(here, &["check"]));
    assert_eq!(fresh, "every file is what is declared\n");

    project.git(&["add", "-A"]);
    project.git(&["commit", "-qm", "images"]);
    project.declare(&IMAGE.replace("\"id\"", "\"date\""));
    let stale = run(here, &["diff"]);
    assert_eq!(code(&stale), Some(1));
    let (shown, _) = said(&stale);
    assert!(shown.starts_with("--- a/Dockerfile\n+++ b/Dockerfile\n"), "{shown}");
    assert!(shown.contains("\n-CMD [\"id\"]\n+CMD [\"date\"]\n"), "{shown}");
    let (written, _) = said(&run(here, &["write"]));
    assert!(
        written.contains("Dockerfile  differs from the last commit: 2 lines more, 2 less\n"),
        "{written}"
    );
}

#[test]
fn what_a_person_edited_is_kept_unless_it_is_forced() {
    let project = project("cli-edited");
    let here = &project.path("");
    run(here, &["write"]);
    let edited = project.read("Dockerfile").expect("it is written") + "RUN true\n";
    project.write("Dockerfile", &edited);
    let refused = run(here, &["write", "--format", "json"]);
    assert_eq!(code(&refused), Some(1));
    let value: serde_json::Value = serde_json::from_slice(&refused.stdout).expect("JSON");
    assert_eq!(value["version"], 1);
    assert!(value["report"].as_str().unwrap().contains("was edited by hand"), "{value}");
    assert_eq!(project.read("Dockerfile").unwrap(), edited);
    let (_, said) = said(&run(here, &["write", "--force"]));
    assert!(said.contains("what it held is in"), "{said}");
    assert_ne!(project.read("Dockerfile").unwrap(), edited);
}

#[test]
fn what_does_not_compile_is_no_stale_file() {
    let project = project("cli-broken");
    project.declare("emit(nothing());");
    for word in ["check", "diff", "write"] {
        let output = run(&project.path(""), &[word]);
        assert_eq!(code(&output), Some(2), "{word}");
        assert!(said(&output).1.contains("cannot find function `nothing`"), "{word}");
    }
}

#[test]
fn where_nothing_is_declared_the_way_in_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &["check"]);
    assert_eq!(code(&output), Some(2));
    let (_, wrong) = said(&output);
    assert!(wrong.contains("could not find `Cargo.toml`"), "{wrong}");
    let nothing = run(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../dockerfile-derive"),
        &["check", "-p", "dockerfile-deriv"],
    );
    assert!(said(&nothing).1.contains("no package `dockerfile-deriv` in this workspace"));
}
