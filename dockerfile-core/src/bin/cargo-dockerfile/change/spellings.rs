//! Each instruction, flag and option that makes another layer or another image, and those that make none.

use super::{again, bases, configuration};
use crate::file::{File, OF_BASE, Settings};
use crate::graph::{Context, Graph};
use crate::ignore::Ignore;
use crate::moment::Built;
use crate::tree::Tree;

/// The last stage of a Dockerfile in an empty context.
fn built(dockerfile: &str) -> Built {
    let settings = Settings { mark: OF_BASE, ..Settings::default() };
    let file = File::read(dockerfile, "Dockerfile", &settings).expect(dockerfile);
    let stage = file.stages.len() - 1;
    let (tree, ignore) = (Tree::some(std::iter::empty()), Ignore::default());
    let context =
        Context { tree: &tree, folder: String::new(), ignore: &ignore, name: "Dockerfile" };
    let graph = Graph::of(file, &[stage], &context).expect(dockerfile);
    Built { graph, stage, ignore, ignore_file: String::new() }
}

fn on_debian(lines: &str) -> Built {
    built(&format!("FROM debian:12\n{lines}\n"))
}

/// Lines, lines of which one is another, and how many layers run again; a `?` stands for nothing, and for
/// each of the words between blanks.
#[rustfmt::skip]
const LAYERS: &[(&str, &str, usize)] = &[
    // What a step is.
    ("RUN ? a", "--network=none --network=host --security=insecure --device=b/c --mount=type=tmpfs,target=/b", 1),
    ("RUN ? a", "--network=default --security=sandbox", 0),
    ("RUN --mount=type=cache,target=/a? b", ",id=c ,sharing=locked ,sharing=private ,ro ,mode=0700 ,uid=7 ,gid=7", 1),
    ("RUN --mount=type=cache,target=/a? b", ",id=/a ,sharing=shared ,rw", 0),
    ("RUN --mount=type=tmpfs,target=/a? b", ",size=1m c", 1),
    ("RUN --mount=type=secret,id=a? b", ",target=/c ,env=A ,required ,mode=0700 ,uid=7 ,gid=7 c", 1),
    ("RUN --mount=type=ssh? b", ",id=c ,target=/c ,required", 1),
    ("RUN --mount=target=/a? b", ",rw ,from=node:20", 1),
    ("RUN --mount=target=/a? b", ",ro ,readonly=true ,rw=false", 0),
    // What a copy is.
    ("COPY ? --from=node:20 a /b", "--chown=7 --chmod=755 --parents --exclude=c --link", 1),
    ("COPY ? --from=node:20 a /b", "--link=false --parents=false", 0),
    ("COPY --from=node:20? a /b", "-slim @sha256:0", 1),
    ("COPY --from=node:20 a? /b", "c /c", 1),
    ("COPY --from=node:20 a /b?", "/ c", 1),
    ("ADD ? https://h/a /b", "--checksum=sha256:0 --unpack --chown=7 --chmod=755", 1),
    ("ADD https://h/a? /b", "b", 1),
    ("ADD ? https://h/a.git#v1 /b", "--keep-git-dir", 1),
    ("COPY <<E /a\n?\nE", "b", 1),
    // What is in force at a line.
    ("ENV A=?\nRUN b", "c", 1),
    ("ARG A=?\nRUN b", "c", 1),
    ("USER ?a\nRUN b", "c", 1),
    ("WORKDIR /?\nRUN b", "c", 2),
    ("SHELL [\"?\"]\nRUN b", "c", 1),
    ("ENV A=?\nCOPY --from=node:20 b /c", "c", 0),
    ("USER ?a\nCOPY --from=node:20 b /c", "c", 0),
    ("SHELL [\"?\"]\nCOPY --from=node:20 b /c", "c", 0),
    ("USER ?a\nWORKDIR /b", "c", 1),
    ("ENV A=?\nWORKDIR /b", "c", 0),
    ("LABEL a=?\nRUN b", "c", 0),
    ("EXPOSE 8?\nRUN b", "1", 0),
    ("VOLUME /?\nRUN b", "a", 0),
    ("CMD [\"?\"]\nRUN b", "a", 0),
    ("ENTRYPOINT [\"?\"]\nRUN b", "a", 0),
    ("HEALTHCHECK CMD [\"a?\"]\nRUN b", "a", 0),
    ("STOPSIGNAL SIG?\nRUN b", "INT", 0),
    ("ONBUILD RUN a?\nRUN b", "c", 0),
    ("MAINTAINER a?\nRUN b", "c", 0),
    ("RUN a? &&\\\n  # c\n  b", "c", 1),
    ("RUN a &&\\\n  # ?\n  b", "c", 0),
    // What stands on another layer.
    ("RUN a?\nRUN b", "c", 2),
    ("RUN a?\nCOPY --from=node:20 b /c", "c", 2),
    ("RUN a?\nCOPY --link --from=node:20 b /c", "c", 1),
    ("RUN a?\nCOPY --link --from=node:20 b /c\nRUN d", "c", 2),
];

#[test]
fn each_spelling_that_makes_another_layer_is_known() {
    for (lines, words, count) in LAYERS {
        let before = on_debian(&lines.replacen('?', "", 1));
        for word in words.split(' ') {
            let after = on_debian(&lines.replacen('?', word, 1));
            assert_eq!(again(Some(&before), &after).len(), *count, "{lines} with {word}");
        }
    }
}

/// What an image says, in two ways, and by which words that is told.
#[rustfmt::skip]
const SAID: &[(&str, &str, &[&str])] = &[
    ("ENV A=1 B=1", "ENV A=2 B=1 C=1", &["ENV A", "ENV C"]),
    ("LABEL a=1 b=1", "LABEL a=1", &["LABEL b"]),
    ("USER a", "USER b", &["USER"]),
    ("WORKDIR /a", "WORKDIR /b", &["WORKDIR"]),
    ("ENTRYPOINT [\"a\"]", "ENTRYPOINT [\"b\"]", &["ENTRYPOINT"]),
    ("CMD [\"a\"]", "CMD [\"b\"]", &["CMD"]),
    ("CMD [\"a\"]", "ENTRYPOINT [\"a\"]", &["ENTRYPOINT", "CMD"]),
    ("EXPOSE 80", "EXPOSE 80/udp", &["EXPOSE"]),
    ("VOLUME /a", "VOLUME /b", &["VOLUME"]),
    ("HEALTHCHECK CMD [\"a\"]", "HEALTHCHECK NONE", &["HEALTHCHECK"]),
    ("HEALTHCHECK --retries=1 CMD [\"a\"]", "HEALTHCHECK --retries=2 CMD [\"a\"]", &["HEALTHCHECK"]),
    ("STOPSIGNAL SIGINT", "STOPSIGNAL SIGQUIT", &["STOPSIGNAL"]),
    ("SHELL [\"a\"]", "SHELL [\"b\"]", &["SHELL"]),
    ("ONBUILD RUN a", "ONBUILD RUN b", &["ONBUILD"]),
    ("MAINTAINER a", "MAINTAINER b", &["MAINTAINER"]),
    ("USER a\nEXPOSE 80 81", "USER a\nEXPOSE 81 80", &[]),
    ("RUN a", "RUN b", &[]),
];

#[test]
fn each_thing_that_an_image_says_is_compared() {
    for (old, new, words) in SAID {
        assert_eq!(configuration(&on_debian(old), &on_debian(new)), *words, "{old} as {new}");
    }
    // What a stage takes on is its image's, and what another stage says is not.
    let child =
        |lines: &str, more: &str| built(&format!("FROM debian:12 AS a\n{lines}\nFROM {more}\n"));
    for (more, words) in [("a", &["ENV A"][..]), ("debian:12", &[])] {
        assert_eq!(
            configuration(&child("ENV A=1", more), &child("ENV A=2", more)),
            words,
            "{more}"
        );
    }
}

#[test]
fn each_base_that_is_another_is_known() {
    for (old, new, count) in [
        ("FROM a:1", "FROM a:2", 1),
        ("FROM a:1", "FROM --platform=linux/arm64 a:1", 1),
        ("FROM a:1", "FROM docker.io/library/a:1", 0),
        ("FROM a", "FROM a:latest", 0),
        ("FROM a:1@sha256:0", "FROM a:2@sha256:0", 0),
        ("FROM a:1@sha256:0", "FROM a:1@sha256:1", 1),
        ("FROM scratch", "FROM a:1", 1),
        (
            "FROM a:1 AS b\nFROM c:1\nCOPY --from=b x /y",
            "FROM a:2 AS b\nFROM c:2\nCOPY --from=b x /y",
            2,
        ),
        ("FROM a:1 AS b\nFROM c:1", "FROM a:2 AS b\nFROM c:1", 0),
        (
            "FROM a:1 AS b\nFROM c:1\nRUN --mount=from=b,target=/x y",
            "FROM a:2 AS b\nFROM c:1\nRUN --mount=from=b,target=/x y",
            1,
        ),
    ] {
        assert_eq!(bases(Some(&built(old)), &built(new)).len(), count, "{old} as {new}");
    }
}
