//! Node: a package alone or of a workspace, by npm, pnpm or Yarn.

mod found;
mod layers;
mod manifest;
mod npm;
mod package;
mod pnpm;
mod read;
mod shorten;
mod workspace;
mod yarn;

pub use package::{NodePackage, npm, pnpm, yarn};
