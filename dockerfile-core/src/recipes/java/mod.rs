//! Java and what else runs on its virtual machine: a module of Maven or a project of Gradle.

mod bounds;
mod gradle;
mod holders;
mod maven;
mod named;
mod packaging;
mod version;

pub use self::gradle::{Gradle, gradle};
pub use self::maven::{Maven, maven};
