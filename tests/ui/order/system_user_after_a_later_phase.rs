//! A user of the system stands also above the packages; below the account it cannot be made.

use dockerfile_core::{Cmd, Dependencies, Directories, Packages, Source, Stage, apt, debian, dir, system_user, user};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().account(system_user("postgres", 999)).packages(apt(["curl"]));
    let _ = base().at::<Packages>().account(system_user("postgres", 999)).packages(apt(["curl"]));
    let _ = base().at::<Directories>().account(system_user("postgres", 999)).layout(dir("/srv"));
    let _ = base().account(user("app").id(999)).packages(apt(["curl"])); //~ refused
    let _ = base().at::<Directories>().account(system_user("postgres", 999)).packages(apt(["curl"])); //~ refused
    let _ = base().at::<Dependencies>().account(system_user("postgres", 999)); //~ refused
    let _ = base().at::<Source>().account(system_user("postgres", 999)); //~ refused
    let _ = base().at::<Cmd>().account(system_user("postgres", 999)); //~ refused
}
