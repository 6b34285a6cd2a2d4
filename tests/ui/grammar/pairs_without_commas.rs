//! Pairs stand between commas, and `=` between a name and its value: each is said once.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        env { A = "1" B = "2" C = 3 }; //~ refused
        env D = "1" E = "2"; //~ refused
        env { F = 1; G = 2; }; //~ refused
    };
    let _ = image! {
        from debian("12");
        env { A: 1, "B": 2 }; //~ refused
        env { C => 1, D => 2 }; //~ refused
    };
}
