//! What runs on an image depends on what it descends from, which its name does not say.

use dockerfile_core::{Stage, image};

fn main() {
    let _ = Stage::from(image("registry.corp:5000/x:1")); //~ refused
    let _ = Stage::named("build", "debian:12"); //~ refused
}
