//! `account` belongs to `Account`: it cannot follow any later phase.

use dockerfile_core::{Build, Cmd, Dependencies, Entrypoint, Files, Runtime, Source, Stage, debian, user};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Dependencies>().account(user("app")); //~ refused
    let _ = base().at::<Source>().account(user("app")); //~ refused
    let _ = base().at::<Build>().account(user("app")); //~ refused
    let _ = base().at::<Files>().account(user("app")); //~ refused
    let _ = base().at::<Runtime>().account(user("app")); //~ refused
    let _ = base().at::<Entrypoint>().account(user("app")); //~ refused
    let _ = base().at::<Cmd>().account(user("app")); //~ refused
}
