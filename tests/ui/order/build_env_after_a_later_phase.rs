//! `build_env` belongs to `Build`: it cannot follow any later phase.

use dockerfile_core::{Cmd, Entrypoint, Files, Runtime, Stage, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Files>().build_env("CFLAGS", "-O2"); //~ refused
    let _ = base().at::<Runtime>().build_env("CFLAGS", "-O2"); //~ refused
    let _ = base().at::<Entrypoint>().build_env("CFLAGS", "-O2"); //~ refused
    let _ = base().at::<Cmd>().build_env("CFLAGS", "-O2"); //~ refused
}
