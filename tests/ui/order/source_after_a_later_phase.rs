//! `source` belongs to `Source`: it cannot follow any later phase.

use dockerfile_core::{Build, Cmd, Entrypoint, Files, Runtime, Stage, copy, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Build>().source(copy("src").to("/srv")); //~ refused
    let _ = base().at::<Files>().source(copy("src").to("/srv")); //~ refused
    let _ = base().at::<Runtime>().source(copy("src").to("/srv")); //~ refused
    let _ = base().at::<Entrypoint>().source(copy("src").to("/srv")); //~ refused
    let _ = base().at::<Cmd>().source(copy("src").to("/srv")); //~ refused
}
