//! Ruby: an application of Bundler, whose gems are installed in a layer of their own.

mod application;
mod configuration;
mod gems;
mod layers;
mod lockfile;
mod read;
mod reads;
mod settings;

pub use self::application::{Bundler, bundler};
