//! Why a project cannot be read, or not be built as it stands: what every reader finds, and
//! what those of one ecosystem find.

#[cfg(feature = "cargo")]
mod cargo;
mod credential;
#[cfg(feature = "go")]
mod go;
#[cfg(feature = "java")]
mod java;
#[cfg(feature = "node")]
mod node;
mod python;
#[cfg(feature = "ruby")]
mod ruby;

#[cfg(feature = "cargo")]
pub(crate) use cargo::{CargoName, CargoUnread};
pub(crate) use credential::{Answer, Credential, Within};
#[cfg(feature = "go")]
pub(crate) use go::{GoSyntax, GoUnread, GoUsage};
#[cfg(feature = "java")]
pub(crate) use java::JavaUnread;
#[cfg(feature = "node")]
pub(crate) use node::{NodeUnread, Unseen};
pub(crate) use python::{PythonCount, PythonUnread, RequirementUnread};
#[cfg(feature = "ruby")]
pub(crate) use ruby::RubyUnread;

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// A file that has to be there and is not.
    NoFile {
        path: String,
    },
    /// A file that is there and cannot be read.
    CannotRead {
        path: String,
        error: String,
    },
    /// A pipe, a device or a socket where a file belongs.
    NoPlainFile {
        path: String,
    },
    /// A file of more bytes than any manifest has.
    TooLarge {
        path: String,
    },
    /// More files, or folders in folders, than any project has.
    TooDeep {
        path: String,
    },
    /// A link, or a path that something names, to what no builder sees.
    LeadsOut {
        path: String,
        named_by: Option<String>,
    },
    /// What a file names by a path is not there.
    NamesNothing {
        path: String,
        named_by: String,
    },
    /// What the user has named is no folder of the context.
    /// A recipe and the emission name different build contexts.
    TwoContexts,
    NoFolder {
        path: String,
    },
    /// A file that is not what its format says; with the line, where that is known.
    Malformed {
        path: String,
        line: Option<usize>,
        problem: String,
    },
    /// A pattern of a language that is not read here.
    Pattern {
        path: String,
    },
    /// A file that is listed, and that a sparse checkout leaves out.
    Sparse {
        path: String,
    },
    /// A file that would take a credential into the image.
    Credential(Credential),
    /// Version control is there, and does not answer.
    VersionControl {
        problem: String,
    },
    /// Version control that is not asked here.
    OtherVersionControl {
        name: &'static str,
    },
    /// The tool itself could not be asked.
    NoTool {
        tool: &'static str,
        problem: String,
    },
    /// What the tool said.
    Refused {
        tool: &'static str,
        said: String,
    },
    #[cfg(feature = "cargo")]
    Cargo(CargoUnread),
    #[cfg(feature = "go")]
    Go(GoUnread),
    #[cfg(feature = "java")]
    Java(JavaUnread),
    #[cfg(feature = "node")]
    Node(NodeUnread),
    Python(PythonUnread),
    #[cfg(feature = "ruby")]
    Ruby(RubyUnread),
}

#[cfg(feature = "cargo")]
impl From<CargoName> for Unread {
    fn from(name: CargoName) -> Self {
        CargoUnread::Name(name).into()
    }
}

impl From<RequirementUnread> for Unread {
    fn from(unread: RequirementUnread) -> Self {
        PythonUnread::Requirement(unread).into()
    }
}

macro_rules! of_language {
    ($($(#[$cfg:meta])* $unread:ident: $language:ident;)*) => { $(
        $(#[$cfg])*
        impl From<$unread> for Unread {
            fn from(unread: $unread) -> Self {
                Unread::$language(unread)
            }
        }
    )* };
}

of_language! {
    #[cfg(feature = "cargo")]
    CargoUnread: Cargo;
    #[cfg(feature = "go")]
    GoUnread: Go;
    #[cfg(feature = "java")]
    JavaUnread: Java;
    #[cfg(feature = "node")]
    NodeUnread: Node;
    PythonUnread: Python;
    #[cfg(feature = "ruby")]
    RubyUnread: Ruby;
}
