//! The directories a program works in.

use crate::given::Given;
use crate::instruction::ShellCommand;
use crate::lower::StageLowering;
use crate::shell;
use crate::value::AbsPath;

/// A directory of the image, from [`dir`].
#[derive(Clone, Debug)]
pub struct Directory {
    path: Given,
    writable: bool,
}

/// Makes a directory, and those above it, owned by root.
///
/// Code belongs in such a one: the program can read it and cannot change it.
///
/// ```
/// use dockerfile_core::{Stage, debian, dir, user};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .layout(dir("/ocelot/pack"))
///     .layout(dir("/ocelot/var").writable())
///     .account(user("ocelot"));
/// # let _ = stage;
/// ```
#[track_caller]
pub fn dir(path: impl Into<String>) -> Directory {
    Directory { path: Given::new(path), writable: false }
}

impl Directory {
    /// Makes it belong to the user that the program runs as, who may then write there.
    ///
    /// The owner is set while the directory is empty: a later `chown -R` would copy
    /// every file in it into another layer.
    pub fn writable(mut self) -> Self {
        self.writable = true;
        self
    }

    pub(crate) fn lower(&self, stage: &mut StageLowering) {
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
