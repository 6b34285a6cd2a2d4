//! FROM: which base it is, and which family of bases that belongs to.

use super::family;
use super::known;
use super::rust::{literal, number};

/// A base as Rust, and what is to be decided about it.
pub(super) struct Base {
    pub(super) expression: String,
    pub(super) family: &'static str,
    pub(super) decisions: Vec<String>,
    pub(super) differs: Vec<String>,
}

const SHELLLESS: &[&str] =
    &["Scratch", "Shellless", "DistrolessStatic", "DistrolessBase", "DistrolessCc"];

pub(super) fn has_shell(family: &str) -> bool {
    !SHELLLESS.contains(&family)
}

/// What the steps of a stage tell of its base.
pub(super) struct Evidence<'a> {
    pub(super) texts: &'a [String],
}

/// The base of a stage that starts from an image.
pub(super) fn of_image(reference: &str, platform: Option<&str>, seen: &Evidence<'_>) -> Base {
    let (family, is_guess) = family_of(reference, seen);
    let (mut decisions, mut differs) = (vec![], vec![]);
    let mut expression = image(reference, &mut decisions);
    let official = expression.starts_with("debian(")
        || expression.starts_with("ubuntu(")
        || expression.starts_with("alpine(")
        || expression.starts_with("fedora(");
    if !official {
        expression += &format!(".family({family})");
    }
    if is_guess {
        decisions.push(format!(
            "the family `{family}` is a guess: name the one that `{reference}` descends from, such as `Debian` or `Alpine`"
        ));
    }
    if let Some((user, group)) = known::runs_as(reference) {
        expression += &format!(".runs_as({}, {})", number(user), number(group));
    }
    match platform {
        None => {}
        Some(platform) if platform.contains("BUILDPLATFORM") => {
            expression += ".on_build_platform()"
        }
        Some(platform) if platform.contains("TARGETPLATFORM") => {}
        Some(platform) => {
            differs.push(format!(
                "`--platform={platform}` is left to the build: `docker build --platform {platform}`"
            ));
            decisions.push(format!(
                "`--platform={platform}` is left out; of a base that only holds files it is `.on_platform({}, \"why\")`",
                literal(platform)
            ));
        }
    }
    Base { expression, family, decisions, differs }
}

/// An image's reference as a value.
pub(super) fn image(reference: &str, decisions: &mut Vec<String>) -> String {
    let (name, digest) = match reference.split_once('@') {
        Some((name, _)) => (name, true),
        None => (reference, false),
    };
    let last = name.rsplit('/').next().unwrap_or(name);
    let tag = last.split_once(':').map(|(_, tag)| tag);
    if !digest && matches!(tag, None | Some("latest")) {
        decisions.push(format!(
            "`{reference}` is another image next month: name a version, such as `image(\"{}:1.2\")`",
            name.trim_end_matches(":latest")
        ));
        return format!(
            "moving_image({}, \"the Dockerfile names no version\")",
            literal(reference)
        );
    }
    let repository = last.split(':').next().unwrap_or(last);
    let is_official = !digest && !name.contains('/');
    match (repository, tag) {
        ("debian" | "ubuntu" | "alpine" | "fedora", Some(tag)) if is_official => {
            format!("{repository}({})", literal(tag))
        }
        _ => format!("image({})", literal(reference)),
    }
}

fn family_of(reference: &str, seen: &Evidence<'_>) -> (&'static str, bool) {
    family::by_name(reference).map_or_else(|| (by_steps(seen), true), |family| (family, false))
}

/// What package managers the steps call.
fn by_steps(seen: &Evidence<'_>) -> &'static str {
    let calls = |word: &str| {
        seen.texts.iter().any(|text| text.split([' ', '\n', '\t', ';', '&']).any(|is| is == word))
    };
    match () {
        () if calls("apt-get") || calls("apt") => "Debian",
        () if calls("apk") => "Alpine",
        () if calls("dnf") || calls("yum") || calls("microdnf") => "RedHat",
        () if calls("zypper") => "Suse",
        () if calls("pacman") => "Arch",
        () => "Posix",
    }
}

#[cfg(test)]
mod tests {
    use super::{Evidence, has_shell, of_image};

    fn of(reference: &str, platform: Option<&str>, steps: &[&str]) -> super::Base {
        let texts: Vec<String> = steps.iter().map(|text| (*text).to_owned()).collect();
        of_image(reference, platform, &Evidence { texts: &texts })
    }

    #[test]
    fn a_base_is_said_by_its_name() {
        let moving = |name: &str| {
            format!("moving_image({name:?}, \"the Dockerfile names no version\").family(Debian)")
        };
        for (reference, expected, decisions) in [
            ("debian:12", "debian(\"12\")".to_owned(), 0),
            ("ubuntu:24.04", "ubuntu(\"24.04\")".to_owned(), 0),
            ("alpine:3", "alpine(\"3\")".to_owned(), 0),
            ("fedora:41", "fedora(\"41\")".to_owned(), 0),
            ("team/debian:12", "image(\"team/debian:12\").family(Debian)".to_owned(), 0),
            ("debian:12@sha256:0", "image(\"debian:12@sha256:0\").family(Debian)".to_owned(), 0),
            ("debian@sha256:0", "image(\"debian@sha256:0\").family(Debian)".to_owned(), 0),
            ("node:22-alpine", "image(\"node:22-alpine\").family(Alpine)".to_owned(), 0),
            ("debian", moving("debian"), 1),
            ("debian:latest", moving("debian:latest"), 1),
            ("registry:5000/node", moving("registry:5000/node"), 1),
            (
                "memcached:1",
                "image(\"memcached:1\").family(Debian).runs_as(11211, 11211)".to_owned(),
                0,
            ),
            ("team/base:1", "image(\"team/base:1\").family(Posix)".to_owned(), 1),
        ] {
            let base = of(reference, None, &[]);
            assert_eq!(base.expression, expected, "{reference}");
            assert_eq!((base.decisions.len(), base.differs.len()), (decisions, 0), "{reference}");
        }
        for (platform, said, decisions) in [
            ("$BUILDPLATFORM", ".on_build_platform()", 0),
            ("${TARGETPLATFORM}", "", 0),
            ("linux/arm64", "", 1),
        ] {
            let base = of("debian:12", Some(platform), &[]);
            assert_eq!(base.expression, format!("debian(\"12\"){said}"));
            assert_eq!((base.decisions.len(), base.differs.len()), (decisions, decisions));
        }
    }

    /// Who calls a package manager has it.
    #[test]
    fn the_steps_tell_the_family_of_an_unknown_base() {
        for (steps, family) in [
            (vec!["x && apt-get update"], "Debian"),
            (vec!["apt install x"], "Debian"),
            (vec!["true", "x;apk add y"], "Alpine"),
            (vec!["x\nyum install y"], "RedHat"),
            (vec!["dnf\tinstall y"], "RedHat"),
            (vec!["microdnf install y"], "RedHat"),
            (vec!["zypper in y"], "Suse"),
            (vec!["pacman -S y"], "Arch"),
            (vec!["apk add y", "apt-get update"], "Debian"),
            (vec!["cat apt-get.txt /usr/bin/apk"], "Posix"),
        ] {
            let base = of("team/base:1", None, &steps);
            assert_eq!(base.family, family, "{steps:?}");
            assert!(base.decisions[0].contains("is a guess"), "{steps:?}");
        }
        assert_eq!(of("node:22", None, &["apk add y"]).family, "Debian");
        assert!(has_shell("Posix") && !has_shell("Scratch") && !has_shell("DistrolessCc"));
    }
}
