//! The way out says why.

use dockerfile_core::{apt, debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        out_of_order "" { packages apt(["curl"]); } //~ refused
    };
}
