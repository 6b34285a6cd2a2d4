//! A credential in a file that an image would hold.

/// A credential that was found; the secret itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Credential {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) within: Within,
    pub(crate) answer: Answer,
}

/// What holds the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    /// The secret is the value of this key.
    Key(String),
    /// The secret is part of a URL of this host.
    Url(String),
}

/// How to give the secret to the step that needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// An `.npmrc` that is mounted, or a variable in the one that is checked in.
    Npm,
    /// A variable in Yarn's settings.
    Yarn,
    /// A `.netrc`, or a variable in the URL.
    Pip,
    /// A `.netrc`, or uv's variable for the index.
    Uv,
    /// Poetry's variable for the source.
    Poetry,
    /// Cargo's variable for the registry.
    Cargo { variable: String },
    /// A `settings.xml` that is mounted.
    Maven,
    /// Gradle's variable for a property.
    Gradle { property: String },
    /// Bundler's variable for the host.
    Bundler { variable: String },
    /// The file itself, mounted where the tool looks for it.
    File { path: &'static str },
    /// Whoever starts the container gives it, in a variable or a file.
    AtStart,
    /// No step needs it: no build reads the file.
    Nothing,
}
