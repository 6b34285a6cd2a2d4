//! Instructions to text: the Dockerfile, the ignore file, the plan, the files of bake and compose. Pure.

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
