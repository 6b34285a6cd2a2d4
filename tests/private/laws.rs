//! What an ignore file says of it, line by line.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use dockerfile_tests::docker::Docker;
use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::git;

/// A repository with these files, of which git knows those that it does not ignore.
fn repository(files: &[(&str, &str)]) -> Emitted {
    let emitted = Emitted::empty(env!("CARGO_BIN_EXE_recipe_image"));
    files.iter().for_each(|(name, text)| emitted.make(name, text));
    git(emitted.folder(), &["add", "-A"]);
    emitted
}

/// The ignore file of an image that copies a folder: what is ignored, and what is let in again
/// below the private patterns.
fn lines(emitted: &Emitted, folder: &str) -> [Vec<String>; 2] {
    emitted.succeeds_with(&["copy", folder], &[]);
    let text = emitted.text(".dockerignore");
    let section = |head: &str| {
        let lines = text.lines().skip_while(|line| *line != head).skip(1);
        lines.take_while(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>()
    };
    let ignored = section("# Ignored by version control:");
    let private = section("# Private by their names:");
    [ignored, private.into_iter().filter(|line| line.starts_with('!')).collect()]
}

#[test]
fn what_git_ignores_stays_behind_below_what_is_copied() {
    let emitted = repository(&[
        (".gitignore", "/target\n*.log\nbuild/\n/app/tmp\n!app/kept.log\n*.py[cod]\n"),
        ("app/.gitignore", "coverage\n/cache\n"),
        ("other/.gitignore", "nothing\n"),
        ("app/main.txt", ""),
        ("app/kept.log", ""),
    ]);
    let [ignored, _] = lines(&emitted, "app");
    let expected = [
        "**/*.log",
        "**/build",
        "app/tmp",
        "**/*.py[cod]",
        "app/**/coverage",
        "app/cache",
        "!app/kept.log",
    ];
    assert_eq!(ignored, expected);
}

#[test]
fn what_is_tracked_or_named_goes_along_although_it_is_ignored() {
    let emitted = repository(&[("dist/app.txt", ""), ("app/dist/a.txt", ""), ("app/b.txt", "")]);
    emitted.make(".gitignore", "dist\n");
    git(emitted.folder(), &["add", "-A"]);
    let [ignored, _] = lines(&emitted, "app");
    assert_eq!(ignored, ["**/dist", "!app/dist/a.txt"]);
    let [ignored, _] = lines(&emitted, "dist");
    assert_eq!(ignored, ["**/dist", "!dist/app.txt", "!dist"]);
}

#[test]
fn a_gitignore_that_git_does_not_know_says_nothing() {
    let emitted = repository(&[("app/main.txt", "")]);
    emitted.make("app/.gitignore", "*\n");
    assert_eq!(lines(&emitted, "app")[0], [""; 0]);
}

/// No tracked file tells of such a folder, which a context of this machine would have.
#[test]
fn folders_that_ignore_themselves_stay_behind_beside_their_language() {
    let emitted = repository(&[("app/main.py", ""), ("lib/venv/a.py", ""), ("web/main.txt", "")]);
    emitted.make("app/.venv/.gitignore", "*\n");
    emitted.make("app/.venv/lib.py", "");
    let [ignored, _] = lines(&emitted, "app");
    for made in ["**/.pytest_cache", "**/.venv", "**/venv"] {
        assert!(ignored.iter().any(|line| line == made), "{made}: {ignored:?}");
    }
    let [ignored, _] = lines(&emitted, "lib");
    assert_eq!(ignored.last().map(String::as_str), Some("!lib/venv/a.py"));
    assert_eq!(lines(&emitted, "web")[0], [""; 0]);
}

#[test]
fn one_above_the_context_counts() {
    let emitted = repository(&[
        (".gitignore", "*.log\n/web/out\n/api/out\n/out\n"),
        ("web/app/main.txt", ""),
    ]);
    let web = emitted.path("web");
    let folder = web.to_str().expect("text");
    emitted.succeeds_with(&["copy", "app"], &[("CARGO_MANIFEST_DIR", folder)]);
    let text = fs::read_to_string(web.join(".dockerignore")).expect("an ignore file");
    assert!(text.contains("\n# Ignored by version control:\n**/*.log\n#"), "{text}");
}

#[test]
fn doubtful_files_go_along_where_they_are_tracked_and_hold_no_key() {
    let emitted = repository(&[
        ("app/.env.production", "URL=x\n"),
        ("app/.env.local", "A=1\n"),
        ("app/ca.pem", "-----BEGIN CERTIFICATE-----\n"),
        ("app/server.pem", "-----BEGIN RSA PRIVATE KEY-----\n"),
    ]);
    emitted.make("app/other.pem", "-----BEGIN CERTIFICATE-----\n");
    assert_eq!(lines(&emitted, "app")[1], ["!app/.env.production", "!app/ca.pem"]);
}

#[test]
fn a_private_file_that_is_named_goes_along() {
    let emitted = repository(&[("app/.env.local", "A=1\n")]);
    emitted.succeeds_with(&["copy", "app/.env.local"], &[]);
    let text = emitted.text(".dockerignore");
    assert!(text.ends_with("\n*\n!app/.env.local\n"), "{text}");
}

/// The plan is where a reader sees it.
#[test]
fn the_plan_says_which_tracked_files_stay_behind() {
    let emitted = repository(&[("app/.env", "A=1\n"), ("app/main.txt", "")]);
    fs::create_dir(emitted.path("out")).expect("a new folder");
    let mut script = emitted.command("copy", &[]);
    let script = script.arg("app").env("OUT_DIR", emitted.path("out"));
    assert!(script.output().expect("it starts").status.success());
    let plan = emitted.text("out/Dockerfile.plan");
    assert!(plan.contains("`app/.env` is private by its name and stays out"), "{plan}");
}

#[test]
fn what_a_link_leads_to_is_let_in() {
    let emitted = repository(&[("real/sub/a.txt", "said\n"), ("app/main.txt", "")]);
    for (target, link) in [("../real", "app/link"), ("real", "top"), ("top", "chain")] {
        symlink(target, emitted.path(link)).expect("a new link");
    }
    for (named, let_in) in [
        ("app/link", "\n!app/link\n!real\n"),
        ("top/sub", "\n!top/sub\n!top\n!real/sub\n"),
        ("chain", "\n!chain\n!top\n!real\n"),
    ] {
        emitted.succeeds_with(&["copy", named], &[]);
        let text = emitted.text(".dockerignore");
        assert!(text.contains(let_in), "{named}: {text}");
        let Some(docker) = Docker::connect() else { continue };
        let image = docker.build(emitted.folder(), "Dockerfile");
        assert_eq!(image.shell_as_root("cat /srv/a.txt /srv/sub/a.txt 2>/dev/null; true"), "said");
    }
}

/// To a builder an absolute one begins at the context.
#[test]
fn a_link_that_leads_out_is_an_error() {
    let emitted = repository(&[("real/a.txt", "")]);
    symlink(emitted.path("real"), emitted.path("absolute")).expect("a new link");
    symlink("../..", emitted.path("out")).expect("a new link");
    symlink("round", emitted.path("round")).expect("a new link");
    for (named, expected) in [
        ("absolute", "`absolute` is a link that leads out of the build context"),
        ("out", "`out` is a link that leads out of the build context"),
        ("round", "cannot read `round`"),
    ] {
        let said = emitted.fails_with(&["copy", named]);
        assert!(said.contains(expected), "{named}: {said}");
    }
}

/// To open it would wait for whoever writes into it.
#[test]
fn a_pipe_in_the_place_of_a_file_is_an_error() {
    let emitted = repository(&[("app/main.txt", "")]);
    for name in ["Dockerfile", ".dockerignore"] {
        let made = Command::new("mkfifo").arg(emitted.path(name)).status();
        assert!(made.expect("it starts").success());
        let said = emitted.fails_with(&["copy", "app"]);
        assert!(said.contains(&format!("cannot read `{name}`: it is a folder, a pipe")), "{said}");
        emitted.remove(name);
    }
}
