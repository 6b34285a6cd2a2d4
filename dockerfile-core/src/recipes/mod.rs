//! Recipes: an ecosystem's layers, computed from the project on disk.
//!
//! Each reads what is on disk into a struct, and makes the lines of its parts of that. What they
//! share is the trait [`Recipe`].

#[cfg(feature = "cargo")]
mod cargo;
mod credentials;
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
#[cfg(feature = "node")]
mod node;
#[cfg(not(feature = "all"))]
mod off;
mod own;
mod pattern;
mod private;
pub(crate) mod project;
mod python;
#[cfg(feature = "ruby")]
mod ruby;
#[cfg(feature = "node")]
mod shapes;
pub(crate) mod survey;
mod taken;
mod told;
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
#[allow(unused_imports)] // each of them may be on
pub use off::*;

pub use crate::declare::part::{Artifacts, BuildPart, DependenciesPart, SourcePart};
pub use crate::declare::recipe::Recipe;
