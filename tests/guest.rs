//! A build script is a guest: it runs nobody's programs, waits for nobody, says nothing to cargo
//! that is not meant, and its reports are short.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use dockerfile_tests::emitted::Emitted;
use dockerfile_tests::git;
use dockerfile_tests::project::Project;

fn emitted() -> Emitted {
    Emitted::new(env!("CARGO_BIN_EXE_emitter"), "one")
}

/// Each would end a build that waits for it, or run for ever.
#[test]
fn what_is_no_plain_file_is_an_error_at_once() {
    for kind in ["a pipe", "a device", "a folder", "a link to a device", "a socket"] {
        let emitted = emitted();
        for name in ["Dockerfile", ".dockerignore"] {
            let path = emitted.path(name);
            fs::remove_file(&path).expect("it is there");
            match kind {
                "a pipe" => {
                    assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
                }
                "a device" => {
                    // As root alone; a link to one is the same to who opens it.
                    let made = Command::new("mknod").arg(&path).args(["c", "1", "5"]).output();
                    if !made.is_ok_and(|made| made.status.success()) {
                        symlink("/dev/zero", &path).expect("a new link");
                    }
                }
                "a folder" => fs::create_dir(&path).expect("a new folder"),
                "a socket" => {
                    std::os::unix::net::UnixListener::bind(&path).expect("a new socket");
                }
                _ => symlink("/dev/zero", &path).expect("a new link"),
            }
            for variables in
                [&[][..], &[("DOCKERFILE_EMIT", "force")], &[("DOCKERFILE_EMIT", "check")]]
            {
                let said = emitted.fails("other", variables);
                let message = format!("cannot read `{name}`: it is a folder, a pipe or a device");
                assert!(said.contains(&message), "{kind}: {said}");
            }
            let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir(&path));
            emitted.succeeds("one", &[]);
        }
    }
}

#[test]
fn a_report_about_a_long_file_is_short() {
    let long: [(&str, Vec<u8>); 5] = [
        ("many lines", (0..200_000).flat_map(|at| format!("RUN {at}\n").into_bytes()).collect()),
        ("one line", vec![b'x'; 300 << 20]),
        ("one line that is compared", vec![b'x'; 15 << 20]),
        ("no text", vec![0xfe; 20 << 20]),
        ("lines that are alike", b"USER 7:7\n".repeat(100_000)),
    ];
    for (what, text) in long {
        let emitted = emitted();
        emitted.write("Dockerfile", &text);
        for variables in [&[][..], &[("DOCKERFILE_EMIT", "check")]] {
            let said = emitted.fails("other", variables);
            assert!(said.contains("`Dockerfile` is there already"), "{what}");
            assert!(said.len() < 64 << 10, "{what}: {}", said.len());
            let is_cut = said.contains("is too long to show, and is cut");
            assert!(is_cut || said.contains("it is no text of UTF-8, or longer"), "{what}: {said}");
        }
        assert!(emitted.bytes("Dockerfile") == text, "{what}");
        emitted.succeeds("other", &[("DOCKERFILE_EMIT", "force")]);
        assert!(emitted.bytes("Dockerfile.replaced") == text, "{what}");
    }
}

#[test]
fn no_text_is_a_line_for_cargo() {
    let name = "g_lines";
    let project = Project::new(name, env!("CARGO_TARGET_TMPDIR"), "");
    let image = "emit(Stage::from(debian(\"12\")).account(uid(7)))";
    for path in [
        "x\\ncargo::rustc-cfg=x",
        "a/b\\r\\ncargo::error=y/x",
        "x\\u{1b}[2J",
        "\\ncargo::warning=z",
    ] {
        project.declare(&format!("{image}.dockerfile(\"{path}\");"));
        let build = project.build();
        build.fails(&["is no path of a file: it holds a control character", "--> build.rs:5:5"]);
        assert!(!build.said.contains("--cfg x"), "{}", build.said);
        assert!(!build.said.contains(&format!("{name}@0.1.0: ")), "{}", build.said);
    }
    for call in
        [".bake(\"x\\ncargo::warning=z\")", ".union_ignore().bake(\"y\\ncargo::warning=z/b\")"]
    {
        project.declare(&format!("emit_all([{image}]){call};"));
        project.build().fails(&["is no path of a file: it holds a control character"]);
    }
    // A folder that recipes watch.
    let root = "emit(Stage::from(debian(\"12\")).account(uid(7)).dependencies(manifest(\"a\\ncargo::warning=z\")))";
    project.write("a\ncargo::warning=z", "");
    project.declare(&format!("{root};"));
    let build = project.build();
    assert!(!build.said.contains(&format!("{name}@0.1.0: z")), "{}", build.said);
}

/// A program that says that it ran.
fn trap(emitted: &Emitted) -> String {
    emitted.write("trap", "#!/bin/sh\necho ran >> \"$(dirname \"$0\")/ran\"\ncat\nexit 1\n");
    let path = emitted.path("trap");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("ours");
    path.to_str().expect("a path").to_owned()
}

/// What a repository's configuration names, git would run for itself.
#[test]
fn git_runs_no_program_of_the_repository() {
    let emitted = emitted();
    let trap = trap(&emitted);
    let folder = emitted.folder();
    emitted.write(".gitattributes", "* diff=trap filter=trap merge=trap\n");
    git(folder, &["add", "Dockerfile", ".dockerignore"]);
    let identity = ["-c", "user.name=n", "-c", "user.email=e@example.com"];
    git(folder, &[identity.as_slice(), &["commit", "-qm", "x"]].concat());
    for key in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.gitProxy",
        "core.pager",
        "core.editor",
        "core.askPass",
        "diff.external",
        "diff.trap.textconv",
        "diff.trap.command",
        "filter.trap.clean",
        "filter.trap.smudge",
        "filter.trap.process",
        "merge.trap.driver",
        "gpg.program",
        "credential.helper",
        "pager.ls-files",
        "pager.cat-file",
        "pager.grep",
        "alias.ls-files",
        "core.alternateRefsCommand",
    ] {
        let value = if key.starts_with("alias") { format!("!{trap}") } else { trap.clone() };
        git(folder, &["config", key, &value]);
    }
    git(folder, &["config", "core.hooksPath", folder.to_str().expect("a path")]);
    // The file is gone: its pins come from the last commit.
    fs::remove_file(emitted.path("Dockerfile")).expect("it is there");
    emitted.succeeds("other", &[]);
    emitted.succeeds("other", &[("DOCKERFILE_EMIT", "check")]);
    assert!(!emitted.path("ran").exists(), "{}", emitted.text("ran"));
}

/// A partial clone fetches an object that it lacks by a program of its configuration.
#[test]
fn nothing_is_fetched() {
    let emitted = emitted();
    let trap = trap(&emitted);
    let folder = emitted.folder();
    git(folder, &["add", "Dockerfile", ".dockerignore"]);
    let identity = ["-c", "user.name=n", "-c", "user.email=e@example.com"];
    git(folder, &[identity.as_slice(), &["commit", "-qm", "x"]].concat());
    for (key, value) in [
        ("remote.origin.url", "ssh://example.com/x"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.partialclonefilter", "blob:none"),
        ("extensions.partialClone", "origin"),
        ("core.repositoryFormatVersion", "1"),
        ("core.sshCommand", &trap),
        ("remote.origin.uploadpack", &trap),
    ] {
        git(folder, &["config", key, value]);
    }
    // Its objects are gone, as in such a clone.
    let objects = emitted.path(".git/objects");
    for entry in fs::read_dir(&objects).expect("a folder").flatten() {
        if entry.file_name().len() == 2 {
            fs::remove_dir_all(entry.path()).expect("it is ours");
        }
    }
    fs::remove_file(emitted.path("Dockerfile")).expect("it is there");
    emitted.succeeds("other", &[]);
    assert!(!emitted.path("ran").exists(), "{}", emitted.text("ran"));
}

/// Hooks and git aliases run programs with the variables of their own repository.
#[test]
fn another_repository_of_the_environment_is_not_asked() {
    let (emitted, other) = (emitted(), emitted());
    let pinned = other
        .text("Dockerfile")
        .replace("12.11-slim AS", &format!("12.9-slim@sha256:{} AS", "0a".repeat(32)));
    other.write("Dockerfile", pinned);
    git(other.folder(), &["add", "."]);
    let identity = ["-c", "user.name=n", "-c", "user.email=e@example.com"];
    git(other.folder(), &[identity.as_slice(), &["commit", "-qm", "x"]].concat());
    let text = emitted.text("Dockerfile");
    let (git_dir, index) = (other.path(".git"), other.path(".git/index"));
    let variables = [
        ("GIT_DIR", git_dir.to_str().expect("a path")),
        ("GIT_WORK_TREE", other.folder().to_str().expect("a path")),
        ("GIT_INDEX_FILE", index.to_str().expect("a path")),
        ("GIT_PREFIX", ""),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "core.worktree"),
        ("GIT_CONFIG_VALUE_0", "/nowhere"),
    ];
    fs::remove_file(emitted.path("Dockerfile")).expect("it is there");
    emitted.succeeds("one", &variables);
    assert_eq!(emitted.text("Dockerfile"), text);
}

/// A container's user is not the one who has checked out: CI services tell git to trust the folder, in
/// the environment or in a file that it names. Pins of a deleted file tell whether git has answered.
#[test]
fn a_folder_that_the_environment_trusts_is_read() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let emitted = emitted();
    if fs::metadata(emitted.folder()).expect("a folder").uid() != 0 {
        // Who is not root cannot give a folder away.
        return;
    }
    let digest = "0a".repeat(32);
    let text = emitted.text("Dockerfile");
    emitted.write("Dockerfile", text.replace("slim AS", &format!("slim@sha256:{digest} AS")));
    emitted.write("settings", "[safe]\n\tdirectory = *\n");
    git(emitted.folder(), &["add", "."]);
    let identity = ["-c", "user.name=n", "-c", "user.email=e@example.com"];
    git(emitted.folder(), &[identity.as_slice(), &["commit", "-qm", "x"]].concat());
    for path in [".git", "."] {
        chown(emitted.path(path), Some(1234), Some(1234)).expect("root may");
    }
    let settings = emitted.path("settings");
    let (none, settings) = (("GIT_CONFIG_GLOBAL", "/dev/null"), settings.to_str().expect("a path"));
    for (variables, is_trusted) in [
        (&[none][..], false),
        (&[("GIT_CONFIG_GLOBAL", settings)], true),
        (
            &[
                none,
                ("GIT_CONFIG_COUNT", "2"),
                ("GIT_CONFIG_KEY_0", "core.worktree"),
                ("GIT_CONFIG_VALUE_0", "/nowhere"),
                ("GIT_CONFIG_KEY_1", "Safe.Directory"),
                ("GIT_CONFIG_VALUE_1", "*"),
            ],
            true,
        ),
    ] {
        emitted.remove("Dockerfile");
        emitted.succeeds("one", &[&[("GIT_CONFIG_NOSYSTEM", "1")], variables].concat());
        assert_eq!(emitted.text("Dockerfile").contains(&digest), is_trusted, "{variables:?}");
    }
}
