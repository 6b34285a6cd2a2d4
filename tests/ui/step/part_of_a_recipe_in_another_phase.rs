//! Each part of a recipe belongs in its own phase, and a tuple is as good as its steps.

use dockerfile_core::{Stage, copy, debian, go, manifest, run, scratch};

fn main() {
    let base = || Stage::from(debian("12"));
    let web = go("web");
    let _ = base().dependencies(web.dependencies()).source(web.sources()).build(web.build());
    let _ = base().dependencies((manifest("go.mod").to("/src"), run(["go", "mod", "download"])));
    let _ = base().dependencies(web.sources()); //~ refused
    let _ = base().source(web.dependencies()); //~ refused
    let _ = base().build(web.sources()); //~ refused
    let _ = base().dependencies((manifest("go.mod"), copy(".").to("/src"))); //~ refused
    let _ = Stage::from(scratch()).build(web.build()); //~ refused
}
