//! uv: a project or a member of a workspace, whose dependencies are installed in a layer of their
//! own.
//!
//! uv installs what `uv.lock` says, so that file is read: it says which packages are on disk, which
//! of them the project needs, and which are no packages but only run (`virtual`).

mod layers;
mod lock;
mod package;
mod read;

pub use self::package::{Uv, uv};
