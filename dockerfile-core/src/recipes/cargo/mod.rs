//! Rust: packages of a cargo workspace, their dependencies compiled in a layer of their own.
//!
//! Dependencies are compiled from all manifests and a stub for each target, then the workspace's
//! own libraries, then each program. No stub ships: what is compiled is touched first.

mod allocator;
mod compile;
mod config;
mod edits;
mod history;
mod kept;
mod layers;
mod linked;
mod linker;
mod lock;
mod manifest;
mod mask;
mod member;
mod metadata;
mod needs;
mod package;
mod profile;
mod prune;
mod read;
mod reads;
mod replaced;
mod scan;
mod settings;
mod skeleton;
mod sources;
mod strip;
pub mod triple;
mod workspace;

pub use linker::Linker;
pub use package::{Cargo, cargo};
