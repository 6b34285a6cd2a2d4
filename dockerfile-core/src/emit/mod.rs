//! Emission: the only room that writes to disk or prints `cargo::` lines.

mod all;
mod emission;
mod finish;
mod image;
mod replace;
mod verdict;
mod work;

pub use all::{Emissions, emit_all};
pub use emission::{Emission, emit};
pub use image::{Image, Rendered};
