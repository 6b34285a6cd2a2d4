//! Which of its forms an instruction is said in, and what that is chosen with.

use super::context::Context;
use super::form::{Form, Levels};
use super::source::Source;
use crate::failure::{Failure, Result};

/// What planning needs beside the file.
pub(super) struct Settings<'a> {
    pub(super) context: Option<&'a Context>,
    pub(super) levels: &'a Levels,
}

/// The form of this level.
pub(super) fn choose(
    forms: Vec<Form>,
    number: u32,
    text: &str,
    source: &Source,
    level: usize,
) -> Result<Form> {
    let count = forms.len();
    forms.into_iter().nth(level).ok_or_else(|| {
        let why = match count {
            0 => "no form says it".to_owned(),
            count => format!("none of its {count} forms passes the checks of the build script"),
        };
        let short = super::around::short(text);
        let failure = Failure::new(format!("`{}:{number}`: {why}: `{short}`", source.name));
        failure.help(if text.contains("<<") {
            "copy what the here-document holds from the build context, and import that"
        } else {
            "say it another way in the Dockerfile, and import that"
        })
    })
}
