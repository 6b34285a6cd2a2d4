//! What the text of an image's inputs says, line by line, and that the digest is of that.

use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use dockerfile_core::{
    Debian, Dialect, Emission, Emissions, Image, ImageInputs, Stage, arg, bind, context, copy,
    debian, download, emit, emit_all, image, run, uid, unverified_download,
};
use dockerfile_tests::context::Context;
use dockerfile_tests::docker::skip;
use dockerfile_tests::git;

use crate::{made_of, quay};

const SHA256: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

/// A folder in which each file says its own path.
fn files(paths: &[&str]) -> Context {
    let texts: Vec<(&str, String)> =
        paths.iter().map(|path| (*path, format!("{path}\n"))).collect();
    let texts: Vec<(&str, &str)> =
        texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let context = Context::with(&texts);
    git(context.folder(), &["init", "-q"]);
    context
}

fn mode(context: &Context, path: &str, mode: u32) {
    let permissions = fs::Permissions::from_mode(mode);
    fs::set_permissions(context.path(path), permissions).expect("ours");
}

fn only(emission: Emission) -> ImageInputs {
    let mut images = emission.inputs().unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(images.len(), 1);
    images.remove(0)
}

/// The SHA-256 of a text, by the system's own program.
fn sha256(text: &str) -> String {
    let mut program = Command::new("sha256sum")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sha256sum starts");
    let mut input = program.stdin.take().expect("a pipe");
    input.write_all(text.as_bytes()).expect("it reads");
    drop(input);
    let said = program.wait_with_output().expect("it ends").stdout;
    String::from_utf8_lossy(&said).split(' ').next().unwrap_or_default().to_owned()
}

fn web() -> Image {
    let build = Stage::named("build", debian("bookworm-slim"))
        .packages(download("https://example.com/a.tar", SHA256, "/a.tar"))
        .packages(unverified_download("https://example.com/b", "/b", "it moves"))
        .account(uid(7))
        .source(copy("src").to("/src").except(["tests"]))
        .source(copy("/guide").from(context("docs")))
        .build(run(["make"]).mount(bind("tools").to("/tools")).offline())
        .comment("What is said above a line is no input.")
        .build(run(["make", "install"]).env("VERSION", arg("VERSION")));
    let pinned = image(format!("debian:bookworm-slim@{SHA256}")).family(Debian);
    let web = Stage::named("web", pinned)
        .account(uid(7))
        .source(copy("/out").from(&build))
        .env("MODE", arg("MODE").default("fast"))
        .entrypoint(["/out/web"]);
    Image::from(web).dialect(Dialect::V1_6)
}

/// What the image copies, and what stays behind.
fn project() -> Context {
    let there = files(&["src/a.rs", "src/tests/a.rs", "src/.env", "src/b/c.rs", "tools/make"]);
    there.write("other", "no image reads it\n");
    there.write(".gitignore", "*.log\n");
    there.write("src/a.log", "noise");
    symlink("../a.rs", there.path("src/b/link")).expect("a link");
    for (path, bits) in [("src/b/c.rs", 0o755), ("src/a.rs", 0o644), ("tools/make", 0o644)] {
        mode(&there, path, bits);
    }
    for folder in ["src", "src/b", "tools"] {
        mode(&there, folder, 0o755);
    }
    git(there.folder(), &["add", "-A"]);
    there
}

#[test]
fn each_line_says_what_it_reads() {
    let there = project();
    let made_of = only(emit(web()).context(there.folder()));
    let [a, c, make] =
        ["src/a.rs", "src/b/c.rs", "tools/make"].map(|it| sha256(&format!("{it}\n")));
    let expected = format!(
        r#"# Inputs of an image, version 1
image docker/dockerfile:1.6 (its tag may move)
stage build
    FROM debian:bookworm-slim AS build
  image debian:bookworm-slim (its tag may move)
    ADD --checksum={SHA256} https://example.com/a.tar /a.tar
  download
    ADD https://example.com/b /b
  download (of unknown content)
    COPY src /src
  folder 0755 "src"
  file 0644 {a} "src/a.rs"
  folder 0755 "src/b"
  file 0755 {c} "src/b/c.rs"
  link "src/b/link" to "../a.rs"
    COPY --from=docs /guide /guide
  context docs (whoever builds says it)
    RUN --mount=type=bind,source=tools,target=/tools \
        --network=none \
        make
  folder 0755 "tools"
  file 0644 {make} "tools/make"
    ARG VERSION
  argument VERSION (whoever builds says it)
    RUN export VERSION="${{VERSION}}" && \
        make install
  network (of unknown content)
stage web
    FROM debian:bookworm-slim@{SHA256} AS web
  image debian:bookworm-slim@{SHA256}
    COPY --from=build /out /out
  stage build
    ARG MODE="fast"
  argument MODE "fast"
    ENV MODE="${{MODE}}"
    USER 7:7
    ENTRYPOINT ["/out/web"]
"#
    );
    assert_eq!(made_of.to_string(), expected);
    assert_eq!((made_of.name.as_str(), &made_of.digest), ("web", &sha256(&expected)));
    // The place is that of the declaration.
    let copy = &made_of.stages[0].layers[3];
    assert!(copy.file.ends_with("inputs/text.rs") && copy.line > 1, "{copy:?}");
    let layers = made_of.stages.iter().flat_map(|stage| &stage.layers);
    let unknown = layers.flat_map(|layer| &layer.inputs).filter(|input| !input.is_known());
    assert_eq!(unknown.count(), 5);
}

#[test]
fn what_is_said_of_a_build_is_an_input() {
    let (there, docs) = (project(), files(&["guide/a", "other"]));
    let said = |change: fn(Emissions, &Context) -> Emissions| {
        let all = emit_all([emit(web()).context(there.folder())]);
        let made_of = change(all, &docs).inputs().unwrap_or_else(|report| panic!("{report}"));
        made_of[0].clone()
    };
    let plain = said(|all, _| all);
    // Of these no layer and no setting of the image says anything.
    assert_eq!(said(|all, _| all.bake("bake.json").cache("registry.corp:5000/cache")), plain);
    assert_eq!(said(|all, _| all.secret_from_env("token", "TOKEN")), plain);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"] {
        for name in [name.to_owned(), name.to_lowercase()] {
            let all = emit_all([emit(web()).context(there.folder())]);
            let made_of = all.build_arg(&name, "http://proxy.corp").inputs().expect("inputs");
            assert_eq!(made_of[0], plain, "{name}");
        }
    }
    for (change, line) in [
        (
            (|all, _| all.build_arg("VERSION", "1")) as fn(Emissions, &Context) -> Emissions,
            "  argument VERSION \"1\"\n",
        ),
        (|all, _| all.build_arg("MODE", "slow"), "  argument MODE \"slow\"\n"),
        (|all, _| all.build_arg("SOURCE_DATE_EPOCH", "0"), "argument SOURCE_DATE_EPOCH \"0\"\n"),
        (|all, _| all.platforms(["linux/arm64"]), "platform linux/arm64\n"),
        (|all, docs| all.build_context("docs", docs.folder()), " \"guide/a\"\n"),
    ] {
        let changed = said(change);
        assert_ne!(changed.digest, plain.digest, "{line}");
        assert!(changed.to_string().contains(line), "{changed}");
    }
}

/// No path, time, mode of emission or new file of one machine is in a digest.
#[test]
fn the_digest_is_the_same_elsewhere() {
    let one = made_of(&quay());
    let other = quay();
    for entry in ["crates/api/src/main.rs", "Cargo.toml", "assets/text"] {
        let file = fs::File::options().append(true).open(other.path(entry)).expect("it is there");
        file.set_modified(SystemTime::UNIX_EPOCH).expect("a time");
    }
    other.make("target/a", "a");
    other.make("notes.txt", "new");
    assert_eq!(made_of(&other), one);
    let said = |variables: &[(&str, &str)]| {
        let output = other.command("inputs", variables).output().expect("the program starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    assert_eq!(said(&[("CI", "true")]), said(&[]));
    assert_eq!(said(&[("DOCKERFILE_EMIT", "check")]).lines().count(), 2);
    // Where nothing is emitted there is nothing to look at.
    assert_eq!(said(&[("DOCKERFILE_EMIT", "off")]), "");
    assert!(!other.names().iter().any(|name| name.ends_with("Dockerfile")), "nothing is written");
}

/// However many images copy it; and what stays behind is not read at all.
#[test]
fn a_file_is_read_once() {
    if Command::new("strace").arg("-V").output().is_err() {
        return skip("strace is not here", "apt-get install strace");
    }
    let quay = quay();
    quay.make("assets/.env", "private");
    quay.make("assets/a.tmp", "ignored");
    let program = quay.command("inputs", &[]);
    let mut strace = Command::new("strace");
    strace.args(["-e", "trace=openat", "-o"]).arg(quay.path("trace"));
    strace.arg(program.get_program()).args(program.get_args()).current_dir(quay.folder());
    strace.env("CARGO_MANIFEST_DIR", quay.folder()).env_remove("DOCKERFILE_EMIT");
    let output = strace.output().expect("strace starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let opened = |name: &str| quay.text("trace").matches(&format!("/{name}\"")).count();
    assert_eq!((opened("assets/text"), opened("assets/deep/text")), (1, 1));
    assert_eq!((opened("assets/.env"), opened("assets/a.tmp")), (0, 0));
}

/// An image is none of another's inputs, though both stand in one file.
#[test]
fn each_target_has_its_own() {
    let quay = quay();
    let before = made_of(&quay);
    quay.write("crates/api/src/main.rs", "fn main() {}\n");
    let after = made_of(&quay);
    assert_ne!(before["api"], after["api"]);
    assert_eq!(before["watch"], after["watch"]);
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let refused = |there: &Context| {
        let report = emit(web()).context(there.folder()).inputs().expect_err("a report");
        report.to_string()
    };
    let there = project();
    fs::remove_dir_all(there.path("tools")).expect("it is there");
    assert!(
        refused(&there).contains("git knows `tools`, and this checkout"),
        "{}",
        refused(&there)
    );
    let there = project();
    let name = std::ffi::OsStr::from_bytes(b"src/b/\xff");
    fs::write(there.folder().join(name), "").expect("a new file");
    assert!(refused(&there).contains("its name is no UTF-8"), "{}", refused(&there));
}

/// What a pattern finds is not asked: it may be any file of its folder.
#[test]
fn a_pattern_may_find_all_of_its_folder() {
    let (there, docs) = (project(), files(&["guide/a.md", "guide/b/c", "other"]));
    for pattern in ["/guide/*.md", "/guide/a*.md"] {
        let stage = Stage::named("web", debian("bookworm-slim"))
            .account(uid(7))
            .source(copy(pattern).optional().from(context("docs")).to("/guide"));
        let all =
            emit_all([emit(stage).context(there.folder())]).build_context("docs", docs.folder());
        let made_of = all.inputs().unwrap_or_else(|report| panic!("{report}"))[0].to_string();
        for found in ["\"guide/a.md\"", "\"guide/b/c\""] {
            assert!(made_of.contains(found), "{pattern}: {made_of}");
        }
        assert!(!made_of.contains("other"), "{pattern}: {made_of}");
    }
}

/// A line that is given as it is may read all that is let in; links are followed to what is named.
#[test]
fn what_nobody_reads_may_be_anything() {
    let there = files(&["src/a", "src/b"]);
    symlink("src", there.path("link")).expect("a link");
    symlink("nowhere", there.path("src/dangling")).expect("a link");
    let raw = |line: &str| {
        let stage = Stage::named("web", debian("bookworm-slim"))
            .account(uid(7))
            .source(copy("link").to("/link"))
            .raw(line, "a test");
        only(emit(stage).context(there.folder())).to_string()
    };
    let all = "  link \"src/dangling\" to \"nowhere\"\n";
    for (line, reads) in [
        ("ADD src /elsewhere", true),
        ("RUN ls", true),
        ("RUN\tls", true),
        ("ONBUILD RUN ls", true),
        ("EXPOSE 80", false),
        ("LABEL RUN=COPY", false),
        ("ARG RUN", false),
    ] {
        let text = raw(line);
        assert_eq!(text.matches(all).count(), if reads { 2 } else { 1 }, "{line}: {text}");
        let network = "  network (of unknown content)\n";
        assert_eq!(text.matches(network).count(), usize::from(reads), "{line}: {text}");
    }
    for (line, wanted) in [
        ("ARG A", "  argument A \"7\"\n"),
        ("ARG B A=1", "  argument A \"7\"\n"),
        ("ARG AA", ""),
        ("ENV A=1", ""),
    ] {
        let stage =
            Stage::named("web", debian("bookworm-slim")).account(uid(7)).raw(line, "a test");
        let all = emit_all([emit(stage).context(there.folder())]).build_arg("A", "7");
        let text = all.inputs().unwrap_or_else(|report| panic!("{report}"))[0].to_string();
        assert_eq!(text.contains("argument"), !wanted.is_empty(), "{line}: {text}");
        assert!(text.contains(wanted), "{line}: {text}");
    }
    let text = raw("STOPSIGNAL SIGQUIT");
    assert!(text.contains("  link \"link\" to \"src\"\n  folder 0755 \"src\"\n"), "{text}");
    assert_eq!(text.matches(all).count(), 1, "{text}");
    let text = raw("COPY src /elsewhere");
    assert_eq!(text.matches(all).count(), 2, "{text}");
    assert!(text.ends_with("network (of unknown content)\n    USER 7:7\n"), "{text}");
}
