//! `when` and `at` go on, never back.

use dockerfile_core::{Packages, Stage, apt, copy, debian};

fn main() {
    let source = || Stage::from(debian("12")).source(copy("src").to("/srv"));
    let _ = source().when(true, |s| s.packages(apt(["curl"]))); //~ refused
    let _ = source().at::<Packages>(); //~ refused
}
