//! Pairs are `NAME = value`.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        env {
            A, //~ refused
            B = , //~ refused
            C = 1,
            2 = 3, //~ refused
        };
    };
}
