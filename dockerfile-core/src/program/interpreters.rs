//! The interpreters of bases: version and folder, where an official image's tag, or a
//! distribution's release and packages, say them for certain.
//!
//! As of 2026-11-26. Sources: <https://packages.debian.org/python3>, <https://packages.debian.org/ruby>,
//! <https://packages.ubuntu.com/python3>; the official images of Docker Hub's library.

use std::collections::BTreeSet;

use super::language::Language;
use super::libraries::bring_no_interpreter;
use super::reference::Reference;
use super::releases::release;

/// An interpreter of a base.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Interpreter {
    /// The version, with as many numbers as decide for which interpreter something is installed:
    /// `3.12` of Python, `22` of Node.
    pub(crate) version: String,
    pub(crate) folder: &'static str,
}

/// What is known of a base's interpreter for one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Has {
    One(Interpreter),
    None,
    Unknown,
}

impl Language {
    /// How many numbers of a version decide. Packages for Python or Ruby are installed in folders
    /// that are named after the minor version.
    fn numbers(self) -> usize {
        if self == Language::Node { 1 } else { 2 }
    }

    /// The distribution's package of the interpreter, and its version in each release.
    fn packaged(self) -> (&'static str, &'static [(&'static str, &'static str)]) {
        match self {
            Language::Node => ("nodejs", &[("Debian 12", "18"), ("Debian 13", "20")]),
            Language::Python => (
                "python3",
                &[
                    ("Debian 11", "3.9"),
                    ("Debian 12", "3.11"),
                    ("Debian 13", "3.13"),
                    ("Ubuntu 20.04", "3.8"),
                    ("Ubuntu 22.04", "3.10"),
                    ("Ubuntu 24.04", "3.12"),
                ],
            ),
            Language::Ruby => {
                ("ruby", &[("Debian 11", "2.7"), ("Debian 12", "3.1"), ("Debian 13", "3.3")])
            }
        }
    }

    /// The interpreter of a base on which these packages are installed. `None` as the base is
    /// `scratch`; `None` as the packages says that a step may install any.
    pub(crate) fn of(self, base: Option<&str>, packages: Option<&BTreeSet<String>>) -> Has {
        let Some(base) = base else { return Has::None };
        let reference = Reference::of(base);
        if reference.of_hub() == image_of(self.name()) {
            return self.of_tag(reference.tag.unwrap_or_default());
        }
        if reference.is_distroless_without_language() {
            return Has::None;
        }
        let Some(packages) = packages else { return Has::Unknown };
        if !["debian", "ubuntu"].contains(&reference.of_hub()) {
            return Has::Unknown;
        }
        let (package, versions) = self.packaged();
        if packages.contains(package) {
            let release = release(&reference).map(|release| release.name);
            let version = versions.iter().find(|(of, _)| Some(*of) == release);
            return version.map_or(Has::Unknown, |(_, version)| {
                Has::One(Interpreter { version: (*version).to_owned(), folder: "/usr/bin" })
            });
        }
        // Of the packages that are known here only git brings an interpreter along, which is
        // Perl's.
        let brings_none = packages.iter().all(|name| bring_no_interpreter(name));
        if brings_none { Has::None } else { Has::Unknown }
    }

    /// The interpreter of a language's official image, by its tag: `3.12-slim-bookworm`.
    fn of_tag(self, tag: &str) -> Has {
        let numbers = tag.split('-').next().unwrap_or_default().split('.');
        let numbers: Vec<&str> = numbers.take(self.numbers()).collect();
        let is_version = numbers.iter().all(|number| number.parse::<u16>().is_ok());
        if is_version && numbers.len() == self.numbers() {
            Has::One(Interpreter { version: numbers.join("."), folder: "/usr/local/bin" })
        } else {
            Has::Unknown
        }
    }
}

/// The name of a language's official image.
pub(crate) fn image_of(language: &str) -> &'static str {
    match language {
        "Rust" => "rust",
        "Python" => "python",
        "Node" => "node",
        "Go" => "golang",
        "Ruby" => "ruby",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::{Has, Interpreter, Language};

    #[test]
    fn a_base_says_its_interpreter() {
        let one =
            |version: &str, folder| Has::One(Interpreter { version: version.to_owned(), folder });
        let of = |language: Language, base, packages: &[&str]| {
            let packages = packages.iter().map(ToString::to_string).collect();
            language.of(Some(base), Some(&packages))
        };
        let python = |base, packages: &[&str]| of(Language::Python, base, packages);
        assert_eq!(python("python:3.12.1-slim", &[]), one("3.12", "/usr/local/bin"));
        assert_eq!(
            python("docker.io/library/python:3.12-alpine3.22", &[]),
            one("3.12", "/usr/local/bin")
        );
        assert_eq!(python("python:3-slim", &[]), Has::Unknown);
        assert_eq!(python("debian:bookworm-slim", &["python3"]), one("3.11", "/usr/bin"));
        assert_eq!(python("debian:bookworm-slim", &["tini"]), Has::None);
        assert_eq!(python("debian:bookworm-slim", &["libpq5"]), Has::None);
        assert_eq!(python("debian:bookworm-slim", &["python3-venv"]), Has::Unknown);
        assert_eq!(python("debian:sid-slim", &["python3"]), Has::Unknown);
        assert_eq!(python("registry.corp/python:3.12", &[]), Has::Unknown);
        assert_eq!(python("gcr.io/distroless/cc-debian12:nonroot", &[]), Has::None);
        assert_eq!(python("gcr.io/distroless/python3-debian12:nonroot", &[]), Has::Unknown);
        assert_eq!(
            of(Language::Node, "node:22.1.0-bookworm-slim", &[]),
            one("22", "/usr/local/bin")
        );
        assert_eq!(of(Language::Ruby, "ruby:3.3-slim", &[]), one("3.3", "/usr/local/bin"));
        assert_eq!(of(Language::Ruby, "ruby:3", &[]), Has::Unknown);
        assert_eq!(of(Language::Ruby, "ruby:3.3.1-slim", &[]), one("3.3", "/usr/local/bin"));
        assert_eq!(of(Language::Node, "node:lts-slim", &[]), Has::Unknown);
        assert_eq!(of(Language::Node, "python:3.12-slim", &[]), Has::Unknown);
        assert_eq!(python("gcr.io/distroless/base-debian12:nonroot", &[]), Has::None);
        assert_eq!(Language::Python.of(None, None), Has::None);
        assert_eq!(Language::Python.of(Some("debian:12"), None), Has::Unknown);
    }

    #[test]
    fn every_release_has_its_version_of_each_language() {
        let (node, python, ruby) = (Language::Node, Language::Python, Language::Ruby);
        for (language, package, base, version) in [
            (node, "nodejs", "debian:bookworm-slim", "18"),
            (node, "nodejs", "debian:13", "20"),
            (python, "python3", "debian:11", "3.9"),
            (python, "python3", "debian:12-slim", "3.11"),
            (python, "python3", "debian:trixie", "3.13"),
            (python, "python3", "ubuntu:20.04", "3.8"),
            (python, "python3", "ubuntu:22.04", "3.10"),
            (python, "python3", "ubuntu:noble", "3.12"),
            (ruby, "ruby", "debian:bullseye", "2.7"),
            (ruby, "ruby", "debian:12", "3.1"),
            (ruby, "ruby", "debian:13", "3.3"),
        ] {
            let packages = [package, "curl"].map(str::to_owned).into();
            let has = language.of(Some(base), Some(&packages));
            let wanted = Interpreter { version: version.to_owned(), folder: "/usr/bin" };
            assert_eq!(has, Has::One(wanted), "{base}");
        }
    }
}
