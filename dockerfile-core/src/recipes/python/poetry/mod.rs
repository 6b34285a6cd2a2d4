//! Poetry: a project, whose dependencies are installed in a layer of their own.

mod contents;
mod layers;
mod package;
mod read;

pub use self::package::{Poetry, poetry};
