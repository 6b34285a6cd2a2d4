//! `healthcheck` belongs to `Runtime`: it cannot follow any later phase.

use dockerfile_core::{Cmd, Entrypoint, Stage, debian, healthcheck};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Entrypoint>().healthcheck(healthcheck(["true"])); //~ refused
    let _ = base().at::<Cmd>().healthcheck(healthcheck(["true"])); //~ refused
}
