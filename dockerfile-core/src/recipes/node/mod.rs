//! Node: a package by itself or of a workspace, installed by npm, pnpm or Yarn.

mod beside;
mod config;
mod found;
mod inputs;
mod layers;
mod links;
mod manifest;
mod npm;
mod npm_lock;
mod package;
mod pnpm;
mod read;
mod references;
mod root;
mod scripts;
mod shell;
mod shorten;
mod spec;
mod versions;
mod workspace;
mod yarn;

pub use package::{NodePackage, npm, pnpm, yarn};
