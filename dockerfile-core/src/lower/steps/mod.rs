//! Lowering of each plain step.

mod account;
mod add;
pub(super) mod copy;
mod dir;
mod exports;
mod flags;
mod inline;
mod list;
pub(super) mod manifest;
mod mount;
mod packages;
mod paths;
mod ports;
pub(super) mod reader;
mod repository;
mod run;
mod tool;
mod unsaid;
