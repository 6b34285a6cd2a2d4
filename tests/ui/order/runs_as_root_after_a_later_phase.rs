//! `runs_as_root` belongs to `Account`: it cannot follow any later phase.

use dockerfile_core::{Build, Cmd, Dependencies, Entrypoint, Runtime, Source, Stage, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Dependencies>().runs_as_root("why"); //~ refused
    let _ = base().at::<Source>().runs_as_root("why"); //~ refused
    let _ = base().at::<Build>().runs_as_root("why"); //~ refused
    let _ = base().at::<Runtime>().runs_as_root("why"); //~ refused
    let _ = base().at::<Entrypoint>().runs_as_root("why"); //~ refused
    let _ = base().at::<Cmd>().runs_as_root("why"); //~ refused
}
