//! The Dockerfile language as plain data: what lowering makes and rendering prints.
//!
//! Every value in here has passed its check, so rendering cannot fail. Names and
//! meanings are those of BuildKit's Dockerfile reference.

use std::fmt;
use std::time::Duration;

use crate::value::{AbsPath, Id, LabelKey, Port, StageName, VarName};

/// One instruction of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Instruction {
    Label { key: LabelKey, value: String },
    Shell([&'static str; 4]),
    Run(Run),
    Copy(Copy),
    Env { name: VarName, value: Vec<Part> },
    Workdir(AbsPath),
    Expose(Port),
    Volume(AbsPath),
    StopSignal(String),
    Healthcheck(Healthcheck),
    User(User),
    Entrypoint(Vec<String>),
    Cmd(Vec<String>),
}

/// What a stage starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum From {
    Scratch,
    /// An image of a registry, as FROM names it.
    Image(String),
    Stage(StageName),
}

/// Commands joined with `&&`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) mounts: Vec<CacheMount>,
    pub(crate) commands: Vec<ShellCommand>,
}

/// A command as shell text, with words that get a line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShellCommand {
    pub(crate) head: String,
    pub(crate) words: Vec<String>,
}

impl<S: Into<String>> std::convert::From<S> for ShellCommand {
    fn from(head: S) -> Self {
        Self { head: head.into(), words: vec![] }
    }
}

/// `--mount=type=cache`: a folder that outlives the build on its builder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CacheMount {
    pub(crate) id: String,
    pub(crate) target: &'static str,
    /// One build at a time, for tools that lock the folder themselves.
    pub(crate) locked: bool,
}

impl CacheMount {
    pub(crate) fn locked(self) -> Self {
        Self { locked: true, ..self }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Copy {
    pub(crate) from: CopyFrom,
    pub(crate) owner: Option<Owner>,
    pub(crate) sources: Vec<String>,
    pub(crate) to: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CopyFrom {
    Context,
    Stage(StageName),
}

/// Part of a value: its text, or a variable that the builder fills in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    Variable(&'static str),
}

/// A user and group by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) user: Id,
    pub(crate) group: Id,
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.user, self.group)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum User {
    Root,
    Owner(Owner),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Healthcheck {
    pub(crate) command: Vec<String>,
    pub(crate) interval: Option<Duration>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) start_period: Option<Duration>,
    pub(crate) retries: Option<u32>,
}
