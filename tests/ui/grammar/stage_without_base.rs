//! A stage begins with its base.

use dockerfile_core::{apt, debian, image};

fn main() {
    let _ = image! {
        stage venv { //~ refused
        }
        stage build {
            packages apt(["curl"]); //~ refused
        }
        packages apt(["curl"]); //~ refused
        from debian("12");
    };
}
