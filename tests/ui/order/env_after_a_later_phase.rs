//! `env` belongs to `Runtime`: it cannot follow any later phase.

use dockerfile_core::{Cmd, Entrypoint, Stage, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Entrypoint>().env("PORT", 10000); //~ refused
    let _ = base().at::<Cmd>().env("PORT", 10000); //~ refused
}
