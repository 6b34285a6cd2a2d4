//! Each phase takes its own steps.

use dockerfile_core::{Stage, apt, copy, debian, dir, manifest, pip, run, user};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().packages(manifest("package.json")); //~ refused
    let build = Stage::named("build", debian("12"));
    let _ = base().packages(copy("/out").from(&build)); //~ refused
    let _ = base().layout(apt(["curl"])); //~ refused
    let _ = base().account(dir("/srv")); //~ refused
    let _ = base().dependencies(user("app")); //~ refused
    let _ = base().source(run(["make"])); //~ refused
    let _ = base().build(copy("src").to("/srv")); //~ refused
    let _ = base().source(pip("requirements.txt")); //~ refused
}
