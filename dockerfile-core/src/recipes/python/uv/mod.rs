//! uv: a project or a member of a workspace, its dependencies installed in a layer of their own.
//!
//! What is installed is what `uv.lock` says, so that is what is read: which packages are on
//! disk, which of them the project needs, and which are no packages but only run (`virtual`).

mod layers;
mod lock;
mod package;
mod read;

pub use self::package::{Uv, uv};
