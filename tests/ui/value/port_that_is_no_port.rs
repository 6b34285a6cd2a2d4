//! A port is 1 to 65535.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        expose 0; //~ refused
    };
    let _ = image! {
        from debian("12");
        expose 70000; //~ refused
    };
    let _ = image! {
        from debian("12");
        expose 70_000u16; //~ refused
    };
}
