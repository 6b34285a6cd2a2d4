//! Where a stage begins, as who has written FROM for years begins one.

use dockerfile_core::prelude::*;

fn main() {
    let _ = Stage::from("debian:bookworm-slim"); //~ refused, says "debian(\"bookworm-slim\")"
    let _ = Stage::from(image("python:3.13-slim")); //~ refused, says ".family(Debian)"
    let _ = Stage::from(image("node:22-slim").family("debian")); //~ refused, says ".family(Debian)"
    let _ = Stage::from(node("22-bookworm-slim")).cmd(["node"]); //~ refused, says "image(\"node:22-bookworm-slim\").family(Debian)"
    let _ = Stage::named("build", golang("1.25")); //~ refused, says "`image(\"nginx:1.29-alpine\").family(Alpine)`"
    let _ = Stage::named("build", rust("1.95-slim")).workdir("/src"); //~ refused, says "`image(\"nginx:1.29-alpine\").family(Alpine)`"
    let _ = Stage::from(busybox("1.37")).cmd(["sh"]); //~ refused, says "`image(\"nginx:1.29-alpine\").family(Alpine)`"
    let base = || Stage::named("base", debian("12"));
    let _ = Stage::from(base()); //~ refused, says "consider borrowing here"
    let _ = Stage::from(debian("bookworm", "slim")); //~ refused, says no fix: rustc counts arguments, and drops the second
    let _ = Stage::from(debian()); //~ refused, says "/* tag */"
    let _ = Stage::from(scratch); //~ refused, says "use parentheses to call this function"
    let _ = Stage::new(debian("12")); //~ refused, says "Stage::<At, F>::from"
    let _ = Stage::named(debian("12"), "build"); //~ refused, says "a name stands first: `Stage::named("
    let _ = Stage::named(1, debian("12")); //~ refused, says "Stage::named(\"build\""
    let _ = Stage::from(debian("12")).named("build"); //~ refused, says "associated function"
    let _ = Stage::from(debian("12")).name("build"); //~ refused, says "Stage::named(\"build\""
    let _ = Stage::from(debian("12").digest("sha256:0a")); //~ refused, says no fix: a method of BuildKit's words that nothing here has
    let _ = Stage::from(moving_image("nginx:latest").family(Debian)); //~ refused, says "/* why */"
    let _ = Stage::from(match true {
        true => debian("12"),
        false => alpine("3.22"), //~ refused, says no fix: rustc compares types, and says no words of ours
    });
}
