//! Printing: from a program to the text of the Dockerfile, the ignore file, the plan, and the files
//! of bake and compose. This room reads and writes no file.

pub(crate) mod bake;
pub(crate) mod compose;
pub(crate) mod digest;
pub(crate) mod header;
pub(crate) mod ignore;
pub(crate) mod literal;
pub(crate) mod pins;
pub(crate) mod plan;
pub(crate) mod plan_json;
pub(crate) mod render;
