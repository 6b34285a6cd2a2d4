//! Python: what pip and uv install.

mod choice;
mod pip;
mod project;
mod uv;

pub use self::pip::{Pip, pip};
pub use self::uv::{Uv, uv};
