//! `keeps_base_user` belongs to `Account`: it cannot follow any later phase.

use dockerfile_core::{Build, Cmd, Dependencies, Entrypoint, Runtime, Source, Stage, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Dependencies>().keeps_base_user("why"); //~ refused
    let _ = base().at::<Source>().keeps_base_user("why"); //~ refused
    let _ = base().at::<Build>().keeps_base_user("why"); //~ refused
    let _ = base().at::<Runtime>().keeps_base_user("why"); //~ refused
    let _ = base().at::<Entrypoint>().keeps_base_user("why"); //~ refused
    let _ = base().at::<Cmd>().keeps_base_user("why"); //~ refused
}
