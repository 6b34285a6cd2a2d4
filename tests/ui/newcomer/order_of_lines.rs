//! The order of a Dockerfile that somebody has at hand.

use dockerfile_core::prelude::*;

fn stage() -> Stage<Base, Debian> {
    Stage::from(debian("12"))
}

fn main() {
    let _ = stage().source(copy(".").to("/srv")).dependencies(run(["make", "deps"])); //~ refused, says "above the first `Source` line"
    let _ = stage().env("LANG", "C.UTF-8").packages(apt(["curl"])); //~ refused, says "above the first `Runtime` line"
    let _ = stage().workdir("/srv").source(copy("src").to("/srv/src")); //~ refused, says "above the first `Runtime` line"
    let _ = stage().expose(8080).account(user("app")); //~ refused, says "above the first `Runtime` line"
    let _ = stage().account(user("app")).layout(dir("/srv/var").writable()); //~ refused, says "above the first `Account` line"
    let _ = stage().source(copy("src").to("/src")).build(run(["make"])).source(copy("etc").to("/etc/app")); //~ refused, says "above the first `Build` line"
    let _ = stage().cmd(["serve"]).healthcheck(healthcheck(["/probe"])); //~ refused, says "above the first `Cmd` line"
    let _ = stage().cmd(["serve"]).entrypoint(["/srv/app"]); //~ refused, says "stands above `cmd`"
    let _ = stage().entrypoint(["/srv/app"]).entrypoint(["/srv/other"]); //~ refused, says "keep one"
    let _ = stage().cmd(["serve"]).cmd(["work"]); //~ refused, says "keep one"
    let _ = stage().entrypoint(["/srv/app"]).volume("/tmp/data"); //~ refused, says "above the first `Entrypoint` line"
    let _ = stage().build(run(["make"])).workdir("/srv").build_env("CFLAGS", "-O2"); //~ refused, says "above the first `Runtime` line"
    let built = stage().source(copy("src").to("/srv/src"));
    let _ = Stage::from(&built).packages(apt(["curl"])); //~ refused, says "out_of_order(\"why\", |s| ..)"
}
