//! `files` belongs to `Files`: it cannot follow any later phase, and no earlier one follows it.

use dockerfile_core::{Cmd, Entrypoint, Files, Runtime, Stage, copy, debian, run};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Runtime>().files(copy("start.sh").to("/srv/")); //~ refused
    let _ = base().at::<Entrypoint>().files(copy("start.sh").to("/srv/")); //~ refused
    let _ = base().at::<Cmd>().files(copy("start.sh").to("/srv/")); //~ refused
    let _ = base().at::<Files>().source(copy("src").to("/srv/")); //~ refused
    let _ = base().files(run(["make"])); //~ refused
}
