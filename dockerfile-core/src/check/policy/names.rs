//! Names of images and sources in their full form, so that one thing has one name, and prefixes of
//! such names, which are whole components.
//!
//! The short forms of images' names are those of the distribution project's reference grammar.

use crate::program::instruction::{ValuePart, ValueParts};
use crate::program::rule::BadPrefix;
use crate::value::Kind;

/// A name in components, the host first.
pub(super) type Name = Vec<String>;

const HUB: &str = "docker.io";

/// Other hosts of Docker Hub.
const ALSO_HUB: [&str; 2] = ["index.docker.io", "registry-1.docker.io"];

/// The beginning of names that a policy trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prefix(Name);

impl Prefix {
    /// Whether a name begins with this prefix, by whole components.
    pub(super) fn holds(&self, name: &Name) -> bool {
        name.starts_with(&self.0)
    }

    /// Whether every name with this prefix has the other one, too.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        other.holds(&self.0)
    }

    /// A prefix of images: a registry, a namespace in it, or a repository.
    pub(super) fn of_images(text: &str) -> Result<Self, BadPrefix> {
        let (name, is_folder) = plain(text)?;
        let (first, rest) = match name.split_once('/') {
            Some((first, rest)) => (first, Some(rest)),
            None => (name, None),
        };
        let first = first.to_ascii_lowercase();
        let is_host = is_host(&first);
        // `debian:12` is a tag, and `corp:5000` may be one.
        let named = first.split(':').next().unwrap_or_default();
        if rest.is_some_and(|rest| rest.contains(':'))
            || rest.is_none() && first.contains(':') && !is_folder && !is_host_alone(named)
        {
            return Err(BadPrefix::Tag);
        }
        let path = if is_host { rest.unwrap_or_default() } else { name };
        if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(BadPrefix::UpperCase);
        }
        let host = if is_host { host(&first, ":443") } else { HUB.to_owned() };
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let whole = [&[host.as_str()], parts.as_slice(), &["x"]].concat().join("/");
        let port = host.split_once(':').map_or("1", |(_, port)| port);
        if Kind::MovingImage.check(&whole).is_err() || port.parse::<u16>().is_err() {
            return Err(BadPrefix::Malformed);
        }
        let official = match parts.as_slice() {
            [name] if host == HUB && !is_folder && *name != "library" => {
                if is_host {
                    return Err(BadPrefix::Ambiguous);
                }
                Some("library")
            }
            _ => None,
        };
        let parts = official.into_iter().chain(parts).map(str::to_owned);
        Ok(Self([host.clone()].into_iter().chain(parts).collect()))
    }

    /// A prefix of downloads and git repositories: a host, and folders on it.
    pub(super) fn of_sources(text: &str) -> Result<Self, BadPrefix> {
        let (name, _) = plain(text)?;
        let mut parts = name.split('/');
        let first = parts.next().unwrap_or_default();
        let host =
            ["", ":443", ":22"].iter().fold(first.to_owned(), |name, port| host(&name, port));
        let (named, port) = host.split_once(':').unwrap_or((&host, "1"));
        let good = |part: &str| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            !part.is_empty() && part.bytes().all(plain) && !matches!(part, "." | "..")
        };
        let path: Vec<&str> = parts.collect();
        if !good(named) || port.parse::<u16>().is_err() || !path.iter().all(|part| good(part)) {
            return Err(BadPrefix::Malformed);
        }
        Ok(Self(name_of(host, path.into_iter())))
    }
}

/// A prefix's text without the `/` at its end, and whether there was one.
fn plain(text: &str) -> Result<(&str, bool), BadPrefix> {
    let (name, is_folder) = match text.strip_suffix('/') {
        Some(name) => (name, true),
        None => (text, false),
    };
    let has_blank = text.contains(|c: char| c.is_whitespace() || c.is_control());
    let bad = [
        (text.is_empty(), BadPrefix::Empty),
        (has_blank, BadPrefix::Blank),
        (text.contains("://"), BadPrefix::Scheme),
        (text.contains(['*', '?']), BadPrefix::Star),
        (text.contains('@'), BadPrefix::Digest),
        (name.split('/').any(str::is_empty), BadPrefix::Malformed),
    ];
    match bad.into_iter().find(|(is_so, _)| *is_so) {
        Some((_, wrong)) => Err(wrong),
        None => Ok((name, is_folder)),
    }
}

/// Whether the first component of an image's name is a registry.
fn is_host(first: &str) -> bool {
    first.contains(':') || is_host_alone(first)
}

fn is_host_alone(first: &str) -> bool {
    first.contains('.') || first == "localhost"
}

/// A host in its one form: lower case, without the default port and without a dot at its end.
fn host(text: &str, port: &str) -> String {
    let text = text.to_ascii_lowercase();
    let name = text.strip_suffix(port).unwrap_or(&text);
    let name = name.strip_suffix('.').unwrap_or(name);
    if ALSO_HUB.contains(&name) { HUB.to_owned() } else { name.to_owned() }
}

/// The full name of an image's repository.
pub(super) fn image(repository: &str) -> Name {
    let (first, rest) = match repository.split_once('/') {
        Some((first, rest)) if is_host(first) => (host(first, ":443"), rest),
        _ => (HUB.to_owned(), repository),
    };
    let official = (first == HUB && !rest.contains('/')).then(|| "library".to_owned());
    let parts = official.into_iter().chain(rest.split('/').map(str::to_owned));
    [first].into_iter().chain(parts).collect()
}

/// The name of a URL's place, as far as it is certain before the build; `None` where the URL may
/// lead elsewhere. `values` gives the values of a variable, if the declaration has them all.
pub(super) fn url(url: &ValueParts, values: impl Fn(&str) -> Option<Vec<String>>) -> Option<Name> {
    let mut sure = String::new();
    let mut parts = url.iter();
    for part in parts.by_ref() {
        match part {
            ValuePart::Text(text) => sure += text,
            ValuePart::Variable(_) => break,
        }
    }
    let is_whole = url.iter().all(|part| matches!(part, ValuePart::Text(_)));
    let rest = sure.strip_prefix("https://")?;
    let end = rest.find(['/', '?', '#']);
    let (authority, path) = match end {
        Some(end) => rest.split_at(end),
        None if is_whole => (rest, ""),
        None => return None,
    };
    let filled = |filling: &str| -> String {
        let text = |part: &ValuePart| match part {
            ValuePart::Text(text) => text.clone(),
            ValuePart::Variable(_) => filling.to_owned(),
        };
        url.iter().map(text).collect()
    };
    let is_sure = |part: &ValuePart| match part {
        ValuePart::Variable(name) => {
            values(name.as_str()).is_some_and(|all| !all.iter().any(|value| climbs(value)))
        }
        ValuePart::Text(_) => true,
    };
    // All texts that a variable follows.
    if filled("\0").rsplit('\0').skip(1).any(ends_in_escape)
        || !url.iter().all(is_sure)
        || !["", "x"].iter().all(|x| stays(&filled(x)))
    {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut folders: Vec<&str> = path.split('/').skip(1).collect();
    if !is_whole && !sure[8..].contains(['?', '#']) {
        // A variable may go on with the last name, so that is left out.
        folders.pop();
    }
    let host = host(authority.rsplit('@').next().unwrap_or_default(), ":443");
    Some(name_of(host, folders.into_iter()))
}

/// Whether a variable's value leads up, or does beside another value or text: `.` twice is `..`.
fn climbs(value: &str) -> bool {
    let is_dot = |folder: &str| folder == ".";
    value.contains("..") || value.contains('%') || value.split(['/', ':']).any(is_dot)
}

/// Whether what follows may be digits of an escaped letter: behind `%`, `2e` is a `.`.
fn ends_in_escape(text: &str) -> bool {
    text.bytes().rev().take(2).any(|byte| byte == b'%')
}

/// The name of a git repository's place; `None` where that is not certain.
pub(super) fn repository(text: &str) -> Option<Name> {
    if !stays(text) {
        return None;
    }
    let (rest, port) = match (text.strip_prefix("https://"), text.strip_prefix("ssh://")) {
        (Some(rest), _) => (rest.to_owned(), ":443"),
        (_, Some(rest)) => (rest.to_owned(), ":22"),
        // In scp's form the path begins behind the first `:`.
        _ => (text.replacen(':', "/", 1), ""),
    };
    let (authority, path) = rest.split_once('/')?;
    let host = host(authority.rsplit('@').next().unwrap_or_default(), port);
    Some(name_of(host, path.trim_start_matches('/').split('/')))
}

/// Whether no part of a URL's path is `.` or `..`, in escaped letters either.
fn stays(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let written = ["%2e", "%2f", "%5c", "\\"].iter().all(|other| !path.contains(other));
    written && !path.split(['/', ':']).any(|folder| matches!(folder, "." | ".."))
}

/// The name of a host and folders, without `.git` at the end.
fn name_of<'f>(host: String, folders: impl Iterator<Item = &'f str>) -> Name {
    let mut name: Name = [host].into_iter().chain(folders.map(str::to_owned)).collect();
    if let Some(last) = name.last_mut() {
        *last = last.strip_suffix(".git").unwrap_or(last).to_owned();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{BadPrefix, Prefix, image, repository, url};
    use crate::program::instruction::ValuePart;
    use crate::value::{Value as _, VarName};

    #[test]
    fn one_image_has_one_name() {
        for (short, long) in [
            ("debian", "docker.io/library/debian"),
            ("docker.io/debian", "docker.io/library/debian"),
            ("index.docker.io/library/debian", "docker.io/library/debian"),
            ("registry-1.docker.io/library/debian", "docker.io/library/debian"),
            ("docker.io:443/debian", "docker.io/library/debian"),
            ("team/x", "docker.io/team/x"),
            ("corp:5000/x", "corp:5000/x"),
            ("ghcr.io:443/x/y", "ghcr.io/x/y"),
            ("localhost/x", "localhost/x"),
            ("localhost:5000/x", "localhost:5000/x"),
            ("ghcr.io./x/y", "ghcr.io/x/y"),
            ("docker.io/team/x", "docker.io/team/x"),
        ] {
            assert_eq!(image(short).join("/"), long, "{short}");
        }
    }

    #[test]
    fn a_beginning_is_whole_components() {
        for (prefix, holds, not) in [
            ("docker.io", "debian", "docker.io.corp.example/debian"),
            ("docker.io/library", "debian", "librarian/debian"),
            ("INDEX.docker.io/library/", "debian", "team/debian"),
            ("debian", "docker.io/debian", "debian-x"),
            ("docker.io/team/", "team/x", "teams/x"),
            ("team/", "docker.io/team/x", "docker.io/library/team"),
            ("registry.corp:5000", "registry.corp:5000/a/b", "registry.corp:50001/a"),
            ("corp:5000/", "corp:5000/a", "corp:500/a"),
            ("ghcr.io:443/x", "ghcr.io/x/y", "ghcr.io/xy"),
            ("localhost:5000/a", "localhost:5000/a", "localhost:5000/b"),
            ("localhost:5000", "localhost:5000/a", "localhost:5001/a"),
            ("localhost", "localhost/a", "docker.io/localhost"),
            ("registry-1.docker.io/team/", "team/x", "debian"),
            ("library/", "debian", "team/debian"),
            ("team/x", "team/x", "team/xy"),
            ("ghcr.io/a/b", "ghcr.io/a/b", "ghcr.io/a/c"),
            ("LOCALHOST/a", "localhost/a", "localhost/b"),
        ] {
            let trusted = Prefix::of_images(prefix).expect(prefix);
            assert!(trusted.holds(&image(holds)), "{prefix} {holds}");
            assert!(!trusted.holds(&image(not)), "{prefix} {not}");
        }
    }

    #[test]
    fn what_can_match_nothing_is_no_beginning() {
        for (text, wrong) in [
            ("", BadPrefix::Empty),
            (" docker.io", BadPrefix::Blank),
            ("ghcr.io/\u{1}x", BadPrefix::Blank),
            ("https://docker.io/library", BadPrefix::Scheme),
            ("docker.io/library/*", BadPrefix::Star),
            ("docker.io*", BadPrefix::Star),
            ("ghcr.io/x?", BadPrefix::Star),
            ("debian:12", BadPrefix::Tag),
            ("docker.io/library/debian:12", BadPrefix::Tag),
            ("debian@sha256:0a", BadPrefix::Digest),
            ("docker.io/Library", BadPrefix::UpperCase),
            ("Team/", BadPrefix::UpperCase),
            ("corp:5000", BadPrefix::Tag),
            ("docker.io/debian", BadPrefix::Ambiguous),
            ("docker.io//library", BadPrefix::Malformed),
            ("/library", BadPrefix::Malformed),
            ("docker.io/..", BadPrefix::Malformed),
            ("corp:x/y", BadPrefix::Malformed),
            ("corp:65536/y", BadPrefix::Malformed),
            ("docker.io/a_", BadPrefix::Malformed),
        ] {
            assert_eq!(Prefix::of_images(text), Err(wrong), "{text}");
        }
        for text in
            ["", "https://x.org", "x.org/*", "x.org/../y", "x.org:port", "git@x.org", "x.org//y"]
        {
            assert!(Prefix::of_sources(text).is_err(), "{text}");
        }
        for text in
            ["x.org/./y", "x.org/a?b", "x.org/a b", "/y", "x.org/%2e", "x.org/a:b", "a!b.org/x"]
        {
            assert!(Prefix::of_sources(text).is_err(), "{text}");
        }
        for (text, name) in [
            ("X.org.", "x.org"),
            ("x.org:443/a", "x.org/a"),
            ("x.org:22/a", "x.org/a"),
            ("x.org:8443/a/", "x.org:8443/a"),
            ("x.org/~a/b-c_d.git", "x.org/~a/b-c_d"),
        ] {
            let prefix = Prefix::of_sources(text).expect(text);
            assert_eq!(prefix.0.join("/"), name, "{text}");
        }
    }

    #[test]
    fn where_a_url_leads_is_sure_or_nowhere() {
        let trusted = Prefix::of_sources("GitHub.com/corp").expect("a beginning");
        let text = |text: &str| ValuePart::Text(text.to_owned());
        let variable = || ValuePart::Variable(VarName::trusted("V".to_owned()));
        let holds = |parts: Vec<ValuePart>, value: &str| {
            url(&parts, |_| Some(vec![value.to_owned()])).is_some_and(|name| trusted.holds(&name))
        };
        for good in [
            "https://github.com/corp/x",
            "https://github.com:443/corp/x?y=/../z",
            "https://GITHUB.com./corp",
        ] {
            assert!(holds(vec![text(good)], ""), "{good}");
        }
        for bad in [
            "http://github.com/corp/x",
            "https://github.com/corporation/x",
            "https://github.com@evil.example/corp/x",
            "https://github.com.evil.example/corp/x",
            "https://evil.example/github.com/corp/x",
            "https://evil.example?github.com/corp/",
            "https://github.com/corp/../evil/x",
            "https://github.com/corp/%2E%2e/evil/x",
            "https://github.com/corp/x%2f..%2f..%2fevil",
            "https://github.com/corp/x%5c..%5c..%5cevil",
            "https://github.com/corp/x\\..\\..\\evil",
            "https://github.com/./corp/x",
            "https://evil.example#github.com/corp/",
            "https://github.com",
            "https://github.com:8443/corp/x",
        ] {
            assert!(!holds(vec![text(bad)], ""), "{bad}");
        }
        let with = |before: &str, behind: &str| vec![text(before), variable(), text(behind)];
        assert!(holds(with("https://github.com/corp/x-", ".tgz"), "1.2"));
        assert!(!holds(with("https://github.com/corp", "/x"), "oration"));
        assert!(!holds(with("https://github.com", "/corp/x"), ".evil.example"));
        let host = Prefix::of_sources("github.com").expect("a beginning");
        let on_host = |parts: Vec<ValuePart>| {
            url(&parts, |_| Some(vec!["1".to_owned()])).is_some_and(|name| host.holds(&name))
        };
        assert!(on_host(vec![text("https://github.com")]));
        assert!(on_host(with("https://github.com/", "/x")));
        assert!(!on_host(with("https://github.com", "/x")));
        assert!(!holds(with("https://github.com/corp/", "/evil"), "a/../.."));
        assert!(!holds(with("https://github.com/corp/.", "./evil"), ""));
        assert!(!holds(with("https://github.com/corp/", "/evil"), "%2e%2e"));
        assert!(holds(with("https://github.com/corp?y=", ""), "1.2"));
        assert!(holds(with("https://github.com/corp#", ""), "1.2"));
        assert!(!holds(vec![variable(), text("github.com/corp/x")], "https://"));
        let twice =
            |before: &str, behind: &str| vec![text(before), variable(), variable(), text(behind)];
        assert!(holds(twice("https://github.com/corp/x-", ".tgz"), "1.2"));
        assert!(holds(twice("https://github.com/corp/x-", ""), ".tgz"));
        assert!(!holds(twice("https://github.com/corp/", "/evil"), "."));
        assert!(!holds(twice("https://github.com/corp/", "/evil"), "./"));
        assert!(!holds(with("https://github.com/corp/%2", "./evil"), "e"));
        assert!(!holds(with("https://github.com/corp/%", "./evil"), "2e"));
        assert!(holds(with("https://github.com/corp/%20x", ".tgz"), "e"));
        assert!(holds(with("https://github.com/corp/a%20", ".tgz"), "1"));
        assert!(holds(with("https://github.com/corp/a", "?of=100%"), "1"));
    }

    #[test]
    fn a_repository_has_one_name() {
        for text in [
            "https://github.com/corp/x.git",
            "git@github.com:corp/x.git",
            "ssh://git@github.com/corp/x.git",
            "ssh://git@github.com:22/corp/x.git",
            "https://github.com:443/corp/x.git",
            "https://GitHub.com./corp/x",
            "git@github.com:/corp/x.git",
        ] {
            assert_eq!(
                repository(text).map(|name| name.join("/")).as_deref(),
                Some("github.com/corp/x")
            );
        }
        for (text, host) in [
            ("https://github.com:22/corp/x.git", "github.com:22"),
            ("ssh://git@github.com:443/corp/x.git", "github.com:443"),
            ("http://github.com/corp/x.git", "http"),
        ] {
            assert_eq!(repository(text).expect("a name")[0], host, "{text}");
        }
        let elsewhere = repository("git@evil.example:github.com/corp/x.git").expect("a name");
        assert_eq!(elsewhere[0], "evil.example");
        assert_eq!(repository("https://github.com/corp/../evil/x.git"), None);
        assert_eq!(repository("git@github.com:../evil/x.git"), None);
        assert_eq!(repository("https://github.com/./corp/x.git"), None);
    }
}
