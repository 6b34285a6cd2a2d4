//! What an organisation asks of its images, as its manifests say it.

/// A line of a manifest, and what it asks.
#[derive(Clone, Debug)]
pub(crate) struct Rule<T> {
    pub(crate) value: T,
    /// `Cargo.toml:12`
    pub(crate) at: String,
    /// The line itself.
    pub(crate) text: String,
}

impl<T> Rule<T> {
    /// The line without what it asks.
    pub(crate) fn line(&self) -> Rule<()> {
        Rule { value: (), at: self.at.clone(), text: self.text.clone() }
    }
}

/// A line of a manifest that cannot be a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// `Cargo.toml:12`
    pub(crate) at: String,
    /// The line itself.
    pub(crate) text: String,
    pub(crate) wrong: Misrule,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Misrule {
    /// Cargo reads the manifest, and the reader of policies does not.
    NoToml {
        problem: String,
    },
    /// A value of another type.
    Type {
        wanted: &'static str,
    },
    /// A word that is none of those that there are.
    Unknown {
        what: &'static str,
        given: String,
        known: Vec<String>,
    },
    /// A table that looks like the policy's, and is not.
    Elsewhere {
        table: String,
        wanted: String,
    },
    /// A list that nothing can be in.
    Empty {
        key: &'static str,
    },
    Twice {
        given: String,
    },
    Prefix {
        given: String,
        wrong: BadPrefix,
    },
    /// A label's key that no label can have.
    Label {
        given: String,
        rule: &'static str,
    },
    ContextName {
        given: String,
        rule: &'static str,
    },
    /// A path that is no image's file below its package.
    Path {
        given: String,
    },
    /// A package's line that asks for less than the workspace's.
    Loosens {
        key: &'static str,
        at: String,
        text: String,
    },
    /// What only a workspace may say.
    OfWorkspace {
        key: &'static str,
    },
}

/// Why a text is no beginning of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadPrefix {
    Empty,
    Blank,
    Scheme,
    Star,
    Tag,
    Digest,
    UpperCase,
    /// An official image, or the namespace of somebody.
    Ambiguous,
    Malformed,
}
