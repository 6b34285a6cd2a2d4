//! What a comparison sees: one change a time in a file that is equal.

use super::{Sides, differences};
use crate::file::{File, Settings};
use crate::import::chosen;
use crate::import::form::{Levels, Style};
use crate::import::plan;
use crate::import::source::Source;

const SOURCE: &str = r#"FROM node:20-slim AS build
WORKDIR /app
ARG VERSION=1
COPY package.json ./
RUN --mount=type=cache,target=/root/.npm,sharing=locked npm ci
COPY --chmod=755 src ./src
ENV MODE=fast
RUN make all && make test
RUN a | b > c
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
RUN groupadd app && useradd -g app app
WORKDIR /data
WORKDIR /srv
COPY --from=build --chown=app /app/out ./out
COPY <<"EOF" /etc/app.conf
port = 80
EOF
USER app
RUN ./out/setup
ENV PORT=80
LABEL a.b=c
EXPOSE 80/udp
VOLUME /data
STOPSIGNAL SIGINT
HEALTHCHECK --interval=1m --retries=2 CMD ./ok
ENTRYPOINT ["/srv/out/app"]
CMD ["--serve"]
"#;

const EMITTED: &str = r#"FROM node:20-slim AS build
WORKDIR /app
COPY package.json /app/
ARG VERSION="1"
RUN --mount=type=cache,id=npm,target=/root/.npm,sharing=locked npm ci
COPY --chmod=0755 src /app/src
ENV MODE="fast"
RUN make all && \
    make test
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN <<"EOF"
set -e
a | b > c
EOF
SHELL ["/bin/sh", "-c"]

FROM debian:bookworm-slim AS final
RUN --mount=type=cache,id=apt,target=/var/cache/apt apt-get update && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends curl
RUN groupadd -g 10001 app && \
    useradd -l -u 10001 -g app -M -d /nonexistent -s /usr/sbin/nologin app && \
    install -d /data
WORKDIR /srv
COPY --from=build --chown=10001:10001 /app/out /srv/out
COPY <<"EOF" /etc/app.conf
port = 80
EOF
USER 10001:10001
RUN ./out/setup
ENV PORT="80"
LABEL a.b="c"
EXPOSE 80/udp
VOLUME ["/data"]
STOPSIGNAL SIGINT
HEALTHCHECK --interval=1m0s --retries=2 CMD ["/bin/sh", "-c", "./ok"]
ENTRYPOINT ["/srv/out/app"]
CMD ["--serve"]
"#;

fn found(emitted: &str) -> Vec<String> {
    between(SOURCE, emitted)
}

fn between(source: &str, emitted: &str) -> Vec<String> {
    let source = Source::read(source, "Dockerfile").expect("a Dockerfile");
    let levels = Levels::new();
    let settings = chosen::Settings { context: None, levels: &levels };
    let plan = plan::plan(&source, &settings).expect("a plan");
    let emitted = File::read(emitted, "emitted", &Settings::default()).expect("a Dockerfile");
    let sides = Sides {
        source: &source,
        emitted: &emitted,
        plan: &plan,
        context: None,
        style: Style::Builder,
        ignore: "",
    };
    differences(&sides).expect("a comparison")
}

#[test]
fn what_differs_on_purpose_is_not_seen() {
    assert_eq!(found(EMITTED), Vec::<String>::new());
    // Where `/bin/sh` is dash, bash does what dash does, and has no other option.
    let text = r#"echo "a\nb" | cat"#;
    for (option, is_seen) in [("xpg_echo", false), ("inherit_errexit", false), ("nullglob", true)] {
        let shell = format!(r#"["/bin/bash", "-o", "pipefail", "-O", "{option}", "-c"]"#);
        let back = r#"SHELL ["/bin/sh", "-c"]"#;
        let emitted = format!("FROM debian:12 AS final\nSHELL {shell}\nRUN {text}\n{back}\n");
        let found = between(&format!("FROM debian:12\nRUN {text}\n"), &emitted).join("\n");
        assert_eq!(found.contains(option), is_seen, "{found}");
    }
}

#[test]
fn every_other_change_is_seen() {
    let changes = [
        ("FROM node:20-slim", "FROM node:22-slim"),
        ("FROM node:20-slim", "FROM --platform=$BUILDPLATFORM node:20-slim"),
        ("WORKDIR /app\n", "WORKDIR /other\n"),
        ("COPY package.json /app/", "COPY package.json /"),
        ("COPY package.json /app/\n", ""),
        ("ARG VERSION=\"1\"\n", ""),
        ("ARG VERSION=\"1\"", "ARG VERSION=\"2\""),
        (",sharing=locked npm", " npm"),
        ("target=/root/.npm", "target=/root/.cache"),
        ("npm ci", "npm install"),
        ("--chmod=0755 src", "src"),
        ("COPY --chmod=0755", "COPY --link --chmod=0755"),
        ("ENV MODE=\"fast\"\n", ""),
        ("make test", "make check"),
        (" && \\\n    make test", ""),
        ("a | b > c", "a | b >> c"),
        ("recommends curl", "recommends curl git"),
        ("recommends curl", "recommends wget"),
        (" && \\\n    install -d /data", ""),
        ("COPY --from=build", "COPY --from=node:20-slim"),
        ("--chown=10001:10001 /app/out", "/app/out"),
        ("/app/out /srv/out", "/app/out /srv/"),
        ("port = 80\n", "port = 81\n"),
        (" /etc/app.conf", " /etc/other.conf"),
        ("USER 10001:10001\nRUN ./out/setup\n", "RUN ./out/setup\nUSER 10001:10001\n"),
        ("USER 10001:10001\n", "USER 10002:10002\n"),
        ("WORKDIR /srv\n", "WORKDIR /srv\nSHELL [\"/bin/bash\", \"-c\"]\n"),
        ("ENV PORT=\"80\"", "ENV PORT=\"81\""),
        ("LABEL a.b=\"c\"\n", ""),
        ("EXPOSE 80/udp", "EXPOSE 80"),
        ("VOLUME [\"/data\"]\n", ""),
        ("STOPSIGNAL SIGINT", "STOPSIGNAL SIGTERM"),
        ("--interval=1m0s", "--interval=2m"),
        ("./ok", "./okay"),
        ("ENTRYPOINT [\"/srv/out/app\"]\n", ""),
        ("CMD [\"--serve\"]", "CMD [\"--help\"]"),
        ("CMD [\"--serve\"]\n", "CMD [\"--serve\"]\nONBUILD RUN x\n"),
    ];
    for (from, to) in changes {
        let changed = EMITTED.replacen(from, to, 1);
        assert_ne!(changed, EMITTED, "{from}");
        assert_ne!(found(&changed), Vec::<String>::new(), "{from} as {to}");
    }
}

/// What nobody here knows of a base is no directory and no user of another name.
#[test]
fn what_a_base_starts_with_is_equal_to_itself_alone() {
    let cases = [
        ("team/base:1", "COPY a .", "COPY a /", false),
        ("team/base:1", "COPY a .", "COPY a ./", true),
        ("node:22", "COPY a .", "COPY a /", true),
        ("gcr.io/distroless/static:nonroot", "COPY a .", "COPY a /home/nonroot/", true),
        ("team/base:1", "WORKDIR app", "WORKDIR /app", false),
        ("team/base:1", "USER root\nRUN a", "RUN a", false),
        ("node:22", "USER root\nRUN a", "RUN a", true),
        ("team/base:1", "RUN a\nUSER 7:7", "USER root\nRUN a\nUSER 7:7", false),
        ("debian:12", "COPY --chown=www-data a /a", "COPY --chown=33:33 a /a", true),
        ("alpine:3", "COPY --chown=www-data a /a", "COPY --chown=33:33 a /a", false),
        ("alpine:3", "WORKDIR /usr/src\nWORKDIR /", "WORKDIR /", false),
        ("debian:12", "WORKDIR /usr/src\nWORKDIR /", "WORKDIR /", true),
        ("debian:12", "WORKDIR /a\nRUN mv /a /b\nWORKDIR /a", "WORKDIR /a\nRUN mv /a /b", false),
        ("debian:12", "WORKDIR /a\nRUN rm -r /a\nWORKDIR /a", "WORKDIR /a\nRUN rm -r /a", false),
        ("debian:12", "WORKDIR /a\nRUN rmdir /a\nWORKDIR /a", "WORKDIR /a\nRUN rmdir /a", false),
        ("debian:12", "WORKDIR /a\nRUN ls /a\nWORKDIR /a", "WORKDIR /a\nRUN ls /a", true),
        ("debian:12", "RUN apk update\nRUN apk add b", "RUN apk add b", true),
    ];
    for (base, before, after, is_equal) in cases {
        let source = format!("FROM {base}\n{before}\n");
        let emitted = format!("FROM {base} AS final\n{after}\n");
        let found = between(&source, &emitted);
        assert_eq!(found.is_empty(), is_equal, "{base}: {before} as {after}: {found:?}");
    }
}
