//! A line is a word and its arguments.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        packages; //~ refused
        cmd //~ refused
        env { A = 1 };
    };
}
