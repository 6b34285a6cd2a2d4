//! `dependencies` belongs to `Dependencies`: it cannot follow any later phase.

use dockerfile_core::{Build, Cmd, Entrypoint, Files, Runtime, Source, Stage, debian, pip};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Source>().dependencies(pip("requirements.txt")); //~ refused
    let _ = base().at::<Build>().dependencies(pip("requirements.txt")); //~ refused
    let _ = base().at::<Files>().dependencies(pip("requirements.txt")); //~ refused
    let _ = base().at::<Runtime>().dependencies(pip("requirements.txt")); //~ refused
    let _ = base().at::<Entrypoint>().dependencies(pip("requirements.txt")); //~ refused
    let _ = base().at::<Cmd>().dependencies(pip("requirements.txt")); //~ refused
}
