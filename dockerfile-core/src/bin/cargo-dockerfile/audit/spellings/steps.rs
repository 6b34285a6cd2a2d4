//! Steps and what they read: programs, paths, and signs of how a program is linked.

use tempfile::TempDir;

use super::super::linking::{how_linked, is_with_c, may_be_static};
use super::super::stage::{Order, is_beside_manifests};
use super::super::subject::Subject;
use super::super::{reach, source};
use crate::file::{File, Settings};
use crate::images;
use crate::say::{Format, Say};

#[test]
fn each_program_that_gives_paths_away_is_known() {
    let reaches = |text: &str| {
        let dockerfile = format!("FROM debian:12\nWORKDIR /srv\nRUN {text}\n");
        let file = File::read(&dockerfile, "Dockerfile", &Settings::default()).expect(text);
        reach::reaches(&file.stages[0].lines[1], "/srv/app")
    };
    for program in ["chgrp", "chmod", "chown", "setfacl", "/bin/chown"] {
        for text in ["a app", "a .", "-R a /srv", "a $X", "a `x`", "a ~/x", "a ../srv"] {
            assert!(reaches(&format!("{program} {text}")), "{program} {text}");
        }
        for text in ["/srv /opt", "a /srv/other", "a other", "a /srv/application"] {
            assert!(!reaches(&format!("{program} {text}")), "{program} {text}");
        }
    }
    for text in [
        "a </srv/app/x",
        "cd / && chown a srv",
        "cd .. && chown a srv/app",
        "cd $X; chmod a b",
        "a /srv/*",
    ] {
        assert!(reaches(text), "{text}");
    }
    for text in ["a app", "a $X", "cd /opt && chown a app", "cd app", "a -/srv/app", "echo"] {
        assert!(!reaches(text), "{text}");
    }
}

/// The first source of a COPY, by which the context of a Dockerfile is found.
#[test]
fn each_spelling_of_a_source_is_read() {
    for (line, found) in [
        ("COPY a /b", Some("a")),
        ("copy a /b", Some("a")),
        ("ADD a /b", Some("a")),
        ("COPY --chown=a b /c", Some("b")),
        ("COPY /a /b", Some("a")),
        ("COPY a b /c", Some("a")),
        ("COPY --from=a b /c", None),
        ("COPY a* /b", None),
        ("COPY a? /b", None),
        ("COPY [\"a\", \"/b\"]", None),
        ("COPY $A /b", None),
        ("COPY <<E /b", None),
        ("ADD https://a /b", None),
        ("RUN a", None),
        ("", None),
        ("COPY", None),
        ("COPY \"a b\" /c", None),
    ] {
        assert_eq!(source(line), found, "{line}");
    }
}

/// What says that a program may need no C library.
#[test]
fn each_sign_of_another_linking_is_known() {
    let may_be = |lines: &str| {
        let dockerfile = format!("FROM debian:12\n{lines}\n");
        let file = File::read(&dockerfile, "Dockerfile", &Settings::default()).expect(lines);
        file.stages[0].lines.last().is_some_and(may_be_static)
    };
    for lines in [
        "RUN gcc -static a",
        "RUN cargo build --target x-musl",
        "RUN a -C target-feature=+crt-static",
        "RUN CGO_ENABLED=0 go build",
        "RUN cargo zigbuild",
        "RUN go build -tags netgo",
        "RUN GOARCH=arm go build",
        "ENV CGO_ENABLED=0\nRUN a",
        "ENV GOARCH=arm\nRUN a",
        "ENV GOFLAGS=-tags=netgo\nRUN a",
        "ENV CARGO_BUILD_TARGET=x-musl\nRUN a",
        "ENV RUSTFLAGS=-Ctarget-feature=+crt-static\nRUN a",
        "ENV LDFLAGS=-static\nRUN a",
        "ARG CGO_ENABLED=0\nRUN a",
    ] {
        assert!(may_be(lines), "{lines}");
    }
    for lines in [
        "RUN cargo build",
        "ENV CGO_ENABLED=1\nRUN a",
        "ENV GOFLAGS=-v\nRUN a",
        "ENV CARGO_BUILD_TARGET=x-gnu\nRUN a",
        "ENV RUSTFLAGS=-g\nRUN a",
        "ENV LDFLAGS=-g\nRUN a",
        "ENV A=musl\nRUN a",
        "COPY musl /a",
        "ENV CGO_ENABLED=0",
    ] {
        assert!(!may_be(lines), "{lines}");
    }
    let with_c = "C crypto/tls crypto/x509 expvar log/syslog net net/http net/mail net/rpc net/smtp net/textproto os/user \
                  plugin net/http/httptest";
    for import in with_c.split_whitespace() {
        assert!(is_with_c(import), "{import}");
    }
    for import in ["fmt", "net/url", "crypto/sha256", "os", "a/net/http", "netx"] {
        assert!(!is_with_c(import), "{import}");
    }
}

#[test]
fn each_folder_that_an_install_reads_is_known() {
    for folder in ["patches", ".yarn", "vendor", ".mvn", "gradle", "buildSrc", ".cargo", ".bundle"]
    {
        for path in [format!("{folder}/a"), format!("b/{folder}/a")] {
            assert!(is_beside_manifests(&path), "{path}");
        }
        for path in [folder.to_owned(), format!("b{folder}/a"), format!("{folder}b/a")] {
            assert!(!is_beside_manifests(&path), "{path}");
        }
    }
}

/// A Dockerfile with a source in Go, in a folder that no history knows.
fn subject(dockerfile: &str) -> (TempDir, Subject) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("Dockerfile");
    std::fs::write(&path, dockerfile).expect("a file");
    std::fs::write(folder.path().join("main.go"), "import \"net\"\n").expect("a file");
    let say = Say { format: Format::Text };
    let subject = Subject::of(&images::of_file(&path, None), 0, &say);
    (folder, subject.unwrap_or_else(|error| panic!("{error:?}")))
}

#[test]
fn each_compiler_is_known() {
    let is_linked = |lines: &str| {
        let (_folder, subject) = subject(&format!("FROM debian:12\n{lines}\n"));
        how_linked(&subject, 0).is_some()
    };
    for lines in [
        "RUN cargo build",
        "RUN cargo install a",
        "RUN cargo b",
        "COPY main.go /\nRUN go build",
        "COPY main.go /\nRUN go install",
        "RUN gcc a",
        "RUN g++ a",
        "RUN cc a",
        "RUN clang a",
        "RUN cd /a && gcc a",
        "RUN gcc a\nRUN b",
    ] {
        assert!(is_linked(lines), "{lines}");
    }
    for lines in [
        "RUN make",
        "RUN gcc a && make",
        "RUN gcc a && cmake a",
        "RUN gcc a && ninja",
        "RUN gcc a && meson b",
        "RUN a",
        "RUN go build",
        "RUN gcc -static a",
        "RUN cargo run",
        "RUN go test",
    ] {
        assert!(!is_linked(lines), "{lines}");
    }
}

/// A step may read what is copied into folders of the system, or what it names.
#[test]
fn each_copy_that_a_step_may_read_is_known() {
    let may_read = |copy: &str, step: &str| {
        let (_folder, subject) = subject(&format!("FROM debian:12\nCOPY {copy}\nRUN {step}\n"));
        let order = Order::of(&subject, 0);
        order.may_read(&order.lines[1], (0, 0))
    };
    for (copy, step) in [
        ("main.go /etc/a", "b"),
        ("main.go /usr/share/keyrings/a", "b"),
        ("main.go /root/.config/a", "b"),
        ("main.go /usr/local/share/ca-certificates/a", "b"),
        ("main.go /srv/a", "b main.go"),
        ("main.go /srv/", "b /srv/c"),
        ("main.go /srv/a", "chown -R b /srv"),
        ("main.go /srv", "b </srv/main.go"),
    ] {
        assert!(may_read(copy, step), "{copy}: {step}");
    }
    for (copy, step) in [
        ("main.go /srv/a", "b"),
        ("main.go /usr/share/a", "b"),
        ("main.go /srv/a", "b /opt"),
        ("main.go /", "b"),
        ("main.go /root/a", "b"),
    ] {
        assert!(!may_read(copy, step), "{copy}: {step}");
    }
}
