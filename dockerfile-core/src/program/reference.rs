//! Names of images, and the tags that an update bot may move one to.

use crate::value::is_digest;

/// An image's name in its parts: `repository[:tag][@digest]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference<'a> {
    pub(crate) repository: &'a str,
    pub(crate) tag: Option<&'a str>,
    pub(crate) digest: Option<&'a str>,
}

impl<'a> Reference<'a> {
    pub(crate) fn of(name: &'a str) -> Self {
        let (name, digest) = match name.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (name, None),
        };
        // With a `/` behind it the `:` is that of a registry's port.
        match name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
            Some((repository, tag)) => Self { repository, tag: Some(tag), digest },
            None => Self { repository: name, tag: None, digest },
        }
    }

    /// The repository's short name if Docker Hub has it: `docker.io/library/debian` and
    /// `library/debian` are `debian`. Another registry's repository stays as it is.
    pub(crate) fn of_hub(&self) -> &'a str {
        const HOSTS: [&str; 3] = ["docker.io/", "index.docker.io/", "registry-1.docker.io/"];
        let of_hub = HOSTS.iter().find_map(|host| self.repository.strip_prefix(host));
        let repository = of_hub.unwrap_or(self.repository);
        repository.strip_prefix("library/").unwrap_or(repository)
    }

    /// Whether a digest pins the name. Text behind `@` that is no digest pins nothing.
    pub(crate) fn is_pinned(&self) -> bool {
        self.digest.is_some_and(|digest| is_digest(digest.as_bytes()))
    }

    /// Whether the image is a distribution's own or distroless's, whose programs are known.
    pub(crate) fn is_plain(&self) -> bool {
        PLAIN.contains(&self.repository) || self.is_distroless()
    }

    pub(crate) fn is_distroless(&self) -> bool {
        self.of_distroless().is_some()
    }

    /// The name behind `gcr.io/distroless/`.
    pub(crate) fn of_distroless(&self) -> Option<&'a str> {
        self.repository.strip_prefix(DISTROLESS)
    }

    /// Whether the image is one of distroless's without a language, whose libraries are all known.
    pub(crate) fn is_distroless_without_language(&self) -> bool {
        let name = self.of_distroless().unwrap_or_default();
        ["base-", "cc-"].iter().any(|begin| name.starts_with(begin))
    }

    /// Whether the tag has a word, such as `slim`.
    pub(crate) fn has_word(&self, word: &str) -> bool {
        self.tag.is_some_and(|tag| tag.split('-').any(|it| it == word))
    }

    /// Whether text that is no digest stands where a digest would.
    pub(crate) fn is_mispinned(&self) -> bool {
        self.digest.is_some() && !self.is_pinned()
    }
}

/// Images of distributions, which have no program in `/usr/local/bin`, start a shell, and run as
/// root.
const PLAIN: [&str; 8] =
    ["debian", "ubuntu", "alpine", "fedora", "rockylinux", "almalinux", "archlinux", "busybox"];

const DISTROLESS: &str = "gcr.io/distroless/";

/// Words in tags that move: next month such a tag names another image, whatever stands beside the
/// word.
const MOVING: [&str; 23] = [
    "latest",
    "stable",
    "oldstable",
    "testing",
    "unstable",
    "sid",
    "experimental",
    "edge",
    "nightly",
    "daily",
    "rolling",
    "devel",
    "develop",
    "dev",
    "main",
    "mainline",
    "master",
    "head",
    "canary",
    "current",
    "next",
    "lts",
    "snapshot",
];

/// Whether a track allows a tag. In `3.*-slim` the `*` stands for any text without a `-`, so that
/// the tag keeps its variant, and for no word that moves by itself.
pub(crate) fn is_of_track(track: &str, tag: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(['-', '.', '_']).map(str::to_ascii_lowercase).collect()
    };
    let own = words(track);
    // A moving word that stands in the track itself is meant (`1.*-mainline`); `latest` is never
    // allowed.
    let meant = |word: &String| word != "latest" && own.contains(word);
    let moves = |word: &String| MOVING.contains(&word.as_str()) && !meant(word);
    fits(track, tag) && !words(tag).iter().any(moves)
}

fn fits(track: &str, tag: &str) -> bool {
    let Some((before, behind)) = track.split_once('*') else { return track == tag };
    let Some(rest) = tag.strip_prefix(before) else { return false };
    let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    ends.take_while(|end| !rest[..*end].contains('-')).any(|end| fits(behind, &rest[end..]))
}

#[cfg(test)]
mod tests {
    use super::{Reference, is_of_track};

    #[test]
    fn a_name_in_its_parts() {
        let of = |name| {
            let Reference { repository, tag, digest } = Reference::of(name);
            (repository, tag, digest)
        };
        assert_eq!(of("debian"), ("debian", None, None));
        assert_eq!(of("debian:12@sha256:0a"), ("debian", Some("12"), Some("sha256:0a")));
        assert_eq!(of("corp:5000/x"), ("corp:5000/x", None, None));
        assert_eq!(of("corp:5000/x:1"), ("corp:5000/x", Some("1"), None));
    }

    #[test]
    fn a_track_stays_with_its_variant() {
        for tag in ["3.12-slim", "3.13.1-slim", "3.-slim"] {
            assert!(is_of_track("3.*-slim", tag), "{tag}");
        }
        for tag in ["4.0-slim", "3.12", "3.12-slim-bookworm", "3.12-alpine-slim", "x3.1-slim"] {
            assert!(!is_of_track("3.*-slim", tag), "{tag}");
        }
        assert!(is_of_track("*", "12") && !is_of_track("*", "12-slim"));
        assert!(is_of_track("1.*.*-b*", "1.2.3-bookworm"));
    }

    #[test]
    fn a_track_lets_no_moving_name_in() {
        for (track, tag) in [
            ("*", "latest"),
            ("*-slim", "latest-slim"),
            ("3.*", "3.latest"),
            ("*", "LATEST"),
            ("*-slim", "stable-slim"),
            ("*", "edge"),
            ("l*", "lts"),
            ("*-latest", "1-latest"),
        ] {
            assert!(!is_of_track(track, tag), "{track} {tag}");
        }
        assert!(is_of_track("1.*-mainline", "1.29-mainline"));
        assert!(is_of_track("*-slim", "trixie-slim"));
    }

    #[test]
    fn every_moving_word_is_kept_out() {
        for word in [
            "latest",
            "stable",
            "oldstable",
            "testing",
            "unstable",
            "sid",
            "experimental",
            "edge",
            "nightly",
            "daily",
            "rolling",
            "devel",
            "develop",
            "dev",
            "main",
            "mainline",
            "master",
            "head",
            "canary",
            "current",
            "next",
            "lts",
            "snapshot",
        ] {
            for tag in
                [word.to_owned(), word.to_uppercase(), format!("{word}.1"), format!("1_{word}")]
            {
                assert!(!is_of_track("*", &tag), "{tag}");
            }
            assert_eq!(is_of_track(&format!("*-{word}"), &format!("1-{word}")), word != "latest");
            assert!(is_of_track("*", &format!("{word}x")), "{word}");
        }
    }

    #[test]
    fn plain_images_are_distributions_own() {
        for image in [
            "debian:12",
            "ubuntu:24.04",
            "alpine:3.22",
            "fedora:42",
            "rockylinux:9",
            "almalinux:9",
            "archlinux:base",
            "busybox:1.37",
            "gcr.io/distroless/static-debian12",
        ] {
            assert!(Reference::of(image).is_plain(), "{image}");
        }
        for image in ["corp/debian:12", "node:22", "gcr.io/other/static"] {
            assert!(!Reference::of(image).is_plain(), "{image}");
        }
        for (image, name) in [
            ("docker.io/library/debian:12", "debian"),
            ("docker.io/debian:12", "debian"),
            ("library/debian:12", "debian"),
            ("docker.io/team/x", "team/x"),
            ("ghcr.io/library/debian:12", "ghcr.io/library/debian"),
        ] {
            assert_eq!(Reference::of(image).of_hub(), name, "{image}");
        }
        for (name, without) in [
            ("base-debian12", true),
            ("base-nossl-debian12", true),
            ("cc-debian13", true),
            ("static-debian12", false),
            ("python3-debian12", false),
            ("java-base-debian12", false),
        ] {
            let image = format!("gcr.io/distroless/{name}");
            let reference = Reference::of(&image);
            assert_eq!(reference.is_distroless_without_language(), without, "{name}");
        }
        assert!(!Reference::of("corp/base-debian12").is_distroless_without_language());
    }

    #[test]
    fn a_digest_has_all_its_digits() {
        let is_pinned = |digest: &str| Reference::of(&format!("debian:12@{digest}")).is_pinned();
        let hex = "0a".repeat(32);
        assert!(is_pinned(&format!("sha256:{hex}")) && is_pinned(&format!("sha512:{hex}{hex}")));
        for other in [
            String::new(),
            "x".to_owned(),
            "sha256:12".to_owned(),
            format!("sha256:{}", hex.to_uppercase()),
            format!("sha256:{hex}0"),
            format!("sha512:{hex}"),
            format!("md5:{hex}"),
            hex,
        ] {
            assert!(!is_pinned(&other), "{other}");
        }
    }
}
