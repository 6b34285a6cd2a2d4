//! An image's name, and the tags that it may move to.

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
        // A `/` behind it makes it the port of a registry.
        match name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
            Some((repository, tag)) => Self { repository, tag: Some(tag), digest },
            None => Self { repository: name, tag: None, digest },
        }
    }
}

/// Whether a tag is one of a track: in `3.*-slim` the `*` is anything without a `-`, so
/// that it stays with one variant.
pub(crate) fn is_of_track(track: &str, tag: &str) -> bool {
    let Some((before, behind)) = track.split_once('*') else { return track == tag };
    let Some(rest) = tag.strip_prefix(before) else { return false };
    let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    ends.take_while(|end| !rest[..*end].contains('-')).any(|end| is_of_track(behind, &rest[end..]))
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
}
