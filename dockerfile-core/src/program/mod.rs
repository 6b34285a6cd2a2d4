//! The result of lowering as plain data, which checks, printing and emission read. Nothing in here
//! calls another pass.

pub(crate) mod base_files;
pub(crate) mod dialect;
pub(crate) mod fault;
pub(crate) mod input;
pub(crate) mod instruction;
pub(crate) mod interpreters;
pub(crate) mod kept_out;
pub(crate) mod language;
pub(crate) mod libraries;
pub(crate) mod note;
pub(crate) mod phase;
pub(crate) mod pins;
pub(crate) mod place;
#[allow(clippy::module_inception)] // the room is named after what stands in it
pub(crate) mod program;
pub(crate) mod reference;
pub(crate) mod releases;
pub(crate) mod rule;
pub(crate) mod setting;
pub(crate) mod start;
pub(crate) mod targets;
pub(crate) mod toolchain;
pub(crate) mod unread;
