//! What is not closed is rustc's to say.

use dockerfile_core::{apt, debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        packages apt(["curl"]; //~ refused
        cmd ["id"];
    };
}
