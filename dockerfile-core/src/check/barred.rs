//! Why something cannot be started, as data: the words stand in `complaints/launch.rs`.

/// What is to be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Start,
    /// By a program that lets a shell read what is no program.
    StartByOther,
    Read,
}

/// Why it cannot be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Barred {
    /// A mode that lets nobody start it, or not the one who would; and whether a line says it.
    Mode {
        mode: u32,
        is_said: bool,
        content: Bringer,
    },
    Empty,
    /// Text that no line at its top says how to read.
    NoInterpreter,
    /// Its first line ends as lines of Windows do.
    CarriageReturn {
        line: String,
    },
    /// The program of its first line is not in the image.
    InterpreterMissing {
        program: String,
    },
}

/// Where a file comes from, in words for what may be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bringer {
    Context(String),
    Inline,
    Downloaded,
}

/// A program that is not there.
#[derive(Clone, Debug)]
pub(crate) struct Missing<'m> {
    pub(crate) word: &'m str,
    /// What is brought to the same folder, or is called the same.
    pub(crate) elsewhere: Vec<String>,
    /// Where a bare name is looked for.
    pub(crate) path: Option<String>,
    pub(crate) base: &'m str,
}
