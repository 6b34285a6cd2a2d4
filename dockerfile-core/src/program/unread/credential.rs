//! A credential in a file that an image would hold.

/// What is found, without the secret itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Credential {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) within: Within,
    pub(crate) answer: Answer,
}

/// What it is given in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    /// The value of this key.
    Key(String),
    /// A URL of this host.
    Url(String),
}

/// What the step that needs it is given instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The `.npmrc` of whoever installs, or a variable in this one.
    Npm,
    /// A variable in the file.
    Yarn,
    /// A `.netrc`, or a variable in the URL.
    Pip,
    /// A `.netrc`, or uv's variable of the index.
    Uv,
    /// Poetry's variable of the source.
    Poetry,
    /// Cargo's variable of a registry.
    Cargo { variable: String },
    /// Another `settings.xml`.
    Maven,
    /// The variable of a property.
    Gradle { property: String },
    /// Bundler's variable of a host.
    Bundler { variable: String },
    /// The file itself, where the tool looks for it.
    File { path: &'static str },
    /// Nothing: no build reads it.
    Nothing,
}
