//! What the build script says to each mistake that rustc cannot see, word for word.
//!
//! `complaints.txt` is the record; `GOLDEN=overwrite cargo test -p dockerfile-tests
//! --test complaints` writes it anew. Each case is one mistake, and one complaint: a long table.

use std::time::Duration;

use dockerfile_core::{
    Alpine, Debian, Dialect, DistrolessBase, DistrolessStatic, Entrypoint, Image, Posix, RunsOn,
    Stage, alpine, apk, apt, arg, bind, cache, cargo, context, copy, debian, dir, dnf, download,
    env as env_of, existing, fedora, file, go, healthcheck, image, manifest, moving_image, pip,
    platform, run, scratch, secret, system_user, text, tmpfs, uid, unverified_download, user,
};
use dockerfile_tests::{assert_recorded, root};

fn base() -> Stage<dockerfile_core::Account, Debian> {
    Stage::from(debian("12")).account(uid(7))
}

/// A program that is built on one base and copied onto another.
fn started<F>(builder: &str, base: Stage<dockerfile_core::Account, F>) -> Image
where
    dockerfile_core::ArtifactCopy: RunsOn<F>,
{
    let app = cargo("ocelot").workspace(".").context(root());
    let build = Stage::named("build", image(builder).family(Debian)).recipe(&app);
    let program = copy("/out/ocelot").from(&build).to("/app");
    base.source(program).entrypoint(["/app"]).into()
}

/// A program that links against a library, and what its image installs.
fn linked(builder: &str, installs: &[&str]) -> Image {
    let app = cargo("linked").workspace("tests/fixtures/linked").context(root());
    let build = Stage::named("build", image(builder).family(Debian)).recipe(&app);
    let base = Stage::from(debian("bookworm-slim")).packages(apt(installs)).account(uid(7));
    base.source(app.artifacts(&build)).entrypoint(["/usr/local/bin/linked"]).into()
}

/// A rule's name, and an image that breaks it once.
fn mistakes() -> Vec<(&'static str, Image)> {
    // Not literals to the macro, as in a build script that computes them.
    let latest = "latest".to_owned();
    let path = String::from("srv/app");
    vec![
        ("tag", Stage::from(debian(latest.clone())).account(uid(7)).into()),
        ("image", Stage::from(image("Debian:12").family(Debian)).account(uid(7)).into()),
        ("image without a tag", Stage::from(image("debian").family(Debian)).account(uid(7)).into()),
        ("reason", Stage::from(moving_image("debian", " ").family(Debian)).account(uid(7)).into()),
        (
            "C library",
            started("rust:1.95-slim-bookworm", Stage::from(alpine("3.22")).account(uid(7))),
        ),
        (
            "half of a C library",
            started(
                "rust:1.95-slim-bookworm",
                Stage::from(
                    image("gcr.io/distroless/base-debian12:nonroot").family(DistrolessBase),
                )
                .account(uid(7)),
            ),
        ),
        (
            "glibc below 2.34",
            started(
                "rust:1.95-slim-bookworm",
                Stage::from(debian("bullseye-slim")).account(uid(7)),
            ),
        ),
        ("library of the distribution", linked("rust:1.95-bookworm", &["ca-certificates"])),
        ("files of a library", linked("rust:1.95-slim-bookworm", &["libpq5"])),
        (
            "other interpreter",
            Stage::from(image("python:3.13-slim").family(Debian))
                .packages(apt(["libpq5"]))
                .account(uid(7))
                .dependencies(copy("/opt/venv").from(
                    &Stage::named("venv", image("python:3.12-slim").family(Debian)).dependencies(
                        pip("examples/ocelot/requirements.txt").venv("/opt/venv").context(root()),
                    ),
                ))
                .into(),
        ),
        (
            "no interpreter",
            Stage::from(debian("bookworm-slim"))
                .packages(apt(["libpq5"]))
                .account(uid(7))
                .dependencies(copy("/opt/venv").from(
                    &Stage::named("venv", image("python:3.12-slim").family(Debian)).dependencies(
                        pip("examples/ocelot/requirements.txt").venv("/opt/venv").context(root()),
                    ),
                ))
                .into(),
        ),
        (
            "older glibc and C",
            Stage::from(debian("12"))
                .account(uid(7))
                .source(
                    copy("/out/web")
                        .from(
                            &Stage::named("build", image("golang:1.25-trixie").family(Debian))
                                .recipe(&go("tests/fixtures/cgo").context(root()).cgo()),
                        )
                        .to("/web"),
                )
                .entrypoint(["/web"])
                .into(),
        ),
        ("absolute path", base().workdir(path.clone()).into()),
        ("copy target", base().source(copy("src").to(path.clone())).into()),
        ("source", base().source(copy("/etc/passwd").to("/srv")).into()),
        ("source of a stage", base().source(copy("out").from(&base_stage())).into()),
        (
            "part of a stage's files",
            base().source(copy("/out").except("tests").from(&base_stage())).into(),
        ),
        ("port", base().expose(0).into()),
        ("variable name", base().env("A-B", 1).into()),
        ("secret name", base().env("API_TOKEN", "x").into()),
        ("password in a URL", base().env("DB", "postgresql://u:p@db/x").into()),
        ("password in a URL of a label", base().commit_label("a", "https://u:p@h/").into()),
        ("password in a URL of a step", base().build(run(["curl", "https://u:p@h/"])).into()),
        ("secret name of a step", base().build(run(["a"]).env("NPM_TOKEN", "x")).into()),
        ("secret name of steps", base().build_env("GH_PAT", "x").build(run(["a"])).into()),
        ("line break", base().env("A", "one\ntwo").into()),
        ("label key", Stage::from(debian("12")).label("Title", "x").account(uid(7)).into()),
        (
            "label of a commit",
            Stage::from(debian("12"))
                .label("org.opencontainers.image.revision", "x")
                .account(uid(7))
                .into(),
        ),
        ("user name", Stage::from(debian("12")).account(user("root")).into()),
        ("user id", Stage::from(debian("12")).account(existing("node", 0)).into()),
        ("group id", Stage::from(debian("12")).account(user("app").group_id(u32::MAX)).into()),
        ("id of the system", Stage::from(debian("12")).account(system_user("app", 1000)).into()),
        ("user of the base", Stage::from(debian("12")).account(user("www-data")).into()),
        ("id of the base", Stage::from(debian("12")).account(system_user("web", 33)).into()),
        (
            "group of the base",
            Stage::from(alpine("3.22")).account(user("app").group("users")).into(),
        ),
        (
            "nobody to run a step as",
            Stage::from(debian("12")).runs_as_root("why").build(run(["a"]).as_user()).into(),
        ),
        ("nobody to drop to", Stage::from(debian("12")).starts_as_root("why").into()),
        ("two owners", base().source(copy("a").to("/a").owner(7, 7).writable()).into()),
        (
            "user of the base, lost",
            Stage::from(image("grafana/grafana:12.3.0").family(Alpine))
                .packages(apk(["curl"]))
                .keeps_base_user("why")
                .into(),
        ),
        ("child of often changed layers", {
            let parent =
                Stage::named("parent", debian("12")).source(copy("a").to("/a")).env("A", "b");
            Stage::from(&parent).packages(apt(["curl"])).account(uid(7)).into()
        }),
        ("stage name", Stage::named("Web", debian("12")).account(uid(7)).into()),
        ("package", Stage::from(debian("12")).packages(apt(["curl", "-y"])).account(uid(7)).into()),
        ("signal", base().stop_signal("TERM").into()),
        ("argument", base().cmd(["a\0b"]).into()),
        ("shell text", base().build(run("true && sudo make")).into()),
        ("no image", Image::from(Vec::<Stage<Entrypoint, Debian>>::new())),
        (
            "two stages of one name",
            base().source(copy("/out").from(&Stage::named("final", debian("12")))).into(),
        ),
        ("root without a reason", Stage::from(debian("12")).cmd(["id"]).into()),
        (
            "writable for nobody",
            Stage::from(debian("12")).layout(dir("/var/x").writable()).runs_as_root("why").into(),
        ),
        ("copy without a target", base().source(copy("src")).into()),
        ("manifest without a target", base().dependencies(manifest("a.lock")).into()),
        (
            "second start, out of order",
            base().entrypoint(["a"]).out_of_order("why", |s| s.entrypoint(["b"])).into(),
        ),
        ("second check of health", base().healthcheck(healthcheck(["a"])).no_healthcheck().into()),
        ("start by a package manager", {
            let stage = Stage::from(image("node:22-slim").family(Debian)).account(uid(7));
            stage.entrypoint(["npm"]).cmd(["start"]).into()
        }),
        ("variable that nothing reads", base().build_env("CFLAGS", "-O2").into()),
        ("track", Stage::from(debian("12.1-slim").track("12-slim")).account(uid(7)).into()),
        (
            "tag outside its track",
            Stage::from(debian("11.1-slim").track("12.*-slim")).account(uid(7)).into(),
        ),
        ("track of nothing", {
            let stage = Stage::from(scratch().track("1.*")).account(uid(7));
            stage.source(copy("a").to("/a")).entrypoint(["/a"]).into()
        }),
        ("track of what moves", {
            let moves = moving_image("busybox", "the newest is wanted").track("1.*");
            Stage::from(moves.family(Alpine)).account(uid(7)).into()
        }),
        ("two tracks", {
            let build = Stage::named("build", debian("12.1").track("12.*"));
            let stage = Stage::from(debian("12.1").track("*")).account(uid(7));
            stage.source(copy("/out").from(&build)).into()
        }),
        // ---- variables --------------------------------------------------------------
        ("argument that looks like a secret", base().env("A", arg("API_KEY")).into()),
        (
            "variable of a commit, too early",
            base().dependencies(run(["make"]).uses(arg("GIT_SHA").per_commit())).into(),
        ),
        (
            "variable of a commit, in a source",
            base()
                .source(unverified_download(
                    text("https://x/") + arg("GIT_SHA").per_commit(),
                    "/x",
                    "why",
                ))
                .into(),
        ),
        ("two defaults", {
            let build = Stage::named("build", debian("12"))
                .build(run(["make"]).uses(arg("VERSION").default("1")));
            base().source(copy("/out").from(&build)).env("V", arg("VERSION").default("2")).into()
        }),
        (
            "variable that an ENV hides",
            base().env("VERSION", "1").env("V", arg("VERSION").default("2")).into(),
        ),
        ("variable that nothing sets", base().env("A", env_of("B")).into()),
        ("variable of itself", base().env("A", env_of("A") + ":/opt").into()),
        // ---- what a file can say -----------------------------------------------------
        (
            "link above the dialect",
            Image::from(base().source(copy("src").to("/srv/").link())).dialect(Dialect::V1_3),
        ),
        ("parents above the dialect", base().source(copy("src").to("/srv").parents()).into()),
        (
            "file above the dialect",
            Image::from(base().source(file("/etc/x", "x\n"))).dialect(Dialect::V1_3),
        ),
        (
            "device above the dialect",
            Image::from(base().build(run(["make"]).device("nvidia.com/gpu=all")))
                .dialect(Dialect::V1_20),
        ),
        ("line that is too long", base().cmd(["x".repeat(70_000)]).into()),
        ("script that is too long", {
            let step = run(["x".repeat(50_000)]);
            base().build(vec![step.clone(), step.clone(), step]).into()
        }),
        #[allow(clippy::reversed_empty_ranges)]
        ("range of ports", base().expose(9..=8).into()),
        ("permissions", base().source(copy("a").to("/a").mode(0o10000)).into()),
        ("permissions in symbols", base().source(copy("a").to("/a").mode("rw")).into()),
        (
            "pipe without pipefail",
            Stage::from(image("busybox:1.37").family(Posix))
                .account(uid(7))
                .build(run("a | b"))
                .into(),
        ),
        ("more than a program", base().build(run(["a"]).then(["b"]).without_shell()).into()),
        (
            "variable without a shell",
            base().build(run([text("a"), text("") + platform::TARGETARCH]).without_shell()).into(),
        ),
        ("nothing to run", base().build(run([""; 0])).into()),
        ("nothing to copy", base().source(copy([""; 0]).to("/srv")).into()),
        (
            "nothing to install",
            Stage::from(debian("12")).packages(apt([""; 0])).account(uid(7)).into(),
        ),
        ("text that does not end", base().build(run("echo 'a").then("b")).into()),
        (
            "list for what is no shell",
            base().build(run(["a"]).shell(["/usr/bin/python3", "-c"])).into(),
        ),
        ("pipe in a shell that hides it", base().build(run("a | b").shell(["sh", "-c"])).into()),
        (
            "text that stays unjudged for no reason",
            base().build(run("sudo a").unchecked("")).into(),
        ),
        (
            "time that no engine holds",
            base().healthcheck(healthcheck(["a"]).interval(Duration::ZERO)).into(),
        ),
        ("no retries", base().healthcheck(healthcheck(["a"]).retries(0)).into()),
        ("shell text of another interpreter", base().build(run("#!x\ny")).into()),
        ("mount's path", base().build(run(["a"]).mount(cache("/a b"))).into()),
        ("mount's id", base().build(run(["a"]).mount(secret("a b"))).into()),
        ("bind's path", base().build(run(["a"]).mount(bind("a,b").to("/a"))).into()),
        ("download", base().source(download("https://x/y", "1", "/a")).into()),
        ("argument of the builder", base().env("A", arg("TARGETARCH")).into()),
        (
            "left out here and copied there",
            base()
                .source(copy("src").to("/a").except("tests"))
                .source(copy("src/tests").to("/b"))
                .into(),
        ),
        // ---- lines as they are given -------------------------------------------------
        ("no instruction", base().raw("run make", "why").into()),
        ("a stage in a line", base().raw("FROM debian:12", "why").into()),
        ("a shell in a line", base().raw("SHELL [\"bash\"]", "why").into()),
        ("a comment in a line", base().raw("# a", "why").into()),
        ("an instruction of nothing", base().raw("RUN", "why").into()),
        ("a trigger that is none", base().raw("ONBUILD FROM x", "why").into()),
        ("two instructions", base().raw("RUN a\nRUN b", "why").into()),
        ("a line that goes on", base().raw("RUN a \\", "why").into()),
        ("a here-document in a line", base().raw("RUN <<E", "why").into()),
        ("an open quote", base().raw("RUN it's", "why").into()),
        ("a line with a blank", base().raw("RUN a ", "why").into()),
        ("a line for no reason", base().raw("RUN a", "").into()),
        ("a second start, as given", base().cmd(["a"]).raw("CMD b", "why").into()),
        ("a comment of nothing", base().comment("\n").expose(80).into()),
        ("a comment with a blank", base().comment("a ").expose(80).into()),
        ("a comment that is a directive", base().comment("check=skip=all").expose(80).into()),
        ("a comment that turns", base().comment("a\u{202e}b").expose(80).into()),
        ("a comment that is too long", base().comment("x".repeat(1001)).expose(80).into()),
        ("a comment above nothing", base().expose(80).comment("a").into()),
        ("a comment above a mistake", base().comment("a").expose(0).into()),
        ("two descriptions", base().description("a").description("b").into()),
        ("a description of two lines", base().description("a\nb").into()),
        ("a description of nothing", base().description("").into()),
        ("a description that is a pragma", {
            let stage = Stage::named("hadolint", debian("12")).description("ignore=DL3006");
            stage.account(uid(7)).into()
        }),
        ("a variable of two descriptions", {
            let stage = base().env("A", arg("X").description("a"));
            stage.env("B", arg("X").description("b")).into()
        }),
        // ---- slips -------------------------------------------------------------------
        ("permissions in decimal", base().source(copy("a").to("/a").mode(755)).into()),
        ("permissions of a mount in decimal", {
            let npmrc = secret("npmrc").mode(400);
            base().build(run(["make"]).mount(npmrc)).into()
        }),
        ("signal that is none", base().stop_signal("SIGFOO").into()),
        (
            "exception that is taken back",
            base().source(copy("a").to("/a").except(["*", "!keep"])).into(),
        ),
        ("variable in a text", base().env("PATH", "/opt/bin:$PATH").into()),
        ("variable in a label", base().commit_label("a", "v${VERSION}").into()),
        ("variable in a path", base().workdir("/srv/$APP").into()),
        ("variable behind a handle", base().env("B", env_of_home() + "/$NAME").into()),
        ("variable in a list", base().cmd(["app", "--port=$PORT"]).into()),
        ("variable in what ENTRYPOINT is given", {
            base().entrypoint(["/srv/app"]).cmd(["--port=$PORT"]).into()
        }),
        ("variable in a list of a step", base().build(run(["ls", "$HOME"])).into()),
        ("secret name of steps, in public", base().public_build_env("GH_PAT", "x", "").into()),
        (
            "version of a commit",
            Stage::from(debian("12"))
                .label("org.opencontainers.image.version", arg("VERSION"))
                .account(uid(7))
                .into(),
        ),
        ("no ports", base().expose([0u16; 0]).into()),
        ("no program", base().cmd([""; 0]).into()),
        ("variable twice", base().env("A", 1).expose(80).env("A", 2).into()),
        ("folder of PATH twice", base().path("/opt/bin").path("/opt/bin").into()),
        ("variable of steps twice", {
            base().build_env("A", 1).build_env("A", 2).build(run(["make"])).into()
        }),
        ("port twice", base().expose(8000..=8010).expose(8005).into()),
        ("volume twice", base().volume("/tmp/a").volume("/tmp/a").into()),
        ("stop signal twice", base().stop_signal("SIGINT").stop_signal("SIGQUIT").into()),
        ("copy twice", base().source(copy("src").to("/srv")).source(copy("src").to("/srv")).into()),
        ("variable of one step twice", {
            base().build(run(["make"]).env("A", 1).env("A", 2)).into()
        }),
        ("variable that a waiting ENV hides", {
            base().build_env("V", 1).build(run(["make"]).uses(arg("V"))).into()
        }),
        ("variable of the build that a step hides", {
            base().build(run(["make"]).env("V", 1).uses(arg("V"))).into()
        }),
        ("home that the base has", {
            Stage::from(debian("12")).account(user("app").home("/srv")).into()
        }),
        ("working folder of the base, lost", {
            let base = Stage::from(image("registry.corp/app:1").family(Debian)).account(uid(7));
            base.build(run(["make"]).workdir("/src")).into()
        }),
        ("text that only sets a variable", base().build(run("VERSION=1.2")).into()),
        ("text that only exports", base().build(run("export A=1 && export B=2")).into()),
        ("settings of another shell", base().build(run(". /opt/venv/bin/activate")).into()),
        ("command behind an end in a text", {
            base().build(run("make\nexit 0").then("make install")).into()
        }),
        ("variable of a step and of a secret", {
            let step = run(["make"]).mount(secret("v").env("V"));
            base().build(step.env("V", 1)).into()
        }),
        ("variable of the builder that is not said", {
            base().build(run("GOARCH=$TARGETARCH go build")).into()
        }),
        ("variable that is set below", base().build(run("test $PORT")).env("PORT", 80).into()),
        ("variable of the build that is not said", {
            let version = arg("VERSION").default("1");
            base().build(run("make V=\"${VERSION}\"")).env("V", &version).into()
        }),
        ("two mounts at one path", {
            let (one, other) = (cache("/var/obj"), cache("/var/obj").id("objects"));
            base().build(run(["make"]).mount(one).mount(other)).into()
        }),
        ("two secrets in one variable", {
            let (one, other) = (secret("a").env("TOKEN"), secret("b").env("TOKEN"));
            Image::from(base().build(run(["make"]).mount(one).mount(other))).dialect(Dialect::V1_10)
        }),
        ("directory twice", {
            let stage = Stage::from(debian("12")).layout(dir("/srv/a")).layout(dir("/srv/a"));
            stage.account(uid(7)).into()
        }),
        ("directory of two owners", {
            let stage = Stage::from(debian("12")).layout(dir("/srv/a"));
            stage.layout(dir("/srv/a").writable()).account(uid(7)).into()
        }),
        ("home that is there", {
            let stage = Stage::from(debian("12")).layout(dir("/home/app/var").writable());
            stage.account(user("app").home("/home/app")).into()
        }),
        ("secret for a command", {
            base().build(run(["docker", "login", "--password=hunter2", "h"])).into()
        }),
        ("secret for a program", base().cmd(["bash", "-c", "serve --token hunter2"]).into()),
        ("secret in a file", {
            base().files(file("/root/.netrc", "machine h login app password hunter2\n")).into()
        }),
        ("secret in a file of variables", {
            base().files(file("/srv/.env", "PORT=80\nDB_PASSWORD=hunter2\n")).into()
        }),
        ("exception with an open class", {
            base().source(copy("src").to("/srv").except("a[.txt")).into()
        }),
        ("command behind an end", base().build(run("exec make").then(["id"])).into()),
        ("file twice", {
            base().source(file("/etc/x", "a\n")).source(file("/etc/x", "b\n")).into()
        }),
        ("label twice", base().commit_label("a", 1).commit_label("a", 2).into()),
        ("working folder twice", base().workdir("/a").workdir("/b").into()),
        ("two users", Stage::from(debian("12")).runs_as_root("why").account(user("a")).into()),
        ("volume of root", base().volume("/srv/var").into()),
        ("volume below what is writable", {
            let stage = Stage::from(debian("12")).layout(dir("/srv").writable());
            stage.account(user("a")).volume("/srv/var").into()
        }),
        ("nothing to start", Stage::from(scratch()).account(uid(7)).into()),
        ("program of several words", base().cmd(["node server.js"]).into()),
        ("check of several words", base().healthcheck(healthcheck(["/probe --now"])).into()),
        ("program of no folder", base().entrypoint(["./run.sh"]).into()),
        ("check by a program that is not there", {
            let check = healthcheck(["curl", "-f", "http://localhost:8080/"]);
            base().healthcheck(check).into()
        }),
        ("check by a shell's program that is not there", {
            let check = healthcheck(["/bin/sh", "-c", "wget -q localhost || exit 1"]);
            Stage::from(debian("12"))
                .packages(apt(["libpq5", "ca-certificates"]))
                .account(uid(7))
                .healthcheck(check)
                .into()
        }),
        ("check by a program on nothing", {
            let stage = Stage::from(scratch()).account(uid(7)).source(copy("app").to("/app"));
            stage.healthcheck(healthcheck(["curl", "-f", "localhost"])).cmd(["/app"]).into()
        }),
        ("check by a shell that is not there", {
            let base = image("gcr.io/distroless/static-debian12:nonroot").family(DistrolessStatic);
            let stage = Stage::from(base).account(uid(65532)).source(copy("app").to("/app"));
            let check = healthcheck(["/bin/sh", "-c", "curl -f localhost"]);
            stage.healthcheck(check).entrypoint(["/app"]).into()
        }),
        ("tool that a base has not", base().build(run(["npm", "ci"])).into()),
        ("tool that an install does not bring", {
            let stage = Stage::from(alpine("3.22")).packages(apk(["tini"])).account(uid(7));
            stage.build(run("pip install x")).into()
        }),
        ("recipe that a base has not", base().dependencies(pip("requirements.txt")).into()),
        ("start of what nothing brings", base().entrypoint(["/srv/app"]).into()),
        (
            "start of a name beside PATH",
            base().source(copy("app").to("/srv/app")).entrypoint(["app"]).into(),
        ),
        (
            "start of another name",
            base().source(copy("app").to("/usr/local/bin/app")).cmd(["/usr/local/bin/ap"]).into(),
        ),
        ("start behind a wrapper", {
            let stage = Stage::from(debian("12")).packages(apt(["tini"])).account(uid(7));
            stage.entrypoint(["tini", "--"]).cmd(["/srv/app"]).into()
        }),
        ("start of a folder", {
            let stage = base().source(copy("app").to("/app")).workdir("/app");
            stage.entrypoint(["/app"]).into()
        }),
        ("start of a file without a mode", {
            let stage = base().files(file("/srv/start", "#!/bin/sh\nexec id\n"));
            stage.entrypoint(["/srv/start"]).into()
        }),
        ("start of a download without a mode", {
            let tool = unverified_download("https://h/tool", "/usr/local/bin/tool", "a test");
            let stage = Stage::from(debian("12")).packages(tool).account(uid(7));
            stage.healthcheck(healthcheck(["tool"])).cmd(["id"]).into()
        }),
        ("start of a script for another shell", {
            let script = file("/srv/start", "#!/bin/bash\nexec id\n").mode(0o755);
            Stage::from(alpine("3.22")).account(uid(7)).files(script).cmd(["/srv/start"]).into()
        }),
        ("start of a text", {
            let stage = base().files(file("/srv/start", "exec id\n").mode(0o755));
            stage.entrypoint(["/srv/start"]).into()
        }),
        ("start that reads what is not there", {
            let stage = base().source(copy("app").to("/srv/app")).workdir("/app");
            stage.entrypoint(["/bin/sh", "./start.sh"]).into()
        }),
        ("start of what a base has not", base().cmd(["node", "server.js"]).into()),
        ("shell that a base has not", {
            Stage::from(alpine("3.22")).account(uid(7)).cmd(["bash", "-c", "run"]).into()
        }),
        // ---- files of stages ---------------------------------------------------------
        ("context that is a stage", {
            let docs = Stage::named("docs", debian("12")).build(run(["make"]));
            let stage = base().source(copy("/out").from(&docs));
            stage.source(copy("/guide").from(context("docs"))).into()
        }),
        ("files of scratch", base().source(copy("/a").from(scratch())).into()),
        ("artifact of a cache mount", {
            let step = run(["make", "all"]).mount(cache("/src/target"));
            let build = Stage::named("build", debian("12")).build(step);
            base().source(copy("/src/target/release/app").from(&build).to("/app")).into()
        }),
        ("bind of a cache mount's file", {
            let step = run(["make", "all"]).mount(cache("/src/target"));
            let build = Stage::named("build", debian("12")).build(step);
            let take = bind("/src/target/release").from(&build).to("/built");
            base().build(run(["install", "/built/app", "/app"]).mount(take)).into()
        }),
        (
            "step that reads a cache mount's file",
            base()
                .build(run(["make", "all"]).mount(cache("/src/target")).workdir("/src"))
                .build(run(["cp", "target/release/app", "/app"]).workdir("/src"))
                .into(),
        ),
        (
            "start from a cache mount",
            base()
                .build(run(["make", "all"]).mount(cache("/src/target")))
                .entrypoint(["/src/target/release/app"])
                .into(),
        ),
        ("start from a cache mount of the stage below", {
            let step = run(["make", "all"]).mount(cache("/src/target"));
            let common = Stage::named("common", debian("12")).build(step);
            let image = Stage::from(&common).out_of_order("a test", |s| s.account(uid(7)));
            image.cmd(["/src/target/app"]).into()
        }),
        ("path that nothing made", {
            let files = Stage::named("files", scratch()).source(copy("src").to("/src"));
            base().source(copy("/out").from(&files)).into()
        }),
        (
            "copy below a volume",
            base()
                .volume("/tmp/var")
                .out_of_order("why", |s| s.source(copy("seed").to("/tmp/var/seed")))
                .into(),
        ),
        (
            "step below a volume",
            base()
                .volume("/tmp/var")
                .out_of_order("why", |s| s.build(run(["touch", "/tmp/var/x"])))
                .into(),
        ),
        ("stage that nothing reaches", {
            image! {
                stage unused {
                    from debian("12");
                    build run(["make"]);
                }
                from debian("12");
                account uid(7);
            }
            .into()
        }),
        ("stage that no target reaches", {
            let (dev, prod) = image! {
                stage unused {
                    from debian("12");
                }
                target dev {
                    from debian("12");
                    account uid(7);
                }
                target prod {
                    from scratch();
                    account uid(7);
                    cmd ["/app"];
                }
            };
            Image::from((dev, prod))
        }),
        ("last target above another", {
            let web = Stage::named("web", debian("12")).account(uid(7));
            let debug = Stage::named("debug", &web).cmd(["sh"]);
            Image::from((debug, web))
        }),
        (
            "a line of the macro",
            image! {
                from debian("12");
                account uid(7);
                workdir path_of_the_macro();
            }
            .into(),
        ),
        ("parents below nothing", base().source(copy("src/a").parents_below("src")).into()),
        (
            "parents that do not hold a source",
            base().source(copy(["src/a", "src"]).to("/srv").parents_below("src")).into(),
        ),
        (
            "name of files that is a path",
            base().source(copy("/out").from(&base_stage()).matching("lib/*.so")).into(),
        ),
        (
            "own layer below a link",
            base().source(copy("/x").from(&base_stage()).to("/usr/sbin/").link()).into(),
        ),
        (
            "own layer in a folder of all",
            base().source(copy("/x").from(&base_stage()).to("/tmp/x").link()).into(),
        ),
        (
            "own layer in the place of a folder",
            base().source(copy("/x").from(&base_stage()).to("/usr/local/bin").link()).into(),
        ),
        (
            "own layer of the user",
            base().source(copy("/x").from(&base_stage()).to("/srv/x").writable().link()).into(),
        ),
        ("program that an install does not bring", {
            let stage = Stage::from(alpine("3.22")).packages(apk(["tini~0.19"])).account(uid(7));
            stage.build(run(["git", "status"])).into()
        }),
        ("optional source that begins with a variable", {
            let app = text("") + platform::TARGETARCH + "/app";
            base().source(copy(app).to("/app").optional()).into()
        }),
        ("user of the base, lost above a step", {
            let stage = Stage::from(image("grafana/grafana:12.3.0").family(Alpine));
            let stage = stage.packages(apk(["curl"])).build(run(["a"]).as_user());
            stage.keeps_base_user("why").into()
        }),
        ("mount of the base's user", {
            let step = run(["a"]).as_user().mount(cache("/a")).mount(cache("/b").owner(472, 0));
            let stage = Stage::from(image("grafana/grafana:12.3.0").family(Alpine)).build(step);
            stage.keeps_base_user("why").into()
        }),
        ("pattern in a step's list", base().build(run(["rm", "-rf", "/var/log/*"])).into()),
        ("pattern in the words that start", {
            base().entrypoint(["java", "-jar"]).cmd(["/app/*.jar"]).into()
        }),
        ("program that leaves", {
            let stage = Stage::from(debian("12")).packages(apt(["gunicorn"])).account(uid(7));
            stage.entrypoint(["gunicorn", "--daemon", "app:app"]).into()
        }),
        ("program that leaves by itself", {
            let stage = Stage::from(image("nginx:1.27").family(Debian)).account(uid(101));
            stage.cmd(["nginx"]).into()
        }),
        ("service that a tool starts", {
            let stage = Stage::from(debian("12")).packages(apt(["sysvinit-utils"])).account(uid(7));
            stage.cmd(["/etc/init.d/ssh", "start"]).into()
        }),
        ("directory of all", {
            Stage::from(debian("12")).layout(dir("/tmp").writable()).account(uid(7)).into()
        }),
        ("shell without a text", base().build(run("a; b").shell(["/bin/bash", "-e"])).into()),
        ("condition of bash", { base().build(run("if [[ -f /a ]]; then echo b; fi")).into() }),
        ("redirection of bash", base().build(run("make &>/dev/null")).into()),
        ("echo of bash", base().build(run("echo -e 'a\\tb' >/c")).into()),
        ("comparison of bash", { base().build(run("if [ \"$A\" == a ]; then echo b; fi")).into() }),
        ("quotes of bash", base().build(run("printf $'a\\n' >/b")).into()),
        ("list of bash", base().build(run("mkdir -p /srv/{a,b}")).into()),
        ("second command behind return", base().build(run("a\nreturn # b").then("c")).into()),
        ("word that stands for the name of a text", {
            base().entrypoint(["sh", "-c", "exec id \"$@\""]).cmd(["-u", "root"]).into()
        }),
        ("stage's shell without a text", base().shell(["/bin/bash", "-e"]).into()),
        ("file that a runtime hides", {
            base().files(file("/etc/hosts", "127.0.0.1 db\n")).into()
        }),
        ("artifact of a tmpfs", {
            let build = Stage::named("build", debian("12"))
                .build(run(["make", "install"]).mount(tmpfs("/out")));
            base().source(copy("/out").from(&build).to("/srv")).into()
        }),
        ("variable of the builder, in a shell's list", {
            base().build(run(["sh", "-c", "make ARCH=$TARGETARCH"])).into()
        }),
        ("variable of the builder, in a text that starts", {
            base().entrypoint(["sh", "-c", "exec app --arch $TARGETARCH"]).into()
        }),
        ("variable of the build, in a text that starts", {
            let port = arg("PORT").default("8080");
            base()
                .label("org.example.port", &port)
                .cmd(["sh", "-c", "exec app --port $PORT"])
                .into()
        }),
        ("list of bash on Alpine", {
            let stage = Stage::from(alpine("3.22")).account(uid(7));
            stage.build(run("mkdir -p /srv/{a,b} | cat")).into()
        }),
        ("library of a package of Python", {
            let venv = pip("examples/ocelot/requirements.txt").venv("/opt/venv").context(root());
            let build = Stage::named("venv", image("python:3.12-slim").family(Debian));
            let build = build.dependencies(venv);
            let stage = Stage::from(image("python:3.12-slim-trixie").family(Debian));
            stage.account(uid(7)).dependencies(copy("/opt/venv").from(&build)).into()
        }),
        ("files of a library for dnf", {
            let app = cargo("linked").workspace("tests/fixtures/linked").context(root());
            let build = Stage::named("build", fedora("42")).packages(dnf(["cargo", "gcc"]));
            let stage = Stage::from(fedora("42")).packages(dnf(["libpq"])).account(uid(7));
            stage.source(app.artifacts(&build.recipe(&app))).into()
        }),
        ("negated pattern of bash", { base().build(run("rm -rf /srv/[^a]*")).into() }),
        ("variable of bash", { base().build(run("make seed=$RANDOM")).into() }),
    ]
}

fn env_of_home() -> dockerfile_core::EnvVariable {
    dockerfile_core::base_env("HOME")
}

fn base_stage() -> Stage<dockerfile_core::Base, Debian> {
    Stage::named("build", debian("12"))
}

/// A call, and so nothing that the macro could check.
fn path_of_the_macro() -> String {
    "srv".to_owned()
}

#[test]
fn every_complaint_is_as_recorded() {
    let mut text = String::new();
    for (name, image) in mistakes() {
        let report = image.render().expect_err(name);
        assert_eq!(report.count(), 1, "{name} is one mistake:\n{report}");
        text += &format!("# {name}\n\n{report}\n\n");
    }
    assert_recorded("tests/complaints.txt", &text);
}

/// Each names the file, the line and the column of the call, and shows it.
#[test]
fn every_complaint_points_at_the_call() {
    for (name, image) in mistakes() {
        let report = image.render().expect_err(name).to_string();
        let place = report.lines().nth(1).unwrap_or_default();
        assert!(place.contains("--> tests/complaints.rs:"), "{name}: {report}");
        assert!(report.contains("^ "), "{name} underlines nothing: {report}");
    }
}

/// A user mends all at once: every mistake is in one report, in the order of the source.
#[test]
fn mistakes_are_reported_together() {
    let first = line!() + 1;
    let stage = Stage::from(debian("latest"))
        .packages(apt(["-y"]))
        .account(user("root"))
        .env("A-B", 1)
        .env("SECRET", "two")
        .workdir("srv");
    let report = Image::from(stage).render().expect_err("six mistakes");
    assert_eq!(report.count(), 6, "{report}");
    let text = report.to_string();
    let lines: Vec<u32> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("--> tests/complaints.rs:"))
        .map(|place| place.split(':').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(lines, (first..first + 6).collect::<Vec<_>>(), "{text}");
}

/// In the macro the place is the line's word.
#[test]
fn a_complaint_about_a_line_of_the_macro_points_at_its_word() {
    let stage = image! {
        from debian("12");
        account uid(7);
        workdir path_of_the_macro();
    };
    let line = line!() - 2;
    let report = Image::from(stage).render().expect_err("a bad path").to_string();
    assert!(report.contains(&format!("--> tests/complaints.rs:{line}:9\n")), "{report}");
    assert!(report.contains("^^^^^^^ given `srv`"), "{report}");
}

/// A value that several stages share is wrong once.
#[test]
fn a_shared_mistake_is_one_complaint() {
    let base = debian("no tag");
    let build = Stage::named("build", base.clone());
    let stage = Stage::from(base).account(uid(7)).source(copy("/out").from(&build));
    assert_eq!(Image::from(stage).render().expect_err("a bad tag").count(), 1);
}

#[test]
fn pip_takes_the_same_checks() {
    let report = Image::from(base().dependencies(pip("../r.txt"))).render().expect_err("outside");
    assert!(report.to_string().contains("leads out"), "{report}");
}
