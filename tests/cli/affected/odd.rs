//! What is seldom in a context: submodules, pipes, linked folders, names that are no text. And spellings
//! that a builder reads in another way than people do.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use dockerfile_tests::git;
use serde_json::Value;

use super::super::{run, said};
use super::project::Project;
use super::{json, predicted};

const NONE: [u64; 0] = [];

fn changed(project: &Project, words: &[&str]) -> Vec<u64> {
    let words = [&["affected", "--since", "HEAD"], words].concat();
    predicted(&json(project, &words)).into_iter().collect()
}

/// The exit code, and what is wrong.
fn refused(project: &Project, words: &[&str]) -> String {
    let output = run(project.folder(), words);
    let (text, wrong) = said(&output);
    assert_eq!(output.status.code(), Some(2), "{text}{wrong}");
    wrong
}

#[test]
fn a_quote_around_a_variable_of_the_base_counts() {
    let lines = [
        ("ENV A=$GOPATH", "ENV A='$GOPATH'", vec![3]),
        ("ENV A=${GOPATH:-/go}", r"ENV A=\${GOPATH:-/go}", vec![3]),
        ("COPY a $GOPATH/", "COPY a '$GOPATH'/", vec![2, 3]),
        ("WORKDIR $GOPATH", "WORKDIR '$GOPATH'", vec![2, 3]),
        ("ENV A=$GOPATH", "ENV A=\"$GOPATH\"", vec![]),
    ];
    for (before, after, expected) in lines {
        for (before, after) in [(before, after), (after, before)] {
            let text = |line: &str| format!("FROM golang:1\n{line}\nRUN make\n");
            let project = Project::of(&[("Dockerfile", &text(before)), ("a", "1\n")], "salt");
            project.put_files(&[("Dockerfile", &text(after))]);
            assert_eq!(changed(&project, &[]), expected, "{before}, then {after}");
        }
    }
    let project = Project::of(&[("Dockerfile", "FROM golang:1\nENV A=$X/$Y\nRUN make\n")], "salt");
    project.put_files(&[("Dockerfile", "FROM golang:1\nENV A='$X'/$Y\nRUN make\n")]);
    let explained = json(&project, &["explain", "HEAD"]);
    let cause = &explained["images"][0]["layers"][0]["causes"][0];
    assert_eq!((&cause["old"], &cause["new"]), (&"$X/$Y".into(), &r"\$X/$Y".into()), "{cause}");
}

/// A checkout with a submodule in `module`, whose commits can be made.
fn with_submodule(dockerfile: &str, ignore: &str) -> Project {
    let files =
        [("Dockerfile", dockerfile), ("Dockerfile.dockerignore", ignore), ("other/a", "1\n")];
    let project = Project::of(&files, "salt");
    for path in ["module/a.c", "module/deep/b"] {
        project.put_files(&[(path, "1\n")]);
    }
    git(&project.path("module"), &["init", "--quiet"]);
    commit(&project.path("module"));
    git(project.folder(), &["-c", "advice.addEmbeddedRepo=false", "add", "--all"]);
    project.commit("a submodule");
    project
}

fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "more"]);
}

#[test]
fn what_is_in_a_submodule_counts_by_its_commit() {
    let dockerfile = "FROM scratch\nCOPY --link module/deep /a/\nCOPY --link module/*.c /b/\n\
        COPY --link */a.c /c/\nCOPY --link --parents module/*.c /d/\nCOPY --link --parents other/* /e/\n\
        COPY --link other /f/\nCOPY --link . /g/\n";
    for ignore in [".git\n", ".git\nmodule\n!module/a.c\n"] {
        let project = with_submodule(dockerfile, ignore);
        assert_eq!(changed(&project, &[]), NONE, "{ignore}");
        project.put_files(&[("module/a.c", "2\n")]);
        assert_eq!(changed(&project, &[]), [2, 3, 4, 5, 8], "{ignore}");
        commit(&project.path("module"));
        assert_eq!(changed(&project, &[]), [2, 3, 4, 5, 8], "{ignore}");
        project.commit("another commit of it");
        assert_eq!(changed(&project, &[]), NONE, "{ignore}");
        let two = json(&project, &["affected", "--since", "HEAD~1", "--until", "HEAD"]);
        assert_eq!(predicted(&two).into_iter().collect::<Vec<_>>(), [2, 3, 4, 5, 8], "{ignore}");
        let why = json(&project, &["why", "module/deep/b"]);
        let reads = why["files"][0]["images"][0]["reads"].as_array().expect("lines");
        let lines = reads.iter().filter_map(|line| line["dockerfile_line"].as_u64());
        assert_eq!(lines.collect::<Vec<_>>(), [2, 3, 4, 5, 8], "{why}");
    }
    let project = with_submodule(dockerfile, ".git\n");
    let wrong = refused(&project, &["why", "module/none", "--file", "Dockerfile"]);
    assert!(wrong.contains("`module/none`: no file is there"), "{wrong}");
    let project = with_submodule(dockerfile, ".git\nmodule\n");
    project.put_files(&[("module/a.c", "2\n")]);
    assert_eq!(changed(&project, &[]), NONE);
    // What is copied with the rest, and is no revision's.
    let project = with_submodule(dockerfile, "module\n");
    let explained = json(&project, &["explain", "HEAD"]);
    let layers = explained["images"][0]["layers"].as_array().expect("layers");
    assert_eq!(layers.len(), 1, "{explained}");
    assert_eq!(
        layers[0]["causes"],
        serde_json::json!([{"kind": "file", "path": ".git", "how": "added"}])
    );
}

/// A builder sends what they are.
#[test]
fn a_pipe_and_a_socket_are_in_a_context() {
    let files = [("Dockerfile", "FROM scratch\nCOPY src /src\nCOPY b /b\n"), ("src/a", "1\n")];
    let project = Project::of(&[&files[..], &[("b", "1\n")]].concat(), "salt");
    let pipe = Command::new("mkfifo").arg(project.path("src/pipe")).status();
    assert!(pipe.expect("mkfifo runs").success());
    let _socket = UnixListener::bind(project.path("src/socket")).expect("a socket");
    let explained = json(&project, &["explain", "HEAD"]);
    let causes = &explained["images"][0]["layers"][0]["causes"];
    let paths: Vec<&Value> =
        causes.as_array().expect("causes").iter().map(|cause| &cause["path"]).collect();
    assert_eq!(paths, ["src/pipe", "src/socket"]);
    project.put_files(&[("Dockerfile.dockerignore", "src/pipe\n*/socket\n")]);
    assert_eq!(changed(&project, &[]), NONE);
    // Nobody waits for what a pipe says.
    fs::remove_file(project.path("Dockerfile.dockerignore")).expect("a file");
    fs::rename(project.path("src/pipe"), project.path("Dockerfile.dockerignore")).expect("a pipe");
    let wrong = refused(&project, &["affected", "--since", "HEAD", "--file", "Dockerfile"]);
    assert!(wrong.contains("Dockerfile.dockerignore`: it is no file"), "{wrong}");
}

#[test]
fn a_pattern_that_no_builder_takes_is_refused() {
    let project = Project::of(&[("Dockerfile", "FROM scratch\nCOPY . /\n")], "salt");
    let words = ["affected", "--since", "HEAD", "--file", "Dockerfile"];
    for (pattern, says) in [
        ("[z-a]", "`[z-a]`: a range in `[..]` ends before it begins"),
        ("[]a]", "`[..]` in `[]a]` is none"),
        ("*\\d", "`*\\d`: a builder reads `\\d` as a regular expression does"),
        ("*.{1}", "`*.{1}`: a builder reads `{..}` as a regular expression does: write `\\{`"),
        ("a|*", "`a|*`: a builder reads `|` as a regular expression does: write `\\|`"),
    ] {
        project.put_files(&[("Dockerfile.dockerignore", &format!("# these\n{pattern}\n"))]);
        let wrong = refused(&project, &words);
        let says = format!("`Dockerfile.dockerignore:2`: {says}");
        assert!(wrong.contains(&says), "{pattern}: {wrong}");
    }
    project.put_files(&[
        ("Dockerfile", "FROM scratch\nCOPY --exclude=[z-a] . /\n"),
        ("Dockerfile.dockerignore", "# none\n"),
    ]);
    let wrong = refused(&project, &words);
    assert!(wrong.contains("`Dockerfile:2`: `[z-a]`: a range"), "{wrong}");
}

#[test]
fn a_link_to_a_context_is_the_folder() {
    let files = [
        ("images/Dockerfile", "FROM scratch\nCOPY a /a\n"),
        ("images/Dockerfile.dockerignore", "*.md\n"),
        ("real/a", "1\n"),
        ("real/b.md", "1\n"),
    ];
    let project = Project::of(&files, "salt");
    symlink("real", project.path("linked")).expect("a link");
    project.commit("a link");
    let of = ["--file", "images/Dockerfile", "--context", "linked"];
    let asked = |words: &[&str]| {
        let output = run(project.folder(), &[words, &of].concat());
        let (text, wrong) = said(&output);
        assert_eq!(output.status.code(), Some(0), "{wrong}");
        text
    };
    for path in ["linked/a", "real/a"] {
        let text = asked(&["why", path]);
        assert!(text.contains("images/Dockerfile:2  reads it: COPY a /a"), "{text}");
    }
    assert!(asked(&["why", "linked/b.md"]).contains("nothing: `*.md` leaves it out"));
    assert!(asked(&["affected", "--since", "HEAD"]).contains("unchanged"));
    project.put_files(&[("real/a", "2\n")]);
    assert!(asked(&["affected", "--since", "HEAD"]).contains("images/Dockerfile:2  COPY a /a"));
}

/// A builder takes none of a context; elsewhere nobody minds.
#[test]
fn a_name_that_is_no_text_is_refused_where_it_is_sent() {
    let files = [
        ("Dockerfile", "FROM scratch\nCOPY src /src\nCOPY other /other\n"),
        ("Dockerfile.dockerignore", "src/kept-out\n"),
        ("src/a", "1\n"),
        ("other/a", "1\n"),
    ];
    let project = Project::of(&files, "salt");
    let name = OsStr::from_bytes(b"\xff\nname");
    for folder in ["src/kept-out", "elsewhere"] {
        fs::create_dir_all(project.path(folder)).expect("a folder");
        fs::write(project.path(folder).join(name), "1\n").expect("a file");
    }
    project.commit("names");
    assert_eq!(changed(&project, &[]), NONE);
    project.put_files(&[("other/a", "2\n")]);
    assert_eq!(changed(&project, &[]), [3]);
    fs::write(project.path("src").join(name), "1\n").expect("a file");
    let says = "`Dockerfile`: a file of its context is called `src/\\xff\\nname`";
    let words = ["affected", "--since", "HEAD", "--file", "Dockerfile"];
    assert!(refused(&project, &words).contains(says), "{}", refused(&project, &words));
    project.commit("one more");
    let then = [&words[..], &["--until", "HEAD"]].concat();
    let says = says.replace("Dockerfile", "HEAD:Dockerfile");
    assert!(refused(&project, &then).contains(&says), "{}", refused(&project, &then));

    let output = Command::new(dockerfile_tests::tool())
        .args(["why", "--file", "Dockerfile"])
        .arg(Path::new("elsewhere").join(name))
        .current_dir(project.folder())
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    let (_, wrong) = said(&output);
    assert!(wrong.contains("no builder takes a name that is not UTF-8"), "{wrong}");
}

#[test]
fn a_cut_off_history_and_files_that_are_not_on_disk_are_said() {
    let project = Project::of(
        &[
            ("Dockerfile", "FROM scratch\nCOPY src /src\nCOPY web /web\n"),
            ("src/a", "1\n"),
            ("web/a", "1\n"),
        ],
        "salt",
    );
    project.put_files(&[("web/a", "2\n")]);
    project.commit("second");
    let above = tempfile::tempdir().expect("a folder");
    let from = format!("file://{}", project.folder().display());
    git(above.path(), &["clone", "--quiet", "--depth=1", &from, "shallow"]);
    let asked = |words: &[&str]| {
        let output =
            run(&above.path().join("shallow"), &[words, &["--file", "Dockerfile"]].concat());
        (output.status.code(), said(&output))
    };
    let (code, (_, wrong)) = asked(&["affected", "--since", "HEAD~1"]);
    assert_eq!(code, Some(2));
    assert!(wrong.contains("git knows no revision `HEAD~1`"), "{wrong}");
    assert!(wrong.contains("= help: the clone is shallow"), "{wrong}");
    git(&above.path().join("shallow"), &["sparse-checkout", "set", "web"]);
    for words in [&["affected", "--since", "HEAD"][..], &["explain", "HEAD"]] {
        let (code, (text, remark)) = asked(words);
        assert_eq!(code, Some(0));
        assert!(text.contains("Dockerfile:2  COPY src /src"), "{text}");
        assert!(remark.contains("the checkout is sparse"), "{remark}");
    }
    let (_, (text, remark)) = asked(&["affected", "--since", "HEAD", "--until", "HEAD"]);
    assert_eq!((text.as_str(), remark.as_str()), ("Dockerfile  unchanged\n", ""));
}
