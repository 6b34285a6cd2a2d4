//! Commas stand between arguments: said once of a list.

use dockerfile_core::{apt, copy, debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        packages apt(["curl" "git" "less"]); //~ refused
        cmd ["a" "b"]; //~ refused
    };
    let _ = image! {
        from debian("12");
        packages apt("curl" "git"); //~ refused
        packages apt "curl"; //~ refused
        source copy("src") "/srv"; //~ refused
        env { A = "1" "2" }; //~ refused
        comment these words are no text; //~ refused
    };
}
