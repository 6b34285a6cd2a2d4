//! The coverage table, `docs/language.md`: each instruction and flag of BuildKit's
//! reference, the Rust that says it, the syntax that it needs, and the line that comes out.
//!
//! The table is made here, from declarations that are compiled and rendered:
//! `GOLDEN=overwrite cargo test -p dockerfile-tests --test language` writes it anew.

use std::time::Duration;
use std::{env, fs};

use dockerfile_core::{
    Account, Debian, Dialect, Image, Stage, alpine, arg, base_env, bind, cache, context, copy,
    debian, download, file, git, healthcheck, image, platform, run, scratch, secret, ssh, tmpfs,
    udp, uid,
};
use dockerfile_tests::root;

/// What can be said.
struct Said {
    /// The instruction or flag, as the reference calls it.
    what: &'static str,
    rust: &'static str,
    image: fn(Stage<Account, Debian>) -> Image,
}

/// A row whose Rust is the code that makes its image.
macro_rules! said {
    ($($what:literal: |$stage:ident| $rust:expr;)*) => {
        vec![$( Said {
            what: $what,
            rust: stringify!($rust),
            image: |$stage: Stage<Account, Debian>| Image::from($rust),
        }, )*]
    };
}

/// `stage` is a stage on Debian that runs as somebody.
fn sayable() -> Vec<Said> {
    said! {
        "FROM image": |_stage| Stage::from(debian("bookworm-slim")).account(uid(7));
        "FROM image@digest": |_stage| Stage::from(image("debian@sha256:1111111111111111111111111111111111111111111111111111111111111111").family(Debian)).account(uid(7));
        "FROM scratch": |_stage| Stage::from(scratch()).account(uid(7));
        "FROM stage": |stage| Stage::named("test", &stage).build(run(["make", "test"]));
        "FROM --platform": |_stage| Stage::from(alpine("3.22").on_build_platform()).account(uid(7));
        "ARG in a stage": |stage| stage.env("V", arg("VERSION").default("1"));
        "ARG above FROM": |stage| [Stage::named("a", debian("12")).account(uid(7)).env("V", arg("VERSION").default("1")), Stage::named("b", &stage).env("V", arg("VERSION").default("1"))];
        "ARG of the platform": |stage| stage.env("ARCH", platform::TARGETARCH);
        "RUN shell form": |stage| stage.build(run("make\nmake install"));
        "RUN exec form": |stage| stage.build(run(["/app", "--index"]).without_shell());
        "RUN here-document": |stage| stage.build(run("make\nmake install").heredoc());
        "RUN --mount=type=bind": |stage| stage.build(run(["make"]).mount(bind("src").to("/src")));
        "RUN --mount=type=bind,from=": |stage| stage.build(run(["make"]).mount(bind("/sdk").from(image("registry.corp:5000/sdk:1")).to("/sdk")));
        "RUN --mount=type=bind,rw": |stage| stage.build(run(["make"]).mount(bind("src").to("/src").writable()));
        "RUN --mount=type=cache": |stage| stage.build(run(["make"]).mount(cache("/root/.cache")));
        "RUN --mount=type=cache,id=,sharing=": |stage| stage.build(run(["make"]).mount(cache("/root/.cache").id("make").locked()));
        "RUN --mount=type=cache,ro": |stage| stage.build(run(["make"]).mount(cache("/models").private().read_only()));
        "RUN --mount=type=cache,from=,source=": |stage| stage.build(run(["make"]).mount(cache("/models").from(image("registry.corp:5000/models:1"), "/models")));
        "RUN --mount=type=cache,mode=,uid=,gid=": |stage| stage.build(run(["make"]).mount(cache("/home/app/.cache").mode(0o700).owner(1000, 1000)));
        "RUN --mount=type=tmpfs,size=": |stage| stage.build(run(["make"]).mount(tmpfs("/tmp").size("64m")));
        "RUN --mount=type=secret,target=": |stage| stage.build(run(["npm", "ci"]).mount(secret("npmrc").file("/root/.npmrc")));
        "RUN --mount=type=secret,env=": |stage| stage.build(run(["npm", "ci"]).mount(secret("token").env("NPM_TOKEN")));
        "RUN --mount=type=secret,required": |stage| stage.build(run(["npm", "ci"]).mount(secret("npmrc").optional()));
        "RUN --mount=type=secret,mode=,uid=,gid=": |stage| stage.build(run(["npm", "ci"]).mount(secret("npmrc").mode(0o400).owner(1000, 1000)));
        "RUN --mount=type=ssh": |stage| stage.build(run(["git", "fetch"]).mount(ssh()));
        "RUN --mount=type=ssh,id=,target=,mode=,uid=,gid=": |stage| stage.build(run(["git", "fetch"]).mount(ssh().id("deploy").socket("/run/agent").optional().mode(0o600).owner(1000, 1000)));
        "RUN --network=none": |stage| stage.build(run(["make"]).offline());
        "RUN --network=host": |stage| stage.build(run(["make"]).host_network("reads a local mirror"));
        "RUN --security=insecure": |stage| stage.build(run(["make"]).insecure("mounts an image"));
        "RUN --device": |stage| stage.build(run(["make"]).device("nvidia.com/gpu=all"));
        "SHELL": |stage| stage.build(run("make | tee /log"));
        "COPY": |stage| stage.source(copy("src").to("/srv/"));
        "COPY --from=stage": |stage| stage.source(copy("/out").from(&Stage::named("build", debian("12"))));
        "COPY --from=image": |stage| stage.source(copy("/uv").from(image("ghcr.io/astral-sh/uv:0.9")).to("/usr/local/bin/uv"));
        "COPY --from=context": |stage| stage.source(copy("/guide").from(context("docs")).to("/srv/guide"));
        "COPY --chown": |stage| stage.source(copy("var").to("/srv/var").writable());
        "COPY --chmod": |stage| stage.source(copy("run.sh").to("/srv/").mode(0o755));
        "COPY --chmod in symbols": |stage| stage.source(copy("src").to("/srv/").mode("go=rX"));
        "COPY --link": |stage| stage.source(copy("src").to("/srv/").link());
        "COPY --parents": |stage| stage.source(copy(["a/x", "b/x"]).to("/srv").parents());
        "COPY --exclude": |stage| stage.source(copy("/out").from(&Stage::named("build", debian("12"))).except("**/*.map"));
        "COPY here-document": |stage| stage.source(file("/etc/app.conf", "port = 8080\n"));
        "ADD url": |stage| stage.source(dockerfile_core::unverified_download("https://example.com/tool", "/srv/tool", "changes nightly"));
        "ADD --checksum": |stage| stage.source(download("https://example.com/tool", "sha256:1111111111111111111111111111111111111111111111111111111111111111", "/srv/tool"));
        "ADD --unpack": |stage| stage.source(download("https://example.com/tool.tgz", "sha256:1111111111111111111111111111111111111111111111111111111111111111", "/srv/").unpack());
        "ADD --chown, --chmod, --link": |stage| stage.source(download("https://example.com/tool", "sha256:1111111111111111111111111111111111111111111111111111111111111111", "/srv/tool").writable().mode(0o755).link());
        "ADD git": |stage| stage.source(git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas").folder("json"));
        "ADD --keep-git-dir": |stage| stage.source(git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas").keep_git_dir());
        "ADD git --checksum": |stage| stage.source(git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas").commit("1111111111111111111111111111111111111111"));
        "ADD --exclude": |stage| stage.source(git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas").except("docs"));
        "ENV": |stage| stage.env("PORT", 8080);
        "ENV with a variable": |stage| stage.env("DATA", base_env("HOME") + "/data");
        "LABEL": |stage| stage.commit_label("org.opencontainers.image.version", "1.4.0");
        "EXPOSE port": |stage| stage.expose(8080);
        "EXPOSE range": |stage| stage.expose(8000..=8010);
        "EXPOSE port/udp": |stage| stage.expose(udp(53));
        "VOLUME": |stage| stage.volume("/srv/var");
        "WORKDIR": |stage| stage.workdir("/srv/app");
        "USER": |_stage| Stage::from(debian("12")).account(uid(65532));
        "STOPSIGNAL": |stage| stage.stop_signal("SIGINT");
        "HEALTHCHECK": |stage| stage.healthcheck(healthcheck(["/probe"]).interval(Duration::from_secs(10)).timeout(Duration::from_secs(3)).start_period(Duration::from_secs(30)).retries(5));
        "HEALTHCHECK --start-interval": |stage| stage.healthcheck(healthcheck(["/probe"]).start_interval(Duration::from_secs(1)));
        "HEALTHCHECK NONE": |stage| stage.no_healthcheck();
        "ENTRYPOINT exec form": |stage| stage.entrypoint(["/srv/app", "--serve"]);
        "CMD exec form": |stage| stage.cmd(["--help"]);
        "# syntax": |stage| Image::from(stage.source(copy("src").to("/srv/").link())).dialect(Dialect::V1_4);
        "# check=skip": |stage| stage.public_env("TOKENIZER_PATH", "/srv/words", "a file name");
        "# check=error": |stage| Image::from(stage).checked_by_builder();
    }
}

/// What the reference has and nothing here says, and why.
const UNSAYABLE: [(&str, &str); 12] = [
    ("ADD of a local file", "COPY does it, and nothing more (hadolint DL3020)"),
    (
        "MAINTAINER",
        "deprecated: `.label(\"org.opencontainers.image.authors\", ..)` (hadolint DL4000)",
    ),
    (
        "ONBUILD",
        "runs in an image that did not ask for it: a stage that others start from is a `Stage`",
    ),
    ("CMD shell form", "the shell would be process 1 and swallow signals (hadolint DL3025)"),
    ("ENTRYPOINT shell form", "the same"),
    ("HEALTHCHECK shell form", "the same"),
    ("ARG in FROM", "update bots read a FROM line as it stands; a mirror is a setting of its own"),
    ("FROM --platform of another value", "a fixed platform breaks the image for every other"),
    ("RUN --network=default", "is the default"),
    ("RUN --security=sandbox", "is the default"),
    ("USER by name", "Kubernetes' `runAsNonRoot` and hadolint DL3066 want the number"),
    ("# escape", "`\\` is what every builder takes, and nothing here needs another"),
];

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("12")).account(uid(7))
}

/// The oldest syntax that the image may be given, and its text with that.
fn rendered(said: &Said) -> (Dialect, String) {
    let image = (said.image)(base());
    let newest = image.clone().dialect(Dialect::Labs).render();
    let rendered = newest.unwrap_or_else(|report| panic!("{}: {report}", said.what));
    let needs = rendered.dialect;
    assert!(image.dialect(needs).render().is_ok(), "{} is not content with {needs}", said.what);
    (needs, rendered.dockerfile)
}

/// The line that the row is about, with those that go on from it.
fn line_of(said: &Said, text: &str) -> String {
    let word = match said.what {
        directive if directive.starts_with('#') => directive.split(['=', '\n']).next(),
        "ARG above FROM" => Some("ARG VERSION="),
        instruction => instruction.split(' ').next(),
    };
    let word = word.expect("a row is called something");
    let mut lines = text.lines().skip_while(|line| !line.starts_with(word));
    let first = lines.next().unwrap_or_else(|| panic!("{}: no line in\n{text}", said.what));
    // A stage's own FROM is the last one, and what a stage goes on from stands above it.
    let first = match word {
        "FROM" => text.lines().rfind(|line| line.starts_with(word)).unwrap_or(first),
        _ => first,
    };
    let mut whole = first.to_owned();
    let mut last = first;
    while last.ends_with('\\') {
        last = lines.next().expect("a line goes on");
        whole += &format!("\n{last}");
    }
    if let Some((_, end)) = last.split_once("<<\"") {
        let end = end.split('"').next().expect("a quote ends");
        for line in lines.by_ref() {
            whole += &format!("\n{line}");
            if line == end {
                break;
            }
        }
    }
    whole
}

fn cell(text: &str) -> String {
    let lines = text.lines().map(|line| format!("`{}`", line.trim().replace('|', "\\|")));
    lines.collect::<Vec<_>>().join("<br>")
}

/// `stringify!` breaks long lines.
fn one_line(rust: &str) -> String {
    let mut text = rust.split_whitespace().collect::<Vec<_>>().join(" ");
    for (spaced, tight) in [(" .", "."), ("( ", "("), (" )", ")"), (", )", ")"), (",)", ")")] {
        text = text.replace(spaced, tight);
    }
    text
}

fn table() -> String {
    let mut text = String::from(
        "# What can be said\n\n\
         Each instruction and flag of BuildKit's Dockerfile reference. `stage` is a stage on Debian that\n\
         runs as somebody; the `image!` form is the same call as a line. The syntax is the oldest that\n\
         reads the line; up to 1.3 the file needs no `# syntax=` line.\n\n\
         A test makes this page (`GOLDEN=overwrite cargo test -p dockerfile-tests --test language`).\n\n\
         | in the reference | in Rust | syntax | the line |\n|---|---|---|---|\n",
    );
    for said in sayable() {
        let (needs, dockerfile) = rendered(&said);
        let line = line_of(&said, &dockerfile);
        text += &format!(
            "| {} | `{}` | {needs} | {} |\n",
            said.what,
            one_line(said.rust).replace('|', "\\|"),
            cell(&line)
        );
    }
    text += "\n## What cannot\n\n| in the reference | why |\n|---|---|\n";
    for (what, why) in UNSAYABLE {
        text += &format!("| {what} | {why} |\n");
    }
    text
}

#[test]
fn the_table_is_as_recorded() {
    let record = root().join("docs/language.md");
    let table = table();
    if env::var("GOLDEN").is_ok_and(|golden| golden == "overwrite") {
        fs::write(&record, &table).expect("the record is writable");
    }
    assert_eq!(table, fs::read_to_string(&record).expect("there is a record"));
}

/// A version below what a line needs is refused, by the name of what needs it.
#[test]
fn a_feature_above_the_dialect_is_an_error_that_names_its_version() {
    const OLDER: [Dialect; 11] = [
        Dialect::V1_0,
        Dialect::V1_2,
        Dialect::V1_3,
        Dialect::V1_4,
        Dialect::V1_6,
        Dialect::V1_10,
        Dialect::V1_14,
        Dialect::V1_16,
        Dialect::V1_17,
        Dialect::V1_19,
        Dialect::V1_20,
    ];
    let mut refused = 0;
    for said in sayable() {
        let (needs, _) = rendered(&said);
        for older in OLDER.into_iter().filter(|older| *older < needs) {
            let report = (said.image)(base()).dialect(older).render().expect_err(said.what);
            let text = report.to_string();
            assert!(text.contains(&format!("needs Dockerfile syntax {needs}")), "{text}");
            assert!(text.contains(&format!("keeps to {older}")), "{text}");
            refused += 1;
        }
    }
    assert!(refused > 100, "{refused}");
}

/// Every instruction has a row, here or among what cannot be said.
#[test]
fn no_instruction_is_left_out() {
    const INSTRUCTIONS: [&str; 18] = [
        "ADD",
        "ARG",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "LABEL",
        "MAINTAINER",
        "ONBUILD",
        "RUN",
        "SHELL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    ];
    let rows = sayable().into_iter().map(|said| said.what);
    let rows: Vec<&str> = rows.chain(UNSAYABLE.map(|(what, _)| what)).collect();
    for instruction in INSTRUCTIONS {
        let has = |what: &&str| what.split(' ').next() == Some(instruction);
        assert!(rows.iter().any(|what| has(what)), "{instruction} has no row");
    }
}
