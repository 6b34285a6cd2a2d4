//! What a Dockerfile's instructions are once their words are read. Plain data.

use std::collections::{BTreeMap, BTreeSet};

/// An instruction, with variables replaced and paths absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Instruction {
    Arg(Vec<(String, Option<String>)>),
    Env(Vec<(String, String)>),
    Label(Vec<(String, String)>),
    Run(Run),
    Copy(Copy),
    Workdir(Workdir),
    User(String),
    Shell(Vec<String>),
    Cmd(Vec<String>),
    Entrypoint(Vec<String>),
    Expose(Vec<String>),
    Volume(Vec<String>),
    Healthcheck(Healthcheck),
    Stopsignal(String),
    /// The trigger, as it stands.
    Onbuild(String),
    Maintainer(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Workdir {
    /// Absolute, as far as the directory above is known.
    pub(crate) path: String,
    /// As the line says it.
    pub(crate) word: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// What is executed, with the shell before a text.
    pub(crate) argv: Vec<String>,
    /// A here-document that brings its interpreter: its file's name, and what is in it.
    pub(crate) script: Option<(String, String)>,
    pub(crate) mounts: Vec<Mount>,
    pub(crate) network: String,
    pub(crate) security: String,
    pub(crate) devices: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mount {
    pub(crate) kind: String,
    pub(crate) from: Option<Origin>,
    pub(crate) source: String,
    /// Absolute; empty, where a secret or socket has its own place.
    pub(crate) target: String,
    pub(crate) readonly: bool,
    /// The other options by their first names.
    pub(crate) options: BTreeMap<String, String>,
}

/// Where files come from that are not of the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A stage's index.
    Stage(usize),
    Image(String),
    Scratch,
}

/// COPY or ADD.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Copy {
    pub(crate) is_add: bool,
    pub(crate) from: Option<Origin>,
    pub(crate) sources: Vec<String>,
    /// Files that stand in the Dockerfile: their names, and what is in them.
    pub(crate) documents: Vec<(String, String)>,
    /// Whether a variable is in them that the base image may set.
    pub(crate) reads_base: bool,
    /// Absolute, as far as the directory above is known; a slash at its end stays.
    pub(crate) destination: String,
    /// The destination as the line says it.
    pub(crate) word: String,
    pub(crate) chown: String,
    pub(crate) chmod: String,
    pub(crate) link: bool,
    pub(crate) parents: bool,
    pub(crate) exclude: Vec<String>,
    pub(crate) checksum: String,
    pub(crate) keep_git_dir: Option<bool>,
    pub(crate) unpack: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Healthcheck {
    /// `NONE`, or `CMD` or `CMD-SHELL` and what follows.
    pub(crate) test: Vec<String>,
    /// Durations and counts by their flags' names, as written.
    pub(crate) options: BTreeMap<String, String>,
}

/// An image's configuration, as far as a Dockerfile says it; the rest is the base image's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) user: Option<String>,
    pub(crate) directory: Option<String>,
    pub(crate) entrypoint: Option<Vec<String>>,
    /// Empty below an ENTRYPOINT that took the base's away.
    pub(crate) cmd: Option<Vec<String>>,
    pub(crate) ports: BTreeSet<String>,
    pub(crate) volumes: BTreeSet<String>,
    pub(crate) healthcheck: Option<Healthcheck>,
    pub(crate) stopsignal: Option<String>,
    pub(crate) shell: Option<Vec<String>>,
    pub(crate) onbuild: Vec<String>,
    pub(crate) author: Option<String>,
}
