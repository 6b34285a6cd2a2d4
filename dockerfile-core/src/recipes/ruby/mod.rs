//! Ruby: an application of Bundler, its gems installed in a layer of their own.

mod application;
mod configuration;
mod gems;
mod layers;
mod lockfile;
mod read;
mod reads;
mod settings;

pub use self::application::{Bundler, bundler};
