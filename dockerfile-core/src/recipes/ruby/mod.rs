//! Ruby: an application of Bundler, whose gems are installed in a layer of their own.

mod application;
mod configuration;
mod gemfile;
mod gems;
mod layers;
mod lockfile;
mod read;
mod settings;

pub use self::application::{Bundler, bundler};
