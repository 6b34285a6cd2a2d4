//! Facts about BuildKit's cache, one by one: what runs again, as keys say it and as an engine does it.

use std::collections::BTreeSet;

use dockerfile_tests::docker::Docker;

use super::project::Project;
use super::{json, predicted, salt};

/// A Dockerfile below its first two lines, `FROM debian:bookworm-slim AS base` and `COPY salt /salt`; the
/// same later, if it is another; files that are another later; and the lines that run again.
struct Fact {
    what: &'static str,
    before: &'static str,
    after: &'static str,
    files: &'static [(&'static str, &'static str)],
    again: &'static [u64],
}

const SAME: &str = "";

const FACTS: &[Fact] = &[
    Fact {
        what: "ENV and ARG are for RUN alone, and a bare COPY below does not mind",
        before: "COPY a /a\nRUN true\nCOPY b /b",
        after: "ENV X=1\nCOPY a /a\nRUN true\nCOPY b /b",
        files: &[],
        again: &[5, 6],
    },
    Fact {
        what: "an ARG without a value is none",
        before: "RUN true",
        after: "ARG X\nRUN true",
        files: &[],
        again: &[],
    },
    Fact {
        what: "a later ARG wins over ENV, and order counts",
        before: "ENV X=1\nARG X=2\nENV Y=1\nRUN true",
        after: "ENV X=2\nENV Y=1\nENV X=2\nRUN true",
        files: &[],
        again: &[6],
    },
    Fact {
        what: "the same ENV by two lines is the same",
        before: "ENV X=1 Y=12\nRUN true",
        after: "ENV X=1\nENV Y=\"$X\"\"2\"\nRUN true",
        files: &[],
        again: &[],
    },
    Fact {
        what: "a variable that the base alone sets is not its name in quotes",
        before: "ENV X=$PATH\nRUN true\nCOPY a $PATH/a",
        after: "ENV X='$PATH'\nRUN true\nCOPY a '$PATH'/a",
        files: &[],
        again: &[4, 5],
    },
    Fact {
        what: "USER is for RUN, and for the WORKDIR below",
        before: "COPY a /a\nWORKDIR /w\nCOPY b /b",
        after: "USER 7\nCOPY a /a\nWORKDIR /w\nCOPY b /b",
        files: &[],
        again: &[5, 6],
    },
    Fact {
        what: "a command's user",
        before: "COPY a /a\nRUN true",
        after: "USER 7\nCOPY a /a\nRUN true",
        files: &[],
        again: &[5],
    },
    Fact {
        what: "a relative path is cleaned, and an absolute one is as it is spelled",
        before: "WORKDIR /usr\nRUN true\nCOPY a /b\nWORKDIR /usr\nWORKDIR x\nCOPY a ./y",
        after: "WORKDIR /usr\nRUN true\nCOPY a /b\nWORKDIR /usr\nWORKDIR ./z/../x\nCOPY a q/../y\nCOPY a /q/../y\nWORKDIR /usr/\nRUN true",
        files: &[],
        again: &[9, 10, 11],
    },
    Fact {
        what: "the root, spelled in another way, is made",
        before: "RUN true\nCOPY a /b",
        after: "WORKDIR //\nRUN true\nCOPY a /b",
        files: &[],
        again: &[3, 4, 5],
    },
    Fact {
        what: "a destination, spelled in another way, is the same",
        before: "COPY a /b\nCOPY a /d\nCOPY a /e/",
        after: "COPY a /b\nCOPY a /x/..//d\nWORKDIR /\nCOPY a e/./",
        files: &[],
        again: &[],
    },
    Fact {
        what: "WORKDIR `/` makes nothing, and a relative path is joined",
        before: "WORKDIR /w/x\nCOPY a b/\nRUN true",
        after: "WORKDIR /\nWORKDIR /w/x\nCOPY a /w/x/b/\nRUN true",
        files: &[],
        again: &[],
    },
    Fact {
        what: "labels, ports, volumes and comments make nothing",
        before: "RUN true\nCOPY a /a",
        after: "LABEL x=1\nEXPOSE 80\nVOLUME /v\nHEALTHCHECK CMD true\nSTOPSIGNAL INT\nCMD x\n# no\nRUN true\nCOPY a /a",
        files: &[],
        again: &[],
    },
    Fact {
        what: "a comment between continued lines is none of a command, a blank is",
        before: "RUN true && \\\n  true",
        after: "RUN true && \\\n# no\n\n  true",
        files: &[],
        again: &[],
    },
    Fact {
        what: "a blank more is another command",
        before: "RUN true && true",
        after: "RUN true &&  true",
        files: &[],
        again: &[3],
    },
    Fact {
        what: "SHELL is a command's",
        before: "COPY a /a\nRUN true",
        after: "SHELL [\"/bin/sh\", \"-e\", \"-c\"]\nCOPY a /a\nRUN true",
        files: &[],
        again: &[5],
    },
    Fact {
        what: "exec form of the shell is the shell",
        before: "RUN true",
        after: "RUN [\"/bin/sh\", \"-c\", \"true\"]",
        files: &[],
        again: &[],
    },
    Fact {
        what: "a here-document is a command",
        before: "RUN <<EOF\ntrue\nEOF\nRUN <<-EOF\n\ttrue\n\tEOF\nRUN <<A cat >/x\nb\nA",
        after: "RUN [\"/bin/sh\", \"-c\", \"true\\n\"]\nRUN <<X\ntrue\nX\nRUN <<A cat >/x\nc\nA",
        files: &[],
        again: &[7],
    },
    Fact {
        what: "a here-document is a file, and variables in it count where they are not quoted",
        before: "ENV X=1\nCOPY <<A /a\n$X\nA\nCOPY <<'B' /b\n$X\nB",
        after: "ENV X=2\nCOPY <<'B' /b\n$X\nB\nCOPY <<A /a\n$X\nA",
        files: &[],
        again: &[4, 7],
    },
    Fact {
        what: "an interpreter's script is a file",
        before: "RUN <<EOF\n#!/bin/sh\ntrue\nEOF",
        after: "RUN <<EOF\n#!/bin/sh\ntrue #\nEOF",
        files: &[],
        again: &[3],
    },
    Fact {
        what: "content counts, and a name below the source",
        before: "COPY d /d\nCOPY b /b",
        after: SAME,
        files: &[("d/one", ""), ("d/uno", "1")],
        again: &[3, 4],
    },
    Fact {
        what: "where a folder comes from does not count, but for its last name",
        before: "COPY d /d\nCOPY d /e",
        after: "COPY e/d /d\nCOPY e /e",
        files: &[("e/d/one", "1"), ("e/d/two/three", "3")],
        again: &[4],
    },
    Fact {
        what: "the mode counts, and no time",
        before: "COPY p /p\nCOPY b /b",
        after: SAME,
        files: &[("p", "644 #!/bin/sh\n"), ("b", "b")],
        again: &[3, 4],
    },
    Fact {
        what: "a link in a folder is what it says, and one that is named is what it leads to",
        before: "COPY d /d\nCOPY l /l",
        after: SAME,
        files: &[("l", "-> d/one"), ("m", "-> b")],
        again: &[4],
    },
    Fact {
        what: "a wildcard's names count",
        before: "COPY *.txt /t/\nCOPY b /b",
        after: SAME,
        files: &[("x.txt", ""), ("y.txt", "x")],
        again: &[3, 4],
    },
    Fact {
        what: "a wildcard in a folder's name, and what is beside it",
        before: "COPY d/t?o/* /t/\nCOPY b /b",
        after: SAME,
        files: &[("d/one", "another"), ("d/new", "1")],
        again: &[],
    },
    Fact {
        what: "several sources, of which one is another",
        before: "COPY a d/two /s/\nCOPY b /b",
        after: SAME,
        files: &[("d/two/three", "another")],
        again: &[3, 4],
    },
    Fact {
        what: "an ignored file does not count",
        before: "COPY i /i\nCOPY b /b",
        after: SAME,
        files: &[("i/x.log", "1")],
        again: &[],
    },
    Fact {
        what: "a folder does, whatever is in it",
        before: "COPY i /i\nCOPY b /b",
        after: SAME,
        files: &[("i/sub/y.log", "2")],
        again: &[3, 4],
    },
    Fact {
        what: "an ignored folder does where something in it is let in",
        before: "COPY o /o\nCOPY b /b",
        after: SAME,
        files: &[("o/out/none", "1"), ("o/out/deep/none", "1"), ("o/out/sub/y.md", "2")],
        again: &[3, 4],
    },
    Fact {
        what: "an ignored folder does not where nothing is",
        before: "COPY o /o\nCOPY b /b",
        after: SAME,
        files: &[("o/out/none", "1"), ("o/out/deep/none", "1")],
        again: &[],
    },
    Fact {
        what: "what an exception lets in counts",
        before: "COPY i /i\nCOPY b /b",
        after: SAME,
        files: &[("i/keep.log", "another")],
        again: &[3, 4],
    },
    Fact {
        what: "owner and mode of a COPY",
        before: "COPY a /a\nCOPY b /b",
        after: "COPY --chown=1:2 a /a\nCOPY --chmod=0700 b /b",
        files: &[],
        again: &[3, 4],
    },
    Fact {
        what: "where it goes, and a slash there",
        before: "COPY a /a\nCOPY b /b",
        after: "COPY a /a\nCOPY b /b/",
        files: &[],
        again: &[4],
    },
    Fact {
        what: "a mount's files, and not a cache's name",
        before: "RUN --mount=type=bind,source=d,target=/d --mount=type=cache,target=/c,id=one true\nRUN --mount=target=/x,source=b true",
        after: "RUN --mount=type=bind,source=d,target=/d --mount=type=cache,target=/c,id=two true\nRUN --mount=target=/x,source=b true",
        files: &[("a", "another")],
        again: &[],
    },
    Fact {
        what: "a mount's files count",
        before: "RUN --mount=type=bind,source=d,target=/d true\nRUN --mount=target=/x,source=b true\nCOPY a /a",
        after: SAME,
        files: &[("d/one", "another")],
        again: &[3, 4, 5],
    },
    Fact {
        what: "the whole context of a mount",
        before: "RUN --mount=target=/x true",
        after: SAME,
        files: &[("new", "1")],
        again: &[3],
    },
    Fact {
        what: "where a mount is, and how",
        before: "RUN --mount=source=b,target=/x true\nRUN --mount=type=tmpfs,target=/t true",
        after: "RUN --mount=source=b,target=/x true\nRUN --mount=type=tmpfs,target=/u true",
        files: &[],
        again: &[4],
    },
    Fact {
        what: "no network",
        before: "RUN true\nRUN --network=none true",
        after: "RUN --network=default true\nRUN true",
        files: &[],
        again: &[4],
    },
    Fact {
        what: "a path of a stage that is made of copies is its copies",
        before: "FROM scratch AS c\nCOPY salt a /one/\nCOPY b salt /two/\nFROM base AS z\nCOPY --from=c /one /one\nCOPY --from=c /two /two",
        after: SAME,
        files: &[("b", "another")],
        again: &[5, 8],
    },
    Fact {
        what: "a stage by its number, and by another name",
        before: "FROM base AS c\nRUN echo 1 >/x\nFROM base AS z\nCOPY --from=1 /x /x",
        after: "FROM base AS d\nRUN echo 1 >/x\nFROM base AS z\nCOPY --from=d /x /x",
        files: &[],
        again: &[],
    },
    Fact {
        what: "what a stage makes in another way is another",
        before: "FROM base AS c\nRUN echo 1 >/x\nFROM base AS z\nCOPY --from=c /x /x\nRUN true",
        after: "FROM base AS c\nRUN echo 2 >/x\nFROM base AS z\nCOPY --from=c /x /x\nRUN true",
        files: &[],
        again: &[4, 6, 7],
    },
    Fact {
        what: "a mount of a stage",
        before: "FROM base AS c\nRUN echo 1 >/x\nFROM base AS z\nRUN --mount=from=c,source=/x,target=/y true",
        after: "FROM base AS c\nRUN echo 2 >/x\nFROM base AS z\nRUN --mount=from=c,source=/x,target=/y true",
        files: &[],
        again: &[4, 6],
    },
    Fact {
        what: "triggers run in the stage that is built on theirs",
        before: "FROM base AS c\nONBUILD COPY a /a\nFROM c AS z\nCOPY b /b",
        after: SAME,
        files: &[("a", "another")],
        again: &[4, 6],
    },
    Fact {
        what: "ARGs above the first FROM, which a stage asks for",
        before: "ARG X=1\n---\nRUN true\nARG X\nRUN true",
        after: "ARG X=2\n---\nRUN true\nARG X\nRUN true",
        files: &[],
        again: &[6],
    },
    Fact {
        what: "variables in paths",
        before: "ENV X=/x Y=b\nCOPY a ${X}/a\nCOPY ${Y%%c} /${Y:-q}",
        after: "ENV X=/x Y=bc Z=/x\nCOPY a ${Z:?no}/a\nCOPY ${Y%c*} /${Y#?}${Y:+b}",
        files: &[],
        again: &[5],
    },
    Fact {
        what: "ADD is no COPY",
        before: "COPY a /a\nADD b /b",
        after: "ADD a /a\nADD b /b",
        files: &[],
        again: &[3, 4],
    },
    Fact {
        what: "what is left out of a COPY",
        before: "COPY --exclude=*.md d /d\nCOPY b /b",
        after: SAME,
        files: &[("d/x.md", "another")],
        again: &[],
    },
    Fact {
        what: "what is not left out of a COPY",
        before: "COPY --exclude=*.md d /d\nCOPY b /b",
        after: SAME,
        files: &[("d/one", "another")],
        again: &[3, 4],
    },
];

const FILES: &[(&str, &str)] = &[
    (".dockerignore", "**/*.log\n!i/keep.log\n.git\n**/out\n!**/*.md\n"),
    ("a", "a"),
    ("b", "b"),
    ("p", "#!/bin/sh\n"),
    ("l", "-> a"),
    ("m", "-> b"),
    ("d/one", "1"),
    ("d/two/three", "3"),
    ("d/link", "-> one"),
    ("d/x.md", "md"),
    ("e/d/one", "1"),
    ("e/d/two/three", "3"),
    ("e/d/link", "-> one"),
    ("e/d/x.md", "md"),
    ("o/a", "a"),
    ("i/keep.log", "keep"),
    ("i/y", "y"),
    ("x.txt", "x"),
];

#[test]
fn facts_about_the_cache_hold_on_an_engine() {
    let Some(docker) = Docker::connect() else { return };
    let only = std::env::var("FACT").unwrap_or_default();
    let facts: Vec<(usize, &Fact)> =
        FACTS.iter().enumerate().filter(|(_, fact)| fact.what.contains(&only)).collect();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let parts = facts.chunks(facts.len().div_ceil(4)).map(|facts| {
            scope.spawn(move || {
                facts.iter().filter_map(|(at, fact)| fact.wrong_twice(*at, docker)).collect()
            })
        });
        let parts: Vec<_> = parts.collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap_or_else(|_| vec!["a panic".to_owned()]))
            .collect()
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

impl Fact {
    /// An engine that is short of space forgets what it has just built: what is wrong once is tried again.
    fn wrong_twice(&self, at: usize, docker: Docker) -> Option<String> {
        self.wrong(at, docker).and_then(|_| self.wrong(at, docker))
    }

    /// What the keys and the engine say, if it is not the same, or not what is expected.
    fn wrong(&self, at: usize, docker: Docker) -> Option<String> {
        let salt = format!("{}-{at}", salt());
        let dockerfile = |text: &str| {
            let (above, below) = text.split_once("---\n").unwrap_or(("", text));
            format!("{above}FROM debian:bookworm-slim AS base\nCOPY salt /salt\n{below}\n")
        };
        let before = dockerfile(self.before);
        let project = Project::of(&[FILES, &[("Dockerfile", before.as_str())]].concat(), &salt);
        project.build(docker);
        let after = if self.after == SAME { before.clone() } else { dockerfile(self.after) };
        project.put_files(&[self.files, &[("Dockerfile", after.as_str())]].concat());
        let said = predicted(&json(&project, &["affected", "--since", "HEAD"]));
        let ran = project.build(docker).ran;
        let expected: BTreeSet<u64> = self.again.iter().copied().collect();
        let what = self.what;
        (said != expected || ran != expected)
            .then(|| format!("{what}: {expected:?}; keys: {said:?}, engine: {ran:?}"))
    }
}
