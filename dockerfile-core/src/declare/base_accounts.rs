//! Users and groups that bases have, which a stage cannot make a second time, and bases that do not
//! run as root.
//!
//! Source: `passwd.master` and `group.master` of Debian's base-passwd, Alpine's
//! alpine-baselayout, and the official images of Ubuntu and Node. Other bases are not in the tables.

use super::family::FamilyKind;
use crate::program::reference::Reference;

type Accounts = &'static [(&'static str, u32)];

#[rustfmt::skip]
const DEBIAN_USERS: Accounts = &[
    ("daemon", 1), ("bin", 2), ("sys", 3), ("sync", 4), ("games", 5), ("man", 6), ("lp", 7),
    ("mail", 8), ("news", 9), ("uucp", 10), ("proxy", 13), ("www-data", 33), ("backup", 34),
    ("list", 38), ("irc", 39), ("nobody", 65534),
];

#[rustfmt::skip]
const DEBIAN_GROUPS: Accounts = &[
    ("root", 0), ("daemon", 1), ("bin", 2), ("sys", 3), ("adm", 4), ("tty", 5), ("disk", 6),
    ("lp", 7), ("mail", 8), ("news", 9), ("uucp", 10), ("man", 12), ("proxy", 13), ("kmem", 15),
    ("dialout", 20), ("fax", 21), ("voice", 22), ("cdrom", 24), ("floppy", 25), ("tape", 26),
    ("sudo", 27), ("audio", 29), ("dip", 30), ("www-data", 33), ("backup", 34), ("operator", 37),
    ("list", 38), ("irc", 39), ("src", 40), ("shadow", 42), ("utmp", 43), ("video", 44),
    ("sasl", 45), ("plugdev", 46), ("staff", 50), ("games", 60), ("users", 100),
    ("nogroup", 65534),
];

#[rustfmt::skip]
const ALPINE_USERS: Accounts = &[
    ("bin", 1), ("daemon", 2), ("lp", 4), ("sync", 5), ("shutdown", 6), ("halt", 7), ("mail", 8),
    ("news", 9), ("uucp", 10), ("cron", 16), ("ftp", 21), ("sshd", 22), ("games", 35),
    ("ntp", 123), ("guest", 405), ("nobody", 65534),
];

#[rustfmt::skip]
const ALPINE_GROUPS: Accounts = &[
    ("root", 0), ("bin", 1), ("daemon", 2), ("sys", 3), ("adm", 4), ("tty", 5), ("disk", 6),
    ("lp", 7), ("kmem", 9), ("wheel", 10), ("floppy", 11), ("mail", 12), ("news", 13),
    ("uucp", 14), ("cron", 16), ("audio", 18), ("cdrom", 19), ("dialout", 20), ("ftp", 21),
    ("sshd", 22), ("input", 23), ("tape", 26), ("video", 27), ("netdev", 28), ("kvm", 34),
    ("games", 35), ("shadow", 42), ("www-data", 82), ("users", 100), ("ntp", 123),
    ("abuild", 300), ("utmp", 406), ("ping", 999), ("nogroup", 65533), ("nobody", 65534),
];

/// Well-known images whose `USER` line names another user than root. A mirror has the same names.
///
/// Source: the Dockerfiles of these images.
#[rustfmt::skip]
const NOT_ROOT: [&str; 62] = [
    "adminer", "apache/airflow", "apache/druid", "apache/kafka", "apache/nifi", "apache/spark",
    "apache/superset", "apache/zeppelin", "dexidp/dex", "directus/directus", "elasticsearch",
    "elasticsearch/elasticsearch", "emqx", "fluent/fluentd", "fluentd", "grafana/grafana",
    "grafana/grafana-enterprise", "grafana/grafana-oss", "grafana/k6", "grafana/loki",
    "grafana/tempo", "haproxy", "homebrew/brew", "jboss/wildfly", "jenkins/agent",
    "jenkins/inbound-agent", "jenkins/jenkins", "jetty", "keycloak/keycloak", "kibana",
    "kibana/kibana", "kong", "liquibase", "logstash", "logstash/logstash", "mambaorg/micromamba",
    "memcached", "mssql/server", "n8nio/n8n", "nginxinc/nginx-unprivileged", "nodered/node-red",
    "ocaml/opam", "odoo", "open-liberty", "opensearchproject/opensearch",
    "opensearchproject/opensearch-dashboards", "percona", "postgrest/postgrest",
    "prom/alertmanager", "prom/node-exporter", "prom/prometheus", "prom/pushgateway",
    "puppeteer/puppeteer", "renovate/renovate", "rocket.chat", "solr", "sonarqube",
    "sonatype/nexus3", "spark", "varnish", "websphere-liberty", "wildfly/wildfly",
];

/// Words of a tag by which an image says that it does not run as root.
const ROOTLESS: [&str; 3] = ["nonroot", "rootless", "unprivileged"];

/// Beginnings of the names of publishers whose images do not run as root.
const ROOTLESS_PUBLISHERS: [&str; 9] = [
    "bitnami/",
    "bitnamilegacy/",
    "bitnamisecure/",
    "cgr.dev/chainguard/",
    "cimg/",
    "confluentinc/cp-",
    "jupyter/",
    "quay.io/jupyter/",
    "selenium/",
];

/// Images of those publishers that run as root.
const ROOTED: [&str; 3] =
    ["bitnami/minideb", "chainguard/chainguard-base", "chainguard/wolfi-base"];

/// Registries of Red Hat, whose images of languages and servers do not run as root. Those of the
/// distribution itself are called `ubi`.
const OF_RED_HAT: [&str; 2] = ["registry.access.redhat.com/ubi", "registry.redhat.io/ubi"];

/// Whether an image is known to run as another user than root, so that USER has to become root for
/// the first step. If this is wrong, the file has one USER line too many; if an image is missing
/// here, the first step fails.
pub(crate) fn is_known_not_to_run_as_root(image: &str) -> bool {
    let reference = Reference::of(image);
    let repository = reference.of_hub();
    let official = repository.rsplit_once("/library/").map_or(repository, |(_, name)| name);
    let is = |known: &&str| {
        let before = repository.strip_suffix(*known).unwrap_or_default();
        official == *known || known.contains('/') && before.ends_with('/')
    };
    let is_rooted = ROOTED.iter().any(|known| repository.ends_with(known));
    let is_of = |publisher: &&str| repository.starts_with(*publisher) && !is_rooted;
    let of_red_hat = OF_RED_HAT.iter().find_map(|begin| repository.strip_prefix(*begin));
    let in_red_hat = of_red_hat.and_then(|rest| rest.split_once('/')).map(|(_, name)| name);
    NOT_ROOT.iter().any(is)
        || ROOTLESS_PUBLISHERS.iter().any(is_of)
        || in_red_hat.is_some_and(|name| !name.starts_with("ubi"))
        || reference.tag.is_some_and(|tag| ROOTLESS.iter().any(|word| tag.contains(word)))
}

/// The user, and the group of the same name, in the official images of Node.
const NODE: Accounts = &[("node", 1000)];

/// The user, and the group of the same name, in the official images of Ubuntu since 23.04.
const UBUNTU: Accounts = &[("ubuntu", 1000)];

/// The base that a stage starts from: its family, and the reference of its image.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Base<'a> {
    pub(crate) family: FamilyKind,
    pub(crate) image: Option<&'a str>,
}

impl Base<'_> {
    /// The user of the base that has this name or this id.
    pub(crate) fn user(self, name: &str, id: u32) -> Option<(&'static str, u32)> {
        one_of(users(self.family), name, id).or_else(|| one_of(self.own(), name, id))
    }

    /// The group of the base that has this name or this id.
    pub(crate) fn group(self, name: &str, id: u32) -> Option<(&'static str, u32)> {
        one_of(groups(self.family), name, id).or_else(|| one_of(self.own(), name, id))
    }

    /// The accounts of this image that its family does not have.
    fn own(self) -> Accounts {
        let Some(reference) = self.image.map(Reference::of) else { return &[] };
        let (repository, tag) = (reference.of_hub(), reference.tag);
        // Ubuntu's releases without its user, by the number and by the name that a tag begins with.
        const BEFORE: [&str; 10] =
            ["14", "16", "18", "20", "22", "trusty", "xenial", "bionic", "focal", "jammy"];
        let release = tag.and_then(|tag| tag.split(['.', '-']).next());
        match repository {
            "node" => NODE,
            "ubuntu" if release.is_some_and(|release| !BEFORE.contains(&release)) => UBUNTU,
            _ => &[],
        }
    }
}

fn users(family: FamilyKind) -> Accounts {
    match family {
        FamilyKind::Debian | FamilyKind::Ubuntu => DEBIAN_USERS,
        FamilyKind::Alpine => ALPINE_USERS,
        _ => &[],
    }
}

fn groups(family: FamilyKind) -> Accounts {
    match family {
        FamilyKind::Debian | FamilyKind::Ubuntu => DEBIAN_GROUPS,
        FamilyKind::Alpine => ALPINE_GROUPS,
        _ => &[],
    }
}

fn one_of(accounts: Accounts, name: &str, id: u32) -> Option<(&'static str, u32)> {
    let by_name = accounts.iter().find(|(known, _)| *known == name);
    by_name.or_else(|| accounts.iter().find(|(_, known)| *known == id)).copied()
}
