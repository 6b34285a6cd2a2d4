//! Python: what pip, uv and Poetry install, and the projects that the latter two build.

mod choice;
mod pip;
mod poetry;
mod project;
mod uv;

pub use self::pip::{Pip, pip};
pub use self::poetry::{Poetry, poetry};
pub use self::uv::{Uv, uv};
