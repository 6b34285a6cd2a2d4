//! Declaration to text: what each thing that can be said becomes.
//!
//! A RUN's bytes are its cache key, so a change here breaks every user's cache: it is a
//! minor version, and goes into the change log.

mod files;
mod forms;
mod order;
mod packages;
mod settings;
mod stages;
mod steps;
mod words;

use std::fs;
use std::time::Duration;

use dockerfile_core::{
    Debian, Dialect, DistrolessCc, DistrolessStatic, Image, Stage, Ubuntu, alpine, apt, copy,
    debian, dir, env, healthcheck, image, moving_image, pip, run, scratch, text, udp, uid, user,
};
use dockerfile_tests::root;
use dockerfile_tests::text::{body, dockerfile, lines};

/// A small image that is right in every way but for what a test adds.
fn base() -> Stage<dockerfile_core::Account, Debian> {
    Stage::from(debian("12")).account(uid(65532))
}

/// `examples/ocelot` declares its image with the macro; this is the builder's form.
#[test]
fn both_forms_give_the_same_bytes() {
    let example = root().join("examples/ocelot");
    let venv = Stage::named("venv", debian("bookworm-slim"))
        .packages(apt(["build-essential", "libpq-dev", "python3-dev", "python3-venv"]))
        .dependencies(pip("requirements.txt").venv("/opt/venv").context(&*example));
    let image = Stage::from(debian("bookworm-slim"))
        .label("org.opencontainers.image.title", "Ocelot inventory")
        .label("org.opencontainers.image.authors", "Horia Coman <horia141@gmail.com>")
        .packages(apt(["libpq5", "python3"]))
        .layout(dir("/ocelot/pack"))
        .layout(dir("/ocelot/var").writable())
        .account(user("ocelot"))
        .dependencies(copy("/opt/venv").from(&venv))
        .source(copy("inventory").to("/ocelot/pack/inventory").except(["tests", "**/__pycache__"]))
        .env("ENV", "LOCAL")
        .env("ADDRESS", "0.0.0.0")
        .env("PORT", 10000)
        .env("MIGRATIONS_PATH", "/ocelot/pack/inventory/migrations")
        .env("VAR_PATH", "/ocelot/var")
        .env("IDENTITY_SERVICE_DOMAIN", "ocelot-identity:10000")
        .env("CLIENTS", "localhost:10000")
        .volume("/ocelot/var")
        .workdir("/ocelot/pack/inventory/src")
        .expose(10000)
        .healthcheck(
            healthcheck(["/opt/venv/bin/python3", "-m", "inventory.health"])
                .interval(Duration::from_secs(10))
                .timeout(Duration::from_secs(3))
                .start_period(Duration::from_secs(30)),
        )
        .entrypoint([
            "/opt/venv/bin/gunicorn",
            "--config",
            "inventory/config.py",
            "inventory.server:app",
        ]);
    let rendered = Image::from(image).render().expect("a good declaration");
    let checked_in = |name: &str| fs::read_to_string(example.join(name)).expect(name);
    // The header names the script, and with it the hash is another.
    let below = |text: &str| text.split_once("not this file.\n").expect("a header").1.to_owned();
    assert_eq!(below(&rendered.dockerfile), below(&checked_in("Dockerfile")));
    assert_eq!(below(&rendered.ignore), below(&checked_in(".dockerignore")));
}

// ---- stages -----------------------------------------------------------------------

// ---- the order --------------------------------------------------------------------

// ---- packages, directories, users ---------------------------------------------------

// ---- dependencies and files -----------------------------------------------------------

// ---- commands ---------------------------------------------------------------------------

// ---- how it runs --------------------------------------------------------------------------

#[test]
fn values_are_literal() {
    let text = body(
        base()
            .env("A", text(r#"it's "$HOME" \ #1 `x`"#))
            .env("N", 10000)
            .path("/opt/venv/bin")
            .commit_label("org.opencontainers.image.version", "$V"),
    );
    assert!(text.contains(r#"ENV A="it's \"\$HOME\" \\ #1 `x`""#), "{text}");
    assert!(text.contains("ENV N=\"10000\"\nENV PATH=\"/opt/venv/bin:${PATH}\"\n"), "{text}");
    assert!(text.contains(r#"LABEL org.opencontainers.image.version="\$V""#), "{text}");
}

#[test]
fn several_ports_are_a_line_each() {
    let text = body(base().expose([4369, 5671]).expose(udp(vec![53..=54, 60..=61])));
    assert_eq!(
        lines(&text, "EXPOSE"),
        ["EXPOSE 4369", "EXPOSE 5671", "EXPOSE 53-54/udp", "EXPOSE 60-61/udp"]
    );
}

#[test]
fn a_variable_of_steps_may_look_like_a_secret() {
    let stage = base().public_build_env("SIGNING_KEY", "none", "a test signs nothing");
    let text = dockerfile(stage.build(run(["make"])));
    assert!(text.contains("# check=skip=SecretsUsedInArgOrEnv\n"), "{text}");
    let below = "# No secret: a test signs nothing\nENV SIGNING_KEY=\"none\"\nRUN make\n";
    assert!(text.contains(below), "{text}");
}

#[test]
fn a_packed_program_has_a_lasting_version() {
    let key = "org.opencontainers.image.version";
    let text = body(Stage::from(debian("12")).label(key, "1.4").account(uid(7)));
    assert!(text.contains(&format!("LABEL {key}=\"1.4\"\n")), "{text}");
}

/// What looks like a slip, and is none.
#[test]
fn what_is_meant_is_taken() {
    let python = || Stage::from(image("corp:5000/python:3.13").family(Debian)).account(uid(7));
    let accepted: Vec<(&str, Image)> = vec![
        ("a shell's variable", base().cmd(["/bin/sh", "-c", "exec app --port $PORT"]).into()),
        ("a shell that is given one", {
            base().entrypoint(["/bin/sh", "-c"]).cmd(["echo $HOME"]).into()
        }),
        (
            "Spring's placeholder",
            base().entrypoint(["/usr/bin/java", "-jar", "/usr/share/a"]).into(),
        ),
        ("of java", {
            let base = Stage::from(image("eclipse-temurin:21-jre").family(Ubuntu)).account(uid(7));
            base.entrypoint(["java", "-jar", "/usr/share/a.jar", "--port=${PORT}"]).into()
        }),
        ("a pattern", base().env("ROUTE", "^/(.*)$ /$1 ${1}").env("PRICE", "$5").into()),
        ("a template", base().env("LOG", "$host ${level} %(asctime)s").into()),
        ("as it stands", base().env("PS1", text("$USER@$HOST")).into()),
        ("a word of a step", base().build(run([text("printf"), text("$HOME")])).into()),
        ("a variable that goes on", base().path("/a").path("/b").into()),
        ("a variable of two steps", {
            let stage = base().build_env("A", 1).build(run(["make"]));
            stage.build_env("A", 2).build(run(["make", "install"])).into()
        }),
        ("a variable that holds the first", {
            base().env("A", 1).env("B", env("A")).env("A", 2).into()
        }),
        ("a port of both kinds", base().expose(53).expose(udp(53)).into()),
        ("a copy behind a step", {
            let stage = base().source(copy("src").to("/srv")).build(run(["make"]));
            stage.out_of_order("made anew", |s| s.source(copy("src").to("/srv"))).into()
        }),
        ("two folders into one", {
            base().source(copy("a").to("/srv")).source(copy("b").to("/srv")).into()
        }),
        ("a child says it anew", {
            let common = Stage::named("common", debian("12")).account(uid(7)).env("A", 1);
            Stage::from(&common).env("A", 2).into()
        }),
        ("a second start, in a stage of its own", {
            let web = Stage::named("web", debian("12")).account(uid(7)).entrypoint(["env"]);
            Stage::from(&web).entrypoint(["echo"]).cmd(["--queue"]).into()
        }),
        ("a volume that is made", {
            let stage = Stage::from(debian("12")).layout(dir("/srv/var").writable());
            stage.account(user("a")).volume("/srv/var").into()
        }),
        ("a volume that is read", {
            let stage = Stage::from(debian("12")).layout(dir("/srv/var"));
            stage.account(user("a")).volume("/srv/var").into()
        }),
        ("a volume that a step makes", {
            let stage = base().build(run("mkdir -p /srv/var && chown 7 /srv/var"));
            stage.volume("/srv/var").into()
        }),
        ("a volume of the base", python().volume("/srv/var").into()),
        ("files of nothing", {
            let stage = Stage::from(scratch()).keeps_base_user("for `docker build --output`");
            stage.source(copy("out").to("/")).into()
        }),
        ("a check that curl brings", {
            let stage = Stage::from(debian("12")).packages(apt(["curl"])).account(uid(7));
            stage.healthcheck(healthcheck(["curl", "-f", "localhost"])).into()
        }),
        ("a check of a shell that is copied", {
            let base = image("gcr.io/distroless/static-debian12:nonroot").family(DistrolessStatic);
            let busybox = copy("/bin/busybox").from(image("busybox:1.37-musl")).to("/bin/wget");
            let stage = Stage::from(base).account(uid(65532)).source(busybox);
            stage.healthcheck(healthcheck(["wget", "-q", "localhost"])).into()
        }),
        ("a check of an image for debugging", {
            let base = image("gcr.io/distroless/static-debian12:debug").family(DistrolessStatic);
            let check = healthcheck(["/busybox/sh", "-c", "wget -q localhost"]);
            Stage::from(base).account(uid(65532)).healthcheck(check).into()
        }),
        ("an option of the base's program", {
            let base = image("gcr.io/distroless/nodejs22-debian12:nonroot").family(DistrolessCc);
            let stage = Stage::from(base).account(uid(65532)).source(copy("app").to("/app"));
            stage.cmd(["--enable-source-maps", "/app/server.js"]).into()
        }),
        ("a check of busybox", {
            let stage = Stage::from(alpine("3.22")).account(uid(7));
            stage.healthcheck(healthcheck(["wget", "-q", "localhost"])).into()
        }),
        ("a program by its path", base().cmd(["/usr/bin/node", "/usr/share/server.js"]).into()),
        ("a program of another stage", {
            let node = image("node:22-bookworm-slim");
            base().source(copy("/usr/local").from(node)).cmd(["node", "/usr/share/a.js"]).into()
        }),
        ("a program of a folder of one's own", {
            base().source(copy("node").to("/opt/node")).path("/opt/node/bin").cmd(["node"]).into()
        }),
        ("a program that a step installs", {
            base().build(run(["/installers/rustup"])).build(run(["cargo", "build"])).into()
        }),
        ("a program that a package needs", {
            let stage = Stage::from(debian("12")).packages(apt(["meson"])).account(uid(7));
            stage.build(run(["python3", "x.py"])).into()
        }),
        ("a program below the WORKDIR", {
            let stage = base().files(copy("run.sh").to("/srv/")).workdir("/srv");
            stage.entrypoint(["./run.sh"]).into()
        }),
        ("a folder with a blank", {
            base().files(copy("run").to("/opt/My App/")).entrypoint(["/opt/My App/run"]).into()
        }),
        ("a pattern that begins so", base().source(copy("a").to("/a").except("*keep")).into()),
    ];
    for (name, image) in accepted {
        assert!(image.render().is_ok(), "{name}: {}", image.render().unwrap_err());
    }
}

#[test]
fn what_describes_the_running_program() {
    let text = body(
        base()
            .expose(8080)
            .volume("/tmp/a b")
            .stop_signal("SIGINT")
            .healthcheck(
                healthcheck(["/usr/bin/probe", "--now"])
                    .interval(Duration::from_millis(1500))
                    .timeout(Duration::from_secs(3))
                    .start_period(Duration::from_secs(90))
                    .retries(5),
            )
            .entrypoint(["/usr/bin/app", "a\nb", "\"q\"", "$5"])
            .cmd(["--help"]),
    );
    assert_eq!(
        text,
        "FROM debian:12 AS final\n\
         EXPOSE 8080\n\
         VOLUME [\"/tmp/a b\"]\n\
         STOPSIGNAL SIGINT\n\
         HEALTHCHECK --interval=1.5s --timeout=3s --start-period=90s --retries=5 CMD [\"/usr/bin/probe\", \"--now\"]\n\
         USER 65532:65532\n\
         ENTRYPOINT [\"/usr/bin/app\", \"a\\u000ab\", \"\\\"q\\\"\", \"$5\"]\n\
         CMD [\"--help\"]\n"
    );
}

#[test]
fn a_way_out_tells_the_linters_why() {
    let text = dockerfile(
        Stage::from(moving_image("ubuntu:latest", "a nightly test").family(Ubuntu))
            .account(uid(7))
            .public_env("API_TOKEN", "none", "an example"),
    );
    assert!(text.starts_with("# check=skip=SecretsUsedInArgOrEnv\n# Generated"), "{text}");
    assert!(text.contains("# hadolint global ignore=DL3007 # ubuntu:latest: a nightly test\n"));
    assert!(text.contains("# hadolint global ignore=DL3064 # API_TOKEN: an example\n"));
}

/// hadolint takes other names for secrets than BuildKit does.
#[test]
fn a_linter_is_told_what_it_would_say() {
    const SKIP: &str = "# check=skip=SecretsUsedInArgOrEnv";
    const IGNORE: &str = "# hadolint global ignore=DL3064 # ";
    let image = |name: &str| Image::from(base().public_env(name, "none", "an example"));
    let header = |text: &str| text.split("\n#\n\n").next().expect("a header").to_owned();
    for (name, skips, ignores) in [
        ("API_TOKEN", true, true),
        ("TOKENIZER_PATH", false, true),
        ("AUTH_MODE", true, false),
        ("PLAIN", false, false),
    ] {
        let text = image(name).render().expect("a good image").dockerfile;
        assert_eq!(header(&text).starts_with(&format!("{SKIP}\n")), skips, "{text}");
        assert_eq!(header(&text).contains(IGNORE), ignores, "{text}");
        let reason = if ignores { "" } else { "# No secret: an example\n" };
        assert!(text.contains(&format!(" AS final\n{reason}ENV {name}=\"none\"\nUSER")), "{text}");
        // From 1.21 on a check is skipped at the line that it is about.
        let newer = image(name).dialect(Dialect::V1_21).render().expect("a good image");
        let text = newer.dockerfile;
        assert_eq!(header(&text).starts_with("# syntax=docker/dockerfile:1.21\n"), skips, "{text}");
        assert!(!header(&text).contains("# check="), "{text}");
        assert_eq!(header(&text).contains(IGNORE), ignores, "{text}");
        let above = match (skips, ignores) {
            (true, _) => format!("#\n{SKIP} // an example\n"),
            (false, true) => String::new(),
            (false, false) => "# No secret: an example\n".to_owned(),
        };
        assert!(text.contains(&format!(" AS final\n{above}ENV {name}=\"none\"\nUSER")), "{text}");
    }
}

/// hadolint takes two backslashes and a quote for a quote that is escaped.
#[test]
fn a_backslash_stands_outside_of_the_quotes_that_follow_it() {
    let text = |value: &str| {
        let text = body(base().env("A", value));
        text.lines().nth(1).expect("a line").to_owned()
    };
    assert_eq!(text(r"C:\a"), r#"ENV A="C:\\a""#);
    assert_eq!(text(r"a\"), r#"ENV A="a"\\"""#);
    assert_eq!(text(r#"\\"b"#), r#"ENV A=""\\\\"\"b""#);
    assert_eq!(text(r#"\$\"#), r#"ENV A="\\\$"\\"""#);
}
