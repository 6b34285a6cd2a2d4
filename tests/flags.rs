//! Flags and forms of RUN, COPY and ADD, to the byte: a RUN's text is its cache key.

use dockerfile_core::{
    Account, Debian, Dialect, Directory, Image, Run, Source, Stage, bind, cache, context, copy,
    debian, dir, download, file, git, image, run, scratch, secret, ssh, tmpfs, uid,
    unverified_download, user,
};
use dockerfile_tests::text::{body, dockerfile, ignored, lines};

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("12")).account(uid(7))
}

/// With the newest syntax, so that a test need not say which it needs.
fn newest(stage: Stage<impl Sized, Debian>) -> Image {
    Image::from(stage).dialect(Dialect::Labs)
}

/// What a step becomes, alone in a stage.
fn run_text<First>(step: Run<First>) -> String {
    let text = body(newest(base().build(step)));
    let (_, below) = text.split_once('\n').expect("lines");
    below.strip_suffix("USER 7:7\n").expect("the user stands last").to_owned()
}

/// What a file step becomes.
fn files(stage: impl FnOnce(Stage<Account, Debian>) -> Stage<Source, Debian>) -> Vec<String> {
    let text = body(newest(stage(base())));
    let word = |line: &&str| line.starts_with("COPY") || line.starts_with("ADD");
    text.lines().filter(word).map(str::to_owned).collect()
}

#[test]
fn every_mount_is_printed_in_its_order() {
    let step = run(["make"])
        .mount(secret("b"))
        .mount(bind("Cargo.lock").to("/Cargo.lock"))
        .mount(cache("/c").id("c").locked())
        .mount(secret("a").file("/a").optional())
        .mount(tmpfs("/tmp"))
        .mount(ssh());
    assert_eq!(
        run_text(step),
        "RUN --mount=type=secret,id=b,required \\\n    \
         --mount=type=bind,source=Cargo.lock,target=/Cargo.lock \\\n    \
         --mount=type=cache,id=c,target=/c,sharing=locked \\\n    \
         --mount=type=secret,id=a,target=/a \\\n    \
         --mount=type=tmpfs,target=/tmp \\\n    \
         --mount=type=ssh,required \\\n    \
         make\n"
    );
}

#[test]
fn options_have_their_order_and_reasons_stand_below_from() {
    let step = run(["make"])
        .device("nvidia.com/gpu=all")
        .optional_device("class1")
        .insecure("mounts an image")
        .host_network("reads a mirror")
        .mount(cache("/c"));
    let text = body(newest(base().build(step)));
    assert_eq!(
        text,
        "FROM debian:12 AS final\n\
         # A step uses the network of the machine that builds: reads a mirror\n\
         # A step is privileged: mounts an image\n\
         RUN --device=nvidia.com/gpu=all,required \\\n    \
         --device=class1 \\\n    \
         --mount=type=cache,id=c-debian-final,target=/c \\\n    \
         --network=host \\\n    \
         --security=insecure \\\n    \
         make\n\
         USER 7:7\n"
    );
}

/// Steps with the same options are one RUN, and others are not.
#[test]
fn steps_join_with_their_like() {
    let with = || run(["a"]).mount(cache("/c"));
    let text = body(newest(base().build(with()).build(with()).build(run(["b"]))));
    assert_eq!(lines(&text, "RUN").len(), 2, "{text}");
    assert!(text.contains("    a && \\\n    a\nRUN b\n"), "{text}");
}

#[test]
fn a_here_document_stops_at_the_first_line_that_fails() {
    let step = run("umask 7\nprintf '%s\n' 'one\ntwo' | sort >/list").then(["make", "$X"]);
    assert_eq!(
        run_text(step.env("A", "b c")),
        "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n\
         RUN <<\"EOF\"\n\
         set -e\n\
         export A=\"b c\"\n\
         umask 7\n\
         printf '%s\n\
         ' 'one\n\
         two' | sort >/list\n\
         make \"\\$X\"\n\
         EOF\n\
         \n\
         SHELL [\"/bin/sh\", \"-c\"]\n"
    );
    // The word that ends it is none of its lines.
    assert_eq!(run_text(run("a\nEOF\nEOF2")), "RUN <<\"EOF3\"\nset -e\na\nEOF\nEOF2\nEOF3\n\n");
}

#[test]
fn a_program_without_a_shell_is_json() {
    assert_eq!(run_text(run(["a", "b\nc"])), "RUN [\"a\", \"b\\u000ac\"]\n");
    let text = body(base().build(run(["/app", "$x"]).mount(cache("/c")).without_shell()));
    assert!(
        text.contains(
            "RUN --mount=type=cache,id=c-debian-final,target=/c \\\n    [\"/app\", \"$x\"]\n"
        ),
        "{text}"
    );
}

fn document(script: &str) -> String {
    format!("RUN <<\"EOF\"\nset -e\n{script}\nEOF\n\n")
}

/// What is there stays as it is: a layer on no other may bring folders that are root's, and no more.
#[test]
fn a_layer_on_no_other_changes_nothing_around_it() {
    let build = || Stage::named("build", debian("12")).build(run(["touch", "/x"]));
    let said = |stage: Stage<Account, Debian>, to: &str| {
        let copied = stage.source(copy("/x").from(&build()).to(to).link());
        Image::from(copied).render().err().map(|report| report.to_string())
    };
    let stage = || Stage::from(debian("12")).account(user("app").home("/srv/home"));
    for to in ["/x", "/usr/local/bin/x", "/usr/bin/", "/binary/x", "/home/", "/srv/homes/x"] {
        assert_eq!(said(stage(), to), None, "{to}");
    }
    for to in [
        "/bin/x",
        "/bin",
        "/lib/x",
        "/lib32/x",
        "/lib64/",
        "/libx32/x",
        "/sbin/x",
        "/usr/sbin/x",
        "/usr/tmp/x",
        "/var/lock/x",
        "/var/run/x/y",
        "/var/spool/mail/x",
    ] {
        let said = said(stage(), to).unwrap_or_else(|| panic!("{to}"));
        assert!(said.contains("may be a link"), "{said}");
    }
    let own = "a folder of root's with the mode 0755";
    for to in [
        "/dev/shm/x",
        "/root/.ssh/x",
        "/run/lock/x",
        "/tmp/x",
        "/var/mail/x",
        "/var/tmp/",
        "/srv/home/x",
        "/home/node/x",
    ] {
        let said = said(stage(), to).unwrap_or_else(|| panic!("{to}"));
        assert!(said.contains(own), "{said}");
    }
    for to in [
        "/etc",
        "/home",
        "/mnt",
        "/opt",
        "/srv",
        "/usr",
        "/usr/bin",
        "/usr/lib",
        "/usr/local",
        "/usr/local/bin",
        "/usr/share",
        "/var",
        "/var/lib",
        "/srv/work",
    ] {
        let stage = Stage::from(debian("12")).layout(dir("/srv/work")).account(uid(7));
        let said = said(stage, to).unwrap_or_else(|| panic!("{to}"));
        assert!(said.contains("in the place of a folder"), "{said}");
    }
    let layout = |dir: Directory| Stage::from(debian("12")).layout(dir).account(user("app"));
    assert_eq!(said(layout(dir("/srv/app")), "/srv/app/x"), None);
    let dirs = [
        dir("/srv/app").writable(),
        dir("/srv/app").mode(0o700),
        dir("/srv/app").owner(7, 0),
        dir("/srv/app").owner(0, 7),
    ];
    for dir in dirs {
        let said = said(layout(dir), "/srv/app/data/x").expect("a folder of its own");
        assert!(said.contains(own), "{said}");
    }
    let parent = Stage::named("parent", debian("12"))
        .layout(dir("/srv/app").writable())
        .account(user("app"));
    let said =
        Image::from(Stage::from(&parent).source(copy("/x").from(&build()).to("/srv/app/x").link()));
    assert!(said.render().expect_err("its parent's").to_string().contains(own));
    let nothing = Stage::from(scratch()).account(uid(7));
    let nothing = nothing.source(copy("/x").from(&build()).to("/bin/x").writable().link());
    let nothing = Image::from(nothing.entrypoint(["/bin/x"]));
    assert!(nothing.render().is_ok(), "there is nothing to change");
}

/// What a builder would take for a flag, for JSON, or for a line that goes on.
#[test]
fn commands_are_never_more_than_commands() {
    assert_eq!(run_text(run(["--mount=type=ssh", "x"])), "RUN \"--mount=type=ssh\" x\n");
    assert_eq!(run_text(run("--mount=type=ssh x")), document("--mount=type=ssh x"));
    assert_eq!(run_text(run("[\"a\"]")), document("[\"a\"]"));
    assert_eq!(run_text(run("echo \\\\")), document("echo \\\\"));
    assert_eq!(run_text(run("echo a \\\n  b")), document("echo a \\\n  b"));
}

#[test]
fn flags_of_copies() {
    assert_eq!(
        files(|s| s.source(copy("a").to("/a").mode(0o755).link().writable())),
        ["COPY --chown=7:7 --chmod=0755 --link a /a"]
    );
    assert_eq!(files(|s| s.source(copy("a").to("/a").mode("go=rX"))), ["COPY --chmod=go=rX a /a"]);
    // Older builders get an instruction each, and the files end in the same place.
    let sources = || copy(["a/x", "b/x"]).to("/s");
    assert_eq!(files(|s| s.source(sources().parents())), ["COPY --parents a/x b/x /s/"]);
    assert_eq!(files(|s| s.source(sources())), ["COPY a/x /s/a/x", "COPY b/x /s/b/x"]);
    let build = Stage::named("build", debian("12"));
    assert_eq!(
        files(|s| s.source(copy("/out").from(&build).except(["**/*.map", "tests"]).link())),
        ["COPY --from=build --link --exclude=**/*.map --exclude=tests /out /out"]
    );
    let below = |source: &str, folder: &str| {
        files(|s| s.source(copy([source]).to("/s").parents_below(folder)))
    };
    assert_eq!(below("a/a/x", "a"), ["COPY --parents a/./a/x /s/"]);
    assert_eq!(below("a^/[x", "a^"), ["COPY --parents [\"a\\\\\\\\^/./[[]x\", \"/s/\"]"]);
    let out = || copy("/a/b").from(&build).to("/s");
    let from = "COPY --from=build --parents";
    assert_eq!(files(|s| s.source(out().parents_below("/a"))), [format!("{from} /a/./b /s/")]);
    assert_eq!(files(|s| s.source(out().parents_below("/"))), [format!("{from} /a/b /s/")]);
    assert_eq!(
        files(|s| s.source(file("/etc/a", "").mode(0o600))),
        ["COPY --chmod=0600 <<\"EOF\" /etc/a"]
    );
}

/// What is called so in a folder of a stage, if anything is: a name without a wildcard is written
/// as a pattern, too, or its absence would be an error.
#[test]
fn names_of_files_that_a_stage_may_have() {
    let build = Stage::named("build", debian("12")).build(run(["make"]));
    let named = |name: &str| {
        let copied = files(|s| s.source(copy("/out").from(&build).matching([name]).to("/s")));
        copied.concat().strip_prefix("COPY --from=build ").expect("one copy").to_owned()
    };
    assert_eq!(named("*.so.?"), "/out/*.so.? /s/");
    assert_eq!(named("a.conf"), "/out/a.con[f] /s/");
    assert_eq!(named("é"), "[\"/out/[é]\", \"/s/\"]");
    assert_eq!(named("[^$a*"), "[\"/out/[[]\\\\\\\\^\\\\$a*\", \"/s/\"]");
    assert_eq!(
        files(|s| s.source(copy(["/a", "/b"]).from(&build).matching(["x", "*"]).to("/s/"))),
        ["COPY --from=build /a/[x] /a/* /s/a/", "COPY --from=build /b/[x] /b/* /s/b/"]
    );
    assert_eq!(
        files(|s| s.source(copy("/").from(&build).matching("*.so"))),
        ["COPY --from=build /*.so /"]
    );
}

/// An image that only files are taken from has a FROM line, as any other; one that a stage
/// starts from, too, is the same line.
#[test]
fn files_of_images_and_contexts() {
    let uv = || image("ghcr.io/astral-sh/uv:0.9");
    let text = dockerfile(
        base()
            .dependencies(copy("/uv").from(uv()).to("/bin/uv"))
            .dependencies(run(["x"]).mount(bind("/uvx").from(uv())))
            .source(copy("/etc/x").from(debian("12")).to("/x"))
            .source(copy("/guide").from(context("docs"))),
    );
    assert_eq!(
        lines(&text, "FROM"),
        ["FROM debian:12 AS debian", "FROM ghcr.io/astral-sh/uv:0.9 AS uv", "FROM debian AS final"]
    );
    assert_eq!(
        lines(&text, "COPY"),
        [
            "COPY --from=uv /uv /bin/uv",
            "COPY --from=debian /etc/x /x",
            "COPY --from=docs /guide /guide"
        ]
    );
    assert!(text.contains("RUN --mount=type=bind,from=uv,source=/uvx,target=/uvx \\\n    x\n"));
    assert!(text.contains("# hadolint global ignore=DL3022 # docs: is a context"), "{text}");
}

#[test]
fn what_a_builder_fetches() {
    let sum = format!("sha256:{}", "0a".repeat(32));
    assert_eq!(
        files(|s| s.source(download("https://x/a?b=1", sum.as_str(), "/a b").unpack().link())),
        [format!("ADD --checksum={sum} --unpack=true --link [\"https://x/a?b=1\", \"/a b\"]")]
    );
    let text = body(base().source(unverified_download("https://x/a", "/a", "changes nightly")));
    assert!(text.contains("# A download is not verified: changes nightly\nADD https://x/a /a\n"));
    let commit = "0a".repeat(20);
    assert_eq!(
        files(|s| {
            let git = git("https://x/a.git", "v1", "/a").folder("b/c").commit(commit.as_str());
            s.source(git.keep_git_dir().except("docs"))
        }),
        [format!(
            "ADD --checksum={commit} --keep-git-dir=true --exclude=docs https://x/a.git#v1:b/c /a"
        )]
    );
}

/// A key is the builder's: hadolint takes the address for a file.
#[test]
fn a_repository_over_ssh() {
    let commit = "0a".repeat(20);
    for repository in ["git@x.org:a/b.git", "ssh://git@x.org:22/a/b.git"] {
        let git = git(repository, "v1", "/a").folder("c").without_submodules();
        let image = newest(base().source(git.fetch_commit(commit.as_str())));
        let text = dockerfile(image);
        let query = "?submodules=false&fetch-by-commit=true";
        let line = format!("ADD --checksum={commit} {repository}{query}#v1:c /a\n");
        assert!(text.contains(&line), "{text}");
        let ignore = format!("ignore=DL3020 # {repository}: a repository is no file\n");
        assert!(text.contains(&ignore), "{text}");
    }
}

/// What a step binds is sent to the builder, and is watched as a manifest is.
#[test]
fn a_bind_of_the_context_is_sent() {
    let stage = base().dependencies(run(["x"]).mount(bind("Cargo.lock").to("/Cargo.lock")));
    assert_eq!(ignored(stage), "*\n!Cargo.lock\n");
}

/// The line names the oldest syntax that reads the file, not the newest allowed.
#[test]
fn the_syntax_line_is_there_if_needed() {
    let with = |stage: Stage<Source, Debian>| {
        let rendered = newest(stage).render().expect("a good declaration");
        (rendered.dialect, rendered.dockerfile.lines().next().unwrap_or_default().to_owned())
    };
    let (dialect, line) = with(base().source(copy("a").to("/a").mode(0o755)));
    assert_eq!(dialect, Dialect::V1_2);
    assert!(line.starts_with("# Generated"), "{line}");
    let (dialect, line) = with(base().source(copy("a").to("/a").link().mode("+x")));
    assert_eq!((dialect, line.as_str()), (Dialect::V1_14, "# syntax=docker/dockerfile:1.14"));
    let symbols = base().source(copy("a").to("/a").mode("+x"));
    let text = dockerfile(newest(symbols).checked_by_builder());
    assert!(text.starts_with("# syntax=docker/dockerfile:1.14\n# check=error=true\n# Generated"));
}
