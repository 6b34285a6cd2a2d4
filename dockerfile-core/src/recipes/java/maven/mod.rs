//! Maven: a module and the modules that it needs. What they download is in a layer of its own.

mod layers;
mod module;
mod names;
mod options;
mod packs;
mod pom;
mod read;
mod settings;
mod xml;

pub use self::module::{Maven, maven};
