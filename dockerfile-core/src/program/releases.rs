//! The release of a distribution that a base is built on, and so its glibc: read from the image's
//! name and tag where they leave one answer, and `None` elsewhere.
//!
//! As of 2026-11-26. Sources: the distributions' own packages of glibc
//! (<https://packages.debian.org/libc6>, <https://packages.ubuntu.com/libc6>,
//! <https://packages.fedoraproject.org/pkgs/glibc>); the releases of distroless's images
//! (<https://github.com/GoogleContainerTools/distroless>); the suites that images of languages are
//! built on where their tag names none, by the whole history of `library/rust`, `golang`, `node`,
//! `python` and `ruby` from June 2022 to August 2026
//! (<https://github.com/docker-library/official-images>).

use super::reference::Reference;

/// A release of a distribution, and its glibc.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Release {
    pub(crate) name: &'static str,
    pub(crate) glibc: Glibc,
}

impl Release {
    /// The version of glibc, as text: `2.36`.
    pub(crate) fn version(self) -> String {
        format!("{}.{}", self.glibc.0, self.glibc.1)
    }
}

/// A version of glibc, by its two numbers.
pub(crate) type Glibc = (u16, u16);

/// A release's name, its number at the beginning of tags, the code name that tags have in place of
/// the number, and its glibc.
type Row = (&'static str, &'static str, &'static str, Glibc);

#[rustfmt::skip]
const DEBIAN: &[Row] = &[
    ("Debian 9", "9", "stretch", (2, 24)),
    ("Debian 10", "10", "buster", (2, 28)),
    ("Debian 11", "11", "bullseye", (2, 31)),
    ("Debian 12", "12", "bookworm", (2, 36)),
    ("Debian 13", "13", "trixie", (2, 41)),
];

#[rustfmt::skip]
const UBUNTU: &[Row] = &[
    ("Ubuntu 16.04", "16.04", "xenial", (2, 23)),
    ("Ubuntu 18.04", "18.04", "bionic", (2, 27)),
    ("Ubuntu 20.04", "20.04", "focal", (2, 31)),
    ("Ubuntu 22.04", "22.04", "jammy", (2, 35)),
    ("Ubuntu 24.04", "24.04", "noble", (2, 39)),
    ("Ubuntu 24.10", "24.10", "oracular", (2, 40)),
    ("Ubuntu 25.04", "25.04", "plucky", (2, 41)),
    ("Ubuntu 25.10", "25.10", "questing", (2, 42)),
];

// Distributions from here on have no code names in tags.
#[rustfmt::skip]
const FEDORA: &[Row] = &[
    ("Fedora 39", "39", "", (2, 38)),
    ("Fedora 40", "40", "", (2, 39)),
    ("Fedora 41", "41", "", (2, 40)),
    ("Fedora 42", "42", "", (2, 41)),
    ("Fedora 43", "43", "", (2, 42)),
];

#[rustfmt::skip]
const RED_HAT: &[Row] = &[
    ("Red Hat 7", "7", "", (2, 17)),
    ("Red Hat 8", "8", "", (2, 28)),
    ("Red Hat 9", "9", "", (2, 34)),
    ("Red Hat 10", "10", "", (2, 39)),
];

#[rustfmt::skip]
const AMAZON: &[Row] = &[
    ("Amazon Linux 2", "2", "", (2, 26)),
    ("Amazon Linux 2023", "2023", "", (2, 34)),
];

#[rustfmt::skip]
const LEAP: &[Row] = &[
    ("openSUSE Leap 15.5", "15.5", "", (2, 31)),
    ("openSUSE Leap 15.6", "15.6", "", (2, 38)),
    ("openSUSE Leap 16.0", "16.0", "", (2, 40)),
];

/// The release that an image is built on, if its name leaves no doubt.
pub(crate) fn release(reference: &Reference<'_>) -> Option<Release> {
    let (name, tag) = (reference.of_hub(), reference.tag.unwrap_or_default());
    let table = match name {
        "debian" => DEBIAN,
        "ubuntu" => UBUNTU,
        "fedora" => FEDORA,
        "rockylinux" | "rockylinux/rockylinux" | "almalinux" | "oraclelinux" | "centos" => RED_HAT,
        "amazonlinux" => AMAZON,
        "opensuse/leap" => LEAP,
        _ => return of_another(name, tag),
    };
    table.iter().find(|(_, number, name, _)| begins(tag, number) || begins(tag, name)).map(of_row)
}

/// The release that the name or tag of another image mentions.
fn of_another(name: &str, tag: &str) -> Option<Release> {
    let debian = |number: &str| DEBIAN.iter().find(|row| row.1 == number);
    if name.starts_with("gcr.io/distroless/") {
        return name.rsplit_once("-debian").and_then(|(_, number)| debian(number)).map(of_row);
    }
    // `ubi9/ubi-minimal`, `redhat/ubi9`, `eclipse-temurin:21-jre-ubi9-minimal`.
    let words = || name.split(['/', '-']).chain(tag.split('-'));
    if let Some(number) =
        words().find_map(|word| word.strip_prefix("ubi").filter(|it| !it.is_empty()))
    {
        return RED_HAT.iter().find(|row| row.1 == number).map(of_row);
    }
    let mut named =
        DEBIAN.iter().chain(UBUNTU).filter(|row| tag.split('-').any(|word| word == row.2));
    named.next().or_else(|| debian(by_version(name, tag)?)).map(of_row)
}

/// The Debian release of an official image whose tag is only a version, where every image of that
/// version was built on one release. Trixie has been the default since August 2025; images of Rust
/// 1.89 and Go 1.24 were built on both. A version that may still be built when the next Debian is
/// released in 2027 is left out (Go 1.27, Python 3.14, Ruby 4.0), and so is any that the history
/// read here does not have, such as a newer Rust.
fn by_version(name: &str, tag: &str) -> Option<&'static str> {
    let version = tag.strip_suffix("-slim").unwrap_or(tag);
    let mut numbers = version.split('.').map(str::parse);
    let (Some(Ok(1)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else { return None };
    let rest: Result<Vec<u16>, _> = numbers.collect();
    match (rest.ok()?.len() < 2, name, minor) {
        (true, "rust", 72..=88) => Some("12"),
        (true, "rust", 90..=98) => Some("13"),
        (true, "golang", 21..=23) => Some("12"),
        (true, "golang", 25 | 26) => Some("13"),
        _ => None,
    }
}

/// Whether a tag begins with a release's number or name: `12`, `12.11` and `12-slim` begin with
/// `12`, and `120` does not.
fn begins(tag: &str, release: &str) -> bool {
    let rest = tag.strip_prefix(release).filter(|_| !release.is_empty());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
}

fn of_row(&(name, _, _, glibc): &Row) -> Release {
    Release { name, glibc }
}

#[cfg(test)]
mod tests {
    use super::release;
    use crate::program::reference::Reference;

    #[test]
    fn a_base_says_its_release() {
        for (base, wanted) in [
            ("debian:bookworm-slim", Some("Debian 12")),
            ("debian:12", Some("Debian 12")),
            ("debian:12.11-slim", Some("Debian 12")),
            ("docker.io/library/debian:bullseye-20251117-slim", Some("Debian 11")),
            ("debian:trixie-backports", Some("Debian 13")),
            ("debian:stable", None),
            ("debian:sid-slim", None),
            ("debian:120", None),
            ("debian", None),
            ("ubuntu:22.04", Some("Ubuntu 22.04")),
            ("ubuntu:noble-20251001", Some("Ubuntu 24.04")),
            ("ubuntu:rolling", None),
            ("fedora:42", Some("Fedora 42")),
            ("fedora:4", None),
            ("rockylinux:9-minimal", Some("Red Hat 9")),
            ("almalinux:10.1", Some("Red Hat 10")),
            ("amazonlinux:2", Some("Amazon Linux 2")),
            ("amazonlinux:2023.9.20251110.1", Some("Amazon Linux 2023")),
            ("amazonlinux:2.0.20250305.0", Some("Amazon Linux 2")),
            ("opensuse/leap:15.6", Some("openSUSE Leap 15.6")),
            ("registry.corp/ubi9/ubi-minimal:9.5", Some("Red Hat 9")),
            ("redhat/ubi8:8.10", Some("Red Hat 8")),
            ("eclipse-temurin:21-jre-ubi9-minimal", Some("Red Hat 9")),
            ("eclipse-temurin:21-jre-jammy", Some("Ubuntu 22.04")),
            ("gcr.io/distroless/cc-debian12:nonroot", Some("Debian 12")),
            ("gcr.io/distroless/cc-debian13", Some("Debian 13")),
            ("gcr.io/distroless/cc:nonroot", None),
            ("rust:1.95-slim-bookworm", Some("Debian 12")),
            ("mirror.corp/library/rust:1.95-trixie", Some("Debian 13")),
            ("rust:1.88", Some("Debian 12")),
            ("rust:1.89", None),
            ("rust:1.95-slim", Some("Debian 13")),
            ("rust:1.95.0", Some("Debian 13")),
            ("rust:1.95-alpine", None),
            ("rust:1.71", None),
            ("rust:1.72", Some("Debian 12")),
            ("rust:1.90", Some("Debian 13")),
            ("rust:1.98.0-slim", Some("Debian 13")),
            ("rust:1.99", None),
            ("rust:1", None),
            ("rust:1.50", None),
            ("golang:1.23.12", Some("Debian 12")),
            ("golang:1.24", None),
            ("golang:1.27", None),
            ("golang:1.25", Some("Debian 13")),
            ("golang:1.22.1", Some("Debian 12")),
            ("corp/rust:1.95", None),
            ("python:3.12-slim", None),
            ("python:3.12-slim-bookworm", Some("Debian 12")),
            ("alpine:3.22", None),
            ("archlinux:base-20261101.0.1", None),
        ] {
            let release = release(&Reference::of(base));
            assert_eq!(release.map(|release| release.name), wanted, "{base}");
        }
    }

    /// Each release by its number and by its name, where tags have one, with its glibc.
    #[test]
    fn every_release_has_its_glibc() {
        for (bases, name, version) in [
            (["debian:9", "debian:stretch-slim"], "Debian 9", "2.24"),
            (["debian:10", "debian:buster-slim"], "Debian 10", "2.28"),
            (["debian:11", "debian:bullseye-slim"], "Debian 11", "2.31"),
            (["debian:12", "debian:bookworm-slim"], "Debian 12", "2.36"),
            (["debian:13", "debian:trixie-slim"], "Debian 13", "2.41"),
            (["ubuntu:16.04", "ubuntu:xenial"], "Ubuntu 16.04", "2.23"),
            (["ubuntu:18.04", "ubuntu:bionic"], "Ubuntu 18.04", "2.27"),
            (["ubuntu:20.04", "ubuntu:focal"], "Ubuntu 20.04", "2.31"),
            (["ubuntu:22.04", "ubuntu:jammy"], "Ubuntu 22.04", "2.35"),
            (["ubuntu:24.04", "ubuntu:noble"], "Ubuntu 24.04", "2.39"),
            (["ubuntu:24.10", "ubuntu:oracular"], "Ubuntu 24.10", "2.40"),
            (["ubuntu:25.04", "ubuntu:plucky"], "Ubuntu 25.04", "2.41"),
            (["ubuntu:25.10", "ubuntu:questing"], "Ubuntu 25.10", "2.42"),
            (["fedora:39", "docker.io/fedora:39"], "Fedora 39", "2.38"),
            (["fedora:40", "docker.io/fedora:40"], "Fedora 40", "2.39"),
            (["fedora:41", "docker.io/fedora:41"], "Fedora 41", "2.40"),
            (["fedora:42", "docker.io/fedora:42"], "Fedora 42", "2.41"),
            (["fedora:43", "docker.io/fedora:43"], "Fedora 43", "2.42"),
            (["centos:7", "oraclelinux:7.9"], "Red Hat 7", "2.17"),
            (["centos:8", "oraclelinux:8-slim"], "Red Hat 8", "2.28"),
            (["rockylinux:9", "rockylinux/rockylinux:9.5"], "Red Hat 9", "2.34"),
            (["almalinux:10", "rockylinux/rockylinux:10"], "Red Hat 10", "2.39"),
            (["amazonlinux:2", "amazonlinux:2.0.1"], "Amazon Linux 2", "2.26"),
            (["amazonlinux:2023", "amazonlinux:2023.9"], "Amazon Linux 2023", "2.34"),
            (["opensuse/leap:15.5", "docker.io/opensuse/leap:15.5"], "openSUSE Leap 15.5", "2.31"),
            (["opensuse/leap:15.6", "docker.io/opensuse/leap:15.6"], "openSUSE Leap 15.6", "2.38"),
            (["opensuse/leap:16.0", "docker.io/opensuse/leap:16.0"], "openSUSE Leap 16.0", "2.40"),
            (["golang:1.21", "golang:1.23-bookworm"], "Debian 12", "2.36"),
            (["golang:1.26", "node:22-trixie"], "Debian 13", "2.41"),
        ] {
            for base in bases {
                let found = release(&Reference::of(base)).expect(base);
                assert_eq!((found.name, found.version().as_str()), (name, version), "{base}");
            }
        }
        for base in ["golang:1.20", "golang:1.25.0.1", "golang:2.25", "rust:1.95.x", "debian:1"] {
            assert_eq!(release(&Reference::of(base)), None, "{base}");
        }
    }
}
