//! Letters, digits and `_`.

use dockerfile_core::{debian, image, run};

fn main() {
    let _ = image! {
        from debian("12");
        env { "A-B" = "x" }; //~ refused
    };
    let _ = image! {
        from debian("12");
        env "1A", "x"; //~ refused
    };
    let _ = image! {
        from debian("12");
        build run(["make"]).env("A B", 1); //~ refused
    };
    let _ = image! {
        from debian("12");
        env { A = "one\ntwo" }; //~ refused
    };
}
