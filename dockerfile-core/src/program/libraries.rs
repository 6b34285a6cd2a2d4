//! System libraries that Rust packages link against: which packages link against each, which
//! package of the distribution brings it, and which releases have it already.
//!
//! As of 2026-11-26. Sources: the build scripts of the packages, as crates.io has them; the
//! distributions' indexes (<https://packages.debian.org>, <https://packages.ubuntu.com>,
//! <https://pkgs.alpinelinux.org>).

use super::reference::Reference;
use super::releases::release;

/// A system library.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Library {
    /// The file that a program asks the loader for.
    pub(crate) file: &'static str,
    /// Rust packages that link against it, each with the packages that build or replace it: where
    /// the lock file has one of those, the library is not needed.
    linked_by: &'static [(&'static str, &'static [&'static str])],
    /// How to do without the library, for help texts.
    pub(crate) instead: &'static str,
    /// The distribution's package, by the beginning of a release's name; the first that fits
    /// counts.
    packages: &'static [(&'static str, &'static str)],
    /// Releases whose base images have the library already.
    in_base: &'static [&'static str],
    /// Beginnings of names of packages that bring the library as well.
    brought_by: &'static [&'static str],
    /// Packages that compiling against the library takes.
    pub(crate) development: &'static [&'static str],
    /// Beginnings of names of packages that bring the development files as well.
    developed_by: &'static [&'static str],
}

#[rustfmt::skip]
const LIBRARIES: &[Library] = &[
    Library {
        file: "libssl.so",
        linked_by: &[("openssl-sys", &["openssl-src", "aws-lc-fips-sys", "aws-lc-sys", "bssl-sys"])],
        instead: "the feature `vendored` of `openssl`, or rustls in its place",
        packages: &[("Debian 12", "libssl3")],
        in_base: &["Debian 11", "Debian 13", "Ubuntu"],
        brought_by: &["libssl", "openssl", "ca-certificates", "curl", "libcurl", "git", "iproute2", "python3"],
        development: &["libssl-dev", "pkg-config"],
        developed_by: &["libssl-dev", "libpq-dev", "libmariadb-dev", "default-libmysqlclient-dev", "libcurl4-openssl-dev", "librdkafka-dev"],
    },
    Library {
        file: "libpq.so.5",
        linked_by: &[("pq-sys", &["pq-src"])],
        instead: "the feature `bundled` of `pq-sys`",
        packages: &[("Debian", "libpq5"), ("Ubuntu", "libpq5")],
        in_base: &[],
        brought_by: &["libpq", "postgresql"],
        development: &["libpq-dev"],
        developed_by: &["libpq-dev", "postgresql"],
    },
    Library {
        file: "libsqlite3.so.0",
        linked_by: &[("libsqlite3-sys", &["cc", "prettyplease"])],
        instead: "the feature `bundled` of `libsqlite3-sys`",
        packages: &[("Debian", "libsqlite3-0"), ("Ubuntu", "libsqlite3-0")],
        in_base: &["Debian 13", "Ubuntu 24.10", "Ubuntu 25"],
        brought_by: &["libsqlite3", "sqlite3", "gnupg", "python3"],
        development: &["libsqlite3-dev"],
        developed_by: &["libsqlite3-dev"],
    },
    Library {
        file: "libmariadb.so.3",
        linked_by: &[("mysqlclient-sys", &["mysqlclient-src"])],
        instead: "the feature `bundled` of `mysqlclient-sys`",
        packages: &[("Debian", "libmariadb3"), ("Ubuntu", "libmariadb3")],
        in_base: &[],
        brought_by: &["libmariadb", "libmysqlclient", "default-libmysqlclient", "mariadb", "mysql", "default-mysql"],
        development: &["libmariadb-dev", "pkg-config"],
        developed_by: &["libmariadb-dev", "default-libmysqlclient-dev", "libmysqlclient-dev"],
    },
    Library {
        file: "libdbus-1.so.3",
        linked_by: &[("libdbus-sys", &["cc"])],
        instead: "the feature `vendored` of `libdbus-sys`",
        packages: &[("Debian", "libdbus-1-3"), ("Ubuntu", "libdbus-1-3")],
        in_base: &[],
        brought_by: &["libdbus", "dbus", "libpulse", "systemd"],
        development: &["libdbus-1-dev", "pkg-config"],
        developed_by: &["libdbus-1-dev"],
    },
    Library {
        file: "libasound.so.2",
        linked_by: &[("alsa-sys", &[])],
        instead: "another package for sound",
        packages: &[
            ("Debian 13", "libasound2t64"), ("Ubuntu 24", "libasound2t64"), ("Ubuntu 25", "libasound2t64"),
            ("Debian", "libasound2"), ("Ubuntu", "libasound2"),
        ],
        in_base: &[],
        brought_by: &["libasound", "alsa", "libpulse"],
        development: &["libasound2-dev", "pkg-config"],
        developed_by: &["libasound2-dev"],
    },
];

/// Rust packages and a package that each needs, on Linux always, whatever its features.
const ALWAYS: &[(&str, &str)] = &[
    ("alsa", "alsa-sys"),
    ("dbus", "libdbus-sys"),
    ("hyper-tls", "native-tls"),
    ("native-tls", "openssl"),
    ("openssl", "openssl-sys"),
    ("postgres-native-tls", "native-tls"),
    ("postgres-openssl", "openssl"),
    ("rusqlite", "libsqlite3-sys"),
    ("tokio-native-tls", "native-tls"),
    ("tokio-openssl", "openssl"),
];

/// A Rust package, and all that always need it, directly or through others.
pub(crate) fn leads_to(name: &str) -> impl Iterator<Item = &str> {
    let mut found = vec![name];
    let mut at = 0;
    while let Some(needed) = found.get(at).copied() {
        found.extend(ALWAYS.iter().filter(|(_, to)| *to == needed).map(|(by, _)| *by));
        at += 1;
    }
    found.into_iter()
}

/// Debian packages that bring none of `LIBRARIES`, unless `brought_by` names them.
const BRING_NONE: [&str; 22] = [
    "bash",
    "ca-certificates",
    "curl",
    "dumb-init",
    "git",
    "gnupg",
    "gosu",
    "iproute2",
    "jq",
    "less",
    "libcap2-bin",
    "locales",
    "netbase",
    "netcat-openbsd",
    "openssl",
    "procps",
    "tini",
    "tzdata",
    "unzip",
    "wget",
    "xz-utils",
    "zlib1g",
];

/// Debian packages of compilers and tools that bring no development files of `LIBRARIES`.
const COMPILE: [&str; 18] = [
    "build-essential",
    "clang",
    "cmake",
    "g++",
    "gcc",
    "libc6-dev",
    "libclang-dev",
    "lld",
    "make",
    "mold",
    "musl-tools",
    "nasm",
    "perl",
    "pkg-config",
    "pkgconf",
    "protobuf-compiler",
    "python3",
    "zlib1g-dev",
];

/// Whether a Debian package is known to bring no library of `LIBRARIES` and no interpreter.
pub(crate) fn bring_none(package: &str) -> bool {
    BRING_NONE.contains(&package)
}

/// Whether a base has a library.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Yes,
    /// The library is missing; with the package that would bring it, if the base has a package
    /// manager.
    No(Option<&'static str>),
    Unknown,
}

impl Library {
    /// The library that a Rust package links against, given the packages that the lock file says it
    /// needs.
    pub(crate) fn of(name: &str, needs: &[&str]) -> Option<&'static Library> {
        LIBRARIES.iter().find(|library| {
            let linked = library.linked_by.iter().find(|(linked, _)| *linked == name);
            linked.is_some_and(|(_, instead)| !instead.iter().any(|it| needs.contains(it)))
        })
    }

    /// Whether a base certainly lacks the files that compiling against the library takes: a slim
    /// Rust image or a plain distribution, on which no known package brings them.
    pub(crate) fn cannot_be_compiled_against<'p>(
        &self,
        base: &str,
        mut packages: impl Iterator<Item = &'p str>,
    ) -> bool {
        let reference = Reference::of(base);
        let is_slim = match reference.of_hub() {
            "debian" | "ubuntu" => true,
            "rust" => reference.tag.is_some_and(|tag| tag.split('-').any(|word| word == "slim")),
            _ => false,
        };
        let brings = |name: &str| self.developed_by.iter().any(|begin| name.starts_with(begin));
        let is_known = |name: &str| COMPILE.contains(&name) || bring_none(name);
        is_slim && packages.all(|name| !brings(name) && is_known(name))
    }

    /// Whether a base with these packages, and no others, has the library.
    pub(crate) fn found<'p>(
        &self,
        base: &str,
        mut packages: impl Iterator<Item = &'p str>,
    ) -> Found {
        let reference = Reference::of(base);
        let Some(release) = release(&reference).map(|release| release.name) else {
            return Found::Unknown;
        };
        let installs = ["debian", "ubuntu"].contains(&reference.of_hub());
        if !installs && !reference.is_distroless_without_language() {
            return Found::Unknown;
        }
        if self.in_base.iter().any(|has| release.starts_with(has)) {
            return Found::Yes;
        }
        // Distroless's `base` and `cc` have OpenSSL.
        if !installs && self.file == "libssl.so" {
            return Found::Yes;
        }
        let brings = |name: &str| self.brought_by.iter().any(|begin| name.starts_with(begin));
        let mut is_known = true;
        if packages.any(|name| {
            is_known &= bring_none(name);
            brings(name)
        }) {
            return Found::Yes;
        }
        if !is_known {
            return Found::Unknown;
        }
        let package = self.packages.iter().find(|(of, _)| release.starts_with(of));
        match package {
            Some((_, package)) => Found::No(installs.then_some(package)),
            None => Found::Unknown,
        }
    }
}

#[cfg(test)]
mod tests;
