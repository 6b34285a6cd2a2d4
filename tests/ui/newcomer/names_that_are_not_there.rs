//! Names that rustc does not find.

use dockerfile_core::prelude::*;

fn main() {
    let _ = Stage::from(debian("12")).env("ARCH", TARGETARCH); //~ refused, says no fix: rustc finds no name, and the module that has it is not imported
    let _ = Stage::from(debian("12")).source(copy("/out").from(&builder)); //~ refused, says no fix: a stage that is called otherwise is the user's own name
    let _ = Stage::from(image("python:3.13-slim").family(Debian)).dependencies(pip_install("r.txt")); //~ refused, says no fix: rustc finds no name that is near
    let _ = Stage::from(image("php:8-cli").family(Debian)).dependencies(compose("app")); //~ refused, says no fix: there is no such recipe
}
