//! System libraries that packages link against or load: which packages ask for each, which package
//! of the distribution brings it, and which releases have it already.
//!
//! As of 2026-11-28. Sources: the build scripts of the packages, as crates.io has them; the
//! distributions' indexes (<https://packages.debian.org>, <https://packages.ubuntu.com>,
//! <https://packages.fedoraproject.org>).

use std::fmt;
use std::slice;

use super::language::Language;
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
    /// Packages of other languages that are always compiled against the library, or load it, each
    /// with what does without.
    used_by: &'static [(Language, &'static str, &'static str)],
    /// Whether the Rust package compiles the library in where it finds no development files: what
    /// it does then is known by the stage that compiles, and a feature may decide otherwise.
    pub(crate) else_compiled_in: bool,
    /// How a Rust package does without the library, for help texts.
    instead: &'static str,
    /// The distribution's package, by the beginning of a release's name; the first that fits
    /// counts.
    packages: &'static [(&'static str, &'static str)],
    /// Beginnings of names of releases whose base images have the library already.
    in_base: &'static [&'static str],
    /// Beginnings of names of packages that bring the library as well.
    brought_by: &'static [&'static str],
    /// Packages that compiling against the library takes, for apt.
    development: &'static [&'static str],
    /// The same for dnf.
    devel: &'static [&'static str],
    /// Beginnings of names of packages that bring the development files as well.
    developed_by: &'static [&'static str],
}

/// What stands above the release's name for distroless's images, which have less than the
/// distribution's own.
const DISTROLESS: &str = "distroless on ";

#[rustfmt::skip]
const LIBRARIES: &[Library] = &[
    Library {
        file: "libssl.so",
        linked_by: &[("openssl-sys", &["openssl-src", "aws-lc-fips-sys", "aws-lc-sys", "bssl-sys"])],
        used_by: &[],
        else_compiled_in: false,
        instead: "the feature `vendored` of `openssl`, or rustls in its place",
        packages: &[("Debian 12", "libssl3")],
        in_base: &["Debian 11", "Debian 13", "Ubuntu", "Fedora", "Red Hat", DISTROLESS],
        brought_by: &["libssl", "openssl", "ca-certificates", "curl", "libcurl", "git", "iproute2", "python3"],
        development: &["libssl-dev", "pkg-config"],
        devel: &["openssl-devel"],
        developed_by: &["libssl-dev", "libpq-dev", "libmariadb-dev", "default-libmysqlclient-dev", "libcurl4-openssl-dev", "librdkafka-dev", "openssl-devel", "libpq-devel", "mariadb"],
    },
    Library {
        file: "libpq.so.5",
        linked_by: &[("pq-sys", &["pq-src"])],
        used_by: &[
            (Language::Node, "libpq", "`pg` without `pg-native`"),
            (Language::Node, "pg-native", "`pg` without it"),
            (Language::Python, "psycopg2", "`psycopg2-binary`"),
            (Language::Ruby, "pg", "a `pg` that the lock file has for `x86_64-linux`"),
        ],
        else_compiled_in: false,
        instead: "the feature `bundled` of `pq-sys`",
        packages: &[("Debian", "libpq5"), ("Ubuntu", "libpq5"), ("Fedora", "libpq"), ("Red Hat", "libpq")],
        in_base: &[],
        brought_by: &["libpq", "postgresql"],
        development: &["libpq-dev"],
        devel: &["libpq-devel"],
        developed_by: &["libpq-dev", "postgresql", "libpq-devel"],
    },
    Library {
        file: "libsqlite3.so.0",
        linked_by: &[("libsqlite3-sys", &["cc", "prettyplease"])],
        used_by: &[],
        else_compiled_in: false,
        instead: "the feature `bundled` of `libsqlite3-sys`",
        packages: &[("Debian", "libsqlite3-0"), ("Ubuntu", "libsqlite3-0")],
        in_base: &["Debian 13", "Ubuntu 24.10", "Ubuntu 25", "Fedora", "Red Hat"],
        brought_by: &["libsqlite3", "sqlite3", "gnupg", "python3"],
        development: &["libsqlite3-dev"],
        devel: &["sqlite-devel"],
        developed_by: &["libsqlite3-dev", "sqlite-devel"],
    },
    Library {
        file: "libmariadb.so.3",
        linked_by: &[("mysqlclient-sys", &["mysqlclient-src"])],
        used_by: &[
            (Language::Python, "mysqlclient", "`pymysql`"),
            (Language::Ruby, "mysql2", "`trilogy`"),
        ],
        else_compiled_in: false,
        instead: "the feature `bundled` of `mysqlclient-sys`",
        packages: &[
            ("Debian", "libmariadb3"), ("Ubuntu", "libmariadb3"),
            ("Fedora", "mariadb-connector-c"), ("Red Hat", "mariadb-connector-c"),
        ],
        in_base: &[],
        brought_by: &["libmariadb", "libmysqlclient", "default-libmysqlclient", "mariadb", "mysql", "default-mysql"],
        development: &["libmariadb-dev", "pkg-config"],
        devel: &["mariadb-connector-c-devel"],
        developed_by: &["libmariadb-dev", "default-libmysqlclient-dev", "libmysqlclient-dev", "mariadb", "mysql-devel"],
    },
    Library {
        file: "libdbus-1.so.3",
        linked_by: &[("libdbus-sys", &["cc"])],
        used_by: &[],
        else_compiled_in: false,
        instead: "the feature `vendored` of `libdbus-sys`",
        packages: &[("Debian", "libdbus-1-3"), ("Ubuntu", "libdbus-1-3")],
        in_base: &[],
        brought_by: &["libdbus", "dbus", "libpulse", "systemd"],
        development: &["libdbus-1-dev", "pkg-config"],
        devel: &["dbus-devel"],
        developed_by: &["libdbus-1-dev", "dbus-devel"],
    },
    Library {
        file: "libasound.so.2",
        linked_by: &[("alsa-sys", &[])],
        used_by: &[],
        else_compiled_in: false,
        instead: "another package for sound",
        packages: &[
            ("Debian 13", "libasound2t64"), ("Ubuntu 24", "libasound2t64"), ("Ubuntu 25", "libasound2t64"),
            ("Debian", "libasound2"), ("Ubuntu", "libasound2"),
            ("Fedora", "alsa-lib"), ("Red Hat", "alsa-lib"),
        ],
        in_base: &[],
        brought_by: &["libasound", "alsa", "libpulse"],
        development: &["libasound2-dev", "pkg-config"],
        devel: &["alsa-lib-devel"],
        developed_by: &["libasound2-dev", "alsa-lib-devel"],
    },
    Library {
        file: "libz.so.1",
        linked_by: &[("libz-sys", &[])],
        used_by: &[],
        else_compiled_in: true,
        instead: "the feature `static` of `libz-sys`",
        packages: &[],
        in_base: &["Debian", "Ubuntu", "Fedora", "Red Hat", "distroless on Debian 13"],
        brought_by: &["zlib1g"],
        development: &["zlib1g-dev", "pkg-config"],
        devel: &["zlib-devel"],
        developed_by: &["zlib1g-dev", "zlib-devel"],
    },
    Library {
        file: "liblzma.so.5",
        linked_by: &[("lzma-sys", &[]), ("liblzma-sys", &[])],
        used_by: &[],
        else_compiled_in: true,
        instead: "the feature `static` of `xz2` or `liblzma`",
        packages: &[],
        in_base: &["Debian", "Ubuntu", "Fedora", "Red Hat"],
        brought_by: &["liblzma"],
        development: &["liblzma-dev", "pkg-config"],
        devel: &["xz-devel"],
        developed_by: &["liblzma-dev", "xz-devel"],
    },
    Library {
        file: "libcurl.so.4",
        linked_by: &[("curl-sys", &[])],
        used_by: &[
            (Language::Ruby, "curb", "`net-http`"),
            (Language::Ruby, "ethon", "`net-http`"),
        ],
        else_compiled_in: true,
        instead: "the feature `static-curl` of `curl`",
        packages: &[
            ("Debian 13", "libcurl4t64"), ("Ubuntu 24", "libcurl4t64"), ("Ubuntu 25", "libcurl4t64"),
            ("Debian", "libcurl4"), ("Ubuntu", "libcurl4"),
        ],
        in_base: &["Fedora", "Red Hat"],
        brought_by: &["libcurl4", "curl"],
        development: &["libcurl4-openssl-dev", "pkg-config"],
        devel: &["libcurl-devel"],
        developed_by: &["libcurl4-openssl-dev", "libcurl4-gnutls-dev", "libcurl-devel"],
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

/// Packages of Debian and Red Hat that bring none of `LIBRARIES`, unless `brought_by` names them.
const BRING_NONE: [&str; 29] = [
    "bash",
    "ca-certificates",
    "curl",
    "dumb-init",
    "findutils",
    "git",
    "glibc-langpack-en",
    "gnupg",
    "gosu",
    "gzip",
    "iproute2",
    "jq",
    "less",
    "libcap2-bin",
    "locales",
    "netbase",
    "netcat-openbsd",
    "openssl",
    "procps",
    "procps-ng",
    "shadow-utils",
    "tar",
    "tini",
    "tzdata",
    "unzip",
    "wget",
    "which",
    "xz-utils",
    "zlib1g",
];

/// Packages of compilers and tools that bring no development files of `LIBRARIES`.
const COMPILE: [&str; 22] = [
    "build-essential",
    "cargo",
    "clang",
    "cmake",
    "g++",
    "gcc",
    "gcc-c++",
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
    "pkgconf-pkg-config",
    "protobuf-compiler",
    "python3",
    "rust",
    "zlib1g-dev",
];

/// Whether a package is known to bring no interpreter.
pub(crate) fn bring_no_interpreter(package: &str) -> bool {
    let mut libraries = LIBRARIES.iter().flat_map(|library| library.packages);
    bring_none(package) || libraries.any(|(_, library)| *library == package)
}

/// Whether a package is known to bring no library of `LIBRARIES` and no interpreter.
fn bring_none(package: &str) -> bool {
    BRING_NONE.contains(&package)
}

/// Whether a base has a library.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Yes,
    /// The library is missing; with what would bring it, if the base has a package manager.
    No(Option<Install>),
    Unknown,
}

/// Packages, and the step that installs them on a base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Install {
    by: &'static str,
    packages: &'static [&'static str],
}

/// The step as it is declared: `apt(["libpq5"])`.
impl fmt::Display for Install {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({:?})", self.by, self.packages)
    }
}

/// The step that installs packages on a distribution's own image.
fn installer(reference: &Reference<'_>) -> Option<&'static str> {
    let is_minimal = |text: &str| text.split('-').any(|word| ["minimal", "slim"].contains(&word));
    let dnf = |text| if is_minimal(text) { "microdnf" } else { "dnf" };
    match reference.of_hub() {
        "debian" | "ubuntu" => Some("apt"),
        "fedora" | "rockylinux" | "rockylinux/rockylinux" | "almalinux" | "oraclelinux" => {
            Some(dnf(reference.tag.unwrap_or_default()))
        }
        // `registry.access.redhat.com/ubi9/ubi-minimal`, `redhat/ubi9`.
        name => {
            let (_, last) = name.rsplit_once('/')?;
            let number = last.strip_suffix("-minimal").unwrap_or(last).strip_prefix("ubi")?;
            number.bytes().all(|byte| byte.is_ascii_digit()).then(|| dnf(last))
        }
    }
}

fn is_slim_of_language(reference: &Reference<'_>) -> bool {
    ["node", "python", "ruby"].contains(&reference.of_hub()) && reference.has_word("slim")
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

    /// The library that a package of another language asks for.
    pub(crate) fn of_interpreted(language: Language, package: &str) -> Option<&'static Library> {
        let is_it = |(of, name, _): &(Language, &str, &str)| (*of, *name) == (language, package);
        LIBRARIES.iter().find(|library| library.used_by.iter().any(is_it))
    }

    /// How a package does without the library.
    pub(crate) fn instead_of(&self, by: &str) -> &'static str {
        let other = self.used_by.iter().find(|(_, name, _)| *name == by);
        other.map_or(self.instead, |(.., instead)| instead)
    }

    /// What a base certainly lacks of what compiling against the library takes: a slim Rust image or
    /// a plain distribution, on which no known package brings the files.
    pub(crate) fn lacks_development<'p>(
        &self,
        base: &str,
        mut packages: impl Iterator<Item = &'p str>,
    ) -> Option<Install> {
        let reference = Reference::of(base);
        let by = match reference.of_hub() {
            "rust" => reference.has_word("slim").then_some("apt"),
            _ => installer(&reference),
        }?;
        let brings = |name: &str| self.developed_by.iter().any(|begin| name.starts_with(begin));
        let is_known = |name: &str| COMPILE.contains(&name) || bring_none(name);
        let packages =
            packages.all(|name| !brings(name) && is_known(name)).then_some(match by {
                "apt" => self.development,
                _ => self.devel,
            })?;
        Some(Install { by, packages })
    }

    /// Whether a base certainly has the files that compiling against the library takes: those of
    /// the libraries that Rust packages else compile in are in Rust's own image.
    pub(crate) fn has_development<'p>(
        &self,
        base: &str,
        mut packages: impl Iterator<Item = &'p str>,
    ) -> bool {
        let reference = Reference::of(base);
        let is_less =
            |tag: &str| tag.split('-').any(|word| word == "slim" || word.starts_with("alpine"));
        let is_full = reference.of_hub() == "rust" && !reference.tag.is_some_and(is_less);
        is_full || packages.any(|name| self.developed_by.contains(&name))
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
        // Nothing that other languages use is in the slim images of these languages.
        let slim =
            || (!self.used_by.is_empty() && is_slim_of_language(&reference)).then_some("apt");
        let installer = installer(&reference).or_else(slim);
        let release = match installer {
            Some(_) => release.to_owned(),
            None if reference.is_distroless_without_language() => {
                format!("{DISTROLESS}{release}")
            }
            None => return Found::Unknown,
        };
        if self.in_base.iter().any(|has| release.starts_with(has)) {
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
        let Some(by) = installer else { return Found::No(None) };
        let package = self.packages.iter().find(|(of, _)| release.starts_with(of));
        package.map_or(Found::Unknown, |(_, package)| {
            Found::No(Some(Install { by, packages: slice::from_ref(package) }))
        })
    }
}

#[cfg(test)]
mod tests;
