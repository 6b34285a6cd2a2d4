//! Words of Dockerfiles, each with the line that its answer tells to write.

use super::super::words::{answer, is_instruction, is_method, quoted_line, taken};
use super::{said, tokens, word};

/// A line of a Dockerfile, and what to write in its place.
#[rustfmt::skip]
const LINES: &[(&str, &str)] = &[
    ("CMD [\"a\", \"-b\"]", "cmd [\"a\", \"-b\"];"),
    ("CMD a -b", "cmd [\"a\", \"-b\"];"),
    ("CMD", "cmd [\"..\"];"),
    ("ENTRYPOINT /bin/a", "entrypoint [\"/bin/a\"];"),
    ("SHELL [\"a\"]", "shell [\"a\"];"),
    ("ENV A=1 B=c", "env A = \"1\", B = \"c\";"),
    ("ENV A b c", "env A = \"b c\";"),
    ("ENV a.b=1", "env \"a.b\" = \"1\";"),
    ("ENV A", "env A = \"value\";"),
    ("ENV", "env NAME = \"value\";"),
    ("LABEL a=b", "label a = \"b\";"),
    ("EXPOSE 80", "expose 80;"),
    ("EXPOSE 53/udp 81/tcp", "expose udp(53); expose 81;"),
    ("EXPOSE", "expose 8080;"),
    ("FROM debian:12", "from debian(\"12\");"),
    ("FROM ubuntu:24", "from ubuntu(\"24\");"),
    ("FROM alpine:3", "from alpine(\"3\");"),
    ("FROM fedora:40", "from fedora(\"40\");"),
    ("FROM debian", "from debian(\"bookworm-slim\");"),
    ("FROM scratch", "from scratch();"),
    ("FROM", "from debian(\"bookworm-slim\");"),
    ("FROM --platform=linux/arm64 debian:12", "from debian(\"12\");"),
    ("FROM debian:12 AS a-b.c", "stage a_b_c { from debian(\"12\"); .. }"),
    ("FROM debian:12 as a", "stage a { from debian(\"12\"); .. }"),
    ("FROM python:3", "from image(\"python:3\").family(Debian);"),
    ("FROM a/alpine:3", "from image(\"a/alpine:3\").family(Alpine);"),
    ("FROM g/distroless/static:1", "from image(\"g/distroless/static:1\").family(DistrolessStatic);"),
    ("FROM g/distroless/base:1", "from image(\"g/distroless/base:1\").family(DistrolessBase);"),
    ("FROM g/distroless/cc:1", "from image(\"g/distroless/cc:1\").family(DistrolessCc);"),
    ("FROM a/wolfi", "from image(\"a/wolfi\").family(Wolfi);"),
    ("FROM a/ubuntu:1", "from image(\"a/ubuntu:1\").family(Ubuntu);"),
    ("FROM a/fedora:1", "from image(\"a/fedora:1\").family(Fedora);"),
    ("FROM ubi9:9", "from image(\"ubi9:9\").family(RedHat);"),
    ("FROM opensuse/leap:15", "from image(\"opensuse/leap:15\").family(Suse);"),
    ("FROM archlinux:1", "from image(\"archlinux:1\").family(Arch);"),
    ("FROM busybox:1", "from image(\"busybox:1\").family(Posix);"),
    ("HEALTHCHECK NONE", "no_healthcheck();"),
    ("HEALTHCHECK CMD a b", "healthcheck healthcheck([\"a\", \"b\"]);"),
    ("HEALTHCHECK --interval=5s CMD [\"a\"]", "healthcheck healthcheck([\"a\"]);"),
    ("VOLUME /a /b", "volume \"/a\"; volume \"/b\";"),
    ("VOLUME [\"/a\", \"/b\"]", "volume \"/a\"; volume \"/b\";"),
    ("WORKDIR /a", "workdir \"/a\";"),
    ("WORKDIR", "workdir \"/srv/app\";"),
    ("ADD a /b", "source copy(\"a\").to(\"/b\");"),
    ("COPY a /b", "source copy(\"a\").to(\"/b\");"),
    ("COPY a b /c", "source copy([\"a\", \"b\"]).to(\"/c\");"),
    ("COPY a", "source copy(\"a\").to(\"/srv/app\");"),
    ("COPY", "source copy(\"src\").to(\"/srv/app\");"),
    ("COPY --from=a-b /a /b", "source copy(\"/a\").from(&a_b).to(\"/b\");"),
    ("COPY --from=a /a", "source copy(\"/a\").from(&a).to(\"/srv/app\");"),
    ("ARG A=1", "build_env A = arg(\"A\").default(\"1\");"),
    ("ARG A", "build_env A = arg(\"A\");"),
    ("ARG", "build_env NAME = arg(\"NAME\");"),
    ("INSTALL a b", "packages apt([\"a\", \"b\"]);"),
    ("MAINTAINER a b", "label \"org.opencontainers.image.authors\" = \"a b\";"),
    ("ONBUILD RUN a", "raw \"ONBUILD RUN a\", \"why\";"),
    ("RUN apt-get update && apt-get install -y a b && c", "packages apt([\"a\", \"b\"]);"),
    ("RUN apt install a || b", "packages apt([\"a\"]);"),
    ("RUN apk add --no-cache a", "packages apk([\"a\"]);"),
    ("RUN dnf install a", "packages dnf([\"a\"]);"),
    ("RUN npm install a", "build run(\"npm install a\");"),
    ("RUN make a", "build run(\"make a\");"),
    ("RUN [\"a\", \"b\"]", "build run([\"a\", \"b\"]);"),
    ("RUN", "build run([\"make\"]);"),
    ("STOPSIGNAL SIGTERM", "stop_signal \"SIGTERM\";"),
    ("STOPSIGNAL", "stop_signal \"SIGINT\";"),
    ("USER app", "account user(\"app\");"),
    ("USER a:b", "account user(\"a\").group(\"b\");"),
    ("USER root", "runs_as_root \"why\";"),
    ("USER 0", "runs_as_root \"why\";"),
    ("USER root:root", "runs_as_root \"why\";"),
    ("USER 1000", "account uid(1000);"),
    ("USER 1000:2000", "account uid(1000).group_id(2000);"),
    ("USER", "account user(\"app\");"),
    ("AS a", "stage name { from ..; .. }"),
];

#[test]
fn each_instruction_is_answered_with_its_line() {
    const METHODS: [&str; 10] = [
        "CMD",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "LABEL",
        "SHELL",
        "VOLUME",
        "WORKDIR",
    ];
    for (line, wanted) in LINES {
        let (name, arguments) = line.split_once(' ').unwrap_or((line, ""));
        let answer = answer(&word(name), &tokens(arguments)).expect(line);
        assert!(answer.help.starts_with(&format!("write `{wanted}`")), "{line}: {}", answer.help);
        let lower = name.to_lowercase();
        let message = match METHODS.contains(&name) {
            true => format!("`{name}` is `{lower}` here"),
            false => format!("`{name}` is no line of an image"),
        };
        assert_eq!(answer.message, message);
        assert!(is_instruction(&word(name)), "{name}");
        let lower = if lower == "as" { "As".to_owned() } else { lower };
        assert_eq!(is_method(&word(&lower)), METHODS.contains(&name), "{name}");
    }
    for name in ["cmd", "Mine", "MINE", "STAGE", "TARGET"] {
        assert!(!is_instruction(&word(name)), "{name}");
    }
    assert!(answer(&word("mine"), &[]).is_none());
}

#[test]
fn each_step_is_told_its_phase() {
    for (phase, steps) in [
        ("packages", "apk apt dnf download microdnf pacman tool zypper"),
        ("layout", "dir"),
        ("account", "existing uid"),
        ("source", "file git"),
        ("dependencies", "manifest npm pip"),
    ] {
        for step in steps.split(' ') {
            for arguments in ["(\"a\")", "\"a\""] {
                let answer = answer(&word(step), &tokens(arguments)).expect(step);
                assert_eq!(answer.help, format!("write `{phase} {step}(\"a\");`"));
                assert!(answer.message.contains("goes into a phase"), "{}", answer.message);
            }
        }
    }
}

#[test]
fn a_phase_is_given_its_step() {
    for (phase, given, wanted) in [
        ("account", "app", "account user(\"app\");"),
        ("build", "make a", "build run([\"make\", \"a\"]);"),
        ("build", "\"make a\"", "build run(\"make a\");"),
        ("dependencies", "\"a\"", "dependencies manifest(\"a\");"),
        ("dependencies", "[\"a\"]", "dependencies manifest([\"a\"]);"),
        ("layout", "/a /b", "layout dir(\"/a\"); layout dir(\"/b\");"),
        ("packages", "a b", "packages apt([\"a\", \"b\"]);"),
        ("source", "a /b", "source copy(\"a\").to(\"/b\");"),
        ("mine", "a b", "mine \"a b\";"),
    ] {
        assert_eq!(quoted_line(&word(phase), &tokens(given)), wanted);
    }
}

#[test]
fn arguments_of_an_instruction_are_told_from_those_of_a_method() {
    for (name, arguments, words) in [
        ("from", "debian:12", "a base is a call"),
        ("from", "a/b", "a base is a call"),
        ("from", "a as b", "a base is a call"),
        ("from", "a AS b", "a base is a call"),
        ("from", "a::debian(\"12\")", ""),
        ("env", "\"A=1\"", "takes a name and a value"),
        ("env", "A", "takes a name and a value"),
        ("label", "\"a=1\"", "takes a name and a value"),
        ("label", "A", "takes a name and a value"),
        ("label", "\"a\", \"b\"", ""),
        ("label", "a()", ""),
        ("cmd", "\"a\", \"b\"", "takes a list"),
        ("entrypoint", "\"a\", \"b\"", "takes a list"),
        ("shell", "\"a\", \"b\"", "takes a list"),
        ("cmd", "[\"a\", \"b\"]", ""),
        ("cmd", "\"a\"", ""),
        ("expose", "53/udp", "a port is a number"),
        ("expose", "80/tcp", "a port is a number"),
        ("expose", "80/sctp", "a port is a number"),
        ("expose", "udp(53)", ""),
        ("expose", "a / b", ""),
        ("healthcheck", "\"a\"", "takes a check"),
        ("healthcheck", "[\"a\"]", "takes a check"),
        ("healthcheck", "http(80, \"/\")", ""),
        ("account", "\"a\"", "takes a step"),
        ("build", "\"a\"", "takes a step"),
        ("dependencies", "[\"a\", \"b\"]", "takes a step"),
        ("layout", "\"a\", \"b\"", "takes a step"),
        ("packages", "[\"a\"]", "takes a step"),
        ("source", "\"a\"", "takes a step"),
        ("packages", "apt([\"a\"])", ""),
        ("packages", "", ""),
        ("mine", "\"a\"", ""),
    ] {
        let found = taken(&word(name), &tokens(arguments)).unwrap_or_default();
        assert_eq!(found.is_empty(), words.is_empty(), "{name} {arguments}: {found}");
        assert!(found.contains(words), "{name} {arguments}: {found}");
    }
    assert_eq!(said("from a(); expose udp(53); expose [80, 81];"), [""; 0]);
}
