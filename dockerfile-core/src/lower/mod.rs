//! Lowering: from declared stages to instructions. One half lowers a step within its stage, the
//! other drives the stages and holds what they share.

mod args;
mod ask;
mod branches;
mod comment;
mod compiler;
mod debug_files;
mod end;
mod layers;
mod line;
mod nodes;
mod own_layer;
mod own_stages;
mod parts;
mod probe;
mod raw;
mod run;
mod rustc;
mod secrets;
mod settings;
mod shared;
mod stage;
mod stages;
mod start;
mod starts;
mod steps;
mod unexpanded;
mod volumes;
mod who;
mod whole;

pub(crate) use stages::lower;
