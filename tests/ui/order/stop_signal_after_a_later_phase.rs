//! `stop_signal` belongs to `Runtime`: it cannot follow any later phase.

use dockerfile_core::{Cmd, Entrypoint, Stage, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Entrypoint>().stop_signal("SIGINT"); //~ refused
    let _ = base().at::<Cmd>().stop_signal("SIGINT"); //~ refused
}
