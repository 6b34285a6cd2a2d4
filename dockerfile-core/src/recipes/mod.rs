//! Recipes: an ecosystem's layers, computed from the project on disk.
//!
//! A recipe reads the files of its project into a struct, and makes the layers of its parts from
//! that struct. All recipes share the trait [`Recipe`].

mod beyond;
#[cfg(feature = "cargo")]
mod cargo;
mod checked_out;
pub(crate) mod checkout;
pub(crate) mod credentials;
mod formats;
mod frame;
#[cfg(feature = "go")]
mod go;
mod ignored;
#[cfg(feature = "java")]
mod java;
mod kept_out;
pub(crate) mod let_in;
mod lines;
mod listing;
#[cfg(any(feature = "go", feature = "java"))]
mod needed;
#[cfg(feature = "node")]
mod node;
#[cfg(not(feature = "all"))]
mod off;
mod own;
mod pattern;
pub(crate) mod private;
pub(crate) mod project;
mod python;
#[cfg(any(feature = "node", feature = "python", feature = "ruby"))]
mod ranges;
#[cfg(feature = "ruby")]
mod ruby;
#[cfg(feature = "node")]
mod shapes;
pub(crate) mod survey;
mod taken;
mod together;
mod told;
mod version_files;
#[cfg(feature = "node")]
mod yaml;

#[cfg(feature = "cargo")]
pub use cargo::{Cargo, Linker, cargo, triple};
#[cfg(feature = "go")]
pub use go::{Go, go};
#[cfg(feature = "java")]
pub use java::{Gradle, Maven, gradle, maven};
#[cfg(feature = "node")]
pub use node::{NodePackage, npm, pnpm, yarn};
pub use python::{Pip, pip};
#[cfg(feature = "python")]
pub use python::{Poetry, Uv, poetry, uv};
#[cfg(feature = "ruby")]
pub use ruby::{Bundler, bundler};

#[cfg(not(feature = "all"))]
#[allow(unused_imports, unreachable_pub)] // empty where every feature is on by itself
pub use off::*;

pub use crate::declare::part::{Artifacts, BuildPart, DependenciesPart, SourcePart};
pub use crate::declare::recipe::Recipe;
