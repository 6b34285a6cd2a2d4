//! Emission: the only room that writes to disk or prints `cargo::` lines.

mod all;
mod asked;
mod beside;
mod diff;
mod digests;
mod due;
mod emission;
mod existing;
mod finish;
mod forgotten;
mod image;
mod lines;
mod names;
mod order;
mod origin;
mod plans;
mod replace;
mod surroundings;
mod swap;
mod system;
mod taken;
mod targets;
mod verdict;
mod work;
mod writing;

pub use all::{Emissions, emit_all};
pub use emission::{Emission, emit};
pub use image::{Image, IntoImage, Rendered};
