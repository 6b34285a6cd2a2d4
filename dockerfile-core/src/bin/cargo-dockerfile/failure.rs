//! What could not be done, and what would help.

use std::fmt::Display;
use std::path::Path;

pub(crate) type Result<T> = std::result::Result<T, Failure>;

#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) what: String,
    pub(crate) help: Option<String>,
}

impl Failure {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), help: None }
    }

    pub(crate) fn of_file(path: &Path, error: impl Display) -> Self {
        Self::new(format!("`{}`: {error}", path.display()))
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
