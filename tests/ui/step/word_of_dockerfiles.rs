//! What Dockerfiles call a line has a phase here, and says so, once.

use dockerfile_core::{Stage, apt, copy, debian, image};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().run("apt-get update").packages(apt(["curl"])).cmd(["a"]); //~ refused
    let _ = base().copy("src", "/srv").env("A", 1); //~ refused
    let _ = base().add("https://example.com/x", "/x").env("A", 1); //~ refused
    let _ = base().packages(apt(["curl"])).user("app").env("A", 1); //~ refused
    let _ = base().arg("VERSION").env("A", 1); //~ refused
    let _ = base().source(copy("src").to("/srv").chown("app:app").link()); //~ refused
    let _ = base().source(copy("/x").from(&base()).chmod("0755")); //~ refused
    let _ = image! {
        from debian("12");
        run "apt-get update"; //~ refused
    };
    let _ = image! {
        from debian("12");
        user "app"; //~ refused
    };
}
