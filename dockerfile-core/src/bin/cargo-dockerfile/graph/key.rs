//! A key, and the inputs that it is made of.

use std::fmt::Write as _;

/// What an input is, for who asks why a layer runs again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The layer above, or the image that the stage stands on.
    Above,
    /// Files of another stage.
    Stage(usize),
    /// Files of another image.
    Image,
    /// A file of the context.
    File,
    /// What is executed, or a file that stands in the Dockerfile.
    Text,
    /// ENV or ARG.
    Variable,
    /// The directory, the user.
    Setting,
    /// A flag, a mount, the paths of a COPY.
    Option,
}

/// One of the things that a layer is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    pub(crate) what: What,
    /// How the key knows it.
    pub(crate) name: String,
    pub(crate) value: String,
    /// How people know it: a path of the context, a variable's name.
    pub(crate) shown: String,
}

impl Input {
    pub(crate) fn new(what: What, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        Self { what, shown: name.clone(), name, value: value.into() }
    }

    pub(crate) fn shown(mut self, shown: impl Into<String>) -> Self {
        self.shown = shown.into();
        self
    }
}

/// A digest of inputs, in their order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(pub(crate) String);

impl Key {
    pub(crate) fn of(inputs: &[Input]) -> Self {
        let mut hash = hmac_sha256::Hash::new();
        for input in inputs {
            for text in [&input.name, &input.value] {
                hash.update((text.len() as u64).to_le_bytes());
                hash.update(text);
            }
        }
        let mut text = String::new();
        for byte in hash.finalize() {
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }
}

/// An image's key: its digest, if it is pinned, and else its whole name.
pub(crate) fn of_image(name: &str, platform: &str) -> Key {
    let place = match name.split_once('@') {
        Some((_, digest)) => digest.to_owned(),
        None => {
            let name = name.strip_prefix("docker.io/").unwrap_or(name);
            let name = name.strip_prefix("library/").unwrap_or(name);
            let has_tag = name.rsplit('/').next().is_some_and(|last| last.contains(':'));
            if has_tag || name == "scratch" { name.to_owned() } else { format!("{name}:latest") }
        }
    };
    let what = Input::new(What::Image, "image", place);
    Key::of(&[what, Input::new(What::Option, "platform", platform)])
}

#[cfg(test)]
mod tests {
    use super::of_image;

    #[test]
    fn an_image_is_one_by_whatever_name() {
        for (one, other, is_same) in [
            ("debian:12", "docker.io/library/debian:12", true),
            ("debian", "library/debian:latest", true),
            ("team/a", "docker.io/team/a:latest", true),
            ("r:5000/a", "r:5000/a:latest", true),
            ("a:1@sha256:0", "a:2@sha256:0", true),
            ("debian:12", "debian:13", false),
            ("debian:12", "team/debian:12", false),
            ("a@sha256:0", "a@sha256:1", false),
            ("scratch", "scratch:latest", false),
        ] {
            assert_eq!(of_image(one, "") == of_image(other, ""), is_same, "{one} {other}");
        }
        assert_ne!(of_image("a:1", ""), of_image("a:1", "linux/arm64"));
    }
}
