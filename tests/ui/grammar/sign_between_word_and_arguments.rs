//! Nothing stands between a line's word and its arguments.

use dockerfile_core::{apt, debian, image, user};

fn main() {
    let _ = image! {
        from = debian("12"); //~ refused
        packages = apt(["curl"]);
        account: user("app"); //~ refused
        cmd -> ["id"]; //~ refused
    };
    let _ = image! {
        from => debian("12"); //~ refused
        cmd => ["id"];
    };
}
