//! One name of the distribution each.

use dockerfile_core::{apt, debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        packages apt(["curl", "-y"]); //~ refused
    };
    let _ = image! {
        from debian("12");
        packages apt("curl wget"); //~ refused
    };
    let _ = image! {
        from debian("12");
        packages apt([r"curl", r#"--no-install-suggests"#]); //~ refused
    };
}
