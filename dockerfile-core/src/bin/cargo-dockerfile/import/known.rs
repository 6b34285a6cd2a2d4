//! What is certain of an image that others make: where it starts, whom it runs as, and which folders it has.
//!
//! An image is known by its whole name. The last part of it says nothing: whoever has a registry calls an
//! image `node` as well.

use dockerfile_core::__cli::is_known_not_to_run_as_root;

use super::family;

/// Images whose `USER` line is that of their makers, and no version is known to differ.
const RUN_AS: &[(&str, (u32, u32))] = &[
    ("grafana/grafana", (472, 0)),
    ("grafana/k6", (12345, 12345)),
    ("grafana/loki", (10001, 10001)),
    ("haproxy", (99, 99)),
    ("jenkins/jenkins", (1000, 1000)),
    ("memcached", (11211, 11211)),
    ("nginxinc/nginx-unprivileged", (101, 101)),
    ("prom/prometheus", (65534, 65534)),
    ("solr", (8983, 8983)),
];

/// Docker's official images that start in `/`.
const IN_ROOT: &[&str] = &[
    "alpine",
    "debian",
    "eclipse-temurin",
    "fedora",
    "maven",
    "nginx",
    "node",
    "openjdk",
    "python",
    "ruby",
    "rust",
    "ubuntu",
];

const DOTNET: &[&str] = &["aspnet", "runtime", "runtime-deps", "sdk"];

/// A repository on Docker Hub, without what may be left out of its name, and a tag; empty, where a digest
/// takes its place.
fn on_hub(reference: &str) -> (&str, &str) {
    let name = reference.split('@').next().unwrap_or(reference);
    let (repository, tag) = match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        _ => (name, ""),
    };
    let host = ["docker.io/", "index.docker.io/"];
    let short = host.iter().find_map(|host| repository.strip_prefix(host)).unwrap_or(repository);
    (short.strip_prefix("library/").unwrap_or(short), tag)
}

/// One of Docker's official images, and its tag.
fn official(reference: &str) -> Option<(&str, &str)> {
    let (name, tag) = on_hub(reference);
    (!name.contains('/')).then_some((name, tag))
}

/// The directory that an image starts in, where that is certain.
pub(super) fn directory(reference: &str) -> Option<&'static str> {
    if let Some((_, tag)) = distroless(reference) {
        return match tag {
            "" => None,
            tag if tag.contains("nonroot") => Some("/home/nonroot"),
            _ => Some("/"),
        };
    }
    if is_dotnet(reference) {
        return Some("/");
    }
    match official(reference)? {
        ("golang", _) => Some("/go"),
        ("httpd", _) => Some("/usr/local/apache2"),
        ("tomcat", _) => Some("/usr/local/tomcat"),
        ("composer", _) => Some("/app"),
        ("php", "") => None,
        ("php", tag) if tag.split('-').any(|word| ["apache", "fpm"].contains(&word)) => {
            Some("/var/www/html")
        }
        ("php", _) => Some("/"),
        (name, _) => IN_ROOT.contains(&name).then_some("/"),
    }
}

/// A distroless image of its makers, and its tag.
fn distroless(reference: &str) -> Option<(&str, &str)> {
    let (name, tag) = on_hub(reference);
    name.strip_prefix("gcr.io/distroless/").map(|name| (name, tag))
}

fn is_dotnet(reference: &str) -> bool {
    let (name, _) = on_hub(reference);
    name.strip_prefix("mcr.microsoft.com/dotnet/").is_some_and(|name| DOTNET.contains(&name))
}

/// A path that begins with a variable of the base's, where that is known: Go's images set `GOPATH`.
pub(super) fn filled_in(path: &str, home: Option<&str>) -> String {
    let rest = ["$GOPATH", "${GOPATH}"].iter().find_map(|name| path.strip_prefix(name));
    match rest.filter(|rest| home == Some("/go") && (rest.is_empty() || rest.starts_with('/'))) {
        Some(rest) => format!("/go{rest}"),
        None => path.to_owned(),
    }
}

/// Whom a base runs as that is known not to be root's, by the `USER` lines of the images.
pub(super) fn runs_as(reference: &str) -> Option<(u32, u32)> {
    if let Some((_, tag)) = distroless(reference) {
        return tag.contains("nonroot").then_some((65532, 65532));
    }
    let (name, _) = on_hub(reference);
    RUN_AS.iter().find(|(other, _)| *other == name).map(|(_, ids)| *ids)
}

/// Whether an image is known not to run as root.
pub(super) fn is_not_root(reference: &str) -> bool {
    runs_as(reference).is_some() || is_known_not_to_run_as_root(reference)
}

/// Whether an image certainly runs as root.
pub(super) fn runs_as_root(reference: Option<&str>) -> bool {
    let Some(reference) = reference else { return true };
    let (_, tag) = on_hub(reference);
    // Microsoft's images without a shell have a user of their own.
    let is_small = is_dotnet(reference)
        && ["", "chiseled", "distroless"].iter().any(|word| match *word {
            "" => tag.is_empty(),
            word => tag.contains(word),
        });
    directory(reference).is_some() && !is_not_root(reference) && !is_small
}

/// The number of a user that a base is known to have, and that of its group.
pub(super) fn user(reference: &str, name: &str) -> Option<(u32, u32)> {
    if distroless(reference).is_some() {
        return (name == "nonroot").then_some((65532, 65532));
    }
    let (repository, _) = official(reference)?;
    match (repository, family::by_name(reference)?, name) {
        ("node", _, "node") => Some((1000, 1000)),
        (_, "Debian" | "Ubuntu", "www-data") => Some((33, 33)),
        (_, "Debian" | "Ubuntu" | "Alpine", "nobody") => Some((65534, 65534)),
        _ => None,
    }
}

/// Whether an image has a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum There {
    Yes,
    No,
    /// Nobody here knows.
    Perhaps,
}

/// Folders of every distribution's official image.
const OF_ALL: &[&str] = &[
    "/bin",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/media",
    "/mnt",
    "/opt",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/srv",
    "/sys",
    "/tmp",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/sbin",
    "/usr/share",
    "/var",
    "/var/cache",
    "/var/lib",
    "/var/log",
    "/var/tmp",
];

/// Of all but Alpine's.
const OF_MOST: &[&str] = &["/boot", "/usr/src"];

/// Folders of distributions that official images leave empty, but for the homes and runtimes below.
const EMPTY: &[&str] = &["home", "mnt", "opt", "srv"];

const FILLED: &[&str] =
    &["/home/gradle", "/home/node", "/home/nonroot", "/home/ubuntu", "/opt/java", "/opt/yarn"];

/// Whether an image has a folder; without a reference it is scratch.
pub(super) fn has(reference: Option<&str>, path: &str) -> There {
    let Some(reference) = reference else {
        return if path == "/" { There::Yes } else { There::No };
    };
    let home = directory(reference);
    if path == "/" || home == Some(path) {
        return There::Yes;
    }
    let family = official(reference).and_then(|_| family::by_name(reference));
    let family = family.filter(|family| ["Debian", "Ubuntu", "Alpine", "Fedora"].contains(family));
    match family {
        Some(_) if OF_ALL.contains(&path) => return There::Yes,
        Some(family) if family != "Alpine" && OF_MOST.contains(&path) => return There::Yes,
        _ => {}
    }
    let Some(home) = home else { return There::Perhaps };
    let mut parts = path.split('/').skip(1);
    let (top, second) = (parts.next().unwrap_or_default(), parts.next());
    let is_of_home = home != "/" && home[1..].split('/').next() == Some(top);
    let is_common = OF_ALL.iter().chain(OF_MOST).any(|folder| &folder[1..] == top)
        || top.starts_with("lib")
        || top.contains("docker");
    let is_filled = FILLED.iter().any(|folder| path.starts_with(folder));
    let is_empty = family.is_some()
        && !is_filled
        && (EMPTY.contains(&top) && second.is_some() || path.starts_with("/usr/src/"));
    if is_of_home || is_common && !is_empty { There::Perhaps } else { There::No }
}

#[cfg(test)]
mod tests {
    use super::{There, directory, filled_in, has, runs_as, runs_as_root, user};

    #[test]
    fn an_image_is_known_by_its_whole_name() {
        for (reference, expected) in [
            ("node:22", Some("/")),
            ("docker.io/library/golang:1.25", Some("/go")),
            ("library/node@sha256:0", Some("/")),
            ("bitnami/node:22", None),
            ("registry.example:5000/golang:1", None),
            ("docker.io/team/node", None),
            ("php:8", Some("/")),
            ("php:8.3-fpm-alpine", Some("/var/www/html")),
            ("php@sha256:0", None),
            ("gcr.io/distroless/static-debian12:nonroot", Some("/home/nonroot")),
            ("gcr.io/distroless/base:debug", Some("/")),
            ("gcr.io/distroless/base@sha256:0", None),
            ("mirror.example/distroless/base:nonroot", None),
            ("mcr.microsoft.com/dotnet/aspnet:8.0", Some("/")),
        ] {
            assert_eq!(directory(reference), expected, "{reference}");
        }
        assert_eq!(user("node:22", "node"), Some((1000, 1000)));
        assert_eq!(user("bitnami/node:22", "node"), None);
        assert_eq!(user("python:3-alpine", "www-data"), None);
        assert_eq!(runs_as("gcr.io/distroless/static:nonroot"), Some((65532, 65532)));
        assert_eq!(runs_as("mirror.example/distroless/static:nonroot"), None);
        for (reference, expected) in [
            ("node:22", true),
            ("team/node:22", false),
            ("gcr.io/distroless/static:nonroot", false),
            ("mcr.microsoft.com/dotnet/runtime:8.0-jammy-chiseled", false),
        ] {
            assert_eq!(runs_as_root(Some(reference)), expected, "{reference}");
        }
    }

    #[test]
    fn a_folder_is_there_only_where_that_is_certain() {
        for (reference, path, expected) in [
            (Some("debian:12"), "/usr/src", There::Yes),
            (Some("alpine:3"), "/usr/src", There::Perhaps),
            (Some("alpine:3"), "/tmp", There::Yes),
            (Some("team/base"), "/tmp", There::Perhaps),
            (Some("team/base"), "/app", There::Perhaps),
            (Some("debian:12"), "/app", There::No),
            (Some("golang:1"), "/go/src", There::Perhaps),
            (Some("node:22"), "/home/node/app", There::Perhaps),
            (Some("node:22"), "/usr/src/app", There::No),
            (Some("debian:12"), "/var/www", There::Perhaps),
            (None, "/tmp", There::No),
        ] {
            assert_eq!(has(reference, path), expected, "{reference:?} {path}");
        }
    }

    #[test]
    fn what_is_known_of_an_image_is_of_its_makers() {
        for (path, home, expected) in [
            ("$GOPATH/bin", Some("/go"), "/go/bin"),
            ("${GOPATH}", Some("/go"), "/go"),
            ("$GOPATHX", Some("/go"), "$GOPATHX"),
            ("x/$GOPATH", Some("/go"), "x/$GOPATH"),
            ("$GOPATH/bin", Some("/"), "$GOPATH/bin"),
            ("$GOPATH/bin", None, "$GOPATH/bin"),
        ] {
            assert_eq!(filled_in(path, home), expected, "{path} {home:?}");
        }
        for (reference, name, expected) in [
            ("gcr.io/distroless/base:nonroot", "nonroot", Some((65532, 65532))),
            ("gcr.io/distroless/base:nonroot", "nobody", None),
            ("debian:12", "www-data", Some((33, 33))),
            ("ubuntu:24.04", "nobody", Some((65534, 65534))),
            ("alpine:3", "nobody", Some((65534, 65534))),
            ("alpine:3", "www-data", None),
            ("fedora:41", "nobody", None),
            ("node:22-alpine", "node", Some((1000, 1000))),
            ("debian:12", "node", None),
            ("team/debian:12", "nobody", None),
        ] {
            assert_eq!(user(reference, name), expected, "{reference} {name}");
        }
        for (reference, expected) in [
            ("haproxy:3", Some((99, 99))),
            ("docker.io/library/haproxy@sha256:0", Some((99, 99))),
            ("grafana/grafana:11", Some((472, 0))),
            ("team/haproxy:3", None),
            ("gcr.io/distroless/static:latest", None),
        ] {
            assert_eq!(runs_as(reference), expected, "{reference}");
        }
        for (reference, expected) in [
            (None, true),
            (Some("team/base:1"), false),
            (Some("haproxy:3"), false),
            (Some("httpd:2"), true),
            (Some("mcr.microsoft.com/dotnet/aspnet:8.0"), true),
            (Some("mcr.microsoft.com/dotnet/aspnet"), false),
            (Some("mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled"), false),
            (Some("mcr.microsoft.com/dotnet/runtime:8.0-mariner-distroless"), false),
        ] {
            assert_eq!(runs_as_root(reference), expected, "{reference:?}");
        }
    }

    #[test]
    fn a_folder_that_nobody_makes_is_perhaps_there() {
        for (reference, path, expected) in [
            (None, "/", There::Yes),
            (Some("team/base"), "/", There::Yes),
            (Some("golang:1"), "/go", There::Yes),
            (Some("debian:12"), "/boot", There::Yes),
            (Some("alpine:3"), "/boot", There::Perhaps),
            (Some("debian:12"), "/lib64", There::Perhaps),
            (Some("debian:12"), "/docker-entrypoint.d", There::Perhaps),
            (Some("debian:12"), "/home/app", There::No),
            (Some("debian:12"), "/opt/java/x", There::Perhaps),
            (Some("node:22"), "/opt/yarn-v1", There::Perhaps),
            (Some("node:22"), "/opt/app", There::No),
            (Some("debian:12"), "/usr/local/app", There::Perhaps),
            (Some("gcr.io/distroless/static:nonroot"), "/home/x", There::Perhaps),
            (Some("gcr.io/distroless/static:nonroot"), "/srv/x", There::Perhaps),
            (Some("gcr.io/distroless/static:nonroot"), "/app", There::No),
        ] {
            assert_eq!(has(reference, path), expected, "{reference:?} {path}");
        }
    }
}
