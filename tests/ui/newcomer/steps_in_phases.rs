//! What goes into which phase, and what runs on which base.

use dockerfile_core::prelude::*;

fn stage() -> Stage<Base, Debian> {
    Stage::from(debian("12"))
}

fn main() {
    let _ = stage().packages("curl"); //~ refused, says "apt([..])"
    let _ = stage().packages(["curl", "git"]); //~ refused, says "apt([..])"
    let _ = stage().packages(apt("curl", "git")); //~ refused, says no fix: rustc counts arguments, and drops the second
    let _ = stage().packages(apt("curl git".split(' '))); //~ refused, says ".collect::<Vec<_>>()"
    let _ = stage().packages(apt_get(["curl"])); //~ refused, says "`apt([\"curl\"])`"
    let _ = Stage::from(fedora("42")).packages(yum(["curl"])); //~ refused, says "dnf([\"curl\"])"
    let _ = Stage::from(alpine("3.22")).packages(apt(["curl"])); //~ refused, says "debian(\"bookworm-slim\")"
    let _ = stage().packages(apk(["curl"])); //~ refused, says "alpine(\"3.22\")"
    let _ = Stage::from(ubuntu("24.04")).packages(dnf(["curl"])); //~ refused, says "fedora(\"44\")"
    let _ = stage().packages(copy("tool.deb").to("/tmp/")); //~ refused, says ".source(copy(..))"
    let _ = stage().packages(user("app")); //~ refused, says "apt([..])"
    let _ = stage().build(apt(["curl"])); //~ refused, says ".packages(..)"
    let _ = stage().build("make install"); //~ refused, says "run([\"make\", \"install\"])"
    let _ = stage().build(["make", "install"]); //~ refused, says "run([\"make\", \"install\"])"
    let _ = stage().build(copy("src").to("/src")); //~ refused, says ".source(copy(..))"
    let _ = stage().dependencies(copy("package.json").to("/srv")); //~ refused, says "manifest([..])"
    let _ = stage().dependencies("package.json"); //~ refused, says "manifest([..])"
    let _ = stage().dependencies(apt(["gcc"])); //~ refused, says no fix: the words are of copies, and say nothing of `.packages(..)`
    let _ = stage().source(run(["make"])); //~ refused, says ".build(run(..))"
    let _ = stage().source(manifest("go.mod").to("/src")); //~ refused, says "copy(\"src\").to(\"/srv/app\")"
    let _ = stage().source("src"); //~ refused, says "copy(\"src\").to(\"/srv/app\")"
    let _ = stage().source(cargo("web")); //~ refused, says "copy(\"src\")"
    let _ = stage().source(cargo("web").build()); //~ refused, says ".build(run(..))"
    let _ = stage().files(run(["chmod", "+x", "/srv/start.sh"])); //~ refused, says ".build(run(..))"
    let _ = stage().layout("/srv"); //~ refused, says "dir(\"/srv/app\")"
    let _ = stage().layout(user("app")); //~ refused, says "dir(\"/srv/app\")"
    let _ = stage().layout(dir(["/a", "/b"])); //~ refused, says no fix: rustc's own words for a list where a text belongs
    let _ = stage().account("app"); //~ refused, says "user(\"app\")"
    let _ = stage().account(1000); //~ refused, says "uid(65532)"
    let _ = stage().account(dir("/srv")); //~ refused, says "user(\"app\")"
    let _ = Stage::from(scratch()).build(run(["make"])); //~ refused, says "copy(\"/out\").from(&build)"
    let _ = Stage::from(scratch()).layout(dir("/srv")); //~ refused, says ".from(&build).writable()"
    let distroless = || image("gcr.io/distroless/static-debian12:nonroot").family(Shellless);
    let _ = Stage::from(distroless()).account(user("app")); //~ refused, says "uid(65532)"
    let _ = Stage::from(distroless()).packages(apt(["curl"])); //~ refused, says "debian(\"bookworm-slim\")"
    let _ = stage().packages(vec![apt(["curl"]), tool("/usr/local/bin/yq")]); //~ refused, says no fix: rustc compares types, and says no words of ours
    let _ = stage().run(["make"]); //~ refused, says ".build(run([\"make\"]))"
    let _ = stage().run("apt-get update && apt-get install -y curl"); //~ refused, says ".packages(apt([\"libpq5\"]))"
    let _ = stage().copy("src", "/srv/src"); //~ refused, says ".source(copy(\"src\").to(\"/srv/app\"))"
    let _ = stage().add("site.tgz", "/srv"); //~ refused, says ".source(copy("
    let _ = stage().user("app"); //~ refused, says ".account(user(\"app\"))"
    let _ = stage().arg("VERSION", "1.4"); //~ refused, says "arg(\"VERSION\").default("
    let _ = stage().arg("VERSION"); //~ refused, says "arg(\"VERSION\").default("
    let _ = stage().apt(["curl"]); //~ refused, says ".packages(apt("
    let _ = stage().install(["curl"]); //~ refused, says ".packages(apt("
    let _ = stage().package(apt(["curl"])); //~ refused, says "`packages`"
    let _ = stage().sources(copy("src").to("/srv")); //~ refused, says "`source`"
    let _ = stage().file(copy("start.sh").to("/srv/")); //~ refused, says "`files`"
    let _ = stage().directory("/srv"); //~ refused, says ".layout(dir("
}
