//! A stage that goes on from another begins anew, unless that one's layers change often.

use dockerfile_core::{Stage, apt, copy, debian, dir, manifest, run, user};

fn main() {
    let base = || Stage::named("base", debian("12"));
    let account = base().packages(apt(["curl"])).account(user("app")).env("A", "b").cmd(["bash"]);
    let _ = Stage::from(&account).packages(apt(["git"])).layout(dir("/srv")).cmd(["git"]);

    let dependencies = base().dependencies(manifest(["go.mod"]).to("/src"));
    let _ = Stage::from(&dependencies).packages(apt(["git"])); //~ refused
    let source = base().source(copy("src").to("/srv"));
    let _ = Stage::from(&source).packages(apt(["git"])); //~ refused
    let _ = Stage::from(&source).dependencies(manifest(["go.mod"]).to("/src")); //~ refused
    let built = base().build(run(["make"]));
    let _ = Stage::from(&built).source(copy("src").to("/srv")); //~ refused
    let files = base().files(copy("start.sh").to("/srv/"));
    let _ = Stage::from(&files).build(run(["make"])); //~ refused
    let _ = Stage::from(&files).label("org.opencontainers.image.title", "x").files(copy("b").to("/b"));
}
