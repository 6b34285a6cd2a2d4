//! A target is a value that says which C library its programs ask for.

use dockerfile_core::{cargo, triple};

fn main() {
    let _ = cargo("web").target(triple::X86_64_MUSL);
    let _ = cargo("web").target(triple::named("riscv64gc-unknown-linux-musl", "the board's"));
    let _ = cargo("web").target("x86_64-unknown-linux-musl"); //~ refused
    let _ = cargo("web").target(String::from("wasm32-wasip1")); //~ refused
}
