//! Which rules of a policy a program breaks, by sketches of images.

use super::{Broken, may_bring};
use crate::check::policy::{Manifest, Policy};
use crate::check::sketch::{places, program};
use crate::program::dialect::Dialect;
use crate::program::instruction::ValuePart;
use crate::program::pins::Pins;
use crate::program::program::{Fetch, Fetched, Program};
use crate::value::{Value as _, VarName};

fn policy(rules: &str) -> Policy {
    let text = format!("[workspace.metadata.dockerfile]\n{rules}\n");
    let (policy, mistakes) = Policy::of(&Manifest { name: "Cargo.toml", text: &text }, None);
    assert_eq!(mistakes, [], "{rules}");
    policy
}

/// What is said of a program, each rule by its first words and the line that it is about.
fn said(rules: &str, program: &Program, given: &[(&str, &str)], needed: Dialect) -> String {
    let Broken { rules, unpinned } =
        policy(rules).check(program, given, needed, &Pins::default(), places()[11]);
    let said = rules.into_iter().chain(unpinned).map(|said| said.message);
    said.collect::<Vec<_>>().join("; ")
}

fn of_sketch(rules: &str, sketch: &str) -> String {
    said(rules, &program(sketch), &[], Dialect::V1_4)
}

#[test]
fn each_image_is_of_a_trusted_registry_and_has_a_digest() {
    let digest = format!("debian@sha256:{}", "1".repeat(64));
    for (rules, sketch, wanted) in [
        ("trusted-registries = [\"debian\"]", "FROM debian:12 AS a; FROM a", ""),
        ("trusted-registries = [\"debian\", \"ghcr.io\"]", "FROM ghcr.io/x:1", ""),
        (
            "trusted-registries = [\"debian\"]",
            "FROM alpine:3",
            "`docker.io/library/alpine` is of no trusted",
        ),
        ("trusted-registries = [\"debian\"]", "FROM scratch", ""),
        ("require-digest = true", "FROM debian:12", "`debian:12` has no digest"),
        ("require-digest = false", "FROM debian:12", ""),
        ("require-digest = true", &format!("FROM {digest}"), ""),
        ("require-digest = true", "FROM scratch", ""),
    ] {
        let said = of_sketch(rules, sketch);
        assert!(
            said.starts_with(wanted) && said.is_empty() == wanted.is_empty(),
            "{rules}: {said}"
        );
    }
    // The image that reads the file is one, too.
    let by_frontend = |rules| said(rules, &program("FROM scratch"), &[], Dialect::V1_19);
    assert!(by_frontend("require-digest = true").contains("docker/dockerfile:1.19` has no digest"));
    assert!(by_frontend("trusted-registries = [\"debian\"]").contains("docker/dockerfile"));
    assert_eq!(by_frontend("trusted-registries = [\"docker/dockerfile\"]"), "");
}

#[test]
fn a_context_is_trusted_by_its_name() {
    const RULE: &str = "trusted-contexts = [\"docs\"]";
    for (lines, is_trusted) in [
        ("COPY --from=docs /a /a", true),
        ("COPY --from=other /a /a", false),
        ("RUN --bind=docs:/a make", true),
        ("RUN --bind=other:/a make", false),
        ("FROM scratch AS b; COPY --from=final /a /a", true),
        ("COPY a /a", true),
        ("RUN --cache=/a make", true),
    ] {
        let said = of_sketch(RULE, &format!("FROM debian:12; {lines}"));
        assert_eq!(said.is_empty(), is_trusted, "{lines}: {said}");
    }
    assert_eq!(of_sketch("ways-out = []", "FROM debian:12; COPY --from=other /a /a"), "");
}

/// A raw line is asked about where the policy asks where files come from, unless it is allowed, or
/// refused as a way out.
#[test]
fn a_raw_line_is_asked_where_its_files_come_from() {
    const BRINGS: &str = "FROM scratch; RAW ADD https://x.org/a /a";
    for (rules, sketch, is_asked) in [
        ("trusted-registries = [\"debian\"]", BRINGS, true),
        ("trusted-sources = []", BRINGS, true),
        ("trusted-contexts = []", BRINGS, true),
        ("require-digest = true", BRINGS, true),
        ("require-checksum = true", BRINGS, true),
        ("require-digest = false", BRINGS, false),
        ("dialect = \"1.4\"", BRINGS, false),
        ("trusted-sources = []\nways-out = [\"raw\"]", BRINGS, false),
        ("trusted-sources = []\nways-out = [\"insecure\"]", BRINGS, false),
        ("trusted-sources = []", "FROM scratch; RAW LABEL a=b", false),
        ("trusted-sources = []", "FROM scratch; COPY a /a", false),
    ] {
        let said = of_sketch(rules, sketch);
        assert_eq!(said.starts_with("nobody knows what"), is_asked, "{rules}: {said}");
        assert_eq!(said.is_empty(), !is_asked, "{rules}: {said}");
    }
}

fn fetch(parts: &[&str], is_checked: bool) -> Fetch {
    let part = |part: &&str| match part.strip_prefix('$') {
        Some(name) => ValuePart::Variable(VarName::trusted(name.to_owned())),
        None => ValuePart::Text((*part).to_owned()),
    };
    let of = Fetched::Url(parts.iter().map(part).collect());
    Fetch { of, is_checked, at: places()[0] }
}

#[test]
fn a_download_is_of_a_trusted_source_whatever_its_variables_hold() {
    let of = |rules: &str, fetch: Fetch, sketch: &str, given: &[(&str, &str)]| {
        let mut program = program(sketch);
        program.fetches.push(fetch);
        said(rules, &program, given, Dialect::V1_4)
    };
    const CORP: &str = "trusted-sources = [\"x.org/corp\"]";
    let url = || fetch(&["https://x.org/corp/", "$A", "/x"], true);
    for (sketch, given, is_trusted) in [
        ("FROM scratch", &[][..], true),
        ("FROM scratch; ENV A=1", &[], true),
        ("FROM scratch; ENV A=../evil", &[], false),
        ("FROM scratch; ENV B=../evil", &[], true),
        ("FROM scratch; ENV A=$B; ENV B=../evil", &[], false),
        ("FROM scratch; ENV A=$B; ENV B=$C; ENV C=../evil", &[], false),
        ("FROM scratch; ENV A=$B; ENV B=$A", &[], true),
        ("FROM scratch; ENV A=1; ENV A=../evil", &[], false),
        ("FROM scratch; RAW ENV A=1", &[], false),
        ("FROM scratch; RAW ARG A=1", &[], false),
        ("FROM scratch; RAW LABEL A=1", &[], true),
        ("FROM scratch; ARG A=1", &[], true),
        ("FROM scratch; ARG A=../evil", &[], false),
        ("FROM scratch; ARG B=../evil", &[], true),
        ("FROM scratch; ARG B=../evil; ENV A=$B", &[], false),
        ("FROM scratch", &[("A", "../evil")], false),
        ("FROM scratch", &[("B", "../evil")], true),
        ("FROM scratch; ENV A=$B", &[("B", "../evil")], false),
    ] {
        let said = of(CORP, url(), sketch, given);
        assert_eq!(said.is_empty(), is_trusted, "{sketch} {given:?}: {said}");
    }
    let sum = |is_checked| {
        of("require-checksum = true", fetch(&["https://x.org/a"], is_checked), "FROM scratch", &[])
    };
    assert_eq!(sum(true), "");
    assert!(sum(false).ends_with("has no checksum in build.rs"));
    let text = "https://x.org/corp/a.git".to_owned();
    let repository =
        || Fetch { of: Fetched::Repository(text.clone()), is_checked: false, at: places()[0] };
    assert!(
        of("require-checksum = true", repository(), "FROM scratch", &[]).ends_with("has no commit")
    );
    assert_eq!(of(CORP, repository(), "FROM scratch", &[]), "");
    assert!(!of("trusted-sources = []", repository(), "FROM scratch", &[]).is_empty());
}

#[test]
fn a_label_has_a_value_in_the_end() {
    for (sketch, has) in [
        ("FROM debian:12; LABEL o=team", true),
        ("FROM debian:12; LABEL p=team", false),
        ("FROM debian:12", false),
        ("FROM debian:12; LABEL o=", false),
        ("FROM debian:12; LABEL o=\t.\t", true),
        ("FROM debian:12; ENV A=; LABEL o=\u{a0}$A", false),
        ("FROM debian:12; LABEL o=team; LABEL o=", false),
        ("FROM debian:12; LABEL o=; LABEL o=team", true),
        ("FROM debian:12; LABEL o=team; RAW LABEL p=x", false),
        ("FROM debian:12; RAW LABEL p=x; LABEL o=team", true),
        ("FROM debian:12; LABEL o=team; RAW STOPSIGNAL x", true),
        ("FROM debian:12; LABEL o=$A", true),
        ("FROM debian:12; ARG A=team; LABEL o=$A", true),
        ("FROM debian:12; ENV A=; LABEL o=$A", false),
        ("FROM debian:12; ENV A=; LABEL o=x$A", true),
        ("FROM debian:12; ENV A=team; ENV A=; LABEL o=$A", false),
        ("FROM debian:12; RAW ENV A=team; LABEL o=$A", false),
        ("FROM debian:12 AS a; LABEL o=team; FROM a", true),
        ("FROM debian:12 AS a; LABEL o=team; FROM a; LABEL o=", false),
        ("FROM debian:12 AS a; LABEL o=team; FROM debian:12", false),
    ] {
        let said = of_sketch("required-labels = [\"o\"]", sketch);
        let wanted = if has { "" } else { "the image `final` has no label `o`" };
        assert_eq!(said, wanted, "{sketch}");
    }
}

#[test]
fn a_dialect_is_allowed_up_to_the_policys() {
    for (rule, asked, is_above) in [
        ("dialect = \"1.14\"", Dialect::V1_14, false),
        ("dialect = \"1.14\"", Dialect::V1_4, false),
        ("dialect = \"1.14\"", Dialect::V1_16, true),
        ("ways-out = []", Dialect::V1_20, false),
    ] {
        assert_eq!(policy(rule).above(asked, places()[0]).is_some(), is_above, "{rule} {asked}");
    }
    let mut program = program("FROM scratch");
    program.ways_out = vec![("raw", places()[0]), ("insecure", places()[0])];
    let said = said("ways-out = [\"raw\"]", &program, &[], Dialect::V1_4);
    assert_eq!(said, "the way out `insecure` is not allowed here");
}

#[test]
fn a_raw_line_may_bring_files() {
    for line in [
        "ADD https://example.com/x /x",
        "ADD x /x",
        "COPY --from=ghcr.io/x/y:1 /x /x",
        "COPY --FROM=x /x /x",
        "COPY --link --from=x /x /x",
        "RUN --mount=from=x,target=/y make",
        "RUN --network=none --mount=type=bind,from=x,target=/y make",
        "RUN --mount=type=bind,From=x,target=/y make",
        "COPY --fr\"om=x\" /x /x",
        "COPY --fr'om=x' /x /x",
        "COPY --fr\\om=x /x /x",
        "COPY --link=$X /x /x",
        "ONBUILD ADD x /x",
        "ONBUILD COPY --from=x /x /x",
        "ONBUILD  RUN --mount=from=x,target=/y make",
    ] {
        assert!(may_bring(line), "{line}");
    }
    for line in [
        "COPY x /x",
        "COPY --link --chmod=755 x /x",
        "COPY x --from=x",
        "RUN make --from=x",
        "RUN --mount=type=cache,target=/y make",
        "LABEL a=--from=x",
        "USER 0",
        "ONBUILD COPY x /x",
        "ONBUILD USER 0",
    ] {
        assert!(!may_bring(line), "{line}");
    }
}
