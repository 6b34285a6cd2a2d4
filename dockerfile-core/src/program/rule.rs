//! The rules of a policy, which an organisation writes into the manifests of its workspaces.

/// A line of a manifest that is a rule, and the value that it sets.
#[derive(Clone, Debug)]
pub(crate) struct Rule<T> {
    pub(crate) value: T,
    /// The manifest and the number of the line: `Cargo.toml:12`.
    pub(crate) at: String,
    /// The text of the line.
    pub(crate) text: String,
}

impl<T> Rule<T> {
    /// The same line without its value.
    pub(crate) fn line(&self) -> Rule<()> {
        Rule { value: (), at: self.at.clone(), text: self.text.clone() }
    }
}

/// A line of a manifest that should be a rule, and is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// The manifest and the number of the line: `Cargo.toml:12`.
    pub(crate) at: String,
    /// The text of the line.
    pub(crate) text: String,
    pub(crate) wrong: Misrule,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Misrule {
    /// The reader of policies cannot parse the manifest, though cargo does.
    NoToml {
        problem: String,
    },
    /// A value of another type than the rule's.
    Type {
        wanted: &'static str,
    },
    /// A word that is none of the known ones.
    Unknown {
        what: &'static str,
        given: String,
        known: Vec<String>,
    },
    /// A table that is meant as the policy, with a slip in its name or in a wrong place.
    Elsewhere {
        table: String,
        wanted: String,
    },
    /// An empty list where no image could do with one.
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
    /// A text that cannot be the key of a label.
    Label {
        given: String,
        rule: &'static str,
    },
    ContextName {
        given: String,
        rule: &'static str,
    },
    /// A path that is not that of a file below the package.
    Path {
        given: String,
    },
    /// A package's line that allows more than the workspace's.
    Loosens {
        key: &'static str,
        at: String,
        text: String,
    },
    /// A key that only a workspace may set.
    OfWorkspace {
        key: &'static str,
    },
}

/// Why a text cannot be the beginning of repositories' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadPrefix {
    Empty,
    Blank,
    Scheme,
    Star,
    Tag,
    Digest,
    UpperCase,
    /// A single name on Docker Hub, which may be an official image or somebody's namespace.
    Ambiguous,
    Malformed,
}
