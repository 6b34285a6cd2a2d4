//! Files whose text stands in the Dockerfile.

use super::flags::{GivenFlags, file_flags};
use crate::given::Given;
use crate::instruction::{Copy, CopySource, Instruction};
use crate::lower::StageLowering;
use crate::value::Kind;

/// A file with its text, from [`file()`].
#[derive(Clone, Debug)]
pub struct InlineFile {
    path: Given,
    text: Given,
    flags: GivenFlags,
}

/// Makes a file of this text (a here-document of `COPY`, syntax 1.4), byte for byte:
/// nothing in it is expanded. The text is whole lines.
///
/// ```
/// use dockerfile_core::{Stage, debian, file};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .dependencies(file("/etc/pip.conf", "[global]\nindex-url = https://pypi.corp/simple\n"));
/// # let _ = stage;
/// ```
#[track_caller]
pub fn file(path: impl Into<String>, text: impl Into<String>) -> InlineFile {
    InlineFile { path: Given::new(path), text: Given::new(text), flags: GivenFlags::default() }
}

impl InlineFile {
    pub(crate) fn lower(&self, stage: &mut StageLowering) {
        let path = stage.text(&self.path, Kind::InlineTarget);
        let text = stage.text(&self.text, Kind::InlineText);
        let flags = self.flags.lower(Some(self.path.at), stage);
        let (Some(to), Some(text), Some(flags)) = (path, text, flags) else { return };
        let source = CopySource::Inline(text.lines().map(str::to_owned).collect());
        stage.push(Instruction::Copy(Copy { source, flags, parents: false, to }));
    }
}

file_flags! { InlineFile }
