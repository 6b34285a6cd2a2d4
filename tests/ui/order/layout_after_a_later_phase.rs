//! `layout` belongs to `Directories`: it cannot follow any later phase.

use dockerfile_core::{Account, Build, Cmd, Dependencies, Entrypoint, Files, Runtime, Source, Stage, debian, dir};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Account>().layout(dir("/srv")); //~ refused
    let _ = base().at::<Dependencies>().layout(dir("/srv")); //~ refused
    let _ = base().at::<Source>().layout(dir("/srv")); //~ refused
    let _ = base().at::<Build>().layout(dir("/srv")); //~ refused
    let _ = base().at::<Files>().layout(dir("/srv")); //~ refused
    let _ = base().at::<Runtime>().layout(dir("/srv")); //~ refused
    let _ = base().at::<Entrypoint>().layout(dir("/srv")); //~ refused
    let _ = base().at::<Cmd>().layout(dir("/srv")); //~ refused
}
