//! Go: a program of a module or of a workspace, whose modules are downloaded in a layer of their
//! own.

mod constraints;
mod embeds;
mod imports;
mod layers;
mod manifest;
mod modules;
mod package;
mod read;
mod root;
mod settings;
mod statements;

pub use self::package::{Go, go};
