//! What an image starts is there and can be started, or the declaration is refused: a table of right
//! and wrong ones, of the declaration alone and of what is in its context.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dockerfile_core::{
    Debian, Dialect, DistrolessBase, DistrolessCc, DistrolessStatic, Image, Shellless, Stage,
    UnknownBase, alpine, apk, apt, arg, context, copy, debian, dir, download, emit, existing,
    fedora, file, healthcheck, image, manifest, platform, run, scratch, tool, ubuntu, uid, user,
};
use dockerfile_tests::docker::Docker;
use tempfile::TempDir;

/// What is said of a wrong one; a right one has none.
const NO_PROGRAM: &str = "is in the image";
const NOT_HERE: &str = "there is no program";
const FOLDER: &str = "is a folder";
const MODE: &str = "may not be started";
const UNREADABLE: &str = "may not read";
const UNKNOWN_TEXT: &str = "nothing says how to run";
const INTERPRETER: &str = "which is not in the image";
const WINDOWS: &str = "ends as lines of Windows do";
const NO_FILE: &str = "no file `";
const EMPTY: &str = "is an empty file";
const RIGHT: &str = "";
/// What the plan alone says: it starts on some engines.
const NOTE: &str = "lets its owner alone do so";

fn base() -> Stage<dockerfile_core::Account, Debian> {
    Stage::from(debian("bookworm-slim")).account(uid(7))
}

fn empty() -> Stage<dockerfile_core::Account, dockerfile_core::Scratch> {
    Stage::from(scratch()).account(uid(7))
}

fn distroless(name: &str) -> UnknownBase {
    image(format!("gcr.io/distroless/{name}:nonroot"))
}

/// A stage that compiles, of which nobody knows what it leaves.
fn build() -> Stage<dockerfile_core::Build, Debian> {
    let stage = Stage::named("build", image("golang:1.25-bookworm").family(Debian));
    stage.source(copy("src").to("/src")).build(run(["go", "build", "-o", "/out/app", "./src"]))
}

const SUM: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

fn tool_of_two() -> dockerfile_core::Tool {
    let url = |arch: &str| format!("https://example.com/{arch}/hello");
    tool("/usr/local/bin/hello").on("amd64", url("x"), SUM).on("arm64", url("a"), SUM)
}

type Row = (&'static str, &'static str, Image);

/// A table, long as it is: by the program's own path.
fn by_path() -> Vec<Row> {
    let taken = |to: &str| base().source(copy("/out/app").from(&build()).to(to));
    vec![
        ("a program taken to its path", RIGHT, taken("/srv/app").entrypoint(["/srv/app"]).into()),
        ("taken into a folder", RIGHT, taken("/srv/").entrypoint(["/srv/app"]).into()),
        ("taken to a folder that is there", RIGHT, taken("/srv").cmd(["/srv/app"]).into()),
        ("the folder that is there", FOLDER, taken("/srv").cmd(["/srv"]).into()),
        ("another path than it is taken to", NO_PROGRAM, taken("/srv/app").cmd(["/app"]).into()),
        ("a misspelt path", NO_PROGRAM, taken("/srv/app").cmd(["/srv/ap"]).into()),
        ("a path that nothing makes", NO_PROGRAM, base().entrypoint(["/srv/app"]).into()),
        ("the path in the stage that builds", NO_PROGRAM, taken("/app").cmd(["/out/app"]).into()),
        ("a WORKDIR of the program's name", FOLDER, {
            taken("/app").workdir("/app").entrypoint(["/app"]).into()
        }),
        ("the same, and the program in it", RIGHT, {
            taken("/app").workdir("/app").entrypoint(["/app/app"]).into()
        }),
        ("a folder that is made", FOLDER, {
            let stage = Stage::from(debian("12")).layout(dir("/srv/app")).account(uid(7));
            stage.cmd(["/srv/app"]).into()
        }),
        ("below the WORKDIR", RIGHT, taken("/srv/app").workdir("/srv").cmd(["./app"]).into()),
        (
            "below another WORKDIR",
            NO_PROGRAM,
            taken("/srv/app").workdir("/a").cmd(["./app"]).into(),
        ),
        ("a folder of which nobody knows what is in it", RIGHT, {
            let stage = base().source(copy("/out").from(&build()).to("/"));
            stage.entrypoint(["/app"]).into()
        }),
        ("a path with a variable in it", RIGHT, {
            let from = dockerfile_core::text("/out/app-") + platform::TARGETARCH;
            let stage = base().source(copy(from).from(&build()).to("/srv/app"));
            stage.entrypoint(["/srv/app"]).into()
        }),
        ("files that fit a pattern", RIGHT, {
            let stage = base().source(copy("/out").from(&build()).matching("app*").to("/srv"));
            stage.entrypoint(["/srv/app"]).into()
        }),
        ("out of an image of others", RIGHT, {
            let uv = image("ghcr.io/astral-sh/uv:0.9").family(Shellless);
            base().source(copy("/uv").from(uv).to("/bin/uv")).entrypoint(["/bin/uv"]).into()
        }),
        ("of a context that the build is given", RIGHT, {
            base().source(copy("/app").from(context("pages")).to("/app")).cmd(["/app"]).into()
        }),
        ("a path that is written another way", RIGHT, taken("/srv/app").cmd(["/srv/./app"]).into()),
        ("a path that leads back", RIGHT, taken("/srv/app").cmd(["/srv/x/../app"]).into()),
        ("a file called as a folder is elsewhere", RIGHT, {
            let stage = Stage::from(image("busybox:1.37").family(dockerfile_core::Posix));
            let stage = stage.account(uid(7)).source(copy("/out/app").from(&build()).to("/srv"));
            stage.cmd(["/srv"]).into()
        }),
        ("a package of a distribution that uses /opt", RIGHT, {
            let stage = Stage::from(image("archlinux:base").family(dockerfile_core::Arch));
            let stage = stage.packages(dockerfile_core::pacman("jdk-openjdk")).account(uid(7));
            stage.cmd(["/opt/x/bin/x"]).into()
        }),
        ("a base of others", RIGHT, {
            let stage = Stage::from(image("corp:5000/base:1").family(Debian)).account(uid(7));
            stage.entrypoint(["/srv/app"]).into()
        }),
        ("a step that may make anything", RIGHT, {
            base().build(run(["make", "install"])).entrypoint(["/srv/app"]).into()
        }),
        ("a path of a package", RIGHT, {
            let stage = Stage::from(debian("12")).packages(apt(["nginx"])).account(uid(7));
            stage.entrypoint(["/usr/sbin/nginx", "-g", "daemon off;"]).into()
        }),
        ("a path where packages put nothing", NO_PROGRAM, {
            let stage = Stage::from(debian("12")).packages(apt(["nginx"])).account(uid(7));
            stage.entrypoint(["/usr/local/bin/nginx"]).into()
        }),
        ("a package of others may go anywhere", RIGHT, {
            let corp = dockerfile_core::apt_repository("https://apt.corp/debian");
            let corp = corp.suite("bookworm").components(["main"]).key_file("keys/corp.asc");
            let packages = apt(["corp-app"]).repository(corp);
            Stage::from(debian("12"))
                .packages(packages)
                .account(uid(7))
                .cmd(["/opt/corp/app"])
                .into()
        }),
        ("a tool that is downloaded", RIGHT, {
            let stage = Stage::from(debian("12")).packages(tool_of_two()).account(uid(7));
            stage.entrypoint(["/usr/local/bin/hello"]).into()
        }),
        ("a misspelt tool", NO_PROGRAM, {
            let stage = Stage::from(debian("12")).packages(tool_of_two()).account(uid(7));
            stage.entrypoint(["/usr/local/bin/helo"]).into()
        }),
        ("a virtual environment", RIGHT, {
            let venv = Stage::named("venv", image("python:3.12-slim").family(Debian))
                .dependencies(run(["python3", "-m", "venv", "/opt/venv"]));
            let stage = base().dependencies(copy("/opt/venv").from(&venv));
            stage.source(copy("app").to("/srv")).cmd(["/opt/venv/bin/gunicorn", "app:app"]).into()
        }),
        ("a language's image", RIGHT, {
            let stage = Stage::from(image("python:3.12-slim").family(Debian)).account(uid(7));
            stage.cmd(["/usr/local/bin/gunicorn", "app:app"]).into()
        }),
        ("a path that no language's image has", NO_PROGRAM, {
            let stage = Stage::from(image("python:3.12-slim").family(Debian)).account(uid(7));
            let stage = stage.dependencies(manifest("requirements.txt").to("/srv"));
            let step = run(["pip", "install", "-r", "/srv/requirements.txt"]).unchecked("a test");
            stage.dependencies(step).cmd(["/app/start"]).into()
        }),
        ("a target's parent", RIGHT, {
            let parent = Stage::named("parent", debian("12")).account(uid(7)).cmd(["/srv/app"]);
            let child = Stage::from(&parent).source(copy("/out/app").from(&build()).to("/srv/app"));
            child.into()
        }),
        ("a parent's start that no child brings", NO_PROGRAM, {
            let parent = Stage::named("parent", debian("12")).account(uid(7)).cmd(["/srv/app"]);
            Stage::from(&parent).source(copy("/out/app").from(&build()).to("/app")).into()
        }),
        ("one of several targets", NO_PROGRAM, {
            let good = Stage::named("good", debian("12")).account(uid(7)).cmd(["id"]);
            let bad = Stage::named("bad", debian("12")).account(uid(7)).cmd(["/srv/app"]);
            Image::from((good, bad))
        }),
        ("a check by a path that is not there", NO_PROGRAM, {
            base().healthcheck(healthcheck(["/srv/probe"])).cmd(["id"]).into()
        }),
        ("a check by the program", RIGHT, {
            taken("/srv/app")
                .healthcheck(healthcheck(["/srv/app", "ping"]))
                .cmd(["/srv/app"])
                .into()
        }),
        ("a start as it is given", RIGHT, {
            base().raw("ENTRYPOINT [\"/mnt/app\"]", "is mounted").into()
        }),
    ]
}

/// A table, long as it is: bases without a shell.
fn without_a_shell() -> Vec<Row> {
    let taken = |to: &str| empty().source(copy("/out/app").from(&build()).to(to));
    let small = |name: &str| Stage::from(distroless(name).family(Shellless)).account(uid(65532));
    let bare =
        |family| Stage::from(distroless("static-debian12").family(family)).account(uid(65532));
    let base = |family| Stage::from(distroless("base-debian12").family(family)).account(uid(65532));
    let cc = |family| Stage::from(distroless("cc-debian12").family(family)).account(uid(65532));
    vec![
        ("a program on nothing", RIGHT, taken("/app").entrypoint(["/app"]).into()),
        ("a bare name on nothing", NOT_HERE, taken("/app").entrypoint(["app"]).into()),
        ("a bare name that PATH finds", RIGHT, taken("/bin/app").entrypoint(["app"]).into()),
        ("a bare name in a folder of PATH", RIGHT, taken("/x/app").path("/x").cmd(["app"]).into()),
        ("a bare name beside PATH", NOT_HERE, taken("/x/app").path("/y").cmd(["app"]).into()),
        ("a shell on nothing", NOT_HERE, taken("/app").cmd(["/bin/sh", "-c", "/app"]).into()),
        ("a shell that is brought", RIGHT, {
            let busybox = image("busybox:1.37-musl").family(dockerfile_core::Posix);
            let stage = taken("/app").source(copy("/bin/busybox").from(busybox).to("/bin/sh"));
            stage.cmd(["/bin/sh", "-c", "exec /app"]).into()
        }),
        ("nothing in a folder by its other name", NOT_HERE, {
            taken("/usr/bin/app").cmd(["/bin/app"]).into()
        }),
        ("a script on nothing", INTERPRETER, {
            let stage = empty().source(file("/start", "#!/bin/sh\nid\n").mode(0o755));
            stage.entrypoint(["/start"]).into()
        }),
        ("a program on distroless", RIGHT, {
            let stage = bare(DistrolessStatic).source(copy("/out/app").from(&build()).to("/app"));
            stage.entrypoint(["/app"]).into()
        }),
        ("a misspelt one on distroless", NO_PROGRAM, {
            let stage = bare(DistrolessStatic).source(copy("/out/app").from(&build()).to("/app"));
            stage.entrypoint(["/srv/app"]).into()
        }),
        ("a system's path on distroless", NO_PROGRAM, {
            base(DistrolessBase).cmd(["/usr/bin/app"]).into()
        }),
        ("a script on distroless", INTERPRETER, {
            let stage = cc(DistrolessCc).source(file("/run", "#!/bin/sh\nid\n").mode(0o755));
            stage.entrypoint(["/run"]).into()
        }),
        ("a script of Python on distroless", RIGHT, {
            let script = file("/run", "#!/usr/bin/env python3\nprint(1)\n").mode(0o755);
            small("python3-debian12").source(script).entrypoint(["/usr/bin/python3", "/run"]).into()
        }),
        ("what distroless's own program is given", RIGHT, {
            let stage = small("nodejs22-debian12").source(copy("dist").to("/srv/dist"));
            stage.cmd(["/srv/dist/main.js"]).into()
        }),
        ("what it is given, and is not there", NO_FILE, {
            let stage = small("nodejs22-debian12").source(copy("dist").to("/srv/dist"));
            stage.cmd(["/app/main.js"]).into()
        }),
        ("an archive that Java is given", RIGHT, {
            let stage = small("java21-debian13").source(copy("app.jar").to("/app.jar"));
            stage.cmd(["/app.jar"]).into()
        }),
        ("an archive elsewhere", NO_FILE, {
            let stage = small("java21-debian13").source(copy("app.jar").to("/srv/app.jar"));
            stage.cmd(["/app.jar"]).into()
        }),
    ]
}

/// A table, long as it is: bare names, wrappers and interpreters.
fn by_name() -> Vec<Row> {
    let taken = |to: &str| base().source(copy("/out/app").from(&build()).to(to));
    let script = |text: &str| file("/usr/local/bin/start", text.to_owned()).mode(0o755);
    let on_alpine = || Stage::from(alpine("3.22")).account(uid(7));
    vec![
        ("a program of the base", RIGHT, base().cmd(["id"]).into()),
        ("a name that PATH finds", RIGHT, taken("/usr/local/bin/app").cmd(["app"]).into()),
        ("a name in a folder of PATH", RIGHT, taken("/usr/local/bin/").cmd(["app"]).into()),
        ("a name of what is taken out of a base", RIGHT, {
            let tools = Stage::named("tools", debian("12")).packages(apt(["ripgrep"]));
            let stage = base().source(copy("/usr/bin/rg").from(&tools).to("/usr/local/bin/search"));
            stage.cmd(["search"]).into()
        }),
        ("a name beside PATH", NO_PROGRAM, taken("/srv/app").cmd(["app"]).into()),
        ("a name that PATH is told", RIGHT, taken("/srv/app").path("/srv").cmd(["app"]).into()),
        ("a name that no package brings", NO_PROGRAM, {
            let stage = Stage::from(debian("12")).packages(apt(["ca-certificates", "libpq5"]));
            stage.account(uid(7)).cmd(["server"]).into()
        }),
        ("a name that a package may bring", RIGHT, {
            let stage = Stage::from(debian("12")).packages(apt(["supervisor"])).account(uid(7));
            stage.cmd(["supervisord", "-n"]).into()
        }),
        ("a name on a base whose programs nobody lists", RIGHT, {
            Stage::from(fedora("42")).account(uid(7)).cmd(["server"]).into()
        }),
        ("a name that an install may bring", RIGHT, {
            let stage = Stage::from(image("python:3.12-slim").family(Debian)).account(uid(7));
            let step = run(["pip", "install", "gunicorn==23.0.0"]).unchecked("a test");
            stage.dependencies(step).cmd(["gunicorn", "app:app"]).into()
        }),
        ("a program behind tini", RIGHT, {
            let stage = Stage::from(debian("12")).packages(apt(["tini"])).account(uid(7));
            let stage = stage.source(copy("/out/app").from(&build()).to("/srv/app"));
            stage.entrypoint(["/usr/bin/tini", "--", "/srv/app"]).into()
        }),
        ("no program behind tini", NO_PROGRAM, {
            let stage = Stage::from(debian("12")).packages(apt(["tini"])).account(uid(7));
            stage.entrypoint(["tini", "-g", "--"]).cmd(["/srv/app"]).into()
        }),
        ("no tini", NO_PROGRAM, taken("/app").entrypoint(["tini", "--", "/app"]).into()),
        ("a program behind gosu", NO_PROGRAM, {
            let stage = Stage::from(debian("12")).packages(apt(["gosu"])).account(user("app"));
            let stage = stage.starts_as_root("gives volumes away");
            stage.entrypoint(["gosu", "app", "/srv/app"]).into()
        }),
        ("a program behind env", NO_PROGRAM, {
            base().entrypoint(["env", "A=b", "-u", "C", "/srv/app"]).into()
        }),
        ("a shell's text with its program", RIGHT, {
            taken("/srv/app").entrypoint(["/bin/sh", "-c", "exec /srv/app --port $PORT"]).into()
        }),
        ("a shell's text without it", NO_PROGRAM, {
            base().entrypoint(["/bin/sh", "-c", "exec /srv/app --port $PORT"]).into()
        }),
        ("a script that a shell is given", RIGHT, {
            let stage = base().files(file("/srv/start.sh", "id\n"));
            stage.entrypoint(["/bin/sh", "/srv/start.sh"]).into()
        }),
        ("a script that nobody has put there", NO_FILE, {
            base().entrypoint(["/bin/sh", "/srv/start.sh"]).into()
        }),
        ("a module that node reads", RIGHT, {
            let stage = Stage::from(image("node:22-slim").family(Debian));
            let stage = stage.account(existing("node", 1000)).source(copy("dist").to("/srv/dist"));
            stage.workdir("/srv").cmd(["node", "dist/main"]).into()
        }),
        ("a module below another WORKDIR", NO_FILE, {
            let stage = Stage::from(image("node:22-slim").family(Debian));
            let stage = stage.account(existing("node", 1000)).source(copy("dist").to("/srv/dist"));
            stage.workdir("/app").cmd(["node", "dist/main.js"]).into()
        }),
        ("a script that node's image runs by itself", RIGHT, {
            let stage = Stage::from(image("node:22-slim").family(Debian));
            let stage = stage.account(existing("node", 1000)).source(copy("main.js").to("/srv/"));
            stage.workdir("/srv").cmd(["main.js"]).into()
        }),
        ("an archive that Java reads", NO_FILE, {
            let stage =
                Stage::from(image("eclipse-temurin:21-jre").family(dockerfile_core::Ubuntu));
            let stage =
                stage.account(uid(7)).source(copy("/out/app.jar").from(&build()).to("/srv/"));
            stage.entrypoint(["java", "-Xmx1g", "-jar", "/app.jar"]).into()
        }),
        ("a file whose text stands here", RIGHT, {
            base().files(script("#!/bin/sh\nid\n")).entrypoint(["start"]).into()
        }),
        ("the same without a mode", MODE, {
            let stage = base().files(file("/usr/local/bin/start", "#!/bin/sh\nid\n"));
            stage.entrypoint(["/usr/local/bin/start"]).into()
        }),
        ("the same with a mode of no program", MODE, {
            let stage = base().files(file("/srv/start", "#!/bin/sh\nid\n").mode(0o644));
            stage.entrypoint(["/srv/start"]).into()
        }),
        ("the same with a mode of root's", NOTE, {
            let stage = base().files(file("/srv/start", "#!/bin/sh\nid\n").mode(0o744));
            stage.entrypoint(["/srv/start"]).into()
        }),
        ("the same that nobody else reads", MODE, {
            let stage = base().files(file("/srv/start", "#!/bin/sh\nid\n").mode(0o711));
            stage.entrypoint(["/srv/start"]).into()
        }),
        ("the same, and it is the user's", RIGHT, {
            let stage = base().files(file("/srv/start", "#!/bin/sh\nid\n").mode(0o744).owner(7, 7));
            stage.entrypoint(["/srv/start"]).into()
        }),
        ("a mode that a step changes", RIGHT, {
            let stage = base().files(file("/srv/start", "#!/bin/sh\nid\n"));
            let stage =
                stage.out_of_order("a test", |s| s.build(run(["chmod", "+x", "/srv/start"])));
            stage.entrypoint(["/srv/start"]).into()
        }),
        ("a mode of the copy from another stage", MODE, {
            let made = Stage::named("made", scratch()).source(file("/start", "#!/bin/sh\nid\n"));
            let stage = base().files(copy("/start").from(&made).to("/srv/start"));
            stage.entrypoint(["/srv/start"]).into()
        }),
        ("a copy from another stage with a mode", RIGHT, {
            let made = Stage::named("made", scratch()).source(file("/start", "#!/bin/sh\nid\n"));
            let stage = base().files(copy("/start").from(&made).to("/srv/start").mode(0o755));
            stage.entrypoint(["/srv/start"]).into()
        }),
        ("a script of bash on Alpine", INTERPRETER, {
            on_alpine().files(script("#!/bin/bash\nid\n")).entrypoint(["start"]).into()
        }),
        ("a script of bash on a language's Alpine", INTERPRETER, {
            let stage = Stage::from(image("node:22-alpine").family(dockerfile_core::Alpine));
            let stage = stage.account(existing("node", 1000)).files(script("#!/bin/bash\nid\n"));
            stage.entrypoint(["start"]).into()
        }),
        ("a text that a shell starts", RIGHT, {
            let stage = base().files(script("exec id\n"));
            stage.entrypoint(["/bin/sh", "-c", "exec /usr/local/bin/start"]).into()
        }),
        ("a script of bash on Alpine with bash", RIGHT, {
            let stage = Stage::from(alpine("3.22")).packages(apk(["bash"])).account(uid(7));
            stage.files(script("#!/bin/bash\nid\n")).entrypoint(["start"]).into()
        }),
        ("a script of bash on Debian", RIGHT, {
            base().files(script("#!/usr/bin/env bash\nid\n")).entrypoint(["start"]).into()
        }),
        ("a script of Python on Debian", INTERPRETER, {
            base().files(script("#!/usr/bin/env python3\nprint(1)\n")).cmd(["start"]).into()
        }),
        ("a script of the sh that Alpine has", RIGHT, {
            on_alpine().files(script("#! /bin/sh -e\nid\n")).entrypoint(["start"]).into()
        }),
        ("a script that names no program", UNKNOWN_TEXT, {
            base().files(script("set -e\nid\n")).entrypoint(["start"]).into()
        }),
        ("a mark in front of the first line", UNKNOWN_TEXT, {
            base().files(script("\u{feff}#!/bin/sh\nid\n")).entrypoint(["start"]).into()
        }),
        ("a download as it comes", MODE, downloaded(None)),
        ("a download with a mode", RIGHT, downloaded(Some(0o755))),
        ("an archive that only root may read", UNREADABLE, {
            let jar = download("https://example.com/app.jar", SUM, "/srv/app.jar");
            let stage =
                Stage::from(image("eclipse-temurin:21-jre").family(dockerfile_core::Ubuntu));
            let stage = stage.packages(jar).account(uid(7));
            Image::from(stage.cmd(["java", "-jar", "/srv/app.jar"])).dialect(Dialect::V1_6)
        }),
        ("a program of root's that root starts", MODE, {
            let stage = Stage::from(ubuntu("24.04")).runs_as_root("a test");
            stage.files(file("/srv/start", "#!/bin/sh\nid\n")).cmd(["/srv/start"]).into()
        }),
        ("a version in the name of a file", RIGHT, {
            let name = dockerfile_core::text("app-") + &arg("V").default("1") + ".jar";
            let stage =
                Stage::from(image("eclipse-temurin:21-jre").family(dockerfile_core::Ubuntu));
            let stage = stage.account(uid(7)).source(copy(name).to("/srv/app.jar"));
            stage.cmd(["java", "-jar", "/srv/app.jar"]).into()
        }),
    ]
}

fn downloaded(mode: Option<u32>) -> Image {
    let tool = download("https://example.com/tool", SUM, "/usr/local/bin/tool");
    let tool = match mode {
        Some(mode) => tool.mode(mode),
        None => tool,
    };
    let stage = Stage::from(debian("12")).packages(tool).account(uid(7));
    Image::from(stage.cmd(["tool"])).dialect(Dialect::V1_6)
}

#[test]
fn what_is_started_is_there() {
    let rows = [by_path(), without_a_shell(), by_name()].concat();
    let mut wrong = vec![];
    for (name, said, image) in &rows {
        match (image.render(), *said) {
            (Ok(_), RIGHT) => {}
            (Ok(rendered), NOTE) if rendered.plan.contains(NOTE) => {}
            (Ok(_), said) => wrong.push(format!("{name}: silent, and not `{said}`")),
            (Err(report), said) => {
                let report_text = report.to_string();
                if said == RIGHT || !report_text.contains(said) || report.count() != 1 {
                    wrong.push(format!("{name}: {report_text}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    assert!(rows.len() >= 60, "{}", rows.len());
}

/// What is uncertain is a note of the plan: it runs on some engines.
#[test]
fn what_may_not_run_is_a_note() {
    const PORT: &str = "listens on port 80 as user 7";
    const FOLDER: &str = "nothing but `.workdir(..)` makes";
    let parent = Stage::named("parent", debian("12")).account(uid(7)).expose(80);
    let rows: Vec<(&str, &[&str], Image)> = vec![
        ("a low port", &[PORT], base().expose(80).into()),
        ("a low port of a range", &[PORT], base().expose(80..=90).into()),
        ("a low port of the parent", &[PORT], Stage::from(&parent).cmd(["id"]).into()),
        ("a port of anybody's", &[], base().expose(8080).into()),
        ("a low port of root's", &[], {
            Stage::from(debian("12")).runs_as_root("a test").expose(80).into()
        }),
        ("a low port of who starts as root", &[], {
            let stage = Stage::from(debian("12")).account(user("app"));
            stage.starts_as_root("drops").expose(80).into()
        }),
        ("a low port of a base's user", &[], {
            Stage::from(debian("12")).keeps_base_user("a test").expose(80).into()
        }),
        ("an empty folder to work in", &[FOLDER], base().workdir("/work").into()),
        ("a folder that is there", &[], base().workdir("/srv").into()),
        ("a folder with files", &[], base().source(copy("a").to("/app/")).workdir("/app").into()),
        (
            "a folder above files",
            &[],
            base().source(copy("a").to("/app/b/")).workdir("/app").into(),
        ),
        ("a folder that is made", &[], {
            let stage = Stage::from(debian("12")).layout(dir("/work").writable());
            stage.account(uid(7)).workdir("/work").into()
        }),
        ("a folder of a base of others", &[], {
            let stage = Stage::from(image("corp:5000/base:1").family(Debian)).account(uid(7));
            stage.workdir("/work").into()
        }),
    ];
    for (name, said, image) in rows {
        let plan = image.render().unwrap_or_else(|report| panic!("{name}: {report}")).plan;
        for note in [PORT, FOLDER] {
            assert_eq!(plan.contains(note), said.contains(&note), "{name}: {note}\n{plan}");
        }
    }
}

/// A volume that its user cannot write is refused where all of the image is known.
#[test]
fn a_volume_is_its_users() {
    let python = || Stage::from(image("python:3.12-slim").family(Debian));
    let others = Stage::from(image("corp:5000/base:1").family(Debian));
    let parent = Stage::named("parent", debian("12")).layout(dir("/data").writable());
    let parent = parent.account(uid(7));
    let bad: [(&str, Image); 3] = [
        ("of a language's image", python().account(uid(7)).volume("/data").into()),
        ("beside what is made", Stage::from(&parent).volume("/date").cmd(["id"]).into()),
        ("below what is made", Stage::from(&parent).volume("/data/a").cmd(["id"]).into()),
    ];
    for (name, image) in bad {
        let report = image.render().expect_err(name).to_string();
        assert!(report.contains("could not write to its volume"), "{name}: {report}");
    }
    let good: [(&str, Image); 5] = [
        ("that the parent makes", Stage::from(&parent).volume("/data").cmd(["id"]).into()),
        ("that is made", {
            let stage = python().layout(dir("/data").writable()).account(uid(7));
            stage.volume("/data").into()
        }),
        ("of a language's own folder", python().account(uid(7)).volume("/usr/local/lib").into()),
        ("of a base of others", others.account(uid(7)).volume("/data").into()),
        ("of root", python().runs_as_root("a test").volume("/data").into()),
    ];
    for (name, image) in good {
        image.render().unwrap_or_else(|report| panic!("{name}: {report}"));
    }
}

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
    vec![
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
