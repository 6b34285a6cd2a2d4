//! Why a file cannot be started, as data. The words stand in `complaints/launch.rs`.

/// What an image does with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Start,
    /// Started by a program that lets a shell read a file without `#!`.
    StartByOther,
    Read,
}

/// Why a file cannot be started or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Barred {
    /// The file's mode lets nobody start it, or not the user who would; `is_said` is whether a line
    /// sets the mode.
    Mode {
        mode: u32,
        is_said: bool,
        content: Bringer,
    },
    Empty,
    /// It is text without a `#!` line.
    NoInterpreter,
    /// Its first line ends with a carriage return.
    CarriageReturn {
        line: String,
    },
    /// The program that its `#!` line names is not in the image.
    InterpreterMissing {
        program: String,
    },
}

/// How a file comes into the image, which decides how its mode can be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bringer {
    Context(String),
    Inline,
    Downloaded,
}

/// A program that an image starts and does not have.
#[derive(Clone, Debug)]
pub(crate) struct Missing<'m> {
    pub(crate) word: &'m str,
    /// Files that lines bring to the same folder or under the same name.
    pub(crate) elsewhere: Vec<String>,
    /// The PATH that a bare name is looked for in.
    pub(crate) path: Option<String>,
    pub(crate) base: &'m str,
}
