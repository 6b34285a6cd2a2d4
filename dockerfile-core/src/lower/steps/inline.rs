//! Lowering of files whose text stands in the Dockerfile.

use crate::declare::steps::inline::InlineFile;
use crate::lower::stage::StageLowering;
use crate::program::fault::Wrong;
use crate::program::instruction::{CopyInstruction, CopySource, Instruction};
use crate::recipes::credentials::credential_in;
use crate::value::Kind;

impl InlineFile {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let path = stage.text(&self.path, Kind::InlineTarget);
        let text = stage.text(&self.text, Kind::InlineText);
        let flags = self.flags.lower(Some(self.path.at), stage);
        let (Some(to), Some(text), Some(flags)) = (path, text, flags) else { return };
        if let Some(credential) = credential_in(&self.path.text, &text) {
            stage.complain(Wrong::InlineCredential(credential), self.text.at);
            return;
        }
        let source = CopySource::Inline(text);
        stage.push(Instruction::Copy(CopyInstruction::of(source, flags, to)));
    }
}
