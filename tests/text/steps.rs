//! Steps: packages, accounts, copies and commands.

use dockerfile_core::{
    Arch, Debian, Image, RedHat, Shellless, Stage, Suse, alpine, apk, apt, apt_repository, cache,
    copy, debian, dir, dnf, existing, fedora, image, manifest, microdnf, pacman, pip, run, uid,
    user, zypper,
};
use dockerfile_tests::context::refused;
use dockerfile_tests::text::{body, dockerfile, ignored, lines};

use super::base;

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
    // Certificates, which a repository wants, have no version.
    let (url, sum) = ("https://example.com/debian", format!("sha256:{}", "0a".repeat(32)));
    let others = apt_repository(url).suite("a").components("b").key(format!("{url}/k.asc"), sum);
    let packages = apt(["curl=7.88.*"]).repository(others);
    let text = dockerfile(Stage::from(debian("12")).packages(packages).account(uid(7)));
    assert!(text.contains("DL3008"), "{text}");
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

/// A folder is a folder with `/` at its end, too.
#[test]
fn manifests_go_to_a_folder_however_it_is_written() {
    let to = |to: &str| body(base().dependencies(manifest("deploy/package.json").to(to)));
    assert_eq!(to("/srv/"), to("/srv"));
    assert!(to("/").contains("COPY deploy/package.json /deploy/\n"));
}

fn run_line<First>(step: dockerfile_core::Run<First>) -> String {
    let text = body(base().build(step));
    let (_, below) = text.split_once('\n').unwrap();
    below.strip_suffix("USER 65532:65532\n").unwrap().to_owned()
}

/// A step's own folder ends with it, also where the base has a WORKDIR.
#[test]
fn a_step_below_runs_where_the_base_works() {
    let base = |image: &str| Stage::from(dockerfile_core::image(image).family(Debian));
    let ran = |image: &str| {
        let stage = base(image).account(uid(7)).build(run(["a"]).workdir("/src"));
        body(stage.build(run(["b"])).cmd(["id"]))
    };
    assert!(ran("golang:1.27").contains("WORKDIR /src\nRUN a\nWORKDIR /go\nRUN b\nUSER"));
    assert!(ran("rust:1.98").contains("WORKDIR /src\nRUN a\nWORKDIR /\nRUN b\nUSER"));
}

/// Nobody knows the WORKDIR of another base, and its ENTRYPOINT may count on that.
#[test]
fn a_folder_of_a_base_that_is_lost_is_said() {
    let stage = || {
        let base = Stage::from(image("registry.corp/lambda:1").family(Debian)).account(uid(7));
        base.build(run(["a"]).workdir("/src"))
    };
    for (stage, is_lost) in [
        (stage().cmd(["app.handler"]).into(), true),
        (Image::from(stage()), true),
        (stage().workdir("/var/task").cmd(["app.handler"]).into(), false),
        (stage().entrypoint(["id"]).cmd(["-u"]).into(), false),
        (stage().no_entrypoint().cmd(["id"]).into(), false),
        (Stage::named("end", &stage()).account(uid(7)).cmd(["app.handler"]).into(), true),
    ] {
        let said = stage.render().map_or_else(|report| report.to_string(), |all| all.dockerfile);
        let lost = said.contains("the WORKDIR of `registry.corp/lambda:1` is lost");
        assert_eq!(lost, is_lost, "{said}");
    }
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
    // What only redirects goes on.
    assert_eq!(
        run_line(run("exec >/log").then(["exit", "0"])),
        "RUN exec >/log && \\\n    exit 0\n"
    );
    // What a list changes of its shell, or ends, is not to reach another step.
    for word in ["umask", "exit", "set", "export", "."] {
        let steps = base().build(run(["b"]).then([word, "a"])).build(run(["c"]));
        assert!(body(steps).contains(&format!("    {word} a\nRUN c\n")), "{word}");
    }
    // `set -e` passes over what fails beside `&&` and `||`, and behind `!`.
    for hidden in ["test -f a && cp a b", "a || b", "! a", "if a; then\n b && c\nfi"] {
        assert_eq!(
            run_line(run(hidden).then("make")),
            format!("RUN <<\"EOF\"\nset -e\n{hidden}\neval 'test $? -eq 0'\nmake\nEOF\n\n")
        );
    }
    // What one text says of `set -e` holds for that text.
    for text in ["set +e\nfalse", "set +o errexit; a"] {
        assert_eq!(
            run_line(run(text).then("make")),
            format!(
                "RUN <<\"EOF\"\nset -e\n{text}\neval 'test $? -eq 0' || exit\nset -e\nmake\nEOF\n\n"
            )
        );
    }
    // The `echo` of a shell may read a `\` in a list.
    assert_eq!(run_line(run(["echo", "a\\nb"])), "RUN env echo \"a\\\\nb\"\n");
}

/// Another program may run the shell, and the builder cuts blanks of Unicode off a RUN.
#[test]
fn a_step_fails_in_each_shell_and_has_each_blank() {
    for (shell, printed) in [
        (&["/usr/bin/env", "bash", "-c"][..], "\"/usr/bin/env\", \"bash\", \"-ec\""),
        (&["conda", "run", "/bin/bash", "-lc"], "\"conda\", \"run\", \"/bin/bash\", \"-elc\""),
    ] {
        let step = run_line(run("a\nb").shell(shell.to_vec()));
        assert_eq!(step, format!("RUN [{printed}, \"a\\u000ab\"]\n"));
    }
    let piped = run_line(run("a | b").shell(["env", "bash", "-c"]));
    assert!(piped.contains("\"bash\", \"-o\", \"pipefail\", \"-ec\""), "{piped}");
    for text in ["\u{3000}--mount=type=cache,target=/x make", "\u{a0}[a]", "make\u{2003}"] {
        assert_eq!(run_line(run(text)), format!("RUN <<\"EOF\"\nset -e\n{text}\nEOF\n\n"));
    }
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

/// A stage that goes on from another one starts in that one's folder, so a path may be relative to it.
#[test]
fn a_relative_path_is_below_the_folder_of_the_parent() {
    let make = run(["make"]).mount(cache("/src/target")).workdir("/src");
    let parent = Stage::named("parent", debian("12")).build(make);
    let child = |from: &str| {
        let step = run(["install", "-D", from, "/srv/app"]).workdir("/src");
        Stage::from(&parent).build(step).account(uid(7))
    };
    let said = refused(child("target/app"));
    assert!(said.contains("`/src/target/app` lived in a cache mount"), "{said}");
    assert!(Image::from(child("out/app")).render().is_ok());
}

/// What was copied to a folder above the mount is below it while the step runs, and nothing of the mount's
/// is in it afterwards.
#[test]
fn what_a_copy_brings_around_a_mount_is_not_what_the_mount_held() {
    let step = run(["make", "all"]).mount(cache("/src/target"));
    let build = Stage::named("build", debian("12")).source(copy("src").to("/src")).build(step);
    let take = |path: &str| base().source(copy(path).from(&build).to("/app"));
    let said = refused(take("/src/target/release/app"));
    assert!(said.contains("`/src/target/release/app` lived in a cache mount of `build`"), "{said}");
    assert!(Image::from(take("/src/start")).render().is_ok());
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
