//! A phase takes steps, and says so once where it is given a text.

use dockerfile_core::{Stage, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().packages("curl"); //~ refused
    let _ = base().packages(["curl", "git"]); //~ refused
    let _ = base().layout(String::from("/srv")); //~ refused
    let _ = base().account(1000); //~ refused
    let _ = base().dependencies(Some("requirements.txt")); //~ refused
    let _ = base().source(vec!["src"]); //~ refused
    let _ = base().build("make"); //~ refused
}
