//! Dockerfiles as they are drawn and judged: lines, with what each costs and how often it runs again.

mod data;
mod measured;
mod of_file;
mod replayed;

pub(crate) use self::data::{Measure, Row, Sheet, Stage};
pub(crate) use self::measured::{time, weigh};
