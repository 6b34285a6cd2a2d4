//! Rust: a package of a cargo workspace, its dependencies compiled in a layer of their own.
//!
//! Dependencies are compiled from all manifests and a stub for each target, then the
//! workspace's own libraries, then the program. A stub cannot ship: the step that compiles
//! a package first touches the files that cargo starts from, so cargo sees them as newer than
//! what was made of the stubs, whatever times the build context gave them.

mod layers;
mod manifest;
mod mask;
mod metadata;
mod package;
mod pattern;
mod prune;
mod read;
mod settings;
mod skeleton;
mod workspace;

pub use package::{Cargo, cargo};
