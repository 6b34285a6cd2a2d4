//! What can go into a phase: each step is declared here with its builder. Which phase and
//! family a step fits is a table in [`fits`](crate::declare::fits), and what it becomes is
//! said in [`lower`](crate::lower).

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
