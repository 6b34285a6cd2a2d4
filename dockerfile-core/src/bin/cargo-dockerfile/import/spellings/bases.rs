//! Images by their names: the family, the user, and the folders that each is known to have.

use super::super::base::{has_shell, image};
use super::super::family::by_name;
use super::super::known::{There, directory, filled_in, has, runs_as, runs_as_root, user};

/// A family, and the images that are known to be of it.
#[rustfmt::skip]
const FAMILIES: &[(&str, &str)] = &[
    ("Debian", "debian aspnet bitnami buildpack-deps clojure composer dart elixir erlang gcc golang haskell haproxy"),
    ("Debian", "httpd jenkins julia mariadb memcached mongo nginx node openjdk perl php postgres python r-base rabbitmq"),
    ("Debian", "redis ruby rust runtime runtime-deps sdk swift tomcat traefik wordpress"),
    ("Debian", "x:buster x:bullseye x:bookworm-slim x:1-trixie x:forky DEBIAN:12 h:80/debian:1"),
    ("Ubuntu", "ubuntu eclipse-temurin gradle ibm-semeru-runtimes maven x:bionic x:focal x:1-jammy x:noble"),
    ("Alpine", "alpine node:20-alpine x:alpine3.20 python:3-alpine-slim"),
    ("RedHat", "almalinux amazoncorretto amazonlinux centos mysql oraclelinux rockylinux ubi ubi8 ubi9 ubi-minimal ubi-micro"),
    ("RedHat", "x:1-ubi x:ubi9"),
    ("Fedora", "fedora"),
    ("Arch", "archlinux"),
    ("Posix", "busybox gcr.io/distroless/base:debug"),
    ("Wolfi", "wolfi-base cgr.dev/chainguard/wolfi-base:1"),
    ("Suse", "opensuse/leap:15 registry.suse.com/suse/sle15"),
    ("DistrolessStatic", "gcr.io/distroless/static gcr.io/distroless/static-debian12:nonroot"),
    ("DistrolessBase", "gcr.io/distroless/base-debian12"),
    ("DistrolessCc", "gcr.io/distroless/cc:1"),
    ("Shellless", "gcr.io/distroless/python3"),
    ("", "x team/base debianx x:alpinex"),
];

#[test]
fn each_family_is_known_by_its_names() {
    for (family, names) in FAMILIES {
        for name in names.split(' ') {
            assert_eq!(by_name(name).unwrap_or_default(), *family, "{name}");
        }
    }
    for family in ["Scratch", "Shellless", "DistrolessStatic", "DistrolessBase", "DistrolessCc"] {
        assert!(!has_shell(family), "{family}");
    }
    for family in ["Debian", "Ubuntu", "Alpine", "Fedora", "RedHat", "Posix"] {
        assert!(has_shell(family), "{family}");
    }
}

#[test]
fn each_image_starts_where_its_makers_say() {
    let names = "alpine debian eclipse-temurin fedora maven nginx node openjdk python ruby rust ubuntu \
                 mcr.microsoft.com/dotnet/aspnet mcr.microsoft.com/dotnet/runtime \
                 mcr.microsoft.com/dotnet/runtime-deps mcr.microsoft.com/dotnet/sdk php:8-cli";
    for name in names.split_whitespace() {
        assert_eq!(directory(name), Some("/"), "{name}");
        for spelled in ["docker.io/", "index.docker.io/", "docker.io/library/", "library/"] {
            let is_of_hub = !name.contains('/');
            assert!(!is_of_hub || directory(&format!("{spelled}{name}")) == Some("/"), "{name}");
        }
        assert_eq!(directory(&format!("quay.io/x/{name}")), None, "{name}");
    }
    for (name, folder) in [
        ("golang:1", Some("/go")),
        ("httpd:2", Some("/usr/local/apache2")),
        ("tomcat:10", Some("/usr/local/tomcat")),
        ("composer:2", Some("/app")),
        ("php:8-apache", Some("/var/www/html")),
        ("php:8-fpm", Some("/var/www/html")),
        ("php", None),
        ("gcr.io/distroless/cc:nonroot-amd64", Some("/home/nonroot")),
        ("gcr.io/distroless/cc", None),
        ("mcr.microsoft.com/dotnet/other", None),
        ("redis:7", None),
    ] {
        assert_eq!(directory(name), folder, "{name}");
    }
    for (path, home, filled) in [
        ("$GOPATH/a", Some("/go"), "/go/a"),
        ("${GOPATH}/a", Some("/go"), "/go/a"),
        ("$GOPATH", Some("/go"), "/go"),
        ("$GOPATH/a", Some("/"), "$GOPATH/a"),
        ("$GOPATH/a", None, "$GOPATH/a"),
        ("$GOPATHS/a", Some("/go"), "$GOPATHS/a"),
        ("$HOME/a", Some("/go"), "$HOME/a"),
    ] {
        assert_eq!(filled_in(path, home), filled, "{path}");
    }
}

#[test]
fn each_image_runs_as_its_makers_say() {
    for (name, ids) in [
        ("grafana/grafana", (472, 0)),
        ("grafana/loki", (10001, 10001)),
        ("haproxy", (99, 99)),
        ("jenkins/jenkins", (1000, 1000)),
        ("memcached", (11211, 11211)),
        ("nginxinc/nginx-unprivileged", (101, 101)),
        ("prom/prometheus", (65534, 65534)),
        ("solr", (8983, 8983)),
        ("gcr.io/distroless/cc:nonroot", (65532, 65532)),
    ] {
        assert_eq!(runs_as(name), Some(ids), "{name}");
        assert_eq!(runs_as(&format!("docker.io/{name}")), Some(ids), "{name}");
        assert!(!runs_as_root(Some(name)), "{name}");
    }
    for name in ["node", "gcr.io/distroless/cc:1", "mirror/grafana/grafana", "team/solr"] {
        assert_eq!(runs_as(name), None, "{name}");
    }
    for (name, is_root) in [
        ("node:22", true),
        ("gcr.io/distroless/cc:1", true),
        ("mcr.microsoft.com/dotnet/sdk:8", true),
        ("mcr.microsoft.com/dotnet/sdk", false),
        ("mcr.microsoft.com/dotnet/runtime:8-noble-chiseled", false),
        ("mcr.microsoft.com/dotnet/aspnet:8-azurelinux3.0-distroless", false),
        ("redis:7", false),
    ] {
        assert_eq!(runs_as_root(Some(name)), is_root, "{name}");
    }
    assert!(runs_as_root(None));
    for (name, who, ids) in [
        ("node:22", "node", Some((1000, 1000))),
        ("python:3", "node", None),
        ("nginx:1", "www-data", Some((33, 33))),
        ("ubuntu:24.04", "www-data", Some((33, 33))),
        ("alpine:3", "www-data", None),
        ("debian:12", "nobody", Some((65534, 65534))),
        ("ubuntu:24.04", "nobody", Some((65534, 65534))),
        ("alpine:3", "nobody", Some((65534, 65534))),
        ("fedora:40", "nobody", None),
        ("gcr.io/distroless/cc:1", "nonroot", Some((65532, 65532))),
        ("gcr.io/distroless/cc:1", "nobody", None),
        ("team/debian:12", "nobody", None),
    ] {
        assert_eq!(user(name, who), ids, "{name} {who}");
    }
}

#[test]
fn each_folder_of_a_base_is_known() {
    let of_all = "/ /bin /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin \
                  /usr/lib /usr/local /usr/local/bin /usr/local/lib /usr/sbin /usr/share /var /var/cache /var/lib \
                  /var/log /var/tmp";
    for path in of_all.split_whitespace() {
        for base in ["debian:12", "ubuntu:24.04", "alpine:3", "fedora:40"] {
            assert_eq!(has(Some(base), path), There::Yes, "{base} {path}");
        }
        let of_unknown = if path == "/" { There::Yes } else { There::Perhaps };
        assert_eq!(has(Some("team/base"), path), of_unknown, "{path}");
        assert_eq!(has(None, path), if path == "/" { There::Yes } else { There::No }, "{path}");
    }
    for (base, path, there) in [
        ("debian:12", "/boot", There::Yes),
        ("debian:12", "/usr/src", There::Yes),
        ("alpine:3", "/boot", There::Perhaps),
        ("golang:1", "/go", There::Yes),
        ("golang:1", "/go/bin", There::Perhaps),
        ("debian:12", "/go", There::No),
        // Empty, but for these.
        ("debian:12", "/home/app", There::No),
        ("debian:12", "/mnt/a", There::No),
        ("debian:12", "/opt/a", There::No),
        ("debian:12", "/srv/a", There::No),
        ("debian:12", "/usr/src/a", There::No),
        ("node:22", "/home/node", There::Perhaps),
        ("node:22", "/opt/yarn-v1", There::Perhaps),
        ("ubuntu:24.04", "/home/ubuntu", There::Perhaps),
        ("maven:3", "/opt/java/openjdk", There::Perhaps),
        ("debian:12", "/home/gradle", There::Perhaps),
        ("debian:12", "/home/nonroot", There::Perhaps),
        // Whatever else an image may bring.
        ("debian:12", "/etc/app", There::Perhaps),
        ("debian:12", "/lib64", There::Perhaps),
        ("debian:12", "/docker-entrypoint.d", There::Perhaps),
        ("debian:12", "/data", There::No),
    ] {
        assert_eq!(has(Some(base), path), there, "{base} {path}");
    }
}

#[test]
fn each_reference_becomes_its_call() {
    for (reference, call, decisions) in [
        ("debian:12", "debian(\"12\")", 0),
        ("ubuntu:24.04", "ubuntu(\"24.04\")", 0),
        ("alpine:3", "alpine(\"3\")", 0),
        ("fedora:40", "fedora(\"40\")", 0),
        ("node:20", "image(\"node:20\")", 0),
        ("team/debian:12", "image(\"team/debian:12\")", 0),
        ("debian:12@sha256:0", "image(\"debian:12@sha256:0\")", 0),
        ("debian@sha256:0", "image(\"debian@sha256:0\")", 0),
        ("h:5000/a:1", "image(\"h:5000/a:1\")", 0),
        ("debian", "moving_image(\"debian\", \"the Dockerfile names no version\")", 1),
        (
            "debian:latest",
            "moving_image(\"debian:latest\", \"the Dockerfile names no version\")",
            1,
        ),
        ("h:5000/a", "moving_image(\"h:5000/a\", \"the Dockerfile names no version\")", 1),
    ] {
        let mut found = vec![];
        assert_eq!(image(reference, &mut found), call);
        assert_eq!(found.len(), decisions, "{reference}: {found:?}");
    }
}

/// Of a base that no name tells, the steps do.
#[test]
fn each_package_manager_tells_the_family() {
    for (step, family) in [
        ("apt-get update", "Debian"),
        ("apt update", "Debian"),
        ("apk add a", "Alpine"),
        ("dnf install a", "RedHat"),
        ("yum install a", "RedHat"),
        ("microdnf install a", "RedHat"),
        ("zypper in a", "Suse"),
        ("pacman -S a", "Arch"),
        ("make", "Posix"),
        ("true;apk add a", "Alpine"),
        ("true&&apk add a", "Alpine"),
        ("my-apt-get a", "Posix"),
    ] {
        let base = super::super::base::of_image(
            "team/x:1",
            None,
            &super::super::base::Evidence { texts: &[step.to_owned()] },
        );
        assert_eq!((base.family, base.decisions.len()), (family, 1), "{step}");
    }
    for (platform, expression, differs) in [
        (None, "image(\"node:20\").family(Debian)", 0),
        (Some("$BUILDPLATFORM"), "image(\"node:20\").family(Debian).on_build_platform()", 0),
        (Some("$TARGETPLATFORM"), "image(\"node:20\").family(Debian)", 0),
        (Some("linux/arm64"), "image(\"node:20\").family(Debian)", 1),
    ] {
        let evidence = super::super::base::Evidence { texts: &[] };
        let base = super::super::base::of_image("node:20", platform, &evidence);
        assert_eq!((base.expression.as_str(), base.differs.len()), (expression, differs));
    }
}
