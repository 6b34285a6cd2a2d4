//! Arguments and flags of copies, users, mounts and steps.

use dockerfile_core::prelude::*;

fn main() {
    let build = || Stage::named("build", debian("12"));
    let _ = copy("src", "/srv"); //~ refused, says no fix: rustc counts arguments, and drops the target
    let _ = copy("src").to("/srv").chown("app:app"); //~ refused, says ".writable()"
    let _ = copy("start.sh").to("/srv/").chmod(0o755); //~ refused, says ".mode(0o755)"
    let _ = copy("/out").from(build()); //~ refused, says "consider borrowing here"
    let _ = copy("/out").from("build"); //~ refused, says ".from(&build)"
    let _ = copy("/out").from(0); //~ refused, says ".from(&build)"
    let _ = copy(".").to("/srv").exclude("node_modules"); //~ refused, says ".except("
    let _ = copy(".").to("/srv").ignore("node_modules"); //~ refused, says ".except("
    let _ = copy(".").destination("/srv"); //~ refused, says no fix: no method is called alike
    let _ = copy(["a", "b"]).to(["/a", "/b"]); //~ refused, says no fix: the words are of values, and not of paths
    let _ = copy("a").to("/a").owner("www-data", "www-data"); //~ refused, says "expected `u32`"
    let _ = manifest("package.json", "package-lock.json"); //~ refused, says no fix: rustc counts arguments, and drops the second
    let _ = user("app", 1000); //~ refused, says no fix: rustc counts arguments, and drops the id
    let _ = uid(1000, 1000); //~ refused, says no fix: rustc counts arguments, and drops the group
    let _ = uid("1000"); //~ refused, says "expected `u32`"
    let _ = existing("node"); //~ refused, says "argument #2 of type `u32`"
    let _ = dir("/srv").owner("app"); //~ refused, says "argument #2 of type `u32`"
    let _ = dir("/srv").mode("755"); //~ refused, says "expected `u32`"
    let _ = download("https://example.com/tool", "/usr/local/bin/tool"); //~ refused, says "argument #3 is missing"
    let _ = tool("https://example.com/tool", "/usr/local/bin/tool"); //~ refused, says no fix: rustc counts arguments, and drops the second
    let _ = pip(["flask"]); //~ refused, says no fix: rustc's own words for a list where a text belongs
    let _ = run("make", "install"); //~ refused, says no fix: rustc counts arguments, and drops the second
    let _ = run(["make"]).and(["make", "install"]); //~ refused, says "behind `.then(..)`"
    let _ = run(["make"]).cwd("/src"); //~ refused, says ".workdir("
    let _ = run(["make"]).user("app"); //~ refused, says ".as_user()"
    let _ = run(["make"]).secret("npmrc"); //~ refused, says ".mount(secret("
    let _ = run(["make"]).cache("/root/.cache"); //~ refused, says ".mount(cache("
    let _ = run(["make"]).mount("type=cache,target=/root/.cache"); //~ refused, says "`From<Cache>`"
    let _ = run("echo $VERSION").uses("VERSION"); //~ refused, says "arg(\"VERSION\")"
    let _ = run(["make", arg("VERSION")]); //~ refused, says "expected `&str`"
    let _ = run(["make"]).env("TOKEN", secret("token")); //~ refused, says ".mount(secret(\"id\").env(\"NAME\"))"
    let _ = run("sudo make").unchecked(); //~ refused, says "/* why */"
    let web = cargo("web");
    let _ = build().recipe(cargo("web")); //~ refused, says "consider borrowing here"
    let _ = build().source(web.artifacts()); //~ refused, says "/* build */"
    let _ = build().source(web.artifacts(build())); //~ refused, says "consider borrowing here"
}
