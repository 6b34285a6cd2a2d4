//! Images that are judged by their declaration alone.

use dockerfile_core::{
    Debian, Dialect, DistrolessBase, DistrolessCc, DistrolessStatic, Image, Shellless, Stage,
    alpine, apk, apt, arg, context, copy, debian, dir, download, existing, fedora, file,
    healthcheck, image, manifest, platform, run, scratch, ubuntu, uid, user,
};

use super::{
    FOLDER, INTERPRETER, MODE, NO_FILE, NO_PROGRAM, NOT_HERE, NOTE, RIGHT, Row, SUM, UNKNOWN_TEXT,
    UNREADABLE, base, build, distroless, downloaded, empty, tool_of_two,
};

/// A table, long as it is: by the program's own path.
pub(super) fn by_path() -> Vec<Row> {
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
        ("an archive that is unpacked where it belongs", RIGHT, {
            let step = run(["tar", "-xf", "/tmp/app.tar", "-C", "/srv"]);
            base().build(step).entrypoint(["/srv/app"]).into()
        }),
        ("an archive that is unpacked elsewhere", NO_PROGRAM, {
            let step = run(["tar", "-xf", "/tmp/app.tar", "-C", "/mnt"]);
            base().build(step).entrypoint(["/srv/app"]).into()
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
pub(super) fn without_a_shell() -> Vec<Row> {
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
pub(super) fn by_name() -> Vec<Row> {
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
        ("a name that no package of a fixed version brings", NO_PROGRAM, {
            let packages = apt(["ca-certificates=20230311", "tini=0.19.0-1"]);
            Stage::from(debian("12")).packages(packages).account(uid(7)).cmd(["server"]).into()
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
        ("a mode that the other stage has given", RIGHT, {
            let start = file("/start", "#!/bin/sh\nid\n").mode(0o755);
            let made = Stage::named("made", scratch()).source(start);
            base().files(copy("/start").from(&made).to("/srv/")).entrypoint(["/srv/start"]).into()
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
        ("a script of bash, by a line of words", RIGHT, {
            base().files(script("#!/usr/bin/env -S bash -e\nid\n")).entrypoint(["start"]).into()
        }),
        ("a script of bash, with a variable", RIGHT, {
            base().files(script("#!/usr/bin/env -S A=1 bash\nid\n")).entrypoint(["start"]).into()
        }),
        ("a script of Python, by a line of words", INTERPRETER, {
            base().files(script("#!/usr/bin/env -S python3 -u\n1\n")).cmd(["start"]).into()
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
