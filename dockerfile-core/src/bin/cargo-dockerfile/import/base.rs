//! FROM: which base it is, and which family of bases that belongs to.

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
    if let Some((user, group)) = runs_as(reference) {
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
    let name = reference.split('@').next().unwrap_or(reference).to_lowercase();
    let last = name.rsplit('/').next().unwrap_or(&name);
    let (repository, tag) = last.split_once(':').unwrap_or((last, ""));
    if name.contains("distroless/") {
        return (distroless(repository, tag), false);
    }
    if let Some(family) = by_tag(tag) {
        return (family, false);
    }
    let known = match repository {
        "debian" => "Debian",
        "ubuntu" => "Ubuntu",
        "alpine" => "Alpine",
        "fedora" => "Fedora",
        "archlinux" => "Arch",
        "busybox" => "Posix",
        "wolfi-base" => "Wolfi",
        _ if ON_DEBIAN.contains(&repository) => "Debian",
        _ if ON_UBUNTU.contains(&repository) => "Ubuntu",
        _ if ON_REDHAT.contains(&repository) => "RedHat",
        _ if name.contains("opensuse/") || name.contains("suse/") => "Suse",
        _ => return (by_steps(seen), true),
    };
    (known, false)
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

/// The directory that an image starts in, as far as that is known.
pub(super) fn directory(reference: &str) -> Option<&'static str> {
    let name = reference.split('@').next().unwrap_or(reference);
    let last = name.rsplit('/').next().unwrap_or(name);
    // A mirror keeps the last name; those that anybody may give are known by the name before.
    match last.split(':').next().unwrap_or(last) {
        "golang" => Some("/go"),
        "php" => Some("/var/www/html"),
        "httpd" => Some("/usr/local/apache2"),
        "tomcat" => Some("/usr/local/tomcat"),
        "composer" => Some("/app"),
        "alpine" | "debian" | "fedora" | "nginx" | "node" | "python" | "ruby" | "rust"
        | "ubuntu" | "eclipse-temurin" | "openjdk" | "maven" => Some("/"),
        _ if name.contains("/distroless/") || name.contains("/dotnet/") => Some("/"),
        _ => None,
    }
}

/// A path that begins with a variable of the base's, where that is known: Go's images set `GOPATH`.
pub(super) fn filled_in(path: &str, home: &str) -> String {
    let rest = ["$GOPATH", "${GOPATH}"].iter().find_map(|name| path.strip_prefix(name));
    match rest.filter(|rest| home == "/go" && (rest.is_empty() || rest.starts_with('/'))) {
        Some(rest) => format!("/go{rest}"),
        None => path.to_owned(),
    }
}

/// Whom a base runs as that is known not to be root's, by the `USER` lines of the images.
pub(super) fn runs_as(reference: &str) -> Option<(u32, u32)> {
    let name = reference.split('@').next().unwrap_or(reference);
    let (repository, tag) = match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        _ => (name, ""),
    };
    let short = repository.trim_start_matches("docker.io/").trim_start_matches("library/");
    match short {
        _ if repository.contains("distroless/") && tag.contains("nonroot") => Some((65532, 65532)),
        "grafana/grafana" => Some((472, 0)),
        "grafana/loki" => Some((10001, 10001)),
        "haproxy" => Some((99, 99)),
        "jenkins/jenkins" => Some((1000, 1000)),
        "memcached" => Some((11211, 11211)),
        "nginxinc/nginx-unprivileged" => Some((101, 101)),
        "prom/prometheus" => Some((65534, 65534)),
        "solr" => Some((8983, 8983)),
        _ => None,
    }
}

/// The number of a user that a base is known to have.
pub(super) fn user(reference: &str, family: &str, name: &str) -> Option<(u32, u32)> {
    let repository = reference.split(['@', ':']).next().unwrap_or(reference);
    let last = repository.rsplit('/').next().unwrap_or(repository);
    match (last, family, name) {
        ("node", _, "node") => Some((1000, 1000)),
        (_, "Debian" | "Ubuntu", "www-data") => Some((33, 33)),
        (_, "Debian" | "Ubuntu", "nobody") => Some((65534, 65534)),
        (_, "Alpine", "nobody") => Some((65534, 65534)),
        (_, "DistrolessStatic" | "DistrolessBase" | "DistrolessCc", "nonroot") => {
            Some((65532, 65532))
        }
        _ if repository.contains("distroless/") && name == "nonroot" => Some((65532, 65532)),
        _ => None,
    }
}
