//! A stage that is named is there, and whoever goes on from it has it no more.

use dockerfile_core::{Stage, copy, debian};

fn main() {
    let app = Stage::named("app", debian("12"));
    let _ = app.source(copy("/a").from(&app).to("/b")); //~ refused
}
