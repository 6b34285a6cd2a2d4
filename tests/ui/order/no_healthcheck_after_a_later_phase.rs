//! `no_healthcheck` belongs to `Runtime`: it cannot follow any later phase.

use dockerfile_core::{Cmd, Entrypoint, Stage, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Entrypoint>().no_healthcheck(); //~ refused
    let _ = base().at::<Cmd>().no_healthcheck(); //~ refused
}
