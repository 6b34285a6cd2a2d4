//! In the builder a port is a `u16`, and rustc's own words say what does not fit.

use dockerfile_core::{Stage, debian};

fn main() {
    let _ = Stage::from(debian("12")).expose(70000); //~ refused
}
