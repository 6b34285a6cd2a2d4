//! The macro knows no instruction: a typo gets rustc's own words, on the word.

use dockerfile_core::{apt, debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        pakages apt(["curl"]); //~ refused
    };
}
