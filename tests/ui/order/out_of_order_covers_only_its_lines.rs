//! The way out covers what stands inside it; the chain goes on from the phase it had.

use dockerfile_core::{Stage, apt, copy, debian, dir};

fn main() {
    let _ = Stage::from(debian("12"))
        .source(copy("src").to("/srv"))
        .out_of_order("why", |s| s.packages(apt(["curl"])))
        .layout(dir("/srv")); //~ refused
    let _ = Stage::from(debian("12"))
        .source(copy("src").to("/srv"))
        .out_of_order("why", |s| s.layout(dir("/srv")).packages(apt(["curl"]))); //~ refused
}
