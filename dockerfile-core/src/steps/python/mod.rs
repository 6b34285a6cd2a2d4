//! Python: what pip installs.

mod pip;

pub use self::pip::{Pip, pip};
