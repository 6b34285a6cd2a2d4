//! The Dockerfile language as plain data: what lowering makes and rendering prints.
//!
//! Every value in here has passed its check, so rendering cannot fail. Names and
//! meanings are those of BuildKit's Dockerfile reference. What good practice forbids has
//! no place in here but as a line that is given: MAINTAINER, ONBUILD, ADD of a local file, the shell form of
//! ENTRYPOINT, CMD and HEALTHCHECK.

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
    /// A line as it is given, of which nothing but its word is known.
    Raw(String),
}

impl Instruction {
    /// The instruction's word, of a line that is printed as it is given.
    pub(crate) fn raw_word(&self) -> Option<&str> {
        match self {
            Instruction::Raw(line) => line.split([' ', '\t']).next(),
            _ => None,
        }
    }

    /// Whether lines of text follow it.
    pub(crate) fn has_here_document(&self) -> bool {
        match self {
            Instruction::Run(run) => matches!(run.form, RunForm::Script(_)),
            Instruction::Copy(copy) => matches!(copy.source, CopySource::Inline(_)),
            _ => false,
        }
    }
}

// ---- values ------------------------------------------------------------------------

/// A value, in its parts.
pub(crate) type ValueParts = Vec<ValuePart>;

/// Part of a value: its text, or a variable that the builder fills in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ValuePart {
    Text(String),
    Variable(VarName),
}

/// A variable of the build, and its value unless the build says another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ArgInstruction {
    pub(crate) name: VarName,
    pub(crate) default: Option<String>,
    /// What it is for.
    pub(crate) description: Option<String>,
}

// ---- FROM ----------------------------------------------------------------------------

/// What a stage starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum From {
    Scratch,
    /// An image of a registry.
    Image {
        /// As it is declared.
        declared: String,
        /// The tags that it may move to.
        track: Option<String>,
        platform: Platform,
    },
    Stage(StageName),
}

/// The platform that an image is taken for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Platform {
    /// The one that the whole image is for.
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

/// What a step runs with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RunOptions {
    pub(crate) mounts: Vec<RunMount>,
    pub(crate) network: Option<Network>,
    pub(crate) security: Security,
    /// Each with whether the step needs it.
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

/// `--mount`: what a step sees that stays in no layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RunMount {
    /// Files of the context, of a stage or of an image.
    Bind {
        from: Option<StageName>,
        source: String,
        target: String,
        /// The step may write there, and what it writes is dropped.
        writable: bool,
    },
    /// A folder that outlives the build on its builder.
    Cache {
        id: ValueParts,
        target: String,
        sharing: Sharing,
        read_only: bool,
        /// What it holds when it is new: a stage, and a folder of it.
        from: Option<(StageName, String)>,
        access: Access,
    },
    Tmpfs {
        target: String,
        size: Option<String>,
    },
    /// At a path, or in a variable, or both.
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

/// Who may use a mount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) mode: Option<u32>,
    pub(crate) owner: Option<Owner>,
}

/// What happens when two builds want the same cache at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sharing {
    #[default]
    Shared,
    /// The second gets one of its own.
    Private,
    /// The second waits.
    Locked,
}

// ---- COPY and ADD ----------------------------------------------------------------------

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CopyInstruction {
    pub(crate) source: CopySource,
    pub(crate) flags: FileFlags,
    /// Names in the folders that the sources are, instead of the folders.
    pub(crate) names: Vec<String>,
    /// That a source is not there, or none fits a pattern, is no error.
    pub(crate) optional: bool,
    pub(crate) parents: Parents,
    pub(crate) to: FilePath,
}

impl CopyInstruction {
    /// What has to be there, each as a whole.
    pub(crate) fn of(source: CopySource, flags: FileFlags, to: impl Into<FilePath>) -> Self {
        let (names, optional, parents) = (vec![], false, Parents::None);
        Self { source, flags, names, optional, parents, to: to.into() }
    }
}

/// A path in which variables may stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FilePath(pub(crate) ValueParts);

impl FilePath {
    /// As a reader would write it.
    pub(crate) fn shown(&self) -> String {
        let shown = |part: &ValuePart| match part {
            ValuePart::Text(text) => text.clone(),
            ValuePart::Variable(name) => format!("${{{name}}}"),
        };
        self.0.iter().map(shown).collect()
    }

    /// Whether no variable is in it.
    pub(crate) fn is_literal(&self) -> bool {
        self.0.iter().all(|part| matches!(part, ValuePart::Text(_)))
    }

    /// As far as it is known: the folder that holds the first name with a variable in it, or all of
    /// it.
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

/// Which of the sources' folders are kept below the target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Parents {
    #[default]
    None,
    All,
    /// Those that are in this one.
    Below(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CopySource {
    Context(Vec<FilePath>),
    /// Of a stage, or of a context that the build is given by this name.
    From(StageName, Vec<FilePath>),
    /// A file's text: whole lines.
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
        /// The reference, and the folder behind it.
        fragment: ValueParts,
        keep_git_dir: bool,
        commit: Option<String>,
    },
}

/// How a repository is fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct GitQuery {
    pub(crate) without_submodules: bool,
    /// The commit, without a look at where its reference stands.
    pub(crate) fetch_by_commit: bool,
}

/// What COPY and ADD have in common.
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
    /// Root is what its number says.
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
