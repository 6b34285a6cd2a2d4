//! Each word by which a variable, a label or a base is known.

mod steps;

use super::names::{is_label_of_commit, is_of_commit, is_version, reads, reads_commit};
use super::start::{Libc, has_no_shell, libc, place};
use crate::file::Origin;

/// The function is long by its rows.
#[test]
fn each_name_of_what_a_commit_changes_is_known() {
    for name in [
        "COMMIT",
        "REVISION",
        "TIMESTAMP",
        "BUILDTIME",
        "BUILDDATE",
        "CACHEBUST",
        "CACHEBUSTER",
        "GITSHA",
        "GITHASH",
        "GITCOMMIT",
        "GIT_SHA",
        "GIT_HASH",
        "GIT_REF",
        "GIT_TAG",
        "GIT_DESCRIBE",
        "VCS_REF",
        "COMMIT_SHA",
        "SHORT_SHA",
        "SOURCE_SHA",
        "BUILD_SHA",
        "BUILD_DATE",
        "BUILD_TIME",
        "BUILD_NUMBER",
        "BUILD_ID",
        "BUILD_REF",
        "CACHE_BUST",
        "RELEASE_SHA",
        "CI_SHA",
        "APP_GIT_SHA",
        "build-date",
        "org.a.build.date",
        "A/COMMIT",
    ] {
        assert!(is_of_commit(name) && is_label_of_commit(name), "{name}");
    }
    for name in
        ["SHA", "GIT", "DATE", "BUILD", "TAG", "CI", "COMMITS", "NODE_VERSION", "BUILD_TYPE"]
    {
        assert!(!is_of_commit(name), "{name}");
    }
    for name in
        ["a.revision", "a.created", "a.version", "a.commit", "a.build", "a.release", "a.date"]
    {
        assert!(is_label_of_commit(name), "{name}");
    }
    for name in ["a.title", "version.a", "a.dates"] {
        assert!(!is_label_of_commit(name), "{name}");
    }
    assert!(is_version("APP_VERSION") && is_version("RELEASE") && !is_version("VERSIONS"));
    for (text, does) in [
        ("a $GIT_SHA", true),
        ("a ${GIT_SHA:-b}", true),
        ("$A$GIT_SHA", true),
        ("GIT_SHA", false),
        ("$GIT_SHAX", false),
        ("$A GIT_SHA", false),
    ] {
        assert_eq!(reads_commit(text), does, "{text}");
    }
    for (text, does) in [
        ("$A", true),
        ("${A}", true),
        ("${A:-b}", true),
        ("a$A.b", true),
        ("A", false),
        ("$AB", false),
        ("$A_", false),
        ("$BA", false),
        ("A $A", true),
    ] {
        assert_eq!(reads(text, "A"), does, "{text}");
    }
}

#[test]
fn each_base_is_known_by_its_library() {
    let of = |name: &str| libc(&Origin::Image(name.to_owned()));
    let glibc = "debian ubuntu rust golang node python gcc fedora rockylinux almalinux centos amazonlinux swift haskell \
                 openjdk eclipse-temurin maven gradle ruby php buildpack-deps a/debian:12 h:80/node@sha256:0 RUST:1";
    for name in glibc.split_whitespace() {
        assert_eq!(of(name), Some(Libc::Glibc), "{name}");
    }
    for name in
        ["alpine", "alpine:3", "node:20-alpine", "a/my-alpine-base:1", "rust:alpine@sha256:0"]
    {
        assert_eq!(of(name), Some(Libc::Musl), "{name}");
    }
    for name in
        ["gcr.io/distroless/static:nonroot", "cgr.dev/chainguard/static", "busybox:1", "a/busybox"]
    {
        assert_eq!(of(name), Some(Libc::Nothing), "{name}");
    }
    for name in ["redis", "gcr.io/distroless/base", "team/app:alpha", "h:80/x"] {
        assert_eq!(of(name), None, "{name}");
    }
    assert_eq!(libc(&Origin::Scratch), Some(Libc::Nothing));
    for (name, is) in [
        ("gcr.io/distroless/static", true),
        ("cgr.dev/chainguard/static", true),
        ("gcr.io/distroless/static:debug", false),
        ("debian:12", false),
    ] {
        assert_eq!(has_no_shell(&Origin::Image(name.to_owned())), is, "{name}");
    }
    assert!(has_no_shell(&Origin::Scratch) && !has_no_shell(&Origin::Stage(0)));
    for (program, directory, path) in [
        ("/a", Some("/b"), Some("/a")),
        ("./a", Some("/b"), Some("/b/a")),
        ("../a", Some("/b/c"), Some("/b/a")),
        ("c/a", None, Some("/c/a")),
        ("a", Some("/b"), None),
        ("./a", Some("b"), None),
    ] {
        assert_eq!(place(program, directory).as_deref(), path, "{program}");
    }
}
