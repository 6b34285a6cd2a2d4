//! A stage that goes on from another goes on from that one's phase.

use dockerfile_core::{Stage, apt, copy, debian};

fn main() {
    let build = Stage::named("build", debian("12")).source(copy("src").to("/srv"));
    let _ = Stage::from(&build).packages(apt(["curl"])); //~ refused
}
