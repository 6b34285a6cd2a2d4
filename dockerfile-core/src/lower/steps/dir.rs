//! Directories that are made.

use crate::declare::shell;
use crate::declare::steps::dir::Directory;
use crate::lower::stage::StageLowering;
use crate::program::instruction::ShellCommand;
use crate::value::AbsPath;

impl Directory {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let Some(path) = stage.value::<AbsPath>(&self.path) else { return };
        let path = shell::quote(path.as_str());
        let command = if self.writable {
            let Some(owner) = stage.writer(self.path.at) else { return };
            format!("install -d -o {} -g {} {path}", owner.user, owner.group)
        } else {
            format!("install -d {path}")
        };
        stage.run(vec![], vec![ShellCommand::from(command)]);
    }
}
