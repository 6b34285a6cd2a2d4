//! FROM: which base it is, and which family of bases that belongs to.

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
    let (family, is_guess) = family(reference, seen);
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

/// Debian's language images, and others that descend from it.
const ON_DEBIAN: &[&str] = &[
    "aspnet",
    "bitnami",
    "buildpack-deps",
    "clojure",
    "composer",
    "dart",
    "elixir",
    "erlang",
    "gcc",
    "golang",
    "haskell",
    "haproxy",
    "httpd",
    "jenkins",
    "julia",
    "mariadb",
    "memcached",
    "mongo",
    "nginx",
    "node",
    "openjdk",
    "perl",
    "php",
    "postgres",
    "python",
    "r-base",
    "rabbitmq",
    "redis",
    "ruby",
    "rust",
    "runtime",
    "runtime-deps",
    "sdk",
    "swift",
    "tomcat",
    "traefik",
    "wordpress",
];

const ON_UBUNTU: &[&str] = &["eclipse-temurin", "gradle", "ibm-semeru-runtimes", "maven"];

const ON_REDHAT: &[&str] = &[
    "almalinux",
    "amazoncorretto",
    "amazonlinux",
    "centos",
    "mysql",
    "oraclelinux",
    "rockylinux",
    "ubi",
    "ubi8",
    "ubi9",
    "ubi-minimal",
    "ubi-micro",
];

fn family(reference: &str, seen: &Evidence<'_>) -> (&'static str, bool) {
    by_name(reference).map_or_else(|| (by_steps(seen), true), |family| (family, false))
}

/// The family that the name of an image says; who takes it for another is told by rustc at most.
pub(super) fn by_name(reference: &str) -> Option<&'static str> {
    let name = reference.split('@').next().unwrap_or(reference).to_lowercase();
    let last = name.rsplit('/').next().unwrap_or(&name);
    let (repository, tag) = last.split_once(':').unwrap_or((last, ""));
    if name.contains("distroless/") {
        return Some(distroless(repository, tag));
    }
    by_tag(tag).or(match repository {
        "debian" => Some("Debian"),
        "ubuntu" => Some("Ubuntu"),
        "alpine" => Some("Alpine"),
        "fedora" => Some("Fedora"),
        "archlinux" => Some("Arch"),
        "busybox" => Some("Posix"),
        "wolfi-base" => Some("Wolfi"),
        _ if ON_DEBIAN.contains(&repository) => Some("Debian"),
        _ if ON_UBUNTU.contains(&repository) => Some("Ubuntu"),
        _ if ON_REDHAT.contains(&repository) => Some("RedHat"),
        _ if name.contains("opensuse/") || name.contains("suse/") => Some("Suse"),
        _ => None,
    })
}

fn distroless(repository: &str, tag: &str) -> &'static str {
    if tag.contains("debug") {
        return "Posix";
    }
    match repository.split('-').next().unwrap_or(repository) {
        "static" => "DistrolessStatic",
        "base" => "DistrolessBase",
        "cc" => "DistrolessCc",
        _ => "Shellless",
    }
}

fn by_tag(tag: &str) -> Option<&'static str> {
    tag.split('-').find_map(|word| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        match word {
            "alpine" => Some("Alpine"),
            "buster" | "bullseye" | "bookworm" | "trixie" | "forky" => Some("Debian"),
            "bionic" | "focal" | "jammy" | "noble" => Some("Ubuntu"),
            "ubi" => Some("RedHat"),
            _ => None,
        }
    })
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
