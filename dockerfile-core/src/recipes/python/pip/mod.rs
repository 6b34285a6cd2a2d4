//! pip: a requirements file, and those that it includes.

mod layers;
mod line;
mod package;
mod place;
mod read;
mod text;

#[cfg(feature = "python")]
pub(super) use self::layers::cache;
pub use self::package::{Pip, pip};
