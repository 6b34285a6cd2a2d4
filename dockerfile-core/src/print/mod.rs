//! Instructions to text: the Dockerfile, the ignore file, the plan, the bake file. Pure.

pub(crate) mod bake;
pub(crate) mod header;
pub(crate) mod ignore;
pub(crate) mod pins;
pub(crate) mod plan;
pub(crate) mod render;
