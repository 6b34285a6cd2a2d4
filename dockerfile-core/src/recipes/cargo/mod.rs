//! Rust: a package of a cargo workspace, its dependencies compiled in a layer of their own.
//!
//! Dependencies are compiled from all manifests and a stub for each target, then the
//! workspace's own libraries, then the program. A stub cannot ship: the step that compiles
//! a package first touches the files that cargo starts from, so cargo sees them as newer than
//! what was made of the stubs, whatever times the build context gave them.

mod config;
mod edits;
mod layers;
mod lock;
mod manifest;
mod mask;
mod member;
mod metadata;
mod package;
mod pattern;
mod prune;
mod read;
mod replaced;
mod scan;
mod settings;
mod skeleton;
mod sources;
mod workspace;

pub use package::{Cargo, cargo};
