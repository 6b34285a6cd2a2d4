//! The way out says why, and covers lines.

use dockerfile_core::{apt, debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        out_of_order { packages apt(["curl"]); } //~ refused
        out_of_order "why"; //~ refused
        "text" cmd ["true"]; //~ refused
    };
}
