//! The directories a program works in.

use crate::declare::given::Given;

/// A directory of the image, from [`dir`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Directory {
    pub(crate) path: Given,
    pub(crate) writable: bool,
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
}
