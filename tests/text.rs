//! Declaration to text: what each thing that can be said becomes.
//!
//! A RUN's bytes are its cache key, so a change here breaks every user's cache: it is a
//! minor version, and goes into the change log.

use std::fs;
use std::time::Duration;

use dockerfile_core::{
    Arch, Cmd, Debian, Dialect, Directories, DistrolessCc, DistrolessStatic, Image, RedHat,
    Shellless, Stage, Suse, Ubuntu, alpine, apk, apt, cache, copy, debian, dir, dnf, env, existing,
    fedora, healthcheck, image, manifest, microdnf, moving_image, pacman, pip, run, scratch, text,
    udp, uid, user, zypper,
};
use dockerfile_tests::context::refused;
use dockerfile_tests::root;
use dockerfile_tests::text::{body, dockerfile, ignored, lines};

/// A small image that is right in every way but for what a test adds.
fn base() -> Stage<dockerfile_core::Account, Debian> {
    Stage::from(debian("12")).account(uid(65532))
}

/// `examples/ocelot` declares its image with the macro; this is the builder's form.
#[test]
fn both_forms_give_the_same_bytes() {
    let venv = Stage::named("venv", debian("bookworm-slim"))
        .packages(apt(["build-essential", "libpq-dev", "python3-dev", "python3-venv"]))
        .dependencies(pip("requirements.txt").venv("/opt/venv"));
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
    let example = root().join("examples/ocelot");
    let checked_in = |name: &str| fs::read_to_string(example.join(name)).expect(name);
    // The header names the script, and with it the hash is another.
    let below = |text: &str| text.split_once("not this file.\n").expect("a header").1.to_owned();
    assert_eq!(below(&rendered.dockerfile), below(&checked_in("Dockerfile")));
    assert_eq!(below(&rendered.ignore), below(&checked_in(".dockerignore")));
}

// ---- stages -----------------------------------------------------------------------

#[test]
fn an_image_of_one_stage_stands_in_its_from() {
    assert_eq!(
        body(base().cmd(["id"])),
        "FROM debian:12 AS final\nUSER 65532:65532\nCMD [\"id\"]\n"
    );
}

/// An update bot changes one line, and both stages follow.
#[test]
fn an_image_of_several_stages_appears_once() {
    let build = Stage::named("build", debian("12")).build(run(["make"]));
    let text = body(base().source(copy("/out").from(&build)));
    assert_eq!(
        text,
        "FROM debian:12 AS debian\n\n\
         FROM debian AS build\nRUN make\n\n\
         FROM debian AS final\nCOPY --from=build /out /out\nUSER 65532:65532\n"
    );
}

/// The stage's name is made of the image's own, and never taken from a user.
#[test]
fn a_shared_image_finds_a_free_name() {
    let reference = "registry.corp:5000/team/Debian_x/debian:12".to_lowercase();
    let base = || image(reference.clone()).family(Debian);
    let build = Stage::named("debian", base()).build(run(["make"]));
    let text = body(Stage::from(base()).account(uid(1)).source(copy("/out").from(&build)));
    assert_eq!(
        lines(&text, "FROM"),
        [
            "FROM registry.corp:5000/team/debian_x/debian:12 AS debian-base",
            "FROM debian-base AS debian",
            "FROM debian-base AS final",
        ]
    );
}

#[test]
fn several_targets_share_their_stages() {
    let common =
        Stage::named("common", debian("12")).packages(apt(["libpq5=15.*"])).account(uid(7));
    let web = Stage::named("web", &common).cmd(["web"]);
    let worker = Stage::named("worker", &common).cmd(["worker"]);
    let text = body([web, worker]);
    assert_eq!(
        lines(&text, "FROM"),
        ["FROM debian:12 AS common", "FROM common AS web", "FROM common AS worker"]
    );
    assert_eq!(lines(&text, "USER"), ["USER 7:7", "USER 7:7"], "{text}");
}

/// What runs in a stage on top of a target runs as root, and the program does not.
#[test]
fn a_stage_on_a_target_finds_root_and_leaves_the_user() {
    let image = Stage::named("image", debian("12")).account(uid(7));
    let test = Stage::named("test", &image).build(run(["make", "test"]));
    let text = body(Image::from(vec![image.at(), test]));
    assert!(text.ends_with("FROM image AS test\nUSER 0:0\nRUN make test\nUSER 7:7\n"), "{text}");
}

#[test]
fn scratch_takes_what_another_stage_made() {
    let build = Stage::named("build", debian("12"))
        .source(copy("src").to("/src"))
        .build(run(["make", "-C", "/src"]));
    let image = Stage::from(scratch())
        .account(uid(65532))
        .source(copy("/src/app").from(&build).to("/app"))
        .source(copy("/src/var").from(&build).to("/var/app").writable())
        .entrypoint(["/app"]);
    assert!(body(image).ends_with(
        "FROM scratch AS final\n\
             COPY --from=build /src/app /app\n\
             COPY --from=build --chown=65532:65532 /src/var /var/app\n\
             USER 65532:65532\n\
             ENTRYPOINT [\"/app\"]\n"
    ));
}

#[test]
fn a_name_of_rust_is_a_name_of_the_file() {
    let stage = image! {
        stage build_tools {
            from debian("12");
            build run(["make"]);
        }
        from debian("12");
        account uid(7);
        source copy("/out").from(&build_tools);
    };
    assert!(body(stage).contains("COPY --from=build-tools /out /out\n"));
}

/// A stage that has been referred to stays as it was then.
#[test]
fn a_stage_that_goes_on_is_another_one() {
    let build = Stage::named("build", debian("12")).build(run(["one"]));
    let image = base().source(copy("/out").from(&build));
    let _longer = build.build(run(["two"]));
    assert!(!body(image).contains("two"));
}

// ---- the order --------------------------------------------------------------------

#[test]
fn the_way_out_prints_its_reason_and_covers_its_lines() {
    let text = body(
        base()
            .source(copy("list").to("/list"))
            .out_of_order("reads the list", |s| s.packages(run(["one"])).layout(dir("/two")))
            .source(copy("b").to("/b")),
    );
    assert!(
        text.contains(
            "COPY list /list\n\
             # Out of order: reads the list\n\
             RUN one\n\
             RUN install -d /two\n\
             COPY b /b\n"
        ),
        "{text}"
    );
}

#[test]
fn options_lists_conditions_and_loops() {
    let mut stage = Stage::from(debian("12"))
        .packages(None::<dockerfile_core::Apt>)
        .packages(vec![apt("b=1"), apt("a=1")])
        .when(false, |s| s.layout(dir("/never")))
        .when(true, |s| s.layout(dir("/always")))
        .at::<Directories>();
    for path in ["/one", "/two"] {
        stage = stage.layout(dir(path));
    }
    let text = body(stage.account(uid(7)));
    assert!(text.contains("        a=1 \\\n        b=1\n"), "{text}");
    assert!(
        text.contains(
            "RUN install -d /always && \\\n    install -d /one && \\\n    install -d /two\n"
        ),
        "{text}"
    );
    assert!(!text.contains("never"));
}

// ---- packages, directories, users ---------------------------------------------------

#[test]
fn apt_is_one_sorted_install_over_caches() {
    let text =
        dockerfile(base().out_of_order("no reason", |s| {
            s.packages(apt(["zlib1g", "curl"])).packages(apt("curl"))
        }));
    assert!(
        text.contains(
            "RUN --mount=type=cache,id=apt-cache-debian-final,target=/var/cache/apt,sharing=locked \\\n    \
             --mount=type=cache,id=apt-lists-debian-final,target=/var/lib/apt/lists,sharing=locked \\\n    \
             rm -f /etc/apt/apt.conf.d/docker-clean && \\\n    \
             apt-get update && \\\n    \
             DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \\\n        \
             curl \\\n        \
             zlib1g\n"
        ),
        "{text}"
    );
    assert!(text.contains("# hadolint global ignore=DL3008 # Debian deletes"), "{text}");
    let pinned =
        dockerfile(Stage::from(debian("12")).packages(apt(["curl=7.88.*"])).account(uid(7)));
    assert!(!pinned.contains("DL3008"), "{pinned}");
}

/// Each manager in its own words, on a base that has it.
#[test]
fn every_package_manager_installs_and_leaves_nothing() {
    let on = |name: &str| image(name.to_owned());
    let text = body(Stage::from(alpine("3.22")).packages(apk(["b", "a~=1"])).account(uid(7)));
    assert!(text.contains("RUN apk add --no-cache \\\n        \"a~=1\" \\\n        b\n"), "{text}");
    let text = body(Stage::from(fedora("42")).packages(dnf("b")).account(uid(7)));
    let rpm = "install -y --setopt=install_weak_deps=False --nodocs \\\n        b";
    assert!(text.contains(&format!("RUN dnf {rpm} && \\\n    dnf clean all\n")), "{text}");
    let redhat = Stage::from(on("ubi9-minimal:9.6").family(RedHat)).packages(microdnf("b"));
    let text = body(redhat.account(uid(7)));
    assert!(text.contains("RUN microdnf install -y") && text.contains("    microdnf clean all\n"));
    let suse = Stage::from(on("opensuse/leap:15.6").family(Suse)).packages(zypper(["b", "a=1"]));
    let text = body(suse.account(uid(7)));
    assert!(
        text.contains(
            "RUN --mount=type=cache,id=zypper-suse-final,target=/var/cache/zypp,sharing=locked \\\n    \
             zypper -n install --no-recommends \\\n        a=1 \\\n        b\n"
        ),
        "{text}"
    );
    let arch = Stage::from(on("archlinux:base-20261101.0.1").family(Arch)).packages(pacman("b"));
    let text = body(arch.account(user("web")));
    assert!(text.contains(
        "RUN pacman -Syu --noconfirm --needed \\\n        b && \\\n    pacman -Scc --noconfirm\n"
    ));
    assert!(text.contains("useradd -l -u 10001 -g web"), "{text}");
    // Of one manager joined, of two not.
    let redhat = || Stage::from(on("ubi9:9.6").family(RedHat)).packages(dnf("a"));
    let text = body(redhat().packages(dnf("b")).packages(microdnf("c")).account(uid(7)));
    assert_eq!((text.matches("dnf install").count(), text.matches("clean all").count()), (2, 2));
}

#[test]
fn directories_and_account_are_one_step() {
    let text = body(
        Stage::from(debian("12"))
            .layout(dir("/srv/app"))
            .layout(dir("/srv/a b").writable())
            .account(user("web").id(2000).group("www").group_id(3000).home("/home/web")),
    );
    assert!(
        text.contains(
            "RUN install -d /srv/app && \\\n    \
             install -d -o 2000 -g 3000 \"/srv/a b\" && \\\n    \
             groupadd -g 3000 www && \\\n    \
             useradd -l -u 2000 -g www -m -d /home/web -s /usr/sbin/nologin web\n\
             USER 2000:3000\n"
        ),
        "{text}"
    );
}

#[test]
fn a_user_is_made_as_its_family_makes_one() {
    let text = body(Stage::from(alpine("3.22")).account(user("web")));
    assert!(
        text.contains(
            "RUN addgroup -g 10001 web && \\\n    \
             adduser -D -u 10001 -G web -H -h /nonexistent -s /sbin/nologin web\n"
        ),
        "{text}"
    );
}

#[test]
fn users_that_need_no_making() {
    let node = Stage::from(image("node:22-slim").family(Debian)).account(existing("node", 1000));
    assert_eq!(body(node), "FROM node:22-slim AS final\nUSER 1000:1000\n");
    let root = dockerfile(Stage::from(debian("12")).runs_as_root("binds port 443"));
    assert!(root.contains("# hadolint global ignore=DL3002 # final: binds port 443\n"), "{root}");
    assert!(root.ends_with("FROM debian:12 AS final\nUSER 0:0\n"), "{root}");
    let kept = Stage::from(image("static:nonroot").family(Shellless)).keeps_base_user("is 65532");
    assert_eq!(
        body(kept),
        "FROM static:nonroot AS final\n# Runs as the user of its base image: is 65532\n"
    );
}

// ---- dependencies and files -----------------------------------------------------------

#[test]
fn pip_in_place_and_into_a_venv() {
    let base = || Stage::from(image("python:3.13-slim").family(Debian)).account(uid(65532));
    let place = body(base().dependencies(pip("requirements/web.txt")));
    assert!(
        place.contains(
            "COPY requirements/web.txt /tmp/requirements/requirements/web.txt\n\
             # Dependencies, from the requirements.\n\
             RUN --mount=type=cache,id=pip-debian-final,target=/root/.cache/pip \\\n    \
             PIP_BREAK_SYSTEM_PACKAGES=1 python3 -m pip install -r /tmp/requirements/requirements/web.txt\n"
        ),
        "{place}"
    );
    let venv = body(base().dependencies(pip("r.txt").venv("/opt/venv")));
    assert!(
        venv.contains(
            "    python3 -m venv /opt/venv && \\\n    \
             /opt/venv/bin/python3 -m pip install -r /tmp/requirements/r.txt\n"
        ),
        "{venv}"
    );
}

/// COPY flattens: files of several folders go in one by one.
#[test]
fn manifests_keep_their_paths() {
    let files = ["package.json", "package-lock.json", "packages/app/package.json"];
    let text = body(base().dependencies(manifest(files)).workdir("/src"));
    assert_eq!(
        lines(&text, "COPY"),
        [
            "COPY package.json package-lock.json /src/",
            "COPY packages/app/package.json /src/packages/app/",
        ]
    );
}

#[test]
fn sources_keep_their_paths_and_never_flatten() {
    let copies = |step| lines(&body(base().source(step).workdir("/srv")), "COPY").join("\n");
    assert_eq!(copies(copy("a/x").to("/app")), "COPY a/x /app");
    assert_eq!(copies(copy("a/x").to("/app/")), "COPY a/x /app/");
    assert_eq!(copies(copy(["a/x", "b/x"]).to("/app")), "COPY a/x /app/a/x\nCOPY b/x /app/b/x");
    assert_eq!(copies(copy("a/x")), "COPY a/x /srv/a/x");
    assert_eq!(copies(copy(".").to("/app")), "COPY . /app");
    assert_eq!(copies(copy("x").to("/app").writable()), "COPY --chown=65532:65532 x /app");
}

#[test]
fn a_path_means_itself() {
    let copies =
        |path: &str| body(base().source(copy(path).to("/app"))).lines().nth(1).unwrap().to_owned();
    assert_eq!(copies("a b"), r#"COPY ["a b", "/app"]"#);
    assert_eq!(copies("a[0]"), r#"COPY ["a[[]0]", "/app"]"#);
    assert_eq!(copies("$HOME"), r#"COPY ["\\$HOME", "/app"]"#);
    assert_eq!(copies(r#"it's"x""#), r#"COPY ["it\\'s\\\"x\\\"", "/app"]"#);
    assert_eq!(copies("<<EOF"), r#"COPY ["./<<EOF", "/app"]"#);
    assert_eq!(copies("!a"), r#"COPY ["[!]a", "/app"]"#);
    assert_eq!(copies("[^a]^"), r#"COPY ["[[]\\\\^a]\\\\^", "/app"]"#);
    assert_eq!(copies("a^"), r#"COPY ["a^", "/app"]"#);
    assert_eq!(copies("--from=x"), r#"COPY ["--from=x", "/app"]"#);
}

#[test]
fn only_what_is_copied_leaves_the_machine() {
    let stage = base()
        .dependencies(manifest("deploy/package.json").to("/srv"))
        .source(copy(["src", "we[i]rd"]).to("/srv").except(["tests", "**/*.log"]));
    assert_eq!(
        ignored(stage),
        "*\n!deploy/package.json\n!src\n!we\\[i]rd\n\
         src/tests\nsrc/**/*.log\nwe\\[i]rd/tests\nwe\\[i]rd/**/*.log\n"
    );
    assert_eq!(ignored(base()), "*\n");
    // A manifest inside a folder of which something else stays behind is no contradiction.
    let both = base().dependencies(manifest("app/a.lock").to("/a"));
    assert!(ignored(both.source(copy("app").to("/b").except("tests"))).contains("app/tests"));
    let whole = ignored(base().source(copy(".").to("/srv").except("docs")));
    assert_eq!(whole, "docs\n");
    assert!(!whole.contains('!') && !whole.lines().any(|line| line == "*"), "{whole}");
}

// ---- commands ---------------------------------------------------------------------------

fn run_line<First>(step: dockerfile_core::Run<First>) -> String {
    let text = body(base().build(step));
    let (_, below) = text.split_once('\n').unwrap();
    below.strip_suffix("USER 65532:65532\n").unwrap().to_owned()
}

#[test]
fn commands_stop_at_the_first_that_fails() {
    assert_eq!(run_line(run(["make", "X=$Y", "a b"])), "RUN make \"X=\\$Y\" \"a b\"\n");
    assert_eq!(
        run_line(run(["make"]).then("make check").then(["make", "install"])),
        "RUN make && \\\n    make check && \\\n    make install\n"
    );
    assert_eq!(
        run_line(run(["make", "$A"]).then("make check\nmake install || true")),
        "RUN <<\"EOF\"\nset -e\nmake \"\\$A\"\nmake check\nmake install || true\nEOF\n\n"
    );
}

#[test]
fn a_pipe_fails_with_any_of_its_parts() {
    assert_eq!(
        run_line(run("cat a | sort").then("cat b | sort")),
        "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n\
         RUN <<\"EOF\"\nset -e\ncat a | sort\ncat b | sort\nEOF\n\n\
         SHELL [\"/bin/sh\", \"-c\"]\n"
    );
    let alpine = body(Stage::from(alpine("3.22")).account(uid(7)).build(run("a | b")));
    assert!(alpine.contains("SHELL [\"/bin/ash\", \"-o\", \"pipefail\", \"-c\"]\n"), "{alpine}");
}

#[test]
fn a_step_has_its_own_directory_and_environment() {
    let text = body(
        base()
            .build(run(["one"]).workdir("/src"))
            .build(run(["two"]).env("CC", "clang -O2"))
            .build(run(["three"]))
            .workdir("/srv"),
    );
    assert_eq!(
        text,
        "FROM debian:12 AS final\n\
         WORKDIR /srv\n\
         WORKDIR /src\n\
         RUN one\n\
         WORKDIR /srv\n\
         RUN export CC=\"clang -O2\" && \\\n    two\n\
         RUN three\n\
         USER 65532:65532\n"
    );
}

#[test]
fn steps_that_change_together_are_one_run() {
    let text = body(base().build(run(["one"])).build(run(["two"])));
    assert!(text.contains("RUN one && \\\n    two\n"), "{text}");
    let texts = body(base().build(run("true -x")).build(run(["two"])));
    assert!(texts.contains("RUN true -x\nRUN two\n"), "{texts}");
    let apart = dockerfile(base().dependencies(run(["one"])).build(run(["two"])));
    assert!(apart.contains("RUN one\nRUN two\n"), "{apart}");
    assert!(apart.contains("ignore=DL3059"), "{apart}");
}

#[test]
fn a_build_variable_stands_above_the_next_step_that_runs() {
    let text = body(
        base()
            .build_env("CFLAGS", "-O2")
            .source(copy("src").to("/src"))
            .build(run(["make", "-C", "/src"])),
    );
    assert!(text.contains("COPY src /src\nENV CFLAGS=\"-O2\"\nRUN make -C /src\n"), "{text}");
}

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
fn a_base_may_lose_its_start() {
    let postgres = || Stage::from(image("postgres:17-bookworm").family(Debian)).account(uid(7));
    let text = body(postgres().no_entrypoint().cmd(["pg_dump", "--version"]));
    assert!(text.ends_with("ENTRYPOINT []\nCMD [\"pg_dump\", \"--version\"]\n"), "{text}");
    let text = body(postgres().no_cmd());
    assert!(text.ends_with("USER 7:7\nCMD []\n"), "{text}");
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
fn the_plan_says_that_nothing_is_started() {
    let plan = |image: Image| image.render().expect("an image").plan;
    let said = "`final` starts what `debian:12` starts";
    assert!(plan(base().into()).contains(said));
    assert!(!plan(base().cmd(["id"]).into()).contains(said));
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

/// WORKDIR makes a directory: below the source it would run again with every edit.
#[test]
fn workdir_stands_below_the_account_and_user_last() {
    let text = body(
        Stage::from(debian("12"))
            .layout(dir("/srv"))
            .account(user("app"))
            .source(copy("src").to("/srv/src"))
            .workdir("/srv/src")
            .entrypoint(["id"]),
    );
    let words: Vec<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    assert_eq!(words, ["FROM", "RUN", "WORKDIR", "COPY", "USER", "ENTRYPOINT"]);
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

/// `>|` writes over a file: no shell with `pipefail` is asked for.
#[test]
fn a_file_that_is_written_over_is_no_pipe() {
    assert!(!run_line(run("set -C\necho x >| /srv/list")).contains("SHELL"));
    assert!(run_line(run("set -C\necho x | tee /srv/list")).contains("SHELL"));
}

/// What removes something from a cache reads nothing of it, wherever it stands in the list.
#[test]
fn to_remove_is_not_to_read() {
    let cached = || run(["make"]).mount(cache("/var/cache/obj").id("obj"));
    let stage = |step| base().build(cached()).build(step);
    assert!(Image::from(stage(run(["rm", "-rf", "/var/cache/obj/x"]))).render().is_ok());
    let said = refused(stage(run(["cat", "/var/cache/obj/x"])));
    assert!(said.contains("`/var/cache/obj/x` lived in a cache mount"), "{said}");
}

/// The last line that fits decides: what an install reads below a folder that is copied without
/// it is let in again.
#[test]
fn a_manifest_below_what_is_left_out_is_let_in_again() {
    let stage = Stage::from(debian("12"))
        .account(uid(7))
        .dependencies(manifest("app/conf/lock.toml").to("/src"))
        .source(copy("app").to("/src/app").except(["conf/*"]));
    let ignored = ignored(stage);
    assert!(ignored.ends_with("*\n!app\napp/conf/*\n!app/conf/lock.toml\n"), "{ignored}");
}

/// A stage that goes on from one that is no image finds USER as that one found it.
#[test]
fn a_stage_that_is_no_image_leaves_the_user_as_it_was() {
    let program = Stage::named("program", debian("12")).account(uid(7)).cmd(["id"]);
    let makes = |s: Stage<_, _>| s.build(run(["make"]));
    let made = Stage::named("made", &program).out_of_order("the child takes it", makes);
    let child = Stage::named("child", &made).at::<Cmd>();
    let text = body(Image::from([program, child]));
    let restored = "FROM program AS made\n# Out of order: the child takes it\nUSER 0:0\nRUN make\n";
    assert!(text.contains(&format!("{restored}USER 7:7\n\nFROM made AS child\n")), "{text}");
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
