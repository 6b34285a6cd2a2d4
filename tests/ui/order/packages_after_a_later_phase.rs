//! `packages` belongs to `Packages`: it cannot follow any later phase.

use dockerfile_core::{Account, Build, Cmd, Dependencies, Directories, Entrypoint, Files, Runtime, Source, Stage, apt, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Directories>().packages(apt(["curl"])); //~ refused
    let _ = base().at::<Account>().packages(apt(["curl"])); //~ refused
    let _ = base().at::<Dependencies>().packages(apt(["curl"])); //~ refused
    let _ = base().at::<Source>().packages(apt(["curl"])); //~ refused
    let _ = base().at::<Build>().packages(apt(["curl"])); //~ refused
    let _ = base().at::<Files>().packages(apt(["curl"])); //~ refused
    let _ = base().at::<Runtime>().packages(apt(["curl"])); //~ refused
    let _ = base().at::<Entrypoint>().packages(apt(["curl"])); //~ refused
    let _ = base().at::<Cmd>().packages(apt(["curl"])); //~ refused
}
