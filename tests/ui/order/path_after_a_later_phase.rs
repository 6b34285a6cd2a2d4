//! `path` belongs to `Runtime`: it cannot follow any later phase.

use dockerfile_core::{Cmd, Entrypoint, Stage, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Entrypoint>().path("/opt/venv/bin"); //~ refused
    let _ = base().at::<Cmd>().path("/opt/venv/bin"); //~ refused
}
