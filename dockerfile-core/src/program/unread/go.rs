//! Why Go programs cannot be read or built.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GoUnread {
    /// Neither the folder nor one above it belongs to a module; `known` are folders that do.
    NoModule { name: String, known: Vec<String> },
    /// The module has no such folder; `known` are folders that hold a program.
    NoPackage { name: String, known: Vec<String> },
    /// A folder without files of Go, or one of a library, whose name is `library`; `known` are folders
    /// that hold a program.
    NoProgram { name: String, library: Option<String>, known: Vec<String> },
    /// A workspace that does not list the program's module, which is in this folder.
    NotUsed { work: String, name: String, module: String },
    /// A `go.mod` that does not say what its module is called.
    NoModulePath { file: String },
    /// An `//go:embed` pattern that matches nothing, or what keeps a folder alone, which is there;
    /// `path` is where it leads.
    NothingEmbedded { file: String, pattern: String, path: String, is_there: bool },
    /// cgo is on, and the platform that builds is not that of the image.
    CgoAcross,
    /// More modules than the reader's limit.
    TooMany { file: String, most: usize },
    /// A manifest that is larger than the reader's limit.
    TooLong { file: String },
    /// A line that cannot be parsed.
    Syntax { file: String, line: usize, problem: GoSyntax },
    /// A directive that the reader does not know; `known` are those that it knows.
    Directive { file: String, line: usize, directive: String, known: Vec<String> },
    /// A directive with wrong arguments.
    Usage { file: String, line: usize, usage: GoUsage },
}

/// Why a line of a manifest cannot be parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GoSyntax {
    /// `/* */`
    Comment,
    /// A quote that is not closed in its line.
    OpenQuote,
    /// A backslash between quotes.
    Escape,
    /// A control character.
    Control,
    /// A parenthesis in the middle of a line.
    Parenthesis,
    /// A block without an end.
    OpenBlock,
    /// A line that begins with no word.
    NoDirective,
}

/// The directives whose arguments are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GoUsage {
    Module,
    Go,
    Require,
    Replace,
    Use,
}
