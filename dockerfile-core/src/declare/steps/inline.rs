//! Inline files, whose text stands in the Dockerfile.

use super::flags::{GivenFlags, file_flags};
use crate::declare::given::Given;

/// A file with its text, from [`file()`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct InlineFile {
    pub(crate) path: Given,
    pub(crate) text: Given,
    pub(crate) flags: GivenFlags,
}

/// Makes a file with this text, by a here-document of `COPY` (syntax 1.4). The text arrives byte for
/// byte; nothing in it is expanded. It has to be empty or end with a line break.
///
/// ```
/// use dockerfile_core::{Stage, debian, file};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .dependencies(file("/etc/pip.conf", "[global]\nindex-url = https://pypi.corp/simple\n"));
/// # let _ = stage;
/// ```
#[doc(alias("heredoc", "here-document"))]
#[track_caller]
pub fn file(path: impl Into<String>, text: impl Into<String>) -> InlineFile {
    InlineFile { path: Given::new(path), text: Given::new(text), flags: GivenFlags::default() }
}

file_flags! { InlineFile }
