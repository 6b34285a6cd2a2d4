//! Layers that do not build on those below (`--link`). A builder makes such a layer on its own,
//! with each folder on the way to the target, and lays it over the image: folders there are
//! replaced.
//!
//! Tried on Docker Engine 28.5 with containerd's image store: a link on the way becomes a folder,
//! each folder gets the mode 0755 and the owner of `--chown` or root, and a file takes the place of
//! a folder if its target does not end with `/`.

use super::stage::StageLowering;
use crate::declare::family::FamilyKind;
use crate::program::fault::{LinkFault, Wrong};
use crate::program::instruction::{FileFlags, Instruction, Owner};
use crate::value::AnyId;
use crate::value::path::{is_below, parent, upwards};

/// Folders that are symbolic links in some distribution.
const LINKS: [&str; 11] = [
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/sbin",
    "/usr/sbin",
    "/usr/tmp",
    "/var/lock",
    "/var/run",
    "/var/spool/mail",
];

/// Folders with another mode than 0755: others write to them, or only root reads them.
const OF_OTHERS: [&str; 6] = ["/dev/shm", "/root", "/run/lock", "/tmp", "/var/mail", "/var/tmp"];

/// Folders that every distribution has, beside those of `OF_OTHERS`.
const FOLDERS: [&str; 13] = [
    "/etc",
    "/home",
    "/mnt",
    "/opt",
    "/srv",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/share",
    "/var",
    "/var/lib",
];

/// The folder of users' own folders.
const HOMES: &str = "/home";

impl StageLowering<'_> {
    /// Reports files that are copied with `--link` and would change folders around them, and notes
    /// the folders that the line makes.
    pub(super) fn look_at_link(&mut self, instruction: &Instruction) {
        let (flags, to) = match instruction {
            Instruction::Copy(copy) => (&copy.flags, copy.to.known()),
            Instruction::Add(add) => (&add.flags, add.to.as_str()),
            Instruction::Workdir(folder) => return self.makes_folder(folder.as_str(), false),
            _ => return,
        };
        if flags.link
            && let Some(fault) = self.unlinkable(flags, to)
        {
            let to = to.to_owned();
            self.complain(Wrong::Linked { to, fault }, self.at);
        }
        let is_own = is_somebodys(flags.owner) || flags.mode.is_some();
        if is_own || to.ends_with('/') {
            self.makes_folder(to, is_own);
        }
    }

    /// Notes a folder of the stage. `is_own` says that its owner or mode is not what a builder
    /// gives it.
    pub(super) fn makes_folder(&mut self, path: &str, is_own: bool) {
        *self.state.folders.entry(path.trim_end_matches('/').to_owned()).or_default() |= is_own;
    }

    fn unlinkable(&self, flags: &FileFlags, to: &str) -> Option<LinkFault> {
        // Folders that the layer is laid over. A copied folder has a mode of its own.
        let folders: Vec<&str> = upwards(parent(to)).filter(|folder| !folder.is_empty()).collect();
        let own = |folder: &&&str| self.state.folders.get(**folder) == Some(&true);
        if let Some(folder) = folders.iter().find(own) {
            return Some(LinkFault::OwnFolder { folder: (*folder).to_owned() });
        }
        let is_empty = self.family == FamilyKind::Scratch;
        let is_folder = self.state.folders.contains_key(to) || !is_empty && FOLDERS.contains(&to);
        if is_folder {
            return Some(LinkFault::Folder);
        }
        if is_empty {
            return None;
        }
        let target = to.trim_end_matches('/');
        if let Some(link) = LINKS.iter().find(|link| is_below(link, target)) {
            return Some(LinkFault::Link { folder: (*link).to_owned() });
        }
        let of_others = |folder: &&&str| OF_OTHERS.contains(folder) || parent(folder) == HOMES;
        if let Some(folder) = folders.iter().find(of_others) {
            return Some(LinkFault::OwnFolder { folder: (*folder).to_owned() });
        }
        let outermost = folders.last().filter(|_| is_somebodys(flags.owner));
        outermost.map(|folder| LinkFault::Owner { folder: (*folder).to_owned() })
    }
}

fn is_somebodys(owner: Option<Owner>) -> bool {
    owner.is_some_and(|Owner { user, group }| user != AnyId::ROOT || group != AnyId::ROOT)
}
