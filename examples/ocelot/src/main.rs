//! Prints the plan of the images that `build.rs` declares.

fn main() {
    print!("{}", include_str!(concat!(env!("OUT_DIR"), "/Dockerfile.plan")));
}
