//! What lines leave in a stage, what a cache mount keeps from it, and what stands below a volume.

use super::{check, is_install, words};
use crate::check::sketch::program;
use crate::program::instruction::RunForm;

/// What is said of a sketch, each message up to its first path.
fn said(sketch: &str) -> Vec<String> {
    check(&program(sketch)).into_iter().map(|said| said.message).collect()
}

/// Whatever a path stands between, it is found.
#[test]
fn a_path_is_a_word_between_signs() {
    for sign in [
        ' ', '\n', '\t', '"', '\'', '=', ':', ';', ',', '(', ')', '{', '}', '|', '&', '<', '>',
        '`', '$',
    ] {
        let form = RunForm::Script(format!("make a{sign}/x/y{sign}b"));
        assert!(words(&form).contains(&"/x/y".to_owned()), "{sign:?}");
    }
    let argv = |argv: &[&str]| words(&RunForm::Argv(argv.iter().map(|it| (*it).into()).collect()));
    assert_eq!(argv(&["make", "--from=/x/y", "z"]), ["/x/y"]);
    assert_eq!(argv(&["rm", "-r", "/x/y"]), [""; 0]);
    assert_eq!(argv(&["sh", "-c", "rm -r /x/y; cat /z/y"]), ["/z/y"]);
    // Only the text of the shell is one of commands.
    assert_eq!(argv(&["sh", "-c", "make", "rm /x/y"]), ["/x/y"]);
}

/// A stage that starts from nothing, and in which nothing runs, has what its lines bring.
#[test]
fn a_path_that_no_line_makes_is_copied_by_mistake() {
    const BELOW: &str = "FROM debian:12; COPY --from=build";
    for (build, taken, is_there) in [
        ("FROM scratch AS build; COPY a /a", "/a /x", true),
        ("FROM scratch AS build; COPY a /a", "/a/b /x", true),
        ("FROM scratch AS build; COPY a /a/b", "/a /x", true),
        ("FROM scratch AS build; COPY a /a", "/b /x", false),
        ("FROM scratch AS build; COPY a /a", "/ab /x", false),
        ("FROM scratch AS build; COPY a /a", "/a /b /x/", false),
        ("FROM scratch AS build; COPY a /a", "--optional /b /x", true),
        ("FROM scratch AS build", "/ /x", true),
        ("FROM scratch AS build; ADD https://x/a /a", "/a /x", true),
        ("FROM scratch AS build; WORKDIR /srv/a", "/srv/a /x", true),
        ("FROM scratch AS build; WORKDIR /srv/a", "/srv /x", true),
        ("FROM scratch AS build; WORKDIR /srv/a", "/srv/a/b /x", false),
        ("FROM scratch AS build; ARGV /a", "/b /x", true),
        ("FROM scratch AS build; RAW LABEL a=b", "/b /x", true),
        ("FROM debian:12 AS build", "/b /x", true),
        ("FROM scratch AS base; COPY a /a; FROM base AS build; COPY c /c", "/a /x", true),
        ("FROM scratch AS base; COPY a /a; FROM base AS build; COPY c /c", "/c /x", true),
        ("FROM scratch AS base; COPY a /a; FROM base AS build; COPY c /c", "/b /x", false),
        ("FROM debian:12 AS base; FROM base AS build", "/b /x", true),
        ("FROM scratch AS base; ARGV /a; FROM base AS build", "/b /x", true),
        // Another build context may hold anything.
        ("FROM scratch AS other", "/b /x", true),
        // Several files of another stage go into the target, each by its name.
        ("FROM debian:12 AS a; FROM scratch AS build; COPY --from=a /u/v /u/w /s", "/s/v /x", true),
        ("FROM debian:12 AS a; FROM scratch AS build; COPY --from=a /u/v /u/w /s", "/s /x", true),
        (
            "FROM debian:12 AS a; FROM scratch AS build; COPY --from=a /u/v /u/w /s",
            "/s/y /x",
            false,
        ),
        ("FROM debian:12 AS a; FROM scratch AS build; COPY --from=a /u/v /s", "/s/y /x", true),
        (
            "FROM debian:12 AS a; FROM scratch AS build; COPY --from=a --parents /u/v /u/w /s",
            "/s/u /x",
            true,
        ),
        (
            "FROM debian:12 AS a; FROM scratch AS build; COPY --from=a /u/$A /u/w /s",
            "/s/y /x",
            true,
        ),
        (
            "FROM debian:12 AS a; FROM scratch AS build; COPY --from=a /u/v /u/w /s/$A",
            "/s/y /x",
            true,
        ),
    ] {
        let said = said(&format!("{build}; {BELOW} {taken}"));
        assert_eq!(said.is_empty(), is_there, "{build}: {taken}: {said:?}");
        let wrong = said.iter().find(|said| !said.starts_with("nothing in `build` makes `/"));
        assert_eq!(wrong, None);
    }
    let bound = said("FROM scratch AS build; COPY a /a; FROM debian:12; RUN --bind=build:/b make");
    assert_eq!(bound, ["nothing in `build` makes `/b`"]);
    assert_eq!(said("FROM debian:12; RUN --bind=other:/b make"), [""; 0]);
}

/// What was made in a cache mount is in no layer, unless a copy has brought it.
#[test]
fn what_lived_in_a_cache_is_not_copied() {
    const CACHED: &str = "RUN --cache=/src/out make";
    for (lines, taken, is_there) in [
        ("", "/src/out/app", false),
        ("", "/src/out", false),
        ("", "/src/out/", false),
        ("", "/src/outer", true),
        ("", "/src", true),
        ("COPY a /src/out/app; ", "/src/out/app", true),
        ("COPY a /src/out/app; ", "/src/out/app/x", true),
        ("COPY a /src/out/app; ", "/src/out/x", false),
        ("COPY a /src/out/app; ", "/src/out", false),
        ("COPY a /src; ", "/src/out/app", false),
    ] {
        let build = format!("FROM debian:12 AS build; {lines}{CACHED}");
        let said = said(&format!("{build}; FROM debian:12; COPY --from=build {taken} /x"));
        assert_eq!(said.is_empty(), is_there, "{lines}{taken}: {said:?}");
        let wrong = said.iter().find(|said| !said.contains("lived in a cache mount of `build`"));
        assert_eq!(wrong, None);
    }
}

#[test]
fn what_lived_in_a_cache_is_not_read_without_it() {
    for (line, is_there) in [
        ("ENTRYPOINT /src/out/app", false),
        ("CMD /src/out/app", false),
        ("HEALTHCHECK /src/out/app", false),
        // Only the program is certainly a path.
        ("ENTRYPOINT /app /src/out/app", true),
        ("CMD /app /src/out/app", true),
        ("HEALTHCHECK /app /src/out/app", true),
        ("ENTRYPOINT /src/app", true),
        ("RUN cat /src/out/app", false),
        ("RUN cat out/app", true),
        ("WORKDIR /src; RUN cat out/app", false),
        ("ARGV cat /src/out/app", false),
        ("SCRIPT cat /src/out/app", false),
        ("RUN --cache=/src/out cat /src/out/app", true),
        ("RUN --cache=/src cat /src/out/app", true),
        ("RUN --cache=/src/out/x cat /src/out/app", false),
        ("RUN --cache=/src/out --cache=/y cat /src/out/app", true),
        // The folder itself is there, and empty.
        ("RUN ls /src/out", true),
        ("RUN rm -r /src/out/app", true),
        ("COPY a /src/out/app; RUN cat /src/out/app", true),
    ] {
        let said = said(&format!("FROM debian:12; RUN --cache=/src/out make; {line}"));
        assert_eq!(said.is_empty(), is_there, "{line}: {said:?}");
        let wrong = said.iter().find(|said| !said.contains("is not there any more"));
        assert_eq!(wrong, None);
    }
    let of_parent = "FROM debian:12 AS base; RUN --cache=/src/out make; FROM base; CMD /src/out/a";
    assert_eq!(said(of_parent).len(), 1);
    let beside =
        "FROM debian:12 AS base; RUN --cache=/src/out make; FROM debian:12; CMD /src/out/a";
    assert_eq!(said(beside).len(), 0);
}

/// A tmpfs is empty after its step, too. Another step may have made the file that a step reads.
#[test]
fn what_lived_in_a_tmpfs_is_in_no_layer() {
    for (mounted, line, is_there) in [
        ("/out", "COPY --from=build /out/app /x", false),
        ("/out", "COPY --from=build /out /x", false),
        ("/out", "COPY --from=build /outer /x", true),
        ("/tmp", "COPY --from=build /tmp/app /x", true),
        ("/tmp/out", "COPY --from=build /tmp/out/app /x", false),
        ("/out", "CMD /out/app", true),
    ] {
        let build = format!("FROM debian:12 AS build; RUN --tmpfs={mounted} make");
        let said = said(&format!("{build}; FROM debian:12; {line}"));
        assert_eq!(said.is_empty(), is_there, "{mounted} {line}: {said:?}");
        let wrong = said.iter().find(|said| !said.contains("lived in a tmpfs mount of `build`"));
        assert_eq!(wrong, None);
    }
    let same = |line: &str| said(&format!("FROM debian:12; RUN --tmpfs=/out make; {line}"));
    assert_eq!(
        same("CMD /out/app"),
        ["`/out/app` lived in a tmpfs mount, and is not there any more"]
    );
    assert_eq!(same("RUN cat /out/app"), [""; 0]);
    assert_eq!(same("COPY a /out/app; CMD /out/app"), [""; 0]);
}

#[test]
fn what_is_written_below_a_volume_may_be_dropped() {
    for (line, is_kept) in [
        ("COPY a /data", false),
        ("COPY a /data/a", false),
        ("COPY a /database", true),
        ("COPY a /", true),
        ("COPY --from=other /a /data/a", false),
        ("ADD https://x/a /data/a", false),
        ("ADD https://x/a /srv/a", true),
        ("RUN touch /data/a", false),
        ("RUN touch /srv/a", true),
        ("WORKDIR /; RUN touch data/a", false),
        ("WORKDIR /data/a", false),
        ("WORKDIR /srv", true),
    ] {
        let said = said(&format!("FROM debian:12; VOLUME /data; {line}"));
        assert_eq!(said.is_empty(), is_kept, "{line}: {said:?}");
        let wrong = said.iter().find(|said| !said.ends_with("below the VOLUME `/data`"));
        assert_eq!(wrong, None);
    }
    for lines in [
        "COPY a /data/a; VOLUME /data",
        // The directory is there, so WORKDIR makes nothing.
        "COPY a /data/a; VOLUME /data; WORKDIR /data",
        "WORKDIR /data/a; VOLUME /data; WORKDIR /data/a",
        "WORKDIR /data/a; VOLUME /data; WORKDIR /data",
    ] {
        assert_eq!(said(&format!("FROM debian:12; {lines}")), [""; 0], "{lines}");
    }
    assert_eq!(said("FROM debian:12 AS base; VOLUME /data; FROM base; COPY a /data/a").len(), 1);
    assert_eq!(said("FROM debian:12; WORKDIR /data; VOLUME /data; WORKDIR /data/a").len(), 1);
}

#[test]
fn a_package_manager_is_called_behind_assignments() {
    for command in [
        "apt-get update",
        "apk add a",
        "dnf install a",
        "microdnf install a",
        "zypper install a",
        "pacman -S a",
        "A=b apt-get update",
        "A=b C=d apk add a",
    ] {
        assert!(is_install(command), "{command}");
    }
    for command in ["make", "sudo apt-get update", "A=apt-get make", "apt-get=x", ""] {
        assert!(!is_install(command), "{command}");
    }
}
