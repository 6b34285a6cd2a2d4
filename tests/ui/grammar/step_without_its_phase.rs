//! A step goes into a phase, and a phase takes steps.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        apt ["curl"]; //~ refused
        dir "/srv"; //~ refused
        uid 65532; //~ refused
        manifest "Cargo.toml"; //~ refused
    };
    let _ = image! {
        from debian("12");
        packages "curl"; //~ refused
        packages ["curl", "git"]; //~ refused
        packages "curl", "git"; //~ refused
        layout "/srv"; //~ refused
        account "app"; //~ refused
        dependencies "requirements.txt"; //~ refused
        source "src", "/srv"; //~ refused
        build "make"; //~ refused
    };
}
