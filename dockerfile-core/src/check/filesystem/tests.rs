//! What a stage has at a path, line by line.

use super::{At, Content, DEEPEST, Filesystem, Standing};
use crate::check::sketch::program;
use crate::program::instruction::Permissions;
use crate::recipes::survey::{Facts, Looked};

/// The files of the context: what else is asked for is looked at later.
fn facts() -> Facts {
    let file = |mode| Looked::File { mode: Some(mode), head: b"\x7fELF".to_vec() };
    let all = [
        (".", Looked::Folder),
        ("run", file(0o755)),
        ("d", Looked::Folder),
        ("d/run", file(0o644)),
        ("d/sub", Looked::Folder),
        ("d/sub/run", file(0o700)),
        ("d/none", Looked::Absent),
        ("none", Looked::Absent),
        ("link", Looked::Unknown),
        ("link/run", Looked::Absent),
        ("link/link", Looked::Absent),
        ("link/none", Looked::Absent),
        ("*.sh", Looked::Absent),
        ("d?/run", Looked::Absent),
        ("d[a]/run", Looked::Absent),
    ];
    all.into_iter().map(|(path, looked)| (path.to_owned(), looked)).collect()
}

fn shown(at: &At<'_>) -> String {
    let At::File(Standing { content, mode, owner, is_changed, .. }) = at else {
        return match at {
            At::Nothing => "nothing",
            At::Folder => "folder",
            _ => "unknown",
        }
        .to_owned();
    };
    let mut shown = match content {
        Content::Context(path) => path.clone(),
        Content::Inline(text) => format!("<<{text}"),
        Content::Downloaded => "download".to_owned(),
        Content::Program => "program".to_owned(),
    };
    match mode {
        Some(Permissions::Number(mode)) => shown += &format!(" {mode:o}"),
        Some(Permissions::Symbols(mode)) => shown += &format!(" {mode}"),
        None => {}
    }
    shown += &owner.map_or(String::new(), |owner| format!(" {owner}"));
    shown + if *is_changed { " changed" } else { "" }
}

/// What the last stage of a sketch has at each path: `/path` and what is there, with `|` between.
#[track_caller]
fn has(sketch: &str, wanted: &str) {
    let (program, facts) = (program(sketch), facts());
    let files = Filesystem::of(&program, &facts);
    for wanted in wanted.split(" | ") {
        let (path, wanted) = wanted.split_once(' ').expect("a path and what is there");
        let found = shown(&files.at(program.stages.len() - 1, path));
        assert_eq!(found, wanted, "{sketch}: {path}");
    }
}

#[test]
fn a_base_has_what_its_name_says() {
    has("FROM scratch", "/ folder | /x nothing | /bin/x nothing | /etc/x unknown");
    has("FROM debian:12", "/srv folder | /srv/x nothing | /usr/bin/x unknown | /bin/x unknown");
    has("FROM debian:12", "/usr/local/sbin/x nothing | /usr/srv/x unknown");
    has("FROM corp/x:1", "/srv/x unknown");
    has("FROM debian:12 AS a; FROM a", "/srv/x nothing");
    has("FROM gcr.io/distroless/nodejs22-debian12", "/nodejs/bin/node program");
}

#[test]
fn a_copied_file_lands_at_its_target_or_in_it() {
    has("FROM scratch; COPY run /app", "/app run | / folder | /app/run nothing | /ap nothing");
    has("FROM scratch; COPY run /srv/app", "/srv folder | /srv/app run | /s nothing");
    has("FROM scratch; COPY run /srv/", "/srv folder | /srv/run run | /srv/x nothing");
    has("FROM scratch; COPY run /", "/run run | /x nothing");
    has("FROM debian:12; COPY run /srv", "/srv/run run | /srv folder");
    has("FROM scratch; WORKDIR /srv/a; COPY run /srv", "/srv/run run | /srv folder");
    has("FROM scratch; COPY run /x; COPY d/run /x", "/x d/run");
    has("FROM scratch; COPY d /x; COPY run /x", "/x folder | /x/run run");
    // Whether the target is a folder is not known.
    has("FROM debian:12; COPY run /usr/share/a", "/usr/share/a unknown");
    has("FROM scratch; COPY link /t; COPY run /t", "/t unknown | /t/run unknown | /t/none nothing");
    has("FROM debian:12; COPY run /lib64/a/", "/lib64/a/run run | /lib64/a folder");
}

#[test]
fn a_copied_folder_leaves_its_files_below_the_target() {
    has("FROM scratch; COPY d /srv", "/srv folder | /srv/run d/run | /srv/sub folder");
    has("FROM scratch; COPY d /srv", "/srv/sub/run d/sub/run | /srv/none nothing | /d nothing");
    has("FROM scratch; COPY d/ /srv/", "/srv/run d/run | /srv/none nothing");
    has("FROM scratch; COPY . /", "/run run | /d folder | /d/run d/run | /none nothing");
    has("FROM scratch; COPY ./d /srv", "/srv/run d/run");
    has("FROM scratch; COPY none /srv/x", "/srv/x nothing | /srv folder");
    has("FROM scratch; COPY run /srv/run; COPY d /srv", "/srv/run d/run");
    has("FROM scratch; COPY run /srv/none; COPY d /srv", "/srv/none run");
    // Of several sources the last one that has the file holds.
    has("FROM scratch; COPY run d /srv/", "/srv/run d/run");
    has("FROM scratch; COPY d run /srv/", "/srv/run run | /srv/sub folder");
}

#[test]
fn of_what_is_not_read_nothing_is_known() {
    has("FROM scratch; COPY link /srv/x", "/srv/x unknown | /srv folder | /y nothing");
    has("FROM scratch; COPY link /srv/", "/srv folder | /srv/link unknown | /srv/run nothing");
    has("FROM scratch; COPY link /srv", "/srv unknown | /srv/run nothing");
    has("FROM scratch; COPY other /srv", "/srv unknown | /srv/x unknown");
    has("FROM scratch; COPY *.sh /srv/", "/srv/x unknown | /x nothing");
    has("FROM scratch; COPY d?/run /srv/", "/srv/x unknown | /x nothing");
    has("FROM scratch; COPY d[a]/run /srv/", "/srv/x unknown | /x nothing");
    has("FROM scratch; COPY d/$A /srv/a/", "/srv/a/run unknown | /x nothing | /srv folder");
    has("FROM scratch; COPY --optional none /srv/", "/srv/none unknown | /x nothing");
    has("FROM scratch; COPY --link run /srv/run", "/srv/run unknown | /x nothing | /srv folder");
    has("FROM scratch; COPY --exclude=x d /srv", "/srv/run unknown | /x nothing");
    has("FROM scratch; COPY --from=other --names=run /d /srv", "/srv/run unknown | /x nothing");
    // A variable in the target may lead anywhere below the folder in front of it.
    has("FROM scratch; COPY run /srv/$A", "/srv/x unknown | /srv unknown | /x nothing");
    has("FROM scratch; COPY run /srv/a$A/b", "/srv/x unknown | /x nothing | / unknown");
    has("FROM debian:12; COPY run /srv/b/$A", "/srv unknown | /opt folder");
}

/// What a copy leaves out of a folder may not be in it.
#[test]
fn what_is_left_out_is_not_certain() {
    has("FROM scratch; COPY --except=run d /srv", "/srv/run unknown | /srv/sub/run d/sub/run");
    has("FROM scratch; COPY --except=sub d /srv", "/srv/run d/run | /srv/sub/run unknown");
    has("FROM scratch; COPY --except=su d /srv", "/srv/sub/run d/sub/run");
    has("FROM scratch; COPY --except=*.x d /srv", "/srv/run unknown");
    has("FROM scratch; COPY --except=d?x d /srv", "/srv/run unknown");
    has("FROM scratch; COPY --except=d[x] d /srv", "/srv/run unknown");
    has("FROM scratch; COPY --except=d . /srv", "/srv/run run | /srv/d/run unknown");
    // One ignore file holds for all copies.
    has("FROM scratch; COPY --except=run d /srv; COPY d/run /a", "/a unknown");
    has("FROM scratch; COPY --except=x d /srv; COPY run /a", "/a run");
    has("FROM scratch; COPY --except=*.x d /srv; COPY run /a", "/a run");
}

#[test]
fn parents_keep_their_folders() {
    has("FROM scratch; COPY --parents d/run /srv/", "/srv/d/run d/run | /srv/run nothing");
    has("FROM scratch; COPY --parents d/run /srv/", "/srv folder | /srv/d folder");
    has("FROM scratch; COPY --parents=d d/sub /srv/", "/srv/sub/run d/sub/run | /srv/d nothing");
    has("FROM scratch; COPY --parents=d d/run /srv/", "/srv/run d/run");
    has("FROM scratch; COPY --parents d/sub /srv/", "/srv/d folder | /srv/d/sub/run d/sub/run");
    has("FROM scratch; COPY --parents=d/s d/sub /srv/", "/srv/d/sub/run d/sub/run");
}

#[test]
fn a_copy_of_a_stage_takes_what_is_there() {
    let of = |lines: &str, copy: &str| {
        format!("FROM scratch AS a; {lines}; FROM scratch; COPY --from=a {copy}")
    };
    has(&of("COPY d /out", "/out /srv"), "/srv/run d/run | /srv/sub folder | /srv/none nothing");
    has(&of("COPY d /out", "/out/run /srv/"), "/srv/run d/run");
    has(&of("COPY d /out", "/ /srv"), "/srv/out/run d/run");
    has(&of("ARGV make", "/out /srv"), "/srv/run unknown | /x nothing");
    has(&of("COPY run /run; COPY d /run2", "/run /srv/run"), "/srv/run run");
    has("FROM scratch; COPY --from=other /a /srv/a", "/srv/a unknown | /x nothing");
    // Each copy sets the owner anew, and the mode if it says one.
    let kept = of("COPY --chmod=700 --chown=7:7 run /run", "/run /x");
    has(&kept, "/x run 700");
    let said = of("COPY --chmod=700 run /run", "--chmod=+x --chown=8:8 /run /x");
    has(&said, "/x run +x 8:8");
    let changed = of("COPY run /run; RUN chmod +x /run", "/run /x");
    has(&changed, "/x run changed");
    let said = of("COPY run /run; RUN chmod +x /run", "--chmod=755 /run /x");
    has(&said, "/x run 755");
    let some = of("COPY d /d", "--names=run /d /srv");
    has(&some, "/srv/run unknown | /srv/sub/run unknown");
}

/// Copies of copies are followed to a depth, so that no sketch of hundreds takes long.
#[test]
fn a_long_chain_of_copies_ends_somewhere() {
    let chain = |copies: usize| {
        let mut lines = "FROM scratch AS s0; COPY run /run".to_owned();
        for at in 1..=copies {
            lines += &format!("; FROM scratch AS s{at}; COPY --from=s{} /run /run", at - 1);
        }
        lines
    };
    has(&chain(DEEPEST - 1), "/run run");
    has(&chain(DEEPEST), "/run unknown");
}

#[test]
fn a_file_of_the_dockerfile_and_a_download_are_files() {
    has("FROM scratch; TEXT /srv/x a", "/srv/x <<a | /srv folder | /srv/x/y nothing | /y nothing");
    has("FROM scratch; ADD https://x/a /srv/x", "/srv/x download | /srv folder | /y nothing");
    has("FROM scratch; ADD https://x/a /srv/x", "/srv/x/y nothing | /srv/xy nothing");
    has("FROM scratch; ADD --chmod=755 --chown=7:7 https://x/a /x", "/x download 755 7:7");
    has("FROM scratch; ADD https://x/a /srv/", "/srv/x unknown | /srv unknown | / folder");
    has(
        "FROM scratch; ADD --unpack https://x/a /srv",
        "/srv/x unknown | /srv unknown | /y nothing",
    );
}

#[test]
fn a_step_does_what_its_commands_do() {
    has("FROM debian:12; COPY run /srv/run; RUN rm /srv/run", "/srv/run unknown");
    has("FROM debian:12; COPY run /srv/run; RUN rm /srv/x", "/srv/run run");
    has("FROM debian:12; COPY run /srv/run; RUN make", "/srv/run unknown | /x unknown");
    has("FROM debian:12; COPY run /srv/run; ARGV make", "/srv/run unknown");
    has("FROM debian:12; COPY run /srv/run; ARGV mkdir /srv/a", "/srv/run run | /srv/a folder");
    has("FROM debian:12; COPY run /srv/run; SCRIPT mkdir /srv/a", "/srv/run unknown");
    has("FROM debian:12; RUN mkdir /srv/a && make", "/srv/a unknown | /srv/b unknown");
    has("FROM debian:12; COPY run /srv/run; RUN chmod +x /srv/run", "/srv/run run changed");
    has("FROM debian:12; RUN install -D a /srv/run", "/srv/run program");
    has(
        "FROM debian:12; RUN install -D a /srv/run; RUN chmod 700 /srv",
        "/srv/run program changed",
    );
    has("FROM debian:12; COPY run /a; RUN chmod +x /a; COPY run /a", "/a run");
    has("FROM debian:12; WORKDIR /srv; RUN mkdir a", "/srv/a folder | /a nothing");
    has("FROM debian:12 AS a; WORKDIR /srv; FROM a; RUN mkdir b", "/srv/b folder | /b nothing");
    has("FROM debian:12; WORKDIR /srv; RUN echo a > b", "/srv/b unknown | /srv/a nothing");
    has("FROM debian:12; WORKDIR /srv; RUN echo a >>b", "/srv/b unknown | /srv/a nothing");
    has("FROM golang:1; RUN touch a", "/go/a unknown | /a nothing");
    has("FROM corp/x:1; RUN mkdir a", "/a folder");
    has(
        "FROM debian:12; WORKDIR /w; ENV A=/srv/a; RUN npm ci",
        "/srv/a/x unknown | /srv/b nothing",
    );
    has("FROM debian:12; WORKDIR /w; ENV A=$B; RUN npm ci", "/srv/b nothing");
    has("FROM debian:12; WORKDIR /w; RUN npm ci; ENV A=/srv/a", "/srv/a/x nothing");
    // A word that holds one end of a quoted text is not read, unless it is printed.
    has("FROM debian:12; RUN mkdir '/srv/a b'", "/x unknown");
    has("FROM debian:12; RUN mkdir \"/srv/a b\"", "/x unknown");
    has("FROM debian:12; RUN mkdir '/srv/a'", "/x nothing | /srv/a folder");
    has("FROM debian:12; RUN echo 'a b'", "/x nothing");
    has("FROM debian:12; RUN printf 'a b'", "/x nothing");
}

/// Packages of other publishers may put files anywhere.
#[test]
fn a_repository_of_others_changes_what_an_install_brings() {
    const INSTALL: &str = "RUN apt-get install -y app";
    has(&format!("FROM debian:12; {INSTALL}"), "/srv/x nothing | /usr/bin/x unknown");
    for line in [
        "COPY list /etc/apt/sources.list.d/x.list",
        "ADD https://x/key /etc/apt/keyrings/x.asc",
        "RUN cp /tmp/x /etc/apt/sources.list.d/x.list",
        "RUN make",
    ] {
        has(&format!("FROM debian:12; {line}; {INSTALL}"), "/srv/x unknown");
        has(&format!("FROM debian:12 AS a; {line}; FROM a; {INSTALL}"), "/srv/x unknown");
        let beside = format!("FROM debian:12 AS a; {line}; FROM debian:12; {INSTALL}");
        has(&beside, "/srv/x nothing");
    }
    for line in [
        "COPY list /etc/apt/sources.list",
        "RUN mkdir /etc/apt/x",
        "ADD https://x/a /x",
        "RUN cp /tmp/x /srv/y",
    ] {
        has(&format!("FROM debian:12; {line}; {INSTALL}"), "/srv/x nothing");
    }
}

#[test]
fn other_lines_make_folders_or_anything_or_nothing() {
    has("FROM scratch; WORKDIR /srv/a", "/srv folder | /srv/a folder | /srv/a/b nothing");
    has("FROM scratch; COPY run /srv/a; WORKDIR /srv/b", "/srv/a run");
    for line in ["RAW ONBUILD RUN make", "RAW LABEL a=b", "RAW USER 7", "RAW STOPSIGNAL TERM"] {
        has(&format!("FROM scratch; COPY run /a; {line}"), "/a run | /b nothing");
    }
    for line in ["RAW EXPOSE 80", "RAW VOLUME /x", "RAW MAINTAINER x", "RAW CMD x"] {
        has(&format!("FROM scratch; COPY run /a; {line}"), "/a run | /b nothing");
    }
    for line in ["RAW ENTRYPOINT x", "RAW HEALTHCHECK NONE"] {
        has(&format!("FROM scratch; COPY run /a; {line}"), "/a run | /b nothing");
    }
    for line in ["RAW RUN make", "RAW COPY a /b", "RAW ADD a /b", "RAW SHELL [\"a\"]"] {
        has(&format!("FROM scratch; COPY run /a; {line}"), "/a unknown | /b unknown");
    }
}

/// Distributions have `/bin` and `/usr/bin` as one folder, and `scratch` has neither.
#[test]
fn a_merged_folder_has_two_names() {
    for (put, asked) in [("/bin", "/usr/bin"), ("/sbin", "/usr/sbin")] {
        let nothing = "FROM gcr.io/distroless/static-debian12";
        has(&format!("{nothing}; COPY run {put}/x"), &format!("{asked}/x run"));
        has(&format!("{nothing}; COPY run {asked}/x"), &format!("{put}/x run"));
        has(&format!("FROM scratch; COPY run {put}/x"), &format!("{asked}/x nothing"));
    }
    has("FROM gcr.io/distroless/static-debian12; COPY run /srv/x", "/usr/srv/x unknown");
    has("FROM gcr.io/distroless/static-debian12; COPY run /usr/local/x", "/local/x nothing");
    has("FROM gcr.io/distroless/static-debian12; COPY run /local/x", "/usr/local/x nothing");
}

#[test]
fn a_bare_name_is_looked_for_in_each_folder() {
    let looked_up = |sketch: &str, name: &str| {
        let (program, facts) = (program(sketch), facts());
        let files = Filesystem::of(&program, &facts);
        let folders = ["/srv/a", "/srv/b", "/usr/bin"].map(str::to_owned);
        shown(&files.looked_up(program.stages.len() - 1, &folders, name))
    };
    assert_eq!(looked_up("FROM debian:12; COPY run /srv/b/x", "x"), "run");
    assert_eq!(looked_up("FROM debian:12; COPY run /srv/b/x; COPY d/run /srv/a/x", "x"), "d/run");
    assert_eq!(looked_up("FROM debian:12; COPY run /srv/b/x; COPY d /srv/a/x", "x"), "run");
    assert_eq!(looked_up("FROM debian:12; COPY link /srv/a/x; COPY run /srv/b/x", "x"), "unknown");
    assert_eq!(looked_up("FROM debian:12", "x"), "nothing");
    assert_eq!(looked_up("FROM debian:12", "id"), "unknown");
    assert_eq!(looked_up("FROM debian:12", "curl"), "nothing");
    assert_eq!(looked_up("FROM debian:12; RUN apt-get install -y curl", "curl"), "unknown");
    assert_eq!(looked_up("FROM rockylinux:9", "node"), "nothing");
    assert_eq!(looked_up("FROM rockylinux:9", "x"), "unknown");
}

#[test]
fn a_folder_that_only_workdir_makes_is_noticed() {
    let is_made = |sketch: &str| {
        let (program, facts) = (program(sketch), facts());
        let files = Filesystem::of(&program, &facts);
        files.is_made_for_nothing(program.stages.len() - 1, "/srv/a")
    };
    for (sketch, wanted) in [
        ("FROM debian:12; WORKDIR /srv/a", true),
        ("FROM corp/x:1; WORKDIR /srv/a", false),
        ("FROM debian:12; WORKDIR /srv/a; COPY run /srv/a/", false),
        ("FROM debian:12; WORKDIR /srv/a; COPY run /srv/a/run", false),
        ("FROM debian:12; WORKDIR /srv/a; COPY d /srv", false),
        ("FROM debian:12; WORKDIR /srv/a; COPY d /srv/b", true),
        ("FROM debian:12; WORKDIR /srv/a; ADD https://x/a /srv/a/", false),
        ("FROM debian:12; WORKDIR /srv/a; ADD https://x/a /srv/", false),
        ("FROM debian:12; WORKDIR /srv/a; ADD https://x/a /srv/b/", true),
        ("FROM debian:12; WORKDIR /srv/a; VOLUME /srv/a/data", false),
        ("FROM debian:12; WORKDIR /srv/a; VOLUME /srv", false),
        ("FROM debian:12; WORKDIR /srv/a; VOLUME /data", true),
        ("FROM debian:12; WORKDIR /srv/a; RUN touch b", false),
        ("FROM debian:12; WORKDIR /srv/a; RUN mkdir /srv/b", true),
        ("FROM debian:12; WORKDIR /srv/a; RUN mkdir /srv/a", false),
        ("FROM debian:12; WORKDIR /srv/a; RAW COPY a b", false),
        ("FROM debian:12; WORKDIR /srv/a; RAW LABEL a=b", true),
        ("FROM debian:12 AS a; WORKDIR /srv/a; FROM a", true),
        ("FROM debian:12 AS a; COPY run /srv/a/; FROM a; WORKDIR /srv/a", false),
    ] {
        assert_eq!(is_made(sketch), wanted, "{sketch}");
    }
}

#[test]
fn the_folder_of_the_last_line_is_where_a_program_starts() {
    let workdir = |sketch: &str| {
        let (program, facts) = (program(sketch), facts());
        Filesystem::of(&program, &facts).workdir(program.stages.len() - 1)
    };
    for (sketch, wanted) in [
        ("FROM debian:12", Some("/")),
        ("FROM golang:1", Some("/go")),
        ("FROM scratch", Some("/")),
        ("FROM corp/x:1", None),
        ("FROM corp/x:1; WORKDIR /a", Some("/a")),
        ("FROM debian:12; WORKDIR /a; WORKDIR /b", Some("/b")),
        ("FROM debian:12; WORKDIR /a; RAW WORKDIR b", None),
        ("FROM debian:12; RAW WORKDIR b; WORKDIR /a", Some("/a")),
        ("FROM debian:12; WORKDIR /a; RAW LABEL a=b", Some("/a")),
        ("FROM debian:12 AS a; WORKDIR /a; FROM a", Some("/a")),
    ] {
        assert_eq!(workdir(sketch).as_deref(), wanted, "{sketch}");
    }
}

#[test]
fn a_program_is_elsewhere_under_its_name_or_in_its_folder() {
    let near = |lines: &str, word: &str| {
        let sketch = format!("FROM corp/x:1 AS a; FROM debian:12; {lines}");
        let (program, facts) = (program(&sketch), facts());
        Filesystem::of(&program, &facts).brought_near(1, word).join(" ")
    };
    for (lines, word, wanted) in [
        ("COPY x/app /opt/app", "app", "/opt/app"),
        ("COPY x/app /opt/app", "/srv/app", "/opt/app"),
        ("COPY x/app /opt/bin", "/opt/app", "/opt/bin"),
        ("COPY x/app /opt/bin", "app", ""),
        ("COPY x/app /opt/bin", "/srv/app", ""),
        ("COPY x/app x/b /opt/", "app", "/opt/app"),
        ("COPY x/app x/b /opt/", "/opt/c", "/opt/app /opt/b"),
        ("COPY --from=a /x/app /opt/", "app", "/opt/app"),
        ("COPY app /app; COPY b /b; COPY x/app /opt/", "app", "/app /opt/app"),
        ("TEXT /opt/app a", "app", "/opt/app"),
    ] {
        assert_eq!(near(lines, word), wanted, "{lines}: {word}");
    }
}
