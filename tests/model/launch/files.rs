//! Images that are judged by the files of their context.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dockerfile_core::{
    Debian, Dialect, Image, Stage, alpine, copy, emit, file, healthcheck, image, run, uid,
};
use dockerfile_tests::docker::Docker;
use tempfile::TempDir;

use super::{
    EMPTY, FOLDER, INTERPRETER, MODE, NO_FILE, NO_PROGRAM, RIGHT, TWICE, UNKNOWN_TEXT, WINDOWS,
    base, build,
};

/// A file of a context: its path, its mode and its text.
type File = (&'static str, u32, &'static [u8]);

const ELF: &[u8] = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0";

/// A table, long as it is: what depends on the files of the context.
fn by_file() -> Vec<(&'static str, &'static str, Vec<File>, Image)> {
    let sh: &[u8] = b"#!/bin/sh\nexec \"$@\"\n";
    let bash: &[u8] = b"#!/usr/bin/env bash\nid\n";
    let one = || base().files(copy("start.sh").to("/srv/start.sh"));
    let started = || one().entrypoint(["/srv/start.sh"]);
    let folder = || base().source(copy("bin").to("/srv/bin"));
    let alpine = || Stage::from(alpine("3.22")).account(uid(7)).files(copy("start.sh").to("/"));
    let conf = || base().files(copy("a.conf").to("/etc/x.conf"));
    let confs = || vec![("a.conf", 0o644, &b"a"[..]), ("b/x.conf", 0o644, b"b")];
    vec![
        ("two files at one path", TWICE, confs(), {
            conf().files(copy("b/x.conf").to("/etc/x.conf")).cmd(["id"]).into()
        }),
        ("a file at the path of another in a folder", TWICE, confs(), {
            conf().files(copy("b/x.conf").to("/etc/")).cmd(["id"]).into()
        }),
        ("two files in a folder", RIGHT, confs(), {
            conf().files(copy("b/x.conf").to("/etc/x/")).cmd(["id"]).into()
        }),
        ("a folder over a file", RIGHT, confs(), {
            conf().files(copy("b").to("/etc/")).cmd(["id"]).into()
        }),
        ("a file that a step has read", RIGHT, confs(), {
            let stage = base().source(copy("a.conf").to("/etc/x.conf"));
            let stage = stage.build(run(["cat", "/etc/x.conf"]));
            stage.files(copy("b/x.conf").to("/etc/x.conf")).cmd(["id"]).into()
        }),
        ("a script", RIGHT, vec![("start.sh", 0o755, sh)], started().into()),
        ("a script that nobody may start", MODE, vec![("start.sh", 0o644, sh)], started().into()),
        ("one that root may start", RIGHT, vec![("start.sh", 0o744, sh)], started().into()),
        ("one with a mode of the copy", RIGHT, vec![("start.sh", 0o644, sh)], {
            let stage = base().files(copy("start.sh").to("/srv/start.sh").mode(0o755));
            stage.entrypoint(["/srv/start.sh"]).into()
        }),
        ("one with symbols of a mode", RIGHT, vec![("start.sh", 0o644, sh)], {
            let stage = base().files(copy("start.sh").to("/srv/start.sh").mode("a+x"));
            Image::from(stage.entrypoint(["/srv/start.sh"])).dialect(Dialect::V1_19)
        }),
        ("one with symbols for whom nobody is named", RIGHT, vec![("start.sh", 0o644, sh)], {
            let stage = base().files(copy("start.sh").to("/srv/start.sh").mode("+x"));
            Image::from(stage.entrypoint(["/srv/start.sh"])).dialect(Dialect::V1_19)
        }),
        ("one with symbols that let nobody", MODE, vec![("start.sh", 0o644, sh)], {
            let stage = base().files(copy("start.sh").to("/srv/start.sh").mode("go+r"));
            Image::from(stage.entrypoint(["/srv/start.sh"])).dialect(Dialect::V1_19)
        }),
        ("one that a shell reads", RIGHT, vec![("start.sh", 0o644, sh)], {
            one().entrypoint(["/bin/sh", "/srv/start.sh"]).into()
        }),
        ("one with an owner", RIGHT, vec![("start.sh", 0o744, sh)], {
            let stage = base().files(copy("start.sh").to("/srv/start.sh").owner(7, 7));
            stage.entrypoint(["/srv/start.sh"]).into()
        }),
        (
            "one with lines of Windows",
            WINDOWS,
            vec![("start.sh", 0o755, b"#!/bin/sh\r\nid\r\n")],
            { started().into() },
        ),
        ("one without a first line", UNKNOWN_TEXT, vec![("start.sh", 0o755, b"id\n")], {
            started().into()
        }),
        ("an empty one", EMPTY, vec![("start.sh", 0o755, b"")], started().into()),
        ("a program", RIGHT, vec![("start.sh", 0o755, ELF)], started().into()),
        (
            "a pointer to what is stored elsewhere",
            RIGHT,
            {
                vec![(
                    "start.sh",
                    0o755,
                    b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n",
                )]
            },
            started().into(),
        ),
        ("bash on Alpine", INTERPRETER, vec![("start.sh", 0o755, bash)], {
            alpine().entrypoint(["/start.sh"]).into()
        }),
        ("sh on Alpine", RIGHT, vec![("start.sh", 0o755, sh)], {
            alpine().entrypoint(["/start.sh"]).into()
        }),
        (
            "an interpreter of the context",
            RIGHT,
            { vec![("start.sh", 0o755, b"#!/srv/bin/run\n"), ("bin/run", 0o755, ELF)] },
            { folder().files(copy("start.sh").to("/")).entrypoint(["/start.sh"]).into() },
        ),
        (
            "an interpreter that the context lacks",
            INTERPRETER,
            { vec![("start.sh", 0o755, b"#!/srv/bin/rum\n"), ("bin/run", 0o755, ELF)] },
            { folder().files(copy("start.sh").to("/")).entrypoint(["/start.sh"]).into() },
        ),
        ("a file of a folder", RIGHT, vec![("bin/run", 0o755, sh)], {
            folder().entrypoint(["/srv/bin/run"]).into()
        }),
        ("a file that the folder lacks", NO_PROGRAM, vec![("bin/run", 0o755, sh)], {
            folder().entrypoint(["/srv/bin/start"]).into()
        }),
        ("a folder for a program", FOLDER, vec![("bin/run", 0o755, sh)], {
            folder().entrypoint(["/srv/bin"]).into()
        }),
        ("a folder's file that nobody may start", MODE, vec![("bin/run", 0o644, sh)], {
            folder().entrypoint(["/srv/bin/run"]).into()
        }),
        ("a folder's file by its name", RIGHT, vec![("bin/run", 0o755, sh)], {
            folder().path("/srv/bin").entrypoint(["run"]).into()
        }),
        ("a name that the folder of PATH lacks", NO_PROGRAM, vec![("bin/run", 0o755, sh)], {
            folder().path("/srv/bin").entrypoint(["start"]).into()
        }),
        ("a module that the folder lacks", NO_FILE, vec![("dist/main.js", 0o644, b"1\n")], {
            let stage = Stage::from(image("node:22-slim").family(Debian)).account(uid(7));
            let stage = stage.source(copy("dist").to("/srv/dist")).workdir("/srv");
            stage.cmd(["node", "dist/server.js"]).into()
        }),
        ("a module without its ending", RIGHT, vec![("dist/main.js", 0o644, b"1\n")], {
            let stage = Stage::from(image("node:22-slim").family(Debian)).account(uid(7));
            let stage = stage.source(copy("dist").to("/srv/dist")).workdir("/srv");
            stage.cmd(["node", "dist/main"]).into()
        }),
        (
            "a file that git ignores",
            NO_PROGRAM,
            { vec![("bin/run", 0o755, ELF), ("bin/.gitignore", 0o644, b"/run\n")] },
            { folder().entrypoint(["/srv/bin/run"]).into() },
        ),
        (
            "one of two folders that come together",
            RIGHT,
            { vec![("bin/run", 0o755, sh), ("src/main.go", 0o644, b"package main\n")] },
            {
                let stage = base().source(copy("/out").from(&build()).to("/srv/bin"));
                let stage = stage.source(copy("bin").to("/srv/bin"));
                stage.entrypoint(["/srv/bin/app"]).into()
            },
        ),
        ("a file to a folder that is there", FOLDER, vec![("start.sh", 0o755, sh)], {
            base().files(copy("start.sh").to("/opt")).entrypoint(["/opt"]).into()
        }),
        ("a check by what nobody may start", MODE, vec![("start.sh", 0o644, sh)], {
            let check = healthcheck(["/srv/start.sh"]);
            one().healthcheck(check).cmd(["id"]).into()
        }),
    ]
}

/// A folder with these files, which git tracks.
fn written(files: &[File]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, mode, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(&path, text).expect("a new file");
        fs::set_permissions(&path, Permissions::from_mode(*mode)).expect("a mode");
    }
    dockerfile_tests::git(folder.path(), &["init", "-q"]);
    dockerfile_tests::git(folder.path(), &["add", "-A"]);
    folder
}

/// What a check of the emitted files says: of a right declaration, that its file is not there yet.
fn said_of(image: &Image, files: &[File]) -> String {
    let folder = written(files);
    let (image, package) = (image.clone(), folder.path().to_str().expect("UTF-8"));
    let checked =
        catch_unwind(AssertUnwindSafe(|| emit(image).context(package).assert_fresh(package)));
    let said = checked.expect_err("the file is not there");
    said.downcast_ref::<String>().expect("a report").clone()
}

#[test]
fn what_is_started_of_the_context_can_be() {
    let rows = by_file();
    let mut wrong = vec![];
    for (name, said, files, image) in &rows {
        let report = said_of(image, files);
        let is_good = match *said {
            RIGHT => report.contains("/Dockerfile` is missing"),
            said => report.contains(said) && report.matches("error: ").count() == 1,
        };
        if !is_good {
            wrong.push(format!("{name}, not `{said}`: {report}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// What is refused does not start, and what is accepted does: each path of one image.
#[test]
fn an_engine_starts_what_is_accepted() {
    let Some(docker) = Docker::connect() else { return };
    let good: &[u8] = b"#!/bin/sh\necho started\n";
    let files: Vec<File> = vec![
        ("bin/good", 0o755, good),
        ("bin/plain", 0o644, good),
        ("bin/unread", 0o711, good),
        ("bin/windows", 0o755, b"#!/bin/sh\r\necho started\r\n"),
        ("bin/text", 0o755, b"echo started\n"),
        ("bin/of-zsh", 0o755, b"#!/usr/bin/zsh\necho started\n"),
        ("bin/of-env", 0o755, b"#!/usr/bin/env zsh\necho started\n"),
        ("bin/by-words", 0o755, b"#!/usr/bin/env -S A=1 sh -e\necho started\n"),
        ("bin/by-words-of-zsh", 0o755, b"#!/usr/bin/env -S zsh -e\necho started\n"),
        ("bin/empty", 0o755, b""),
    ];
    let stage = || {
        let stage = base().source(copy("bin").to("/srv/bin")).source(copy("bin/good").to("/app"));
        let file = file("/srv/inline", "#!/bin/sh\necho started\n");
        stage.source(file).workdir("/app").path("/srv/bin")
    };
    let folder = written(&files);
    let rendered = Image::from(stage().cmd(["/srv/bin/good"])).render().expect("an image");
    fs::write(folder.path().join("Dockerfile"), rendered.dockerfile).expect("a new file");
    let image = docker.build(folder.path(), "Dockerfile");
    let starts = [
        ("/srv/bin/good", RIGHT),
        ("good", RIGHT),
        ("/app/good", RIGHT),
        ("./good", RIGHT),
        ("/app", FOLDER),
        ("/srv/bin/plain", MODE),
        ("/srv/bin/unread", MODE),
        ("/srv/inline", MODE),
        ("/srv/bin/windows", WINDOWS),
        ("/srv/bin/text", UNKNOWN_TEXT),
        ("/srv/bin/of-zsh", INTERPRETER),
        ("/srv/bin/of-env", INTERPRETER),
        ("/srv/bin/by-words", RIGHT),
        ("/srv/bin/by-words-of-zsh", INTERPRETER),
        ("/srv/bin/empty", EMPTY),
        ("/srv/bin/other", NO_PROGRAM),
        ("other", NO_PROGRAM),
    ];
    for (program, said) in starts {
        let declared = said_of(&stage().entrypoint([program]).into(), &files);
        let report = if said == RIGHT { "/Dockerfile` is missing" } else { said };
        assert!(declared.contains(report), "{program}: {declared}");
        let run = image.try_run(&[], &[program]);
        let started = run.stdout == b"started\n";
        assert_eq!(started, said == RIGHT, "{program}: {}", dockerfile_tests::docker::said(&run));
    }
}
