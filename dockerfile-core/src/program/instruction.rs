//! The Dockerfile language as plain data: what lowering makes and rendering prints.
//!
//! Every value in here has passed its check, so rendering cannot fail. Names and meanings are those
//! of BuildKit's Dockerfile reference. What good practice forbids has no variant and can only be a
//! raw line: MAINTAINER, ONBUILD, ADD of a local file, the shell form of ENTRYPOINT, CMD and
//! HEALTHCHECK.

use std::fmt;
use std::time::Duration;

use crate::value::{AbsPath, AnyId, LabelKey, Port, StageName, VarName};

/// One instruction of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Instruction {
    Arg(ArgInstruction),
    Label {
        key: LabelKey,
        value: ValueParts,
    },
    Shell(Vec<String>),
    Run(RunInstruction),
    Copy(CopyInstruction),
    Add(AddInstruction),
    Env {
        name: VarName,
        value: ValueParts,
    },
    Workdir(AbsPath),
    Expose(PortRange),
    Volume(AbsPath),
    StopSignal(String),
    Healthcheck(HealthcheckInstruction),
    NoHealthcheck,
    User(User),
    Entrypoint(Vec<String>),
    Cmd(Vec<String>),
    /// A raw line: the user's text, of which only the instruction's word is read.
    Raw(String),
}

impl Instruction {
    /// The instruction's word, if this is a raw line.
    pub(crate) fn raw_word(&self) -> Option<&str> {
        match self {
            Instruction::Raw(line) => line.split([' ', '\t']).next(),
            _ => None,
        }
    }

    /// Whether this is a raw WORKDIR that leads to the same folder wherever it stands: its path is absolute, or
    /// begins with a variable, as `$HOME` does.
    pub(crate) fn leads_from_anywhere(&self) -> bool {
        let Instruction::Raw(line) = self else { return false };
        let path =
            line.strip_prefix("WORKDIR").map(|path| path.trim_start().trim_start_matches('"'));
        path.is_some_and(|path| path.starts_with(['/', '$']))
    }

    /// Whether a here-document follows the instruction.
    pub(crate) fn has_here_document(&self) -> bool {
        match self {
            Instruction::Run(run) => matches!(run.form, RunForm::Script(_)),
            Instruction::Copy(copy) => matches!(copy.source, CopySource::Inline(_)),
            _ => false,
        }
    }
}

// ---- values ------------------------------------------------------------------------

/// A value as a sequence of texts and variables.
pub(crate) type ValueParts = Vec<ValuePart>;

/// A value as a shell would write it, with `${NAME}` for a variable.
pub(crate) fn shown(value: &[ValuePart]) -> String {
    let part = |part: &ValuePart| match part {
        ValuePart::Text(text) => text.clone(),
        ValuePart::Variable(name) => format!("${{{name}}}"),
    };
    value.iter().map(part).collect()
}

/// Part of a value: its text, or a variable that the builder fills in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ValuePart {
    Text(String),
    Variable(VarName),
}

/// An ARG line: a variable of the build, and its default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ArgInstruction {
    pub(crate) name: VarName,
    pub(crate) default: Option<String>,
    /// What the variable is for, in the user's words.
    pub(crate) description: Option<String>,
}

// ---- FROM ----------------------------------------------------------------------------

/// What a stage starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum From {
    Scratch,
    /// An image of a registry.
    Image {
        /// The name, as it is declared.
        declared: String,
        /// The pattern of tags that an update bot may move the image to.
        track: Option<String>,
        platform: Platform,
    },
    Stage(StageName),
}

/// The platform that a base image is pulled for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Platform {
    /// The platform that the whole image is built for.
    #[default]
    Target,
    /// `--platform=$BUILDPLATFORM`: the builder's own, whatever the target is.
    Build,
    /// `--platform=linux/amd64`
    Fixed(String),
}

// ---- RUN -----------------------------------------------------------------------------

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunInstruction {
    pub(crate) options: RunOptions,
    pub(crate) form: RunForm,
}

/// The flags of a RUN.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RunOptions {
    pub(crate) mounts: Vec<RunMount>,
    pub(crate) network: Option<Network>,
    pub(crate) security: Security,
    /// The devices, each with whether the step needs it.
    pub(crate) devices: Vec<(String, bool)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RunForm {
    /// Commands joined with `&&`.
    Commands(Vec<ShellCommand>),
    /// Text for the shell, in a here-document.
    Script(String),
    /// A program and its arguments, without a shell.
    Argv(Vec<String>),
}

/// A command as shell text, with words that are printed on a line each.
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Network {
    None,
    Host,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Security {
    #[default]
    Sandbox,
    Insecure,
}

/// `--mount`: files or values that a step sees and no layer keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RunMount {
    /// Files of the context, of a stage or of an image.
    Bind {
        from: Option<StageName>,
        source: String,
        target: String,
        /// Whether the step may write there. What it writes is dropped.
        writable: bool,
    },
    /// A folder that outlives the build on its builder.
    Cache {
        id: ValueParts,
        target: String,
        sharing: Sharing,
        read_only: bool,
        /// The stage, and the folder in it, that a new cache starts with.
        from: Option<(StageName, String)>,
        access: Access,
    },
    Tmpfs {
        target: String,
        size: Option<String>,
    },
    /// A secret, as a file at a path, as a variable, or both.
    Secret {
        id: String,
        target: Option<String>,
        env: Option<String>,
        required: bool,
        access: Access,
    },
    Ssh {
        id: Option<String>,
        target: Option<String>,
        required: bool,
        access: Access,
    },
}

impl RunMount {
    /// Where the step sees the mount: the path of a file or folder, and the name of a variable. The
    /// path of an agent's socket is the builder's choice unless it is said.
    pub(crate) fn seen_at(&self) -> Vec<String> {
        match self {
            RunMount::Bind { target, .. }
            | RunMount::Cache { target, .. }
            | RunMount::Tmpfs { target, .. } => vec![target.clone()],
            RunMount::Secret { id, target: None, env: None, .. } => {
                vec![format!("/run/secrets/{id}")]
            }
            RunMount::Secret { target, env, .. } => target.iter().chain(env).cloned().collect(),
            RunMount::Ssh { target, .. } => target.iter().cloned().collect(),
        }
    }
}

/// The mode and the owner of what is mounted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) mode: Option<u32>,
    pub(crate) owner: Option<Owner>,
}

/// What a builder does when two builds want the same cache at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sharing {
    #[default]
    Shared,
    /// The second build gets a cache of its own.
    Private,
    /// The second build waits.
    Locked,
}

// ---- COPY and ADD ----------------------------------------------------------------------

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CopyInstruction {
    pub(crate) source: CopySource,
    pub(crate) flags: FileFlags,
    /// Names to copy out of the source folders, instead of the whole folders.
    pub(crate) names: Vec<String>,
    /// Whether it is no error that a source is missing or a pattern matches nothing.
    pub(crate) optional: bool,
    pub(crate) parents: Parents,
    pub(crate) to: FilePath,
}

impl CopyInstruction {
    /// A COPY of whole sources that have to exist.
    pub(crate) fn of(source: CopySource, flags: FileFlags, to: impl Into<FilePath>) -> Self {
        let (names, optional, parents) = (vec![], false, Parents::None);
        Self { source, flags, names, optional, parents, to: to.into() }
    }
}

/// A path that may hold variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FilePath(pub(crate) ValueParts);

impl FilePath {
    /// The path as a shell would write it, with `${NAME}` for a variable.
    pub(crate) fn shown(&self) -> String {
        shown(&self.0)
    }

    /// Whether the path holds no variable.
    pub(crate) fn is_literal(&self) -> bool {
        self.0.iter().all(|part| matches!(part, ValuePart::Text(_)))
    }

    /// The part of the path that is known: all of it, or the folder above the first name that holds
    /// a variable.
    pub(crate) fn known(&self) -> &str {
        match self.0.as_slice() {
            [] | [ValuePart::Variable(_), ..] => "",
            [ValuePart::Text(text)] => text,
            [ValuePart::Text(start), ..] => match start.rfind('/') {
                Some(0) => "/",
                Some(end) => &start[..end],
                None => "",
            },
        }
    }
}

impl<S: Into<String>> std::convert::From<S> for FilePath {
    fn from(path: S) -> Self {
        Self(vec![ValuePart::Text(path.into())])
    }
}

/// Which parent folders of the sources are kept below the target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Parents {
    #[default]
    None,
    All,
    /// The parent folders below this one.
    Below(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CopySource {
    Context(Vec<FilePath>),
    /// Paths in a stage, or in the named build context.
    From(StageName, Vec<FilePath>),
    /// The text of a file, in whole lines.
    Inline(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AddInstruction {
    pub(crate) source: AddSource,
    pub(crate) flags: FileFlags,
    pub(crate) to: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AddSource {
    Url {
        url: ValueParts,
        checksum: Option<ValueParts>,
        unpack: bool,
    },
    Git {
        repository: String,
        query: GitQuery,
        /// The part behind `#`: the reference, and the folder in the repository.
        fragment: ValueParts,
        keep_git_dir: bool,
        commit: Option<String>,
    },
}

/// The query of a git repository's URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct GitQuery {
    pub(crate) without_submodules: bool,
    /// The commit is fetched by its id; where the tag or branch points is not asked.
    pub(crate) fetch_by_commit: bool,
}

/// The flags that COPY and ADD have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileFlags {
    pub(crate) owner: Option<Owner>,
    pub(crate) mode: Option<Permissions>,
    pub(crate) link: bool,
    pub(crate) exclude: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Permissions {
    Number(u32),
    /// `u=rwX,go=rX`
    Symbols(String),
}

// ---- accounts, ports, health ---------------------------------------------------------------

/// A user and group by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) user: AnyId,
    pub(crate) group: AnyId,
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

impl User {
    /// The user with this owner's ids: root if both are 0.
    pub(crate) fn of(owner: Owner) -> Self {
        let is_root = owner.user == AnyId::ROOT && owner.group == AnyId::ROOT;
        if is_root { User::Root } else { User::Owner(owner) }
    }
}

/// A port, or a range of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PortRange {
    pub(crate) first: Port,
    pub(crate) last: Port,
    pub(crate) protocol: Protocol,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Tcp,
    Udp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HealthcheckInstruction {
    pub(crate) command: Vec<String>,
    pub(crate) interval: Option<Duration>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) start_period: Option<Duration>,
    pub(crate) start_interval: Option<Duration>,
    pub(crate) retries: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::{Owner, User};
    use crate::value::AnyId;

    #[test]
    fn root_has_both_ids() {
        let id = |id: u32| AnyId::parse(id).expect("an id");
        for (user, group, is_root) in [(0, 0, true), (0, 7, false), (7, 0, false), (7, 7, false)] {
            let owner = Owner { user: id(user), group: id(group) };
            assert_eq!(User::of(owner) == User::Root, is_root, "{owner}");
        }
    }
}
