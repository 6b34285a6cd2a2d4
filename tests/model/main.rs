//! The model against what real images need: where the order serves its purpose and where it
//! would stand against it, and who runs what.

mod accounts;
mod context;
mod engine;
mod glibc;
mod installed;
mod interpreters;
mod launch;
mod libraries;
mod order;
mod starts;
