//! Which packages bring which library, and which releases have it.

use super::{Found, Install, Library, leads_to};

/// A missing library that this step would bring.
const fn no(by: &'static str, packages: &'static [&'static str]) -> Found {
    Found::No(Some(Install { by, packages }))
}

#[test]
fn a_package_links_against_a_library_unless_it_brings_it() {
    let of = |name, needs: &[&str]| Library::of(name, needs).map(|library| library.file);
    assert_eq!(of("openssl-sys", &["cc", "libc", "pkg-config"]), Some("libssl.so"));
    assert_eq!(of("openssl-sys", &["cc", "openssl-src"]), None);
    assert_eq!(of("libsqlite3-sys", &["pkg-config", "vcpkg"]), Some("libsqlite3.so.0"));
    assert_eq!(of("libsqlite3-sys", &["cc", "pkg-config"]), None);
    assert_eq!(of("openssl-sys", &["aws-lc-sys", "cc"]), None);
    assert_eq!(of("zstd-sys", &["cc"]), None);
}

#[test]
fn what_always_leads_to_a_package_is_known() {
    let by: Vec<&str> = leads_to("openssl-sys").collect();
    assert!(by.contains(&"openssl-sys") && by.contains(&"tokio-native-tls"), "{by:?}");
    assert!(!by.contains(&"reqwest") && !by.contains(&"rusqlite"), "{by:?}");
    assert_eq!(leads_to("pq-sys").collect::<Vec<_>>(), ["pq-sys"]);
}

#[test]
fn a_base_has_what_it_has_or_what_brings_it() {
    let found = |name, base, packages: &[&'static str]| {
        Library::of(name, &[]).unwrap().found(base, packages.iter().copied())
    };
    let slim = "debian:bookworm-slim";
    assert_eq!(found("openssl-sys", slim, &[]), no("apt", &["libssl3"]));
    assert_eq!(found("openssl-sys", slim, &["tini", "tzdata"]), no("apt", &["libssl3"]));
    assert_eq!(found("openssl-sys", slim, &["ca-certificates"]), Found::Yes);
    assert_eq!(found("openssl-sys", slim, &["libssl3"]), Found::Yes);
    assert_eq!(found("openssl-sys", slim, &["imagemagick"]), Found::Unknown);
    assert_eq!(found("openssl-sys", "debian:bullseye-slim", &[]), Found::Yes);
    assert_eq!(found("openssl-sys", "debian:buster-slim", &[]), Found::Unknown);
    assert_eq!(found("openssl-sys", slim, &["iproute2"]), Found::Yes);
    assert_eq!(found("libsqlite3-sys", slim, &["gnupg"]), Found::Yes);
    assert_eq!(found("openssl-sys", "debian:trixie-slim", &[]), Found::Yes);
    assert_eq!(found("openssl-sys", "ubuntu:24.04", &[]), Found::Yes);
    assert_eq!(found("openssl-sys", "gcr.io/distroless/cc-debian12:nonroot", &[]), Found::Yes);
    assert_eq!(found("openssl-sys", "python:3.12-slim-bookworm", &[]), Found::Unknown);
    assert_eq!(found("pq-sys", slim, &["ca-certificates", "curl"]), no("apt", &["libpq5"]));
    assert_eq!(found("pq-sys", slim, &["postgresql-client"]), Found::Yes);
    assert_eq!(found("pq-sys", "gcr.io/distroless/cc-debian12:nonroot", &[]), Found::No(None));
    assert_eq!(found("pq-sys", "gcr.io/distroless/java21-debian12:nonroot", &[]), Found::Unknown);
    assert_eq!(found("libsqlite3-sys", "debian:trixie-slim", &[]), Found::Yes);
    assert_eq!(found("alsa-sys", "debian:trixie-slim", &[]), no("apt", &["libasound2t64"]));
    assert_eq!(found("alsa-sys", "registry.corp/base:1", &[]), Found::Unknown);
}

#[test]
fn a_slim_base_has_no_development_files() {
    let lacks = |name, base, packages: &[&'static str]| {
        let library = Library::of(name, &[]).unwrap();
        library.lacks_development(base, packages.iter().copied()).is_some()
    };
    assert!(lacks("openssl-sys", "rust:1.95-slim-bookworm", &[]));
    assert!(lacks("openssl-sys", "rust:1.95-slim", &["pkg-config", "clang"]));
    assert!(lacks("pq-sys", "debian:12", &[]));
    assert!(!lacks("openssl-sys", "rust:1.95-slim-bookworm", &["libssl-dev"]));
    assert!(!lacks("openssl-sys", "rust:1.95-slim-bookworm", &["libpq-dev"]));
    assert!(!lacks("openssl-sys", "rust:1.95-slim-bookworm", &["libsasl2-dev"]));
    assert!(!lacks("openssl-sys", "rust:1.95-bookworm", &[]));
    assert!(!lacks("openssl-sys", "registry.corp/rust:1-slim", &[]));
}

/// The packages that link against a library, each with what would build or replace it.
#[test]
fn every_package_links_against_its_library() {
    for (name, file, instead) in [
        (
            "openssl-sys",
            "libssl.so",
            &["openssl-src", "aws-lc-fips-sys", "aws-lc-sys", "bssl-sys"][..],
        ),
        ("pq-sys", "libpq.so.5", &["pq-src"]),
        ("libsqlite3-sys", "libsqlite3.so.0", &["cc", "prettyplease"]),
        ("mysqlclient-sys", "libmariadb.so.3", &["mysqlclient-src"]),
        ("libdbus-sys", "libdbus-1.so.3", &["cc"]),
        ("alsa-sys", "libasound.so.2", &[]),
        ("libz-sys", "libz.so.1", &[]),
        ("lzma-sys", "liblzma.so.5", &[]),
        ("liblzma-sys", "liblzma.so.5", &[]),
        ("curl-sys", "libcurl.so.4", &[]),
    ] {
        let of = |needs: &[&str]| Library::of(name, needs).map(|library| library.file);
        assert_eq!(of(&["libc", "pkg-config"]), Some(file));
        for one in instead {
            assert_eq!(of(&["libc", one]), None, "{name} {one}");
        }
    }
}

#[test]
fn every_package_that_always_needs_another_leads_to_it() {
    for (by, to) in [
        ("alsa", "alsa-sys"),
        ("dbus", "libdbus-sys"),
        ("hyper-tls", "openssl-sys"),
        ("native-tls", "openssl-sys"),
        ("openssl", "openssl-sys"),
        ("postgres-native-tls", "openssl-sys"),
        ("postgres-openssl", "openssl-sys"),
        ("rusqlite", "libsqlite3-sys"),
        ("tokio-native-tls", "openssl-sys"),
        ("tokio-openssl", "openssl-sys"),
    ] {
        assert!(leads_to(to).any(|name| name == by), "{by}");
    }
}

/// A package that brings the library, one that does not, and one that nobody knows.
#[test]
fn every_package_brings_its_library_or_none() {
    let found = |name: &str, base: &str, package: &'static str| {
        Library::of(name, &[]).expect(name).found(base, std::iter::once(package))
    };
    let slim = "debian:bookworm-slim";
    for (name, brought_by) in [
        ("openssl-sys", "libssl3 openssl ca-certificates curl libcurl4 git iproute2 python3"),
        ("pq-sys", "libpq5 postgresql-client"),
        ("libsqlite3-sys", "libsqlite3-0 sqlite3 gnupg python3"),
        (
            "mysqlclient-sys",
            "libmariadb3 libmysqlclient21 default-libmysqlclient-dev mariadb-client \
         mysql-client default-mysql-client",
        ),
        ("libdbus-sys", "libdbus-1-3 dbus libpulse0 systemd"),
        ("alsa-sys", "libasound2 alsa-utils libpulse0"),
        ("libz-sys", "zlib1g"),
        ("lzma-sys", "liblzma5"),
        ("curl-sys", "libcurl4 curl"),
    ] {
        for package in brought_by.split(' ') {
            assert_eq!(found(name, slim, package), Found::Yes, "{name} {package}");
        }
    }
    for package in "bash ca-certificates curl dumb-init git gnupg gosu iproute2 jq less \
         libcap2-bin locales netbase netcat-openbsd openssl procps tini tzdata \
         unzip wget xz-utils zlib1g findutils glibc-langpack-en gzip procps-ng shadow-utils tar which"
        .split(' ')
    {
        assert_eq!(found("pq-sys", slim, package), no("apt", &["libpq5"]), "{package}");
    }
    assert_eq!(found("pq-sys", slim, "vim"), Found::Unknown);
}

/// A Rust package, a base, and whether the base has the library or a package of it.
#[rustfmt::skip]
const ON_BASES: &[(&str, &str, Found)] = &[
    ("openssl-sys", "debian:11", Found::Yes),
    ("openssl-sys", "debian:13", Found::Yes),
    ("openssl-sys", "ubuntu:22.04", Found::Yes),
    ("openssl-sys", "gcr.io/distroless/base-debian12", Found::Yes),
    ("pq-sys", "ubuntu:24.04", no("apt", &["libpq5"])),
    ("libsqlite3-sys", "debian:12", no("apt", &["libsqlite3-0"])),
    ("libsqlite3-sys", "ubuntu:24.04", no("apt", &["libsqlite3-0"])),
    ("libsqlite3-sys", "ubuntu:24.10", Found::Yes),
    ("libsqlite3-sys", "ubuntu:25.04", Found::Yes),
    ("libsqlite3-sys", "debian:13", Found::Yes),
    ("mysqlclient-sys", "debian:12", no("apt", &["libmariadb3"])),
    ("mysqlclient-sys", "ubuntu:24.04", no("apt", &["libmariadb3"])),
    ("libdbus-sys", "debian:12", no("apt", &["libdbus-1-3"])),
    ("libdbus-sys", "ubuntu:24.04", no("apt", &["libdbus-1-3"])),
    ("alsa-sys", "debian:12", no("apt", &["libasound2"])),
    ("alsa-sys", "debian:13", no("apt", &["libasound2t64"])),
    ("alsa-sys", "ubuntu:22.04", no("apt", &["libasound2"])),
    ("alsa-sys", "ubuntu:24.04", no("apt", &["libasound2t64"])),
    ("alsa-sys", "ubuntu:25.04", no("apt", &["libasound2t64"])),
    ("openssl-sys", "fedora:42", Found::Yes),
    ("openssl-sys", "rockylinux:9-minimal", Found::Yes),
    ("libsqlite3-sys", "almalinux:9", Found::Yes),
    ("pq-sys", "fedora:42", no("dnf", &["libpq"])),
    ("pq-sys", "rockylinux/rockylinux:9", no("dnf", &["libpq"])),
    ("pq-sys", "registry.access.redhat.com/ubi9/ubi-minimal:9.6", no("microdnf", &["libpq"])),
    ("pq-sys", "redhat/ubi9", no("dnf", &["libpq"])),
    ("pq-sys", "oraclelinux:9-slim", no("microdnf", &["libpq"])),
    ("mysqlclient-sys", "fedora:42", no("dnf", &["mariadb-connector-c"])),
    ("mysqlclient-sys", "almalinux:9", no("dnf", &["mariadb-connector-c"])),
    ("alsa-sys", "fedora:42", no("dnf", &["alsa-lib"])),
    ("alsa-sys", "almalinux:9", no("dnf", &["alsa-lib"])),
    ("libz-sys", "debian:12", Found::Yes),
    ("libz-sys", "ubuntu:24.04", Found::Yes),
    ("libz-sys", "fedora:42", Found::Yes),
    ("libz-sys", "almalinux:9", Found::Yes),
    ("libz-sys", "gcr.io/distroless/cc-debian12", Found::No(None)),
    ("libz-sys", "gcr.io/distroless/cc-debian13", Found::Yes),
    ("lzma-sys", "debian:12", Found::Yes),
    ("liblzma-sys", "ubuntu:24.04", Found::Yes),
    ("lzma-sys", "fedora:42", Found::Yes),
    ("lzma-sys", "almalinux:9", Found::Yes),
    ("lzma-sys", "gcr.io/distroless/cc-debian13", Found::No(None)),
    ("curl-sys", "debian:12", no("apt", &["libcurl4"])),
    ("curl-sys", "debian:13", no("apt", &["libcurl4t64"])),
    ("curl-sys", "ubuntu:22.04", no("apt", &["libcurl4"])),
    ("curl-sys", "ubuntu:24.04", no("apt", &["libcurl4t64"])),
    ("curl-sys", "ubuntu:25.04", no("apt", &["libcurl4t64"])),
    ("curl-sys", "fedora:42", Found::Yes),
    ("curl-sys", "almalinux:9", Found::Yes),
    ("libsqlite3-sys", "gcr.io/distroless/cc-debian13", Found::No(None)),
    // What these bring is not known here.
    ("libdbus-sys", "fedora:42", Found::Unknown),
    ("pq-sys", "registry.access.redhat.com/ubi9/python-312", Found::Unknown),
    ("pq-sys", "registry.access.redhat.com/ubi9/ubi-micro", Found::Unknown),
    ("pq-sys", "opensuse/leap:15.6", Found::Unknown),
    ("pq-sys", "fedora:rawhide", Found::Unknown),
];

#[test]
fn every_release_has_the_library_or_a_package_of_it() {
    for (name, base, wanted) in ON_BASES {
        let library = Library::of(name, &[]).expect(name);
        assert_eq!(library.found(base, std::iter::empty()), *wanted, "{name} {base}");
    }
}

#[test]
fn every_package_brings_development_files_or_none() {
    let lacks = |name: &str, package: &'static str| {
        let library = Library::of(name, &[]).expect(name);
        library.lacks_development("debian:12", std::iter::once(package)).is_some()
    };
    for (name, developed_by) in [
        (
            "openssl-sys",
            "libssl-dev libpq-dev libmariadb-dev default-libmysqlclient-dev \
         libcurl4-openssl-dev librdkafka-dev",
        ),
        ("pq-sys", "libpq-dev postgresql-server-dev-all"),
        ("libsqlite3-sys", "libsqlite3-dev"),
        ("mysqlclient-sys", "libmariadb-dev default-libmysqlclient-dev libmysqlclient-dev"),
        ("libdbus-sys", "libdbus-1-dev"),
        ("alsa-sys", "libasound2-dev"),
        ("lzma-sys", "liblzma-dev"),
        ("curl-sys", "libcurl4-openssl-dev libcurl4-gnutls-dev"),
    ] {
        for package in developed_by.split(' ') {
            assert!(!lacks(name, package), "{name} {package}");
        }
    }
    for package in "build-essential clang cmake g++ gcc libc6-dev libclang-dev lld make \
         mold musl-tools nasm perl pkg-config pkgconf protobuf-compiler python3 \
         zlib1g-dev git curl cargo gcc-c++ pkgconf-pkg-config rust"
        .split(' ')
    {
        assert!(lacks("pq-sys", package), "{package}");
    }
    let library = Library::of("pq-sys", &[]).expect("it is known");
    let lacks = |base: &str| library.lacks_development(base, std::iter::empty()).is_some();
    for base in ["ubuntu:24.04", "debian:13", "rust:1.95-slim-trixie", "rust:slim", "fedora:42"] {
        assert!(lacks(base), "{base}");
    }
    for base in ["rust:1.95", "rust:1.95-slimmer", "corp/debian:12", "amazonlinux:2023"] {
        assert!(!lacks(base), "{base}");
    }
}

/// Each library's development files, for dnf and for apt, and what else brings them.
#[test]
fn development_files_are_named_as_the_distribution_has_them() {
    for (name, dnf, brought_by, apt) in [
        ("openssl-sys", "openssl-devel", "openssl-devel libpq-devel", "libssl-dev pkg-config"),
        ("pq-sys", "libpq-devel", "libpq-devel postgresql-devel", "libpq-dev"),
        ("libsqlite3-sys", "sqlite-devel", "sqlite-devel", "libsqlite3-dev"),
        (
            "mysqlclient-sys",
            "mariadb-connector-c-devel",
            "mariadb-devel mysql-devel",
            "libmariadb-dev pkg-config",
        ),
        ("libdbus-sys", "dbus-devel", "dbus-devel", "libdbus-1-dev pkg-config"),
        ("alsa-sys", "alsa-lib-devel", "alsa-lib-devel", "libasound2-dev pkg-config"),
        ("libz-sys", "zlib-devel", "zlib-devel", "zlib1g-dev pkg-config"),
        ("lzma-sys", "xz-devel", "xz-devel", "liblzma-dev pkg-config"),
        ("curl-sys", "libcurl-devel", "libcurl-devel", "libcurl4-openssl-dev pkg-config"),
    ] {
        let library = Library::of(name, &[]).expect(name);
        let lacks = |base, packages: &'static str| {
            library.lacks_development(base, packages.split_whitespace()).map(|it| it.to_string())
        };
        let step = |by, packages: &str| {
            Some(format!("{by}({:?})", packages.split(' ').collect::<Vec<_>>()))
        };
        assert_eq!(lacks("fedora:42", "cargo gcc"), step("dnf", dnf));
        assert_eq!(lacks("debian:12", "cargo gcc"), step("apt", apt));
        for package in brought_by.split(' ') {
            assert_eq!(lacks("fedora:42", package), None, "{package}");
        }
    }
}

/// A Rust package that compiles a library in, unless it finds the library's files, finds them in
/// Rust's own image, and where a package brings them.
#[test]
fn a_full_image_has_development_files() {
    let has = |base, packages: &[&'static str]| {
        let library = Library::of("curl-sys", &[]).expect("it is known");
        assert!(library.else_compiled_in);
        library.has_development(base, packages.iter().copied())
    };
    for base in ["rust:1.95", "rust:1-bookworm", "rust", "docker.io/library/rust:latest"] {
        assert!(has(base, &[]), "{base}");
    }
    for base in ["rust:slim", "rust:1-slim-trixie", "rust:1-alpine3.22", "debian:12", "corp/rust:1"]
    {
        assert!(!has(base, &["pkg-config", "libssl-dev"]), "{base}");
        assert!(has(base, &["libcurl4-openssl-dev"]), "{base}");
    }
}
