//! A stage has one base; a second stage is a block of its own.

use dockerfile_core::{alpine, debian, image, user};

fn main() {
    let _ = image! {
        from debian("12");
        account user("app");
        cmd ["id"];
        from alpine("3.22"); //~ refused
        account user("app");
        cmd ["id"];
    };
    let _ = image! {
        stage build {
            from debian("12");
            from debian("13"); //~ refused
        }
        from debian("12");
        out_of_order "why" { from debian("13"); } //~ refused
    };
}
