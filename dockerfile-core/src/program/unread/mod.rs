//! Why a project cannot be read, or cannot be built as it is: reasons that every reader finds, and
//! those of one ecosystem.

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
pub(crate) use python::{GivenBy, PythonCount, PythonUnread, RequirementUnread};
#[cfg(feature = "ruby")]
pub(crate) use ruby::RubyUnread;

/// A reason why a project cannot be read or built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// A file that has to exist is missing.
    NoFile {
        path: String,
    },
    /// A file that is there and cannot be read.
    CannotRead {
        path: String,
        error: String,
    },
    /// A folder, a pipe or a device where a file belongs.
    NoPlainFile {
        path: String,
    },
    /// A file that is larger than the reader's limit.
    TooLarge {
        path: String,
    },
    /// A folder that holds more files or nested folders than the reader's limit.
    TooDeep {
        path: String,
    },
    /// A link, or a path that a file names, that leads out of the build context.
    LeadsOut {
        path: String,
        named_by: Option<String>,
    },
    /// A file names a path that does not exist.
    NamesNothing {
        path: String,
        named_by: String,
    },
    /// A recipe and the emission name different build contexts.
    TwoContexts,
    /// A path in the declaration that is no folder of the build context.
    NoFolder {
        path: String,
    },
    /// A file that breaks its format; with the line, where that is known.
    Malformed {
        path: String,
        line: Option<usize>,
        problem: String,
    },
    /// A pattern in a list of members that the reader does not know.
    Pattern {
        path: String,
    },
    /// A tracked file that a sparse checkout leaves out.
    Sparse {
        path: String,
    },
    /// A submodule that is not checked out.
    NoSubmodule {
        path: String,
    },
    /// A file with a credential that would get into the image.
    Credential(Credential),
    /// Version control is there and gives an error.
    VersionControl {
        problem: String,
    },
    /// A version control system other than git.
    OtherVersionControl {
        name: &'static str,
    },
    /// A tool that could not be started.
    NoTool {
        tool: &'static str,
        problem: String,
    },
    /// A tool's error about the project.
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
