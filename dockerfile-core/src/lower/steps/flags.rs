//! Lowering of the flags that COPY and ADD share.

use crate::declare::steps::flags::{GivenFlags, GivenMode, ModeForm};
use crate::lower::stage::StageLowering;
use crate::program::instruction::{FileFlags, Permissions};
use crate::program::place::Place;
use crate::value::Kind;

impl GivenFlags {
    /// `at` is the place to report if the files are to be writable and the stage declares no user.
    pub(in crate::lower) fn lower(
        &self,
        at: Option<Place>,
        stage: &mut StageLowering,
    ) -> Option<FileFlags> {
        let owner = match at {
            Some(at) => stage.owner_of_files(self.writable, self.owner, at)?,
            None => None,
        };
        let mode = match &self.mode {
            Some(GivenMode(ModeForm::Number(mode))) => {
                Some(Permissions::Number(stage.number(mode.number, Kind::Mode, mode.at)?))
            }
            Some(GivenMode(ModeForm::Symbols(mode))) => {
                Some(Permissions::Symbols(stage.text(mode, Kind::Mode)?))
            }
            None => None,
        };
        Some(FileFlags { owner, mode, link: self.link, exclude: vec![] })
    }
}
