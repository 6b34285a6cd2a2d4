//! What stands in the way of Go programs.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GoUnread {
    /// Neither a folder nor one above it is a module's; folders that are.
    NoModule { name: String, known: Vec<String> },
    /// A folder of a module that is not there; those that hold a program.
    NoPackage { name: String, known: Vec<String> },
    /// A workspace without the program's module, in this folder.
    NotUsed { work: String, name: String, module: String },
    /// A `go.mod` that does not say what its module is called.
    NoModulePath { file: String },
    /// What a file embeds is not there; the path that the pattern leads to.
    NothingEmbedded { file: String, pattern: String, path: String },
    /// cgo on the platform that builds, for another.
    CgoAcross,
    /// More modules than any repository has.
    TooMany { file: String, most: usize },
    /// A manifest of more bytes than any has.
    TooLong { file: String },
    /// What is no statement.
    Syntax { file: String, line: usize, problem: GoSyntax },
    /// A directive that Go does not have; those that it has.
    Directive { file: String, line: usize, directive: String, known: Vec<String> },
    /// A directive with something else behind it than it takes.
    Usage { file: String, line: usize, usage: GoUsage },
}

/// What is wrong with a line of a manifest, whatever it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GoSyntax {
    /// `/* */`
    Comment,
    /// Quotes that do not end where the line does.
    OpenQuote,
    /// A backslash between quotes.
    Escape,
    /// What no terminal shows.
    Control,
    /// A parenthesis in a line.
    Parenthesis,
    /// A block without an end.
    OpenBlock,
    /// A line that begins with no word.
    NoDirective,
}

/// Directives that take something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GoUsage {
    Module,
    Go,
    Require,
    Replace,
    Use,
}
