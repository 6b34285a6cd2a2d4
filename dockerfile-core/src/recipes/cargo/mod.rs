//! Rust: packages of a cargo workspace, whose dependencies are compiled in a layer of their own.
//!
//! The dependencies are compiled first, from all manifests and a stub for each target, then the
//! workspace's own libraries, then each program. No stub gets into a program: sources are touched
//! before they are compiled, so that cargo takes none of them for what it has compiled already.

mod allocator;
mod compile;
mod config;
mod database;
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
mod mentions;
mod metadata;
mod needs;
mod package;
mod platform;
mod profile;
mod prune;
mod read;
mod reads;
mod replaced;
mod scan;
mod script;
mod settings;
mod skeleton;
mod sources;
mod strip;
mod toolchains;
pub mod triple;
mod workspace;

pub use linker::Linker;
pub use package::{Cargo, cargo};
