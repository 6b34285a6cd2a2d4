//! Gradle: a project and the projects that it needs. What they download is in a layer of its own.

mod blocks;
mod build_file;
mod catalog;
mod conventions;
mod javas;
mod layers;
mod plugins;
mod project;
mod read;
mod scripts;
mod settings;
mod settings_file;

pub use self::project::{Gradle, gradle};
