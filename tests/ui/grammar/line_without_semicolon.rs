//! A line ends with `;`.

use dockerfile_core::{apt, debian, image, user};

fn main() {
    let _ = image! {
        from debian("12");
        packages apt(["curl"]) //~ refused
        account user("app");
        env { A = 1 }
        cmd ["true"] //~ refused
    };
}
