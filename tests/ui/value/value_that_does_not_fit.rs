//! Ports, permissions and origins of files are values of their own.

use dockerfile_core::{Stage, copy, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().expose("8080"); //~ refused
    let _ = base().source(copy("run.sh").to("/srv/").mode(0.755)); //~ refused
    let _ = base().source(copy("/out").from("build")); //~ refused
}
