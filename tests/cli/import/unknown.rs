//! What a Dockerfile alone does not say: where a base starts, whom it runs as, and what a build is told.

use std::fs;

use super::{import, imported, json, unequal};
use crate::said;

/// Dockerfiles, and the lines of what they become.
const EMITTED: &[(&str, &[&str])] = &[
    // Where a base starts is taken of its whole name alone.
    (
        "FROM team/node:20\nCOPY a .\nWORKDIR app\nRUN ./b\nWORKDIR more\nCOPY c d/\n",
        &["COPY a .", "WORKDIR app", "RUN ./b", "WORKDIR more", "COPY c d/"],
    ),
    ("FROM node:20\nCOPY a .\n", &["COPY a /"]),
    ("FROM gcr.io/distroless/static:nonroot\nCOPY a .\n", &["COPY a /home/nonroot/"]),
    (
        "FROM team/x:1\nCOPY a /a\nRUN /a\nWORKDIR /app\nRUN b\n",
        &["COPY a /a", "RUN /a", "WORKDIR /app", "RUN b"],
    ),
    // A variable of the base's, behind another WORKDIR, and twice.
    (
        "FROM team/x:1\nWORKDIR /first\nWORKDIR $HOME/..\nRUN a\nWORKDIR $X/b\nRUN c\n",
        &["WORKDIR /first", "WORKDIR $HOME/..", "RUN a", "WORKDIR $X/b", "RUN c"],
    ),
    // A build is told ARGs, and a default is none of what is told.
    (
        "FROM debian:12\nARG D=/srv\nARG UID=7\nWORKDIR $D\nRUN a\nUSER $UID\n",
        &["ARG D=\"/srv\"", "WORKDIR ${D}", "ARG UID=\"7\"", "RUN a", "USER ${UID}"],
    ),
    (
        "FROM debian:12\nARG F=x\nENV E=/opt/$F\nWORKDIR $E\nCOPY a b/\nCMD [\"/x\"]\n",
        &[
            "ARG F=\"x\"",
            "WORKDIR /opt/${F}",
            "ARG F=\"x\"",
            "COPY a /opt/${F}/b/",
            "ENV E=\"/opt/${F}\"",
            "CMD [\"/x\"]",
        ],
    ),
    (
        "FROM debian:12\nARG TARGETARCH\nWORKDIR /o/$TARGETARCH\nCMD [\"/x\"]\n",
        &["ARG TARGETARCH", "WORKDIR /o/${TARGETARCH}", "CMD [\"/x\"]"],
    ),
    (
        "FROM debian:12\nARG A=1\nENV A=2\nARG A=3\nRUN [\"a\"]\n",
        &["ARG A=\"1\"", "ENV A=2", "ARG A=\"3\"", "RUN [\"a\"]"],
    ),
    (
        "FROM debian:12\nARG B=1\nCOPY x /${B:-x}/\nCOPY y d/${B+z}\n",
        &["ARG B=\"1\"", "COPY x /${B:-x}/", "COPY y /d/${B+z}"],
    ),
    // A port is a number, and no other line has the default for that.
    (
        "FROM debian:12\nARG P=80\nEXPOSE $P\nCOPY a$P /a\nUSER ${P:-7}:${P+8}\nWORKDIR /w/${P%0}\n",
        &[
            "ARG P=\"80\"",
            "COPY a${P} /a",
            "USER ${P:-7}:${P+8}",
            "WORKDIR /w/${P%0}",
            "EXPOSE 80",
            "USER ${P:-7}:${P+8}",
        ],
    ),
    // A folder that is there no longer, and one that is not there on each base.
    (
        "FROM debian:12\nWORKDIR /app\nRUN mv /app /old\nWORKDIR /app\n",
        &["WORKDIR /app", "RUN mv /app /old", "WORKDIR /app", "WORKDIR /app"],
    ),
    (
        "FROM alpine:3.20\nWORKDIR /usr/src\nCOPY a .\nWORKDIR /app\n",
        &["WORKDIR /usr/src", "WORKDIR /app", "COPY a /usr/src/"],
    ),
    // Root is said where a base may run as another.
    (
        "FROM team/x:1\nRUN a\nUSER root\nRUN b\nUSER 7:7\n",
        &["RUN a", "USER root", "USER 0:0", "RUN b", "USER 7:7"],
    ),
    ("FROM debian:12\nUSER root\nRUN b\nUSER 7:7\n", &["RUN b", "USER 7:7"]),
    (
        "FROM bitnami/node:20\nUSER root\nRUN b\nUSER 1001\n",
        &["USER root", "USER 0:0", "RUN b", "USER 1001"],
    ),
];

#[test]
fn what_a_base_alone_knows_stays_as_it_stands() {
    // All are stages of one file, which takes no longer to compile than one.
    let stages = EMITTED.iter().enumerate();
    let file = stages.map(|(at, (text, _))| text.replacen('\n', &format!(" AS s{at}\n"), 1));
    let report = imported(&file.collect::<String>());
    let emitted = report["dockerfile"].as_str().unwrap_or_else(|| panic!("{report}"));
    for (at, (text, expected)) in EMITTED.iter().enumerate() {
        let (_, stage) = emitted.split_once(&format!(" AS s{at}\n")).expect("a stage");
        let stage = stage.split("\nFROM ").next().unwrap_or_default();
        let lines = stage.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(&lines.collect::<Vec<_>>(), expected, "{text}");
    }
}

/// Others that came out wrong, or were told to differ.
const EQUAL: &[&str] = &[
    "FROM debian:12\nCOPY --chown=www-data a /a\nCOPY --chown=01000 b /b\n",
    "FROM node:20\nRUN touch /x\nUSER node:root\nRUN touch /tmp/x\n",
    "FROM alpine:3.20\nRUN apk add --no-cache curl\nRUN apk update\nRUN apk add git\n",
    "FROM debian:12 AS debian\nRUN touch /x\nFROM debian:12\nCOPY --from=debian /x /x\n",
    "FROM debian:12\nRUN useradd -g 100 app\nUSER app\n",
    "FROM debian:12\nSHELL [\"/bin/bash\", \"-c\"]\nRUN useradd -u 1000 app\nUSER app\n",
    "FROM debian:12\nARG WHO=you\nCOPY <<EOF /hello\nhello $WHO\nEOF\n",
    "FROM team/x:1\nONBUILD WORKDIR x\nRUN mkdir y\nWORKDIR $HOME\nRUN useradd -u 5 q\nUSER q\n",
    "FROM debian:12\nHEALTHCHECK CMD a\nSHELL [\"/bin/bash\", \"-c\"]\nCMD a\n",
    "FROM debian:12 AS base\nONBUILD WORKDIR /on\nONBUILD USER 7\nFROM base\nUSER root\nRUN id\n",
    "FROM team/x:1\nCOPY a $HOME/\nRUN --mount=type=cache,target=c true\nWORKDIR /y\n",
    "FROM team/x:1 AS base\nWORKDIR app\nFROM base\nRUN touch y\nWORKDIR ..\nRUN true\n",
    "FROM golang:1\nWORKDIR $GOPATH/src\nCOPY . $GOPATH/x\nRUN go build\n",
    "FROM debian:12\nARG USERNAME\nRUN useradd $USERNAME\nUSER $USERNAME\nWORKDIR /home/$USERNAME\n",
];

#[test]
fn what_nobody_here_knows_is_equal_in_both_forms() {
    let folder = tempfile::tempdir().expect("a folder");
    let texts = EMITTED.iter().map(|(text, _)| text).chain(EQUAL).enumerate();
    let files: Vec<_> = texts
        .map(|(at, text)| {
            let file = folder.path().join(format!("{at}.Dockerfile"));
            fs::write(&file, text).expect("a file");
            file
        })
        .collect();
    for form in ["builder", "macro"] {
        let checked = json(&import(&["--check", "--format", "json", "--form", form], &files));
        assert_eq!(unequal(&checked), Vec::<String>::new(), "{form}");
    }
}

#[test]
fn a_here_document_that_only_a_builder_reads_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("Dockerfile");
    for text in [
        "FROM debian:12\nCOPY <<EOF /x\n$HOME\nEOF\n",
        "FROM debian:12\r\nARG V=1\r\nCOPY <<EOF /x\r\n$V\r\nEOF\r\n",
        "FROM debian:12\r\nCOPY <<EOF /x\r\nplain\r\nEOF\r\n",
    ] {
        fs::write(&file, text).expect("a file");
        let output = import(&[], std::slice::from_ref(&file));
        let (declared, wrong) = said(&output);
        assert_eq!((output.status.code(), declared.as_str()), (Some(2), ""), "{text}");
        assert!(wrong.contains("copy what the here-document holds"), "{text}: {wrong}");
    }
}

/// A directory of the stage's own is root's to make, and nothing comes back to a user without a number.
#[test]
fn a_step_of_a_user_whom_nobody_knows_is_refused_in_another_directory() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("Dockerfile");
    let text = "FROM quay.io/jupyter/base-notebook:1\nWORKDIR /srv/x\nRUN make x\n";
    fs::write(&file, text).expect("a file");
    let (_, wrong) = said(&import(&[], std::slice::from_ref(&file)));
    assert!(wrong.contains("Dockerfile:3`"), "{wrong}");
    assert!(wrong.contains("name that one above, as in `USER 1000:100`"), "{wrong}");
    fs::write(&file, text.replace("WORKDIR", "USER 1000:100\nWORKDIR")).expect("a file");
    let checked = json(&import(&["--check", "--format", "json"], &[file]));
    assert_eq!(unequal(&checked), Vec::<String>::new());
}

/// A tuple has up to eight, and so has `image!`.
#[test]
fn stages_of_any_number_and_family_are_built_by_their_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("Dockerfile");
    let bases = ["debian:12", "alpine:3.20", "scratch"].iter().cycle().take(11).enumerate();
    let stage = |(at, base)| format!("FROM {base} AS t{at}\nCOPY a{at} /a\nCMD [\"/a\"]\n");
    fs::write(&file, bases.map(stage).collect::<String>()).expect("a file");
    let checked = json(&import(&["--check", "--format", "json"], std::slice::from_ref(&file)));
    assert_eq!(unequal(&checked), Vec::<String>::new());
    let output = import(&["--form", "macro"], &[file]);
    let (_, wrong) = said(&output);
    assert_eq!(output.status.code(), Some(2), "{wrong}");
    assert!(wrong.contains("`--form builder` has no such limit"), "{wrong}");
}
