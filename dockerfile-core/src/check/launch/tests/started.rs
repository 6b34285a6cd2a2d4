//! What an image starts, and whether it is there and can be started, by sketches of images.

use crate::check::launch::{Launch, check};
use crate::check::sketch::program;
use crate::program::note::Note;
use crate::recipes::survey::{Facts, Looked};

/// Files of the context by their names: first bytes, and the mode.
const FILES: [(&str, &str, u32); 24] = [
    ("elf", "\x7fELF\0", 0o755),
    ("elf644", "\x7fELF\0", 0o644),
    ("elf711", "\x7fELF\0", 0o711),
    ("elf700", "\x7fELF\0", 0o700),
    ("sh", "#!/bin/sh\n", 0o755),
    ("sh711", "#!/bin/sh\n", 0o711),
    ("sh644", "#!/bin/sh\n", 0o644),
    ("text", "echo a\n", 0o755),
    ("empty", "", 0o755),
    ("crlf", "#!/bin/sh\r\necho a\r\n", 0o755),
    ("bash", "#!/bin/bash -e\n", 0o755),
    ("bash_crlf", "#!/bin/sh\nbash\r\n", 0o755),
    ("env", "#!/usr/bin/env python3\n", 0o755),
    ("env_option", "#!/usr/bin/env -S python3 -u\n", 0o755),
    ("env_value", "#!/usr/bin/env A=b python3\n", 0o755),
    ("env_path", "#!/usr/bin/env /opt/x\n", 0o755),
    ("env_id", "#!/usr/bin/env id\n", 0o755),
    ("other", "#!/opt/x\n", 0o755),
    ("other_env", "#!/opt/myenv python3\n", 0o755),
    ("odd", "#!sh\n", 0o755),
    ("lfs", "version https://git-lfs.github.com/spec/v1\n", 0o755),
    ("js", "a()\n", 0o644),
    ("js600", "a()\n", 0o600),
    ("js000", "a()\n", 0o000),
];

fn launch(sketch: &str) -> Launch {
    let files = FILES.iter().map(|(name, head, mode)| {
        let looked = Looked::File { mode: Some(*mode), head: head.as_bytes().to_vec() };
        ((*name).to_owned(), looked)
    });
    let mut facts: Facts = files.collect();
    let head = b"#!/bin/sh\n".to_vec();
    facts.insert("no_mode".to_owned(), Looked::File { mode: None, head });
    facts.insert("d".to_owned(), Looked::Folder);
    facts.insert("d/app".to_owned(), Looked::Absent);
    facts.insert("d/js".to_owned(), facts["js"].clone());
    facts.insert("none".to_owned(), Looked::Absent);
    check(&program(sketch), &facts)
}

/// All words about an image; no word if nothing is wrong.
fn said(sketch: &str) -> String {
    let mut words = vec![];
    for said in launch(sketch).diagnostics {
        words.push(said.message);
        words.extend(said.notes);
        words.extend(said.help);
    }
    words.join("; ")
}

/// Each row is the lines below a base, and what is said of them: nothing, or all of the texts that
/// `..` stands between.
#[track_caller]
fn says(base: &str, rows: &[(&str, &str)]) {
    for (lines, wanted) in rows {
        let said = said(&format!("FROM {base}; {lines}"));
        match *wanted {
            "" => assert_eq!(said, "", "{base}: {lines}"),
            wanted => {
                for wanted in wanted.split(" .. ") {
                    assert!(said.contains(wanted), "{base}: {lines}: {wanted} is not in {said}");
                }
            }
        }
    }
}

#[test]
fn a_mode_lets_its_user_start_a_program() {
    const MODE: &str = "may not be started: its mode is";
    says(
        "debian:12",
        &[
            ("COPY elf /app; ENTRYPOINT /app", ""),
            ("COPY elf644 /app; ENTRYPOINT /app", "`/app` may not be started: its mode is 0644"),
            (
                "COPY elf644 /app; ENTRYPOINT /app",
                "COPY keeps the mode .. `.mode(0o755)` .. `chmod +x elf644`",
            ),
            ("COPY elf644 /app; CMD /app", MODE),
            ("COPY elf644 /app; HEALTHCHECK /app", MODE),
            ("COPY elf644 /app; HEALTHCHECK /app; HEALTHCHECK NONE", ""),
            ("COPY --chmod=755 elf644 /app; ENTRYPOINT /app", ""),
            ("COPY --chmod=+x elf644 /app; ENTRYPOINT /app", ""),
            ("COPY --chmod=u+s elf644 /app; ENTRYPOINT /app", ""),
            ("COPY --chmod=644 elf /app; ENTRYPOINT /app", MODE),
            ("COPY elf644 /app; RUN chmod +x /app; ENTRYPOINT /app", ""),
            // A runtime may start what it cannot read, and the program of a script has to read it.
            ("COPY elf711 /app; ENTRYPOINT /app", ""),
            ("COPY elf700 /app; ENTRYPOINT /app", ""),
            ("COPY sh711 /app; ENTRYPOINT /app", "its mode is 0711"),
            ("COPY --chown=7:7 sh711 /app; ENTRYPOINT /app", ""),
            ("COPY --chown=9:7 sh711 /app; ENTRYPOINT /app", "its mode is 0711"),
            ("COPY --chown=9:7 --chmod=751 sh /app; ENTRYPOINT /app", ""),
            ("COPY sh711 /app; ENTRYPOINT /app; WHO root", ""),
            ("COPY sh711 /app; ENTRYPOINT /app; WHO base", ""),
            ("COPY elf644 /app; ENTRYPOINT /app; WHO root", MODE),
            ("COPY sh711 /app; ENTRYPOINT /app; WHO 0:7", ""),
            ("COPY no_mode /app; ENTRYPOINT /app", ""),
            ("TEXT /app #!/bin/sh; ENTRYPOINT /app", "its mode is 0644 .. has the mode 0644"),
            (
                "ADD https://x/a /app; ENTRYPOINT /app",
                "its mode is 0600 .. readable for its owner alone",
            ),
            ("ADD --chmod=755 https://x/a /app; ENTRYPOINT /app", ""),
        ],
    );
    // Where a line says the mode, nothing explains where it comes from.
    let told = said("FROM debian:12; COPY --chmod=644 elf /app; ENTRYPOINT /app");
    assert!(!told.contains("COPY keeps") && !told.contains("on disk"), "{told}");
}

#[test]
fn what_an_interpreter_reads_has_to_be_readable() {
    says(
        "node:22",
        &[
            ("COPY js /a.js; ENTRYPOINT node /a.js", ""),
            (
                "COPY js600 /a.js; ENTRYPOINT node /a.js",
                "`node` may not read `/a.js`: its mode is 0600",
            ),
            ("COPY js600 /a.js; ENTRYPOINT node /a.js", "COPY keeps the mode .. `.mode(0o644)`"),
            ("COPY --chown=7:7 js600 /a.js; ENTRYPOINT node /a.js", ""),
            ("COPY js600 /a.js; ENTRYPOINT node /a.js; WHO root", ""),
            ("COPY js000 /a.js; ENTRYPOINT node /a.js; WHO root", ""),
            ("COPY js000 /a.js; ENTRYPOINT node /a.js", "its mode is 0000"),
            ("ENTRYPOINT node /a.js", "no file `/a.js` is in the image"),
            ("COPY d /srv; ENTRYPOINT node /srv/", ""),
            ("COPY d /srv; ENTRYPOINT node /srv/js", ""),
            ("ENTRYPOINT node /a", "no file `/a`"),
            ("COPY js /a.js; ENTRYPOINT node /a", ""),
            ("COPY js /a.cjs; ENTRYPOINT node /a", ""),
            ("COPY js /a.mjs; ENTRYPOINT node /a", ""),
            ("COPY js /a.json; ENTRYPOINT node /a", ""),
            ("COPY js /a.node; ENTRYPOINT node /a", ""),
            ("COPY js /a.ts; ENTRYPOINT node /a", "no file `/a`"),
            // A program has no ending that is added.
            ("COPY elf /a.js; ENTRYPOINT /a", "no program `/a`"),
            ("ENTRYPOINT node a.js", "no file `a.js`"),
            ("WORKDIR /srv; COPY js /srv/a.js; ENTRYPOINT node a.js", ""),
            ("WORKDIR /srv; COPY js /srv/a.js; ENTRYPOINT node ./a.js", ""),
            ("WORKDIR /srv; COPY js /a.js; ENTRYPOINT node a.js", "no file `a.js`"),
            ("ENTRYPOINT node /srv/../a.js", ""),
        ],
    );
    let told = said("FROM node:22; COPY js600 /a.js; ENTRYPOINT node /a.js");
    assert!(!told.contains("chmod +x") && !told.contains("0o755"), "{told}");
}

#[test]
fn first_bytes_say_how_a_file_is_started() {
    const NOTHING: &str = "nothing says how to run `/app`";
    says(
        "debian:12",
        &[
            ("COPY sh /app; ENTRYPOINT /app", ""),
            ("COPY text /app; ENTRYPOINT /app", NOTHING),
            ("COPY text /app; HEALTHCHECK /app", NOTHING),
            ("COPY empty /app; ENTRYPOINT /app", "`/app` is an empty file"),
            ("COPY crlf /app; ENTRYPOINT /app", "ends as lines of Windows do"),
            ("COPY bash_crlf /app; ENTRYPOINT /app", ""),
            ("COPY bash /app; ENTRYPOINT /app", ""),
            ("COPY odd /app; ENTRYPOINT /app", ""),
            ("COPY lfs /app; ENTRYPOINT /app", ""),
            ("COPY other /app; ENTRYPOINT /app", "is read by `/opt/x`, which is not in the image"),
            ("COPY elf /opt/x; COPY other /app; ENTRYPOINT /app", ""),
            ("COPY env /app; ENTRYPOINT /app", "`/app` is read by `python3`"),
            ("RUN apt-get install -y python3; COPY env /app; ENTRYPOINT /app", ""),
            ("COPY env_option /app; ENTRYPOINT /app", "`/app` is read by `python3`"),
            ("COPY env_value /app; ENTRYPOINT /app", "`/app` is read by `python3`"),
            ("COPY env_path /app; ENTRYPOINT /app", ""),
            ("COPY env_id /app; ENTRYPOINT /app", ""),
            ("ENV PATH=/srv; COPY env_path /app; ENTRYPOINT /app", ""),
            ("COPY elf /opt/myenv; COPY other_env /app; ENTRYPOINT /app", ""),
            ("ENV PATH=$A; COPY env /app; ENTRYPOINT /app", ""),
            // A shell, and a wrapper that calls one, reads text without `#!`.
            ("COPY text /app; ENTRYPOINT env /app", ""),
            ("COPY empty /app; ENTRYPOINT env /app", ""),
            ("COPY crlf /app; ENTRYPOINT env /app", "ends as lines of Windows do"),
            ("COPY elf644 /app; ENTRYPOINT env /app", "its mode is 0644"),
            ("COPY sh711 /app; ENTRYPOINT env /app", "its mode is 0711"),
            ("COPY elf711 /app; ENTRYPOINT env /app", ""),
            ("COPY text /app; ENTRYPOINT sh /app", ""),
        ],
    );
    says("alpine:3.22", &[("COPY bash /app; ENTRYPOINT /app", "is read by `/bin/bash`")]);
    says("alpine:3.22", &[("COPY sh /app; ENTRYPOINT /app", "")]);
    says("scratch", &[("COPY sh /app; ENTRYPOINT /app", "is read by `/bin/sh`")]);
}

#[test]
fn a_program_that_is_not_there_is_reported() {
    says("scratch", &[("ENTRYPOINT /app", "there is no program `/app` here")]);
    says(
        "debian:12",
        &[
            (
                "ENTRYPOINT /app",
                "no program `/app` is in the image .. `debian:12` has nothing there",
            ),
            ("COPY none /app; ENTRYPOINT /app", "no program `/app`"),
            ("COPY elf /opt/app; ENTRYPOINT /app", "there is /opt/app .. did you mean `/opt/app`?"),
            ("ENTRYPOINT app", "a bare name is looked for in PATH: /usr/local/sbin:/usr/local/bin"),
            ("ENTRYPOINT id", ""),
            ("COPY elf /opt/bin/app; ENTRYPOINT app", "no program `app` .. there is /opt/bin/app"),
            ("COPY elf /opt/bin/app; ENV PATH=/opt/bin:${PATH}; ENTRYPOINT app", ""),
            ("ENV PATH=/opt/bin:${PATH}; ENTRYPOINT id", ""),
            ("ENV PATH=/opt/bin; ENTRYPOINT id", "looked for in PATH: /opt/bin"),
            ("ENV PATHS=/opt/bin; ENTRYPOINT id", ""),
            ("ENV PATH=$A; ENTRYPOINT app", ""),
            ("WORKDIR /srv; COPY elf /srv/run; ENTRYPOINT ./run", ""),
            ("WORKDIR /srv; ENTRYPOINT ./run", "no program `./run`"),
            ("ENTRYPOINT /srv/../app", ""),
            ("COPY d /app; ENTRYPOINT /app", "`/app` is a folder .. name the program in it"),
            ("WORKDIR /app; COPY elf /app/app; ENTRYPOINT /app", "start `/app/app`"),
            ("WORKDIR /app; RUN touch /app/app; ENTRYPOINT /app", "start `/app/app`"),
            ("HEALTHCHECK /check", "no program `/check` .. a check that brings its own program"),
            ("ENTRYPOINT /app; HEALTHCHECK /check", "no program `/app` .. no program `/check`"),
            ("ENTRYPOINT tini -- /app", "no program `tini`"),
            ("ENTRYPOINT env /app", "no program `/app`"),
        ],
    );
    let told = said("FROM debian:12; HEALTHCHECK id; ENTRYPOINT /app");
    assert!(!told.contains("brings its own"), "{told}");
    // Of a base that is not known, nothing is missing.
    says("corp/x:1", &[("ENTRYPOINT /app", ""), ("ENTRYPOINT app", ""), ("CMD /app", "")]);
    says("corp/x:1", &[("COPY elf644 /opt/; ENTRYPOINT /opt/elf644", "its mode is 0644")]);
    says(
        "corp/x:1",
        &[("COPY elf644 /opt/; ENV PATH=/opt; ENTRYPOINT elf644", "its mode is 0644")],
    );
    says("corp/x:1", &[("COPY elf644 /usr/local/sbin/; ENTRYPOINT elf644", "")]);
}

#[test]
fn a_stage_starts_what_its_parent_says_unless_it_says_it_anew() {
    says(
        "debian:12 AS a",
        &[
            ("ENTRYPOINT /app; FROM a", "no program `/app`"),
            ("CMD /app; FROM a", "no program `/app`"),
            ("HEALTHCHECK /app; FROM a", "no program `/app`"),
            ("ENTRYPOINT /app; FROM a; COPY elf /app", ""),
            ("ENTRYPOINT sh; CMD /a.sh; FROM a", "no file `/a.sh`"),
            // A new ENTRYPOINT drops the parent's CMD, and not the stage's own.
            ("CMD /a.sh; FROM a; ENTRYPOINT sh", ""),
            ("CMD /a.sh; ENTRYPOINT sh", "no file `/a.sh`"),
            ("FROM a; CMD /a.sh; ENTRYPOINT sh", "no file `/a.sh`"),
            ("CMD /b.sh; FROM a; CMD /a.sh; ENTRYPOINT sh", "no file `/a.sh`"),
            ("COPY sh711 /app; ENTRYPOINT /app; WHO root; FROM a", "its mode is 0711"),
            ("ENV PATH=/opt/bin; FROM a; ENTRYPOINT id", "looked for in PATH: /opt/bin"),
            ("WORKDIR /srv; FROM a; COPY elf /srv/run; ENTRYPOINT ./run", ""),
            // A stage that is no target starts nothing.
            ("ENTRYPOINT /app; FROM debian:12; ENTRYPOINT id", ""),
            // A raw line may say anything.
            ("ENTRYPOINT /app; RAW CMD [\"a\"]; FROM a", ""),
            ("FROM a; ENTRYPOINT /app; RAW ENV PATH=/x", ""),
            ("FROM a; ENTRYPOINT /app; RAW LABEL a=b", "no program `/app`"),
        ],
    );
}

#[test]
fn the_bases_own_script_says_what_cmd_is() {
    says(
        "node:22",
        &[
            ("CMD node /a.js", "no file `/a.js`"),
            // A bare name may be a program of the base.
            ("CMD a.js", ""),
            ("CMD /a.js", "no file `/a.js`"),
            ("COPY js /a.js; CMD /a.js", ""),
            ("CMD --version /a.js", ""),
            ("CMD npm start", ""),
            ("CMD --require=/a", ""),
            ("COPY elf /usr/local/sbin/node; CMD node /a.js", "no file `/a.js`"),
            ("COPY text /usr/bin/x; CMD x", ""),
            // What is said below the base takes its place.
            ("ENTRYPOINT /a.js", "no program `/a.js`"),
        ],
    );
    says(
        "eclipse-temurin:21-jre",
        &[
            ("COPY text /app; CMD /app", ""),
            ("COPY text /app; ENTRYPOINT /app", "nothing says how to run `/app`"),
            ("CMD /app", "no program `/app`"),
            ("CMD -jar /a.jar", ""),
            ("CMD -Da=/b", ""),
            ("CMD java -jar /a.jar", "no file `/a.jar`"),
        ],
    );
    says(
        "gcr.io/distroless/java21-debian12",
        &[("CMD /a.jar", "no file `/a.jar`"), ("COPY js /a.jar; CMD /a.jar", "")],
    );
    says("gcr.io/distroless/nodejs22-debian12", &[("CMD /a.js", "no file `/a.js`")]);
    says("gcr.io/distroless/python3-debian12", &[("CMD /a.py", "no file `/a.py`")]);
    says("debian:12", &[("CMD -x", "no program `-x`"), ("COPY elf /app", "")]);
}

#[test]
fn some_notes_are_made_of_what_starts() {
    let notes = |sketch: &str| launch(sketch).notes;
    let of_owner = |program: &str, mode| {
        let (stage, program) = ("final".to_owned(), program.to_owned());
        vec![Note::OfItsOwner { stage, program, mode }]
    };
    let start = |copy: &str| notes(&format!("FROM debian:12; COPY {copy} /app; ENTRYPOINT /app"));
    assert_eq!(start("elf700"), of_owner("/app", 0o700));
    assert_eq!(start("--chmod=710 elf"), of_owner("/app", 0o710));
    for copy in ["elf", "elf711", "elf644", "--chown=7:7 elf700", "--chown=9:7 --chmod=710 elf"] {
        assert_eq!(start(copy), [], "{copy}");
    }
    assert_eq!(notes("FROM debian:12; COPY elf700 /app; ENTRYPOINT /app; WHO root"), []);
    assert_eq!(
        notes("FROM debian:12; COPY elf700 /app; HEALTHCHECK /app"),
        of_owner("/app", 0o700)
    );
    // A file that is read need not be a program.
    let read = "FROM debian:12; COPY --chmod=710 js /a.sh; ENTRYPOINT sh /a.sh";
    assert_eq!(notes(read), []);
    let (stage, folder) = ("final".to_owned(), "/srv/a".to_owned());
    assert_eq!(notes("FROM debian:12; WORKDIR /srv/a"), [Note::EmptyWorkdir { stage, folder }]);
    assert_eq!(notes("FROM debian:12; WORKDIR /srv/a; COPY elf /srv/a/"), []);
    assert_eq!(notes("FROM debian:12 AS a; WORKDIR /srv/a; FROM debian:12"), []);
}

/// What has to be looked at on disk before more can be told.
#[test]
fn paths_of_the_context_are_asked_for() {
    let asked = |sketch: &str| launch(sketch).to_look_at.into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(asked("FROM debian:12; COPY x/new /app; ENTRYPOINT /app"), "x/new");
    assert_eq!(asked("FROM debian:12; COPY ./x/new/ /app; ENTRYPOINT /app"), "x/new");
    assert_eq!(asked("FROM debian:12; COPY elf /app; ENTRYPOINT /app"), "");
    assert_eq!(asked("FROM debian:12; COPY x/new /b; ENTRYPOINT /app"), "");
    assert_eq!(asked("FROM debian:12; COPY x /srv; ENTRYPOINT /srv/app"), "x x/app");
}

#[test]
fn a_first_process_stays_in_the_foreground() {
    for sketch in [
        "FROM debian:12;RUN apt-get install cron;CMD cron",
        "FROM debian:12;RUN apt-get install tini cron;ENTRYPOINT tini -- cron",
        "FROM debian:12;RUN apt-get install gunicorn;ENTRYPOINT gunicorn;CMD app:app --daemon",
        "FROM debian:12;RUN apt-get install nginx;CMD nginx",
        "FROM debian:12 AS a;RUN apt-get install nginx;FROM a;COPY sh /etc/nginx/conf.d/a.conf;CMD nginx",
        "FROM nginx:1.27;CMD nginx",
        "FROM nginx:1.27;COPY d /etc/nginx/conf.d;ENTRYPOINT nginx",
        "FROM httpd:2.4;CMD httpd",
        "FROM nginx:1.27;CMD sh -c nginx",
    ] {
        let words = said(sketch);
        assert!(words.starts_with("the container would end at once: "), "{sketch}: {words}");
    }
    for sketch in [
        "FROM debian:12;RUN apt-get install cron;CMD cron -f",
        "FROM corp/nginx:1;CMD nginx",
        "FROM corp/nginx:1;ENTRYPOINT nginx",
        "FROM nginx:1.27;CMD httpd -DFOREGROUND",
        "FROM nginx:1.27;ENTRYPOINT a;CMD nginx",
        "FROM nginx:1.27;COPY sh /etc/nginx/nginx.conf;CMD nginx",
        "FROM nginx:1.27;COPY d /etc/nginx/;CMD nginx",
        "FROM nginx:1.27;COPY d /;CMD nginx",
        "FROM nginx:1.27;RUN sed -i s/a/b/ /etc/nginx/nginx.conf;CMD nginx",
        "FROM nginx:1.27 AS a;COPY sh /etc/nginx/nginx.conf;FROM a;CMD nginx",
        "FROM debian:12;HEALTHCHECK cron",
    ] {
        assert!(!said(sketch).contains("background"), "{sketch}: {}", said(sketch));
    }
}
