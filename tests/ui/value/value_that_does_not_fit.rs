//! Ports, permissions, origins of files and variables are values of their own.

use dockerfile_core::{Stage, copy, debian, run};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().expose("8080"); //~ refused
    let _ = base().source(copy("run.sh").to("/srv/").mode(0.755)); //~ refused
    let _ = base().source(copy("/out").from("build")); //~ refused
    let _ = base().build(run(["make"]).uses("VERSION")); //~ refused
}
