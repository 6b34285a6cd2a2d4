//! `compose.yaml`: all images of a build script as services of Docker Compose.
//!
//! Source: the compose specification. Every text in the file is literal and in double quotes,
//! escaped as in JSON, which YAML reads, too.

use std::collections::BTreeMap;

use super::bake::{Secret, SecretFrom, Target};
use super::header;
use super::literal::{is_kept_by_bake, of_compose as text};
use crate::program::instruction::{PortRange, Protocol};
use crate::program::targets::Container;

/// A node of YAML. A scalar is printed as it is: a quoted text, or a word of compose's.
enum Yaml {
    Scalar(String),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
}

use Yaml::{List, Map, Scalar};

/// The text of the file.
pub(crate) fn file(source: &str, targets: &[Target]) -> String {
    let shared = are_shared(targets);
    let services =
        targets.iter().map(|target| (text(&target.name), service(target, targets, shared)));
    let mut whole = vec![("services".to_owned(), Map(services.collect()))];
    let volumes = targets.iter().flat_map(|target| {
        target.container.volumes.iter().map(|path| text(&volume(&target.name, path)))
    });
    let volumes: Vec<(String, Yaml)> = volumes.map(|name| (name, Map(vec![]))).collect();
    let secrets: BTreeMap<String, &SecretFrom> = targets
        .iter()
        .flat_map(|target| target.secrets.iter().map(move |secret| (target, secret)))
        .map(|(target, secret)| (secret_name(target, secret, shared), &secret.from))
        .collect();
    let secrets =
        secrets.into_iter().map(|(name, from)| (text(&name), secret_source(from))).collect();
    whole.extend([("volumes".to_owned(), Map(volumes)), ("secrets".to_owned(), Map(secrets))]);
    whole.retain(|(key, node)| key == "services" || !node.is_empty());
    header::file(source, "", "", &Map(whole).lines(0))
}

/// The first text of a target that compose would change. Compose passes its targets to bake, and
/// tells bake that `${` is text in arguments and nowhere else, that `%{` is text nowhere, and that
/// a file's name ends at a comma.
///
/// Source: `pkg/compose/build_bake.go` of Docker Compose 2.40 and 5.
pub(crate) fn changed(target: &Target) -> Option<&str> {
    let is_kept = |text: &&str| is_kept_by_bake(text) && !text.contains("%{");
    let mut values = target.values().filter(|text| !is_kept(text));
    let mut paths = target.paths().filter(|path| !is_kept(path) || path.contains("${"));
    let mut files = target.files().filter(|path| path.contains([',', '"']));
    values.next().or_else(|| paths.next()).or_else(|| files.next())
}

// ---- services --------------------------------------------------------------------------

fn service(target: &Target, all: &[Target], shared: bool) -> Yaml {
    let container = &target.container;
    let ports = container.ports.iter().map(|port| {
        let others = all.iter().flat_map(|target| &target.container.ports);
        quoted(&published(port, others.filter(|other| overlap(port, other)).count() > 1))
    });
    let volumes = container.volumes.iter().map(|path| {
        map([
            ("type", Scalar("volume".to_owned())),
            ("source", quoted(&volume(&target.name, path))),
            ("target", quoted(path)),
        ])
    });
    let image = target.tags.first().map(|tag| ("image", quoted(tag)));
    let fields = [
        // Without it compose might take an image of the registry, or an old one, in place of what
        // is declared.
        ("pull_policy", Scalar("build".to_owned())),
        ("build", build(target, shared)),
        ("ports", List(ports.collect())),
        ("volumes", List(volumes.collect())),
        ("environment", environment(container)),
    ];
    map(image.into_iter().chain(fields))
}

fn build(target: &Target, shared: bool) -> Yaml {
    let secrets = target.secrets.iter().map(|secret| {
        let name = secret_name(target, secret, shared);
        match name == secret.id {
            true => quoted(&name),
            false => map([("source", quoted(&name)), ("target", quoted(&secret.id))]),
        }
    });
    // Compose pushes nothing, so a registry's cache is read and not written.
    let cache = target.cache.iter().map(|cache| format!("type=registry,ref={cache}"));
    map([
        ("context", quoted(&target.context)),
        ("additional_contexts", names(&target.contexts)),
        ("dockerfile", quoted(&target.dockerfile)),
        ("target", quoted(&target.stage)),
        ("args", names(&target.args)),
        ("secrets", List(secrets.collect())),
        ("ssh", list(&target.agents)),
        ("entitlements", list(&target.entitlements)),
        ("tags", list(&target.tags)),
        ("platforms", list(&target.platforms)),
        ("cache_from", list(&cache.collect::<Vec<_>>())),
    ])
}

/// The environment of a service: the image's own variables, and those that it leaves to whoever
/// starts it. Compose takes the latter from its own environment or from `.env`, and one that is in
/// neither stays unset. The program then says so; `${NAME:?}` would stop every command of compose,
/// `build` too.
///
/// Source: "environment" of the compose specification, of a variable without a value.
fn environment(container: &Container) -> Yaml {
    let said = container.env.iter().map(|(name, value)| (text(name), quoted(value)));
    let wanted = container.wanted.iter().map(|name| (text(name), Scalar("null".to_owned())));
    Map(said.chain(wanted).collect())
}

/// A published port: on this machine alone, under the same number, or under a free one if another
/// service has that number (`docker compose port` shows it).
fn published(port: &PortRange, is_shared: bool) -> String {
    let protocol = match port.protocol {
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
    };
    let (first, last) = (port.first.get(), port.last.get());
    let range = if first == last { first.to_string() } else { format!("{first}-{last}") };
    let there = if is_shared { "" } else { range.as_str() };
    format!("127.0.0.1:{there}:{range}/{protocol}")
}

fn overlap(one: &PortRange, other: &PortRange) -> bool {
    one.protocol == other.protocol && one.first <= other.last && other.first <= one.last
}

/// The name of the volume for a service's path. No two paths have the same name: `.` stands for
/// `/`, and `..` with a number for any byte that a name cannot hold.
fn volume(service: &str, path: &str) -> String {
    let mut name = service.to_owned();
    for byte in path.bytes() {
        match byte {
            b'/' => name.push('.'),
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'-' => name.push(byte.into()),
            _ => name += &format!("..{byte:02x}"),
        }
    }
    name
}

// ---- secrets ---------------------------------------------------------------------------

/// Whether a secret's id has the same source in every service. If not, each service has its own
/// secrets, named after the service. A service's name has no `.`, so no two secrets get the same
/// name.
fn are_shared(targets: &[Target]) -> bool {
    let mut sources: BTreeMap<&str, &SecretFrom> = BTreeMap::new();
    let mut secrets = targets.iter().flat_map(|target| &target.secrets);
    secrets.all(|secret| *sources.entry(&secret.id).or_insert(&secret.from) == &secret.from)
}

fn secret_name(target: &Target, secret: &Secret, shared: bool) -> String {
    if shared { secret.id.clone() } else { format!("{}.{}", target.name, secret.id) }
}

fn secret_source(from: &SecretFrom) -> Yaml {
    match from {
        SecretFrom::Env(name) => map([("environment", quoted(name))]),
        SecretFrom::File(path) => map([("file", quoted(path))]),
    }
}

// ---- YAML ------------------------------------------------------------------------------

fn quoted(value: &str) -> Yaml {
    Scalar(text(value))
}

fn list(texts: &[String]) -> Yaml {
    List(texts.iter().map(|text| quoted(text)).collect())
}

fn names(entries: &[(String, String)]) -> Yaml {
    Map(entries.iter().map(|(name, value)| (text(name), quoted(value))).collect())
}

/// A map with keys of compose's, without entries that are empty.
fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Yaml)>) -> Yaml {
    let entries = entries.into_iter().filter(|(_, node)| !node.is_empty());
    Map(entries.map(|(key, node)| (key.to_owned(), node)).collect())
}

impl Yaml {
    fn is_empty(&self) -> bool {
        match self {
            Scalar(_) => false,
            List(nodes) => nodes.is_empty(),
            Map(entries) => entries.is_empty(),
        }
    }

    /// The node in lines of its own, indented by this many blanks.
    fn lines(&self, indent: usize) -> String {
        let blanks = " ".repeat(indent);
        match self {
            Scalar(text) => format!("{blanks}{text}\n"),
            List(nodes) => {
                let item = |node: &Yaml| {
                    let lines = node.lines(indent + 2);
                    format!("{blanks}- {}", &lines[indent + 2..])
                };
                nodes.iter().map(item).collect()
            }
            Map(entries) => {
                let entry = |(key, node): &(String, Yaml)| match node {
                    Scalar(text) => format!("{blanks}{key}: {text}\n"),
                    node if node.is_empty() => format!("{blanks}{key}: {{}}\n"),
                    node => format!("{blanks}{key}:\n{}", node.lines(indent + 2)),
                };
                entries.iter().map(entry).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{are_shared, changed, overlap, published, volume};
    use crate::print::bake::{Secret, SecretFrom, Target};
    use crate::program::instruction::{PortRange, Protocol};
    use crate::program::targets::Container;
    use crate::value::Port;

    fn target(secrets: Vec<Secret>) -> Target {
        Target {
            name: "web".to_owned(),
            context: ".".to_owned(),
            contexts: vec![],
            dockerfile: "Dockerfile".to_owned(),
            stage: "final".to_owned(),
            args: vec![],
            secrets,
            agents: vec![],
            entitlements: vec![],
            platforms: vec![],
            tags: vec![],
            cache: None,
            container: Container::default(),
        }
    }

    fn ports(first: u16, last: u16, protocol: Protocol) -> PortRange {
        let port = |number| Port::parse(number).expect("a port");
        PortRange { first: port(first), last: port(last), protocol }
    }

    #[test]
    fn two_services_share_a_port_if_their_ranges_meet() {
        use Protocol::{Tcp, Udp};
        for (one, other, meet) in [
            (ports(80, 90, Tcp), ports(90, 95, Tcp), true),
            (ports(90, 95, Tcp), ports(80, 90, Tcp), true),
            (ports(80, 90, Tcp), ports(91, 95, Tcp), false),
            (ports(91, 95, Tcp), ports(80, 90, Tcp), false),
            (ports(80, 95, Udp), ports(85, 86, Udp), true),
            (ports(80, 80, Tcp), ports(80, 80, Udp), false),
        ] {
            assert_eq!(overlap(&one, &other), meet, "{one:?} {other:?}");
        }
        assert_eq!(published(&ports(80, 80, Tcp), false), "127.0.0.1:80:80/tcp");
        assert_eq!(published(&ports(80, 80, Tcp), true), "127.0.0.1::80/tcp");
        assert_eq!(published(&ports(53, 54, Udp), false), "127.0.0.1:53-54:53-54/udp");
    }

    #[test]
    fn a_volume_has_a_name_of_its_own() {
        for (path, name) in [
            ("/var/lib/Db_1-x", "web.var.lib.Db_1-x"),
            ("/a b", "web.a..20b"),
            ("/a.b", "web.a..2eb"),
            ("/\u{e9}", "web...c3..a9"),
        ] {
            assert_eq!(volume("web", path), name);
        }
    }

    #[test]
    fn a_secret_is_shared_where_all_say_the_same() {
        let env = |id: &str, name: &str| Secret {
            id: id.to_owned(),
            from: SecretFrom::Env(name.to_owned()),
        };
        let file = |id: &str, path: &str| Secret {
            id: id.to_owned(),
            from: SecretFrom::File(path.to_owned()),
        };
        for (one, other, shared) in [
            (env("a", "A"), env("a", "A"), true),
            (env("a", "A"), env("b", "B"), true),
            (env("a", "A"), env("a", "B"), false),
            (env("a", "A"), file("a", "A"), false),
        ] {
            assert_eq!(are_shared(&[target(vec![one]), target(vec![other])]), shared);
        }
    }

    /// Compose tells bake what is text in arguments, and not elsewhere.
    #[test]
    fn compose_changes_some_texts() {
        let arg = |value: &str| {
            let args = vec![("A".to_owned(), value.to_owned())];
            changed(&Target { args, ..target(vec![]) }).is_some()
        };
        assert!(!arg("${a}") && !arg("a,b") && arg("%{a}") && arg("e\u{301}"));
        let context = |path: &str| {
            let contexts = vec![("a".to_owned(), path.to_owned())];
            changed(&Target { contexts, ..target(vec![]) }).is_some()
        };
        assert!(context("${a}") && !context("$a") && !context("a,b") && context("%{a}"));
        let dockerfile = |path: &str| {
            changed(&Target { dockerfile: path.to_owned(), ..target(vec![]) }).is_some()
        };
        assert!(dockerfile("${a}") && !dockerfile("a"));
        let secret = |path: &str| {
            let from = SecretFrom::File(path.to_owned());
            changed(&target(vec![Secret { id: "a".to_owned(), from }])).is_some()
        };
        assert!(secret("a,b") && secret("a\"b") && secret("${a}") && !secret("a b"));
    }
}
