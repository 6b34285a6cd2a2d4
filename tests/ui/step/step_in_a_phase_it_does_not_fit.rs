//! Each phase takes its own steps.

use dockerfile_core::{Stage, apt, copy, debian, dir, image, manifest, pip, run, user};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().packages(manifest("pins").to("/etc/apt/preferences.d"));
    let tool = Stage::named("tool", debian("12"));
    let _ = base().packages(copy("/uv").from(image("ghcr.io/astral-sh/uv:0.9")).to("/bin/uv"));
    let _ = base().packages(copy("/out/tool").from(&tool));
    let _ = base().packages(copy(".").to("/srv")); //~ refused
    let _ = base().packages(dir("/srv")); //~ refused
    let _ = base().layout(apt(["curl"])); //~ refused
    let _ = base().account(dir("/srv")); //~ refused
    let _ = base().dependencies(user("app")); //~ refused
    let _ = base().source(run(["make"])); //~ refused
    let _ = base().build(copy("src").to("/srv")); //~ refused
    let _ = base().source(pip("requirements.txt")); //~ refused
}
