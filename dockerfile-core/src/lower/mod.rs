//! From what is declared to instructions, on two floors: what a step lowers into (one stage, and
//! what all stages share), and what drives the stages.

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
mod volumes;
mod who;
mod whole;

pub(crate) use stages::lower;
