//! Steps, which go into phases: each type with its builder methods. [`fits`](crate::declare::fits)
//! says which phase and family a step fits, and [`lower`](crate::lower) turns it into instructions.

pub(crate) mod account;
pub(crate) mod add;
pub(crate) mod arguments;
pub(crate) mod copy;
pub(crate) mod dir;
pub(crate) mod flags;
pub(crate) mod healthcheck;
pub(crate) mod inline;
pub(crate) mod manifest;
pub(crate) mod mount;
pub(crate) mod origin;
pub(crate) mod packages;
pub(crate) mod paths;
pub(crate) mod ports;
pub(crate) mod probe;
pub(crate) mod repository;
pub(crate) mod run;
pub(crate) mod settings;
pub(crate) mod step;
pub(crate) mod texts;
pub(crate) mod tool;
