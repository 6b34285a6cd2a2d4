//! Each spelling of a flag, an option and a word that a line may have, and what it becomes in Rust. The
//! declarations are not compiled here: `tests/cli/import` does that.

mod bases;
mod commands;

use super::form::Levels;
use super::source::Source;
use super::{chosen, plan};

/// The calls of the last stage of a Dockerfile.
fn calls(dockerfile: &str) -> Vec<String> {
    let source = Source::read(dockerfile, "Dockerfile").unwrap_or_else(|error| panic!("{error:?}"));
    let levels = Levels::new();
    let settings = chosen::Settings { context: None, levels: &levels };
    let mut plan = plan::plan(&source, &settings).unwrap_or_else(|error| panic!("{error:?}"));
    let stage = plan.stages.pop().expect("a stage");
    let calls = stage.items.iter().chain(&stage.end).flat_map(|item| &item.calls);
    calls.map(|call| format!("{}({})", call.method, call.arguments.join(", "))).collect()
}

/// Lines below a FROM, with a `?`, what stands there, and the call or the step of the last line.
type Row = (&'static str, &'static [(&'static str, &'static str)]);

#[rustfmt::skip]
const LINES: &[Row] = &[
    ("RUN --mount=type=bind,target=/a? make", &[
        ("", "run([\"make\"]).mount(bind(\".\").to(\"/a\"))"),
        (",source=x", "run([\"make\"]).mount(bind(\"x\").to(\"/a\"))"),
        (",src=/x", "run([\"make\"]).mount(bind(\"x\").to(\"/a\"))"),
        (",readonly", "run([\"make\"]).mount(bind(\".\").to(\"/a\"))"),
        (",ro=true", "run([\"make\"]).mount(bind(\".\").to(\"/a\"))"),
        (",ro=false", "run([\"make\"]).mount(bind(\".\").to(\"/a\").writable())"),
        (",rw", "run([\"make\"]).mount(bind(\".\").to(\"/a\").writable())"),
        (",readwrite=true", "run([\"make\"]).mount(bind(\".\").to(\"/a\").writable())"),
        (",rw=false", "run([\"make\"]).mount(bind(\".\").to(\"/a\"))"),
        (",from=node:20,source=/x", "run([\"make\"]).mount(bind(\"/x\").from(image(\"node:20\")).to(\"/a\"))"),
    ]),
    ("RUN --mount=type=bind,?=/a make", &[
        ("target", "run([\"make\"]).mount(bind(\".\").to(\"/a\"))"),
        ("dst", "run([\"make\"]).mount(bind(\".\").to(\"/a\"))"),
        ("destination", "run([\"make\"]).mount(bind(\".\").to(\"/a\"))"),
    ]),
    ("RUN --mount=type=cache,target=/a? make", &[
        ("", "run([\"make\"]).mount(cache(\"/a\"))"),
        (",id=/a", "run([\"make\"]).mount(cache(\"/a\"))"),
        (",id=b", "run([\"make\"]).mount(cache(\"/a\").id(\"b\"))"),
        (",sharing=shared", "run([\"make\"]).mount(cache(\"/a\"))"),
        (",sharing=locked", "run([\"make\"]).mount(cache(\"/a\").locked())"),
        (",sharing=private", "run([\"make\"]).mount(cache(\"/a\").private())"),
        (",ro", "run([\"make\"]).mount(cache(\"/a\").read_only())"),
        (",mode=0755", "run([\"make\"]).mount(cache(\"/a\").mode(0o755))"),
        (",mode=0", "run([\"make\"]).mount(cache(\"/a\").mode(0o0))"),
        (",uid=7", "run([\"make\"]).mount(cache(\"/a\").owner(7, 0))"),
        (",gid=8", "run([\"make\"]).mount(cache(\"/a\").owner(0, 8))"),
        (",uid=7,gid=8", "run([\"make\"]).mount(cache(\"/a\").owner(7, 8))"),
        (",from=node:20,source=/x", "run([\"make\"]).mount(cache(\"/a\").from(image(\"node:20\"), \"/x\"))"),
    ]),
    ("RUN --mount=type=tmpfs,target=/a? make", &[
        ("", "run([\"make\"]).mount(tmpfs(\"/a\"))"),
        (",size=64m", "run([\"make\"]).mount(tmpfs(\"/a\").size(\"64m\"))"),
    ]),
    ("RUN --mount=type=secret,? make", &[
        ("id=a", "run([\"make\"]).mount(secret(\"a\").optional())"),
        ("target=/b/a", "run([\"make\"]).mount(secret(\"a\").file(\"/b/a\").optional())"),
        ("id=a,target=/b", "run([\"make\"]).mount(secret(\"a\").file(\"/b\").optional())"),
        ("id=a,env=A", "run([\"make\"]).mount(secret(\"a\").env(\"A\").optional())"),
        ("id=a,required", "run([\"make\"]).mount(secret(\"a\"))"),
        ("id=a,required=true", "run([\"make\"]).mount(secret(\"a\"))"),
        ("id=a,required=1", "run([\"make\"]).mount(secret(\"a\"))"),
        ("id=a,required=false", "run([\"make\"]).mount(secret(\"a\").optional())"),
        ("id=a,required=0", "run([\"make\"]).mount(secret(\"a\").optional())"),
        ("id=a,mode=0400,uid=7", "run([\"make\"]).mount(secret(\"a\").mode(0o400).owner(7, 0).optional())"),
    ]),
    ("RUN --mount=type=ssh? make", &[
        ("", "run([\"make\"]).mount(ssh().optional())"),
        (",id=default", "run([\"make\"]).mount(ssh().optional())"),
        (",id=a", "run([\"make\"]).mount(ssh().id(\"a\").optional())"),
        (",target=/a", "run([\"make\"]).mount(ssh().socket(\"/a\").optional())"),
        (",required", "run([\"make\"]).mount(ssh())"),
    ]),
    ("RUN ? make", &[
        ("--network=default", "run([\"make\"])"),
        ("--network=none", "run([\"make\"]).offline()"),
        ("--network=host", "run([\"make\"]).host_network(\"as in Dockerfile:2\")"),
        ("--security=sandbox", "run([\"make\"])"),
        ("--security=insecure", "run([\"make\"]).insecure(\"as in Dockerfile:2\")"),
        ("--device=a/b", "run([\"make\"]).optional_device(\"a/b\")"),
        ("--device=name=a/b", "run([\"make\"]).optional_device(\"a/b\")"),
        ("--device=a/b,required", "run([\"make\"]).device(\"a/b\")"),
        ("--mount=type=tmpfs,target=/a --mount=type=tmpfs,target=/b", "run([\"make\"]).mount(tmpfs(\"/a\")).mount(tmpfs(\"/b\"))"),
    ]),
    ("SHELL [\"?\", \"-c\"]\nRUN apt-get install -y --no-install-recommends a", &[
        ("/bin/sh", "apt(\"a\")"),
        ("/bin/bash", "apt(\"a\")"),
        ("/bin/ash", "apt(\"a\")"),
        ("sh", "apt(\"a\")"),
        ("bash", "apt(\"a\")"),
        ("/bin/zsh", "run(\"apt-get install -y --no-install-recommends a\").shell([\"/bin/zsh\", \"-c\"])"),
    ]),
    ("RUN <<E\n#!/a/?\nx\nE", &[
        ("node", "run(r\"x\n\").shell([\"/a/node\", \"-e\"])"),
        ("perl", "run(r\"x\n\").shell([\"/a/perl\", \"-e\"])"),
        ("ruby", "run(r\"x\n\").shell([\"/a/ruby\", \"-e\"])"),
        ("sh", "run(r\"x\n\").shell([\"/a/sh\", \"-c\"])"),
        ("bash", "run(r\"x\n\").shell([\"/a/bash\", \"-c\"])"),
        ("ash", "run(r\"x\n\").shell([\"/a/ash\", \"-c\"])"),
        ("dash", "run(r\"x\n\").shell([\"/a/dash\", \"-c\"])"),
        ("zsh", "run(r\"x\n\").shell([\"/a/zsh\", \"-c\"])"),
        ("python", "run(r\"x\n\").shell([\"/a/python\", \"-c\"])"),
        ("python3", "run(r\"x\n\").shell([\"/a/python3\", \"-c\"])"),
        ("env python3", "run(r\"x\n\").shell([\"/a/env\", \"python3\", \"-c\"])"),
    ]),
    ("ARG ?\nRUN make", &[
        ("TARGETPLATFORM", "run([\"make\"]).uses(platform::TARGETPLATFORM)"),
        ("TARGETOS", "run([\"make\"]).uses(platform::TARGETOS)"),
        ("TARGETARCH", "run([\"make\"]).uses(platform::TARGETARCH)"),
        ("TARGETVARIANT", "run([\"make\"]).uses(platform::TARGETVARIANT)"),
        ("BUILDPLATFORM", "run([\"make\"]).uses(platform::BUILDPLATFORM)"),
        ("BUILDOS", "run([\"make\"]).uses(platform::BUILDOS)"),
        ("BUILDARCH", "run([\"make\"]).uses(platform::BUILDARCH)"),
        ("BUILDVARIANT", "run([\"make\"]).uses(platform::BUILDVARIANT)"),
        ("A=1", "run([\"make\"]).uses(&a)"),
    ]),
    ("RUN ?", &[
        ("a && b 'c d'", "run([\"a\"]).then([\"b\", \"c d\"])"),
        ("a | b", "run(\"a | b\")"),
        ("a; b", "run(\"a; b\")"),
        ("[\"a\", \"b\"]", "run([\"a\", \"b\"]).without_shell()"),
    ]),
    ("COPY ? a /b", &[
        ("", "copy(\"a\").to(\"/b\")"),
        ("--chown=root", "copy(\"a\").to(\"/b\")"),
        ("--chown=0", "copy(\"a\").to(\"/b\")"),
        ("--chown=root:root", "copy(\"a\").to(\"/b\")"),
        ("--chown=0:0", "copy(\"a\").to(\"/b\")"),
        ("--chown=root:0", "copy(\"a\").to(\"/b\")"),
        ("--chown=0:7", "copy(\"a\").to(\"/b\").owner(0, 7)"),
        ("--chown=7", "copy(\"a\").to(\"/b\").owner(7, 7)"),
        ("--chown=7:8", "copy(\"a\").to(\"/b\").owner(7, 8)"),
        ("--chown=7:0", "copy(\"a\").to(\"/b\").owner(7, 0)"),
        ("--chown=www-data", "copy(\"a\").to(\"/b\").owner(33, 33)"),
        ("--chown=www-data:www-data", "copy(\"a\").to(\"/b\").owner(33, 33)"),
        ("--chmod=755", "copy(\"a\").to(\"/b\").mode(0o755)"),
        ("--chmod=0644", "copy(\"a\").to(\"/b\").mode(0o644)"),
        ("--chmod=u=rwX", "copy(\"a\").to(\"/b\").mode(\"u=rwX\")"),
        ("--link", "copy(\"a\").to(\"/b\").link()"),
        ("--link=true", "copy(\"a\").to(\"/b\").link()"),
        ("--link=false", "copy(\"a\").to(\"/b\")"),
        ("--parents", "copy(\"a\").to(\"/b\").parents()"),
        ("--exclude=*.md", "copy(\"a\").to(\"/b\").except(\"*.md\")"),
        ("--exclude=x --exclude=y", "copy(\"a\").to(\"/b\").except([\"x\", \"y\"])"),
        ("--chown=7 --chmod=755 --link", "copy(\"a\").to(\"/b\").owner(7, 7).mode(0o755).link()"),
        ("--from=node:20", "copy(\"/a\").from(image(\"node:20\")).to(\"/b\")"),
    ]),
    ("COPY --from=node:20 ? /b/", &[
        ("/x/a.?", "copy(\"/x\").from(image(\"node:20\")).matching(\"a.?\").to(\"/b/\")"),
        ("/x/*", "copy(\"/x\").from(image(\"node:20\")).matching(\"*\").to(\"/b/\")"),
        ("/x/[a]", "copy(\"/x\").from(image(\"node:20\")).matching(\"[a]\").to(\"/b/\")"),
        ("/*", "copy(\"/\").from(image(\"node:20\")).matching(\"*\").to(\"/b/\")"),
        ("x/../a", "copy(\"/a\").from(image(\"node:20\")).to(\"/b/\")"),
    ]),
    ("ADD ? /b", &[
        ("https://h/a", "unverified_download(\"https://h/a\", \"/b\", \"as in Dockerfile:2\")"),
        ("http://h/a", "unverified_download(\"http://h/a\", \"/b\", \"as in Dockerfile:2\")"),
        ("--checksum=sha256:0 https://h/a", "download(\"https://h/a\", \"sha256:0\", \"/b\")"),
        ("--unpack https://h/a", "unverified_download(\"https://h/a\", \"/b\", \"as in Dockerfile:2\").unpack()"),
        ("--unpack=false https://h/a", "unverified_download(\"https://h/a\", \"/b\", \"as in Dockerfile:2\")"),
        ("--chmod=755 https://h/a", "unverified_download(\"https://h/a\", \"/b\", \"as in Dockerfile:2\").mode(0o755)"),
        ("https://h/a.git#v1", "git(\"https://h/a.git\", \"v1\", \"/b\")"),
        ("git@h:a/b.git#v1", "git(\"git@h:a/b.git\", \"v1\", \"/b\")"),
        ("ssh://git@h/a.git#v1", "git(\"ssh://git@h/a.git\", \"v1\", \"/b\")"),
        ("https://h/a.git#v1:c", "git(\"https://h/a.git\", \"v1\", \"/b\").folder(\"c\")"),
        ("--keep-git-dir=true https://h/a.git#v1", "git(\"https://h/a.git\", \"v1\", \"/b\").keep_git_dir()"),
        ("--keep-git-dir=false https://h/a.git#v1", "git(\"https://h/a.git\", \"v1\", \"/b\")"),
        ("--checksum=0123 https://h/a.git#v1", "git(\"https://h/a.git\", \"v1\", \"/b\").commit(\"0123\")"),
        ("https://h/a.git", "raw(\"ADD https://h/a.git /b\", \"as in Dockerfile:2\")"),
        ("git://h/a#v1", "git(\"git://h/a\", \"v1\", \"/b\")"),
    ]),
    ("ENV ?", &[
        ("A=b", "env(\"A\", \"b\")"),
        ("A b c", "env(\"A\", \"b c\")"),
        ("A=b\nRUN c", "build_env(\"A\", \"b\")"),
        ("PATH=/a:$PATH", "path(\"/a\")"),
        ("PATH=/a:${PATH}", "path(\"/a\")"),
        ("PATH=/a:$PATH\nRUN c", "build_env(\"PATH\", text(\"/a:\") + base_env(\"PATH\"))"),
        ("PATH=/a:/b:$PATH", "env(\"PATH\", text(\"/a:/b:\") + base_env(\"PATH\"))"),
        ("PATH=a:$PATH", "env(\"PATH\", text(\"a:\") + base_env(\"PATH\"))"),
        ("PATH=/a$PATH", "env(\"PATH\", text(\"/a\") + base_env(\"PATH\"))"),
        ("PATH=/a:$HOME", "env(\"PATH\", text(\"/a:\") + base_env(\"HOME\"))"),
        ("PATH=$PATH:/a", "env(\"PATH\", base_env(\"PATH\") + \":/a\")"),
        ("MANPATH=/a:$PATH", "env(\"MANPATH\", text(\"/a:\") + base_env(\"PATH\"))"),
    ]),
    ("LABEL ?=a", &[
        ("org.opencontainers.image.title", "label(\"org.opencontainers.image.title\", \"a\")"),
        ("org.opencontainers.image.version", "label(\"org.opencontainers.image.version\", \"a\")"),
        ("org.opencontainers.image.revision", "commit_label(\"org.opencontainers.image.revision\", \"a\")"),
        ("org.opencontainers.image.created", "commit_label(\"org.opencontainers.image.created\", \"a\")"),
        ("org.opencontainers.image.ref.name", "commit_label(\"org.opencontainers.image.ref.name\", \"a\")"),
    ]),
    ("EXPOSE ?", &[
        ("80", "expose(80)"),
        ("80/tcp", "expose(80)"),
        ("53/udp", "expose(udp(53))"),
        ("53/UDP", "expose(udp(53))"),
        ("80 81", "expose(81)"),
        ("80 81 82", "expose(80..=82)"),
        ("80-82", "expose(80..=82)"),
        ("80 81 83", "expose(80..=81)"),
        ("80/tcp 81/udp 82/udp", "expose(udp(81..=82))"),
        ("80/sctp", "raw(\"EXPOSE 80/sctp\", \"as in Dockerfile:2\")"),
        ("65534 65535 1", "expose(65534..=65535)"),
    ]),
    ("HEALTHCHECK ?", &[
        ("NONE", "no_healthcheck()"),
        ("CMD [\"a\"]", "healthcheck([\"a\"])"),
        ("CMD a b", "healthcheck([\"/bin/sh\", \"-c\", \"a b\"])"),
        ("--interval=90s CMD [\"a\"]", "healthcheck([\"a\"]).interval(std::time::Duration::from_secs(90))"),
        ("--timeout=1500ms CMD [\"a\"]", "healthcheck([\"a\"]).timeout(std::time::Duration::from_millis(1500))"),
        ("--start-period=1m CMD [\"a\"]", "healthcheck([\"a\"]).start_period(std::time::Duration::from_secs(60))"),
        ("--start-interval=1h CMD [\"a\"]", "healthcheck([\"a\"]).start_interval(std::time::Duration::from_secs(3600))"),
        ("--retries=3 CMD [\"a\"]", "healthcheck([\"a\"]).retries(3)"),
    ]),
    ("?", &[
        ("CMD [\"a\"]", "cmd([\"a\"])"),
        ("CMD a b", "cmd([\"/bin/sh\", \"-c\", \"a b\"])"),
        ("CMD []", "no_cmd()"),
        ("ENTRYPOINT [\"a\"]", "entrypoint([\"a\"])"),
        ("ENTRYPOINT []", "no_entrypoint()"),
        ("STOPSIGNAL SIGINT", "stop_signal(\"SIGINT\")"),
        ("VOLUME /a /b", "volume(\"/b\")"),
        ("VOLUME [\"/a\"]", "volume(\"/a\")"),
        ("MAINTAINER a", "label(\"org.opencontainers.image.authors\", \"a\")"),
        ("ONBUILD run a", "raw(\"ONBUILD RUN a\", \"as in Dockerfile:2\")"),
        ("USER root", "runs_as_root(\"as in Dockerfile:2\")"),
        ("USER 0", "runs_as_root(\"as in Dockerfile:2\")"),
        ("USER 0:0", "runs_as_root(\"as in Dockerfile:2\")"),
        ("USER root:root", "runs_as_root(\"as in Dockerfile:2\")"),
        ("USER 0:7", "uid(0).group_id(7)"),
        ("USER 7:7", "uid(7)"),
        ("USER 7:0", "uid(7).group_id(0)"),
        ("USER 7", "keeps_base_user(\"as in Dockerfile:2\")"),
        ("USER www-data", "existing(\"www-data\", 33)"),
        ("USER www-data:www-data", "existing(\"www-data\", 33)"),
        ("USER www-data:7", "keeps_base_user(\"as in Dockerfile:2\")"),
    ]),
];

#[test]
fn each_spelling_of_a_line_is_known() {
    for (line, spellings) in LINES {
        for (spelling, wanted) in *spellings {
            let line = line.replacen('?', spelling, 1);
            let calls = calls(&format!("FROM debian:12\n{line}\n"));
            let found =
                calls.iter().any(|call| call == wanted || call.ends_with(&format!("({wanted})")));
            assert!(found, "{line}: no {wanted} in {calls:?}");
        }
    }
}

/// What stands in front of a file's lines, and how stages are called in the emitted one.
#[test]
fn each_directive_and_reserved_name_is_known() {
    let read =
        |text: &str| Source::read(text, "Dockerfile").unwrap_or_else(|error| panic!("{error:?}"));
    for (text, escape, is_strict) in [
        ("FROM a\n", '\\', false),
        ("# escape=`\nFROM a\n", '`', false),
        ("# syntax=x\n# Escape = `\n# check=skip=all;error=true\nFROM a\n", '`', true),
        ("# check=error=false\nFROM a\n", '\\', false),
        ("# a\n# escape=`\nFROM a\n", '\\', false),
        ("# a=b\n# check=error=true\nFROM a\n", '\\', false),
    ] {
        let source = read(text);
        assert_eq!((source.escape, source.is_strict), (escape, is_strict), "{text}");
    }
    let said = |text: &str| read(text).comments(read(text).file.stages[0].number).join("|");
    assert_eq!(said("# syntax=x\n# escape=`\n# check = a\n# b\n#c\nFROM a\n"), "b|c");
    assert_eq!(said("# syntaxes=x\n# checked\nFROM a\n"), "syntaxes=x|checked");
    let names = |text: &str| {
        let (source, levels) = (read(text), Levels::new());
        let settings = chosen::Settings { context: None, levels: &levels };
        let plan = plan::plan(&source, &settings).unwrap_or_else(|error| panic!("{error:?}"));
        let names = plan.stages.into_iter().map(|stage| stage.name.unwrap_or_default());
        names.collect::<Vec<_>>().join(" ")
    };
    for (text, wanted) in [
        ("FROM a\n", ""),
        ("FROM a AS b\n", "b"),
        ("FROM a AS context\nFROM a AS scratch\n", "context-stage scratch-stage"),
        ("FROM a\nFROM a\n", "stage-0 "),
        ("FROM a AS b\nFROM a AS b\n", "b b-1"),
        ("FROM a AS final\nFROM a\n", "final stage-1"),
    ] {
        assert_eq!(names(text), wanted, "{text}");
    }
}
