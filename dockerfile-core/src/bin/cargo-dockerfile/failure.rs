//! What could not be done, and what would help.

use std::fmt::Display;
use std::path::Path;

use crate::plain::{escaped, escaped_lines};

pub(crate) type Result<T> = std::result::Result<T, Failure>;

#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) what: String,
    pub(crate) help: Option<String>,
}

impl Failure {
    /// What is wrong, on one line.
    pub(crate) fn new(what: impl AsRef<str>) -> Self {
        Self { what: escaped(what.as_ref()), help: None }
    }

    /// What another program said, line by line, behind what was asked of it.
    pub(crate) fn said(what: &str, said: &str) -> Self {
        let said = escaped_lines(said);
        let between = if what.ends_with(':') { "\n" } else { "" };
        Self { what: escaped(what) + between + &said, help: None }
    }

    pub(crate) fn of_file(path: &Path, error: impl Display) -> Self {
        Self::new(format!("`{}`: {error}", path.display()))
    }

    pub(crate) fn help(mut self, help: impl AsRef<str>) -> Self {
        self.help = Some(escaped(help.as_ref()));
        self
    }
}
