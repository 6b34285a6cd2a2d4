//! `commit_label` belongs to `Runtime`: it cannot follow any later phase.

use dockerfile_core::{Cmd, Entrypoint, Stage, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Entrypoint>().commit_label("org.opencontainers.image.version", "1"); //~ refused
    let _ = base().at::<Cmd>().commit_label("org.opencontainers.image.version", "1"); //~ refused
}
