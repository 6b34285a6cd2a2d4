//! pip: a requirements file, and those that it includes.

mod layers;
mod package;
mod read;

#[cfg(feature = "python")]
pub(super) use self::layers::cache;
pub use self::package::{Pip, pip};
