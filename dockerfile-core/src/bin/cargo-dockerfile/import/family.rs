//! The family of a base, by its name.

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

#[cfg(test)]
mod tests {
    use super::by_name;

    #[test]
    fn a_name_tells_the_family() {
        for (reference, family) in [
            ("Debian:12", "Debian"),
            ("archlinux:base", "Arch"),
            ("busybox:1", "Posix"),
            ("cgr.example/chainguard/wolfi-base", "Wolfi"),
            ("golang:1.25", "Debian"),
            ("golang:1.25-alpine3.20", "Alpine"),
            ("golang:1.25-alpine@sha256:0", "Alpine"),
            ("maven:3", "Ubuntu"),
            ("maven:3-eclipse-temurin-21-alpine", "Alpine"),
            ("rust:1-slim-bookworm", "Debian"),
            ("node:22-jammy", "Ubuntu"),
            ("team/base:ubi9", "RedHat"),
            ("rockylinux:9", "RedHat"),
            ("opensuse/leap:15", "Suse"),
            ("registry.suse.com/suse/sle15:15", "Suse"),
            ("registry:5000/team/node:1", "Debian"),
            ("gcr.io/distroless/static", "DistrolessStatic"),
            ("gcr.io/distroless/static-debian12:nonroot", "DistrolessStatic"),
            ("gcr.io/distroless/base-nossl-debian12", "DistrolessBase"),
            ("gcr.io/distroless/cc", "DistrolessCc"),
            ("gcr.io/distroless/cc:debug-nonroot", "Posix"),
            ("gcr.io/distroless/java21-debian12", "Shellless"),
        ] {
            assert_eq!(by_name(reference), Some(family), "{reference}");
        }
        for reference in ["team/base:1", "registry:5000/base", "team/opensuse:1", "x:alpinelinux"] {
            assert_eq!(by_name(reference), None, "{reference}");
        }
    }
}
