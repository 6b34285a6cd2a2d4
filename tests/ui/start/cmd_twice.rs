//! A stage has one CMD.

use dockerfile_core::{Stage, debian, image};

fn main() {
    let _ = Stage::from(debian("12")).cmd(["a"]).cmd(["b"]); //~ refused
    let _ = image! {
        from debian("12");
        cmd ["a"];
        cmd ["b"]; //~ refused
    };
}
