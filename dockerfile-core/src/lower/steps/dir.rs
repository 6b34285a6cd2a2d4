//! Lowering of directories.

use crate::declare::shell;
use crate::declare::steps::dir::Directory;
use crate::lower::stage::{HowMade, StageLowering};
use crate::program::fault::Wrong;
use crate::program::instruction::{Owner, ShellCommand};
use crate::value::{AbsPath, AnyId, Kind};

/// Folders of every distribution in which anybody may make files, and only their owner removes them
/// (the mode 1777). Making one anew would take that away.
const OF_ALL: [&str; 5] = ["/dev/shm", "/run/lock", "/tmp", "/var/lock", "/var/tmp"];

impl Directory {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let Some(folder) = stage.value::<AbsPath>(&self.path) else { return };
        let path = shell::quote(folder.as_str());
        let Some(owner) = stage.owner_of_files(self.writable, self.owner, self.path.at) else {
            return;
        };
        let Some(mode) = self.permissions(owner, stage) else { return };
        if mode.is_none() && OF_ALL.contains(&folder.as_str()) {
            let path = folder.to_string();
            stage.complain(Wrong::DirectoryOfAll { path }, self.path.at);
            return;
        }
        if self.is_made_twice(folder.as_str(), (owner, mode), stage) {
            return;
        }
        stage.makes_folder(folder.as_str(), owner.is_some() || mode.is_some());
        let owner = owner.map(|owner| format!("-o {} -g {} ", owner.user, owner.group));
        let mode = mode.map(|mode| format!("-m {mode:04o} "));
        let (owner, mode) = (owner.unwrap_or_default(), mode.unwrap_or_default());
        stage.run(vec![], vec![ShellCommand::from(format!("install -d {owner}{mode}{path}"))]);
    }

    /// Reports a directory that the stage has made above.
    fn is_made_twice(&self, path: &str, how: HowMade, stage: &mut StageLowering) -> bool {
        let at = self.path.at;
        let Some(&(first, above)) = stage.directories.get(path) else {
            stage.directories.insert(path.to_owned(), (at, how));
            return false;
        };
        let path = path.to_owned();
        stage.complain(Wrong::TwoDirectories { path, first, same: above == how }, at);
        true
    }

    /// The mode of the folder. A writable folder of the root group is writable for the group: on
    /// OpenShift any user of that group may run the program.
    fn permissions(&self, owner: Option<Owner>, stage: &mut StageLowering) -> Option<Option<u32>> {
        match self.mode {
            Some(mode) => stage.number(mode.number, Kind::Mode, mode.at).map(Some),
            None => {
                let of_root_group = owner.is_some_and(|owner| owner.group == AnyId::ROOT);
                Some((self.writable && of_root_group).then_some(0o775))
            }
        }
    }
}
