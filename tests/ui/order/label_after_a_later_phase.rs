//! `label` belongs to `Base`: it cannot follow any later phase.

use dockerfile_core::{Account, Build, Cmd, Dependencies, Directories, Entrypoint, Packages, Runtime, Source, Stage, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Packages>().label("org.opencontainers.image.title", "x"); //~ refused
    let _ = base().at::<Directories>().label("org.opencontainers.image.title", "x"); //~ refused
    let _ = base().at::<Account>().label("org.opencontainers.image.title", "x"); //~ refused
    let _ = base().at::<Dependencies>().label("org.opencontainers.image.title", "x"); //~ refused
    let _ = base().at::<Source>().label("org.opencontainers.image.title", "x"); //~ refused
    let _ = base().at::<Build>().label("org.opencontainers.image.title", "x"); //~ refused
    let _ = base().at::<Runtime>().label("org.opencontainers.image.title", "x"); //~ refused
    let _ = base().at::<Entrypoint>().label("org.opencontainers.image.title", "x"); //~ refused
    let _ = base().at::<Cmd>().label("org.opencontainers.image.title", "x"); //~ refused
}
