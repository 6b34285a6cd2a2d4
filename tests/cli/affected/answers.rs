//! Commands answered.
