//! `build` belongs to `Build`: it cannot follow any later phase.

use dockerfile_core::{Cmd, Entrypoint, Files, Runtime, Stage, debian, run};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Files>().build(run(["make"])); //~ refused
    let _ = base().at::<Runtime>().build(run(["make"])); //~ refused
    let _ = base().at::<Entrypoint>().build(run(["make"])); //~ refused
    let _ = base().at::<Cmd>().build(run(["make"])); //~ refused
}
