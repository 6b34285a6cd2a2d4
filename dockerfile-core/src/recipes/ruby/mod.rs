//! Ruby: an application of Bundler, its gems installed in a layer of their own.

mod application;
mod gems;
mod layers;
mod lockfile;
mod read;

pub use self::application::{Bundler, bundler};
