//! What rustc says of the calls that lines become.

use dockerfile_core::image;
use dockerfile_core::prelude::*;

fn main() {
    let _ = image! {
        from "debian:bookworm-slim"; //~ refused, says "debian(\"bookworm-slim\")"
    };
    let _ = image! {
        from debian("12");
        run ["make"]; //~ refused, says "write `build run([\"make\"]);`"
    };
    let _ = image! {
        from debian("12");
        copy "src", "/srv/src"; //~ refused, says "write `source copy("
    };
    let _ = image! {
        from debian("12");
        user "app"; //~ refused, says "write `account user(\"app\");`"
    };
    let _ = image! {
        from debian("12");
        apt ["curl"]; //~ refused, says "write `packages apt("
    };
    let _ = image! {
        from debian("12");
        maintainer "Team"; //~ refused, says "org.opencontainers.image.authors"
    };
    let _ = image! {
        from debian("12");
        cmd "node main.js"; //~ refused, says "[\"python3\", \"-m\", \"inventory\"]"
    };
    let _ = image! {
        from debian("12");
        expose 80, 443; //~ refused, says no fix: rustc counts arguments, and drops the second
    };
    let _ = image! {
        from debian("12");
        volume ["/tmp/a"]; //~ refused, says no fix: rustc's own words for a list where a text belongs
    };
    let _ = image! {
        from debian("12");
        source copy("src", "/srv"); //~ refused, says no fix: rustc counts arguments, and drops the target
    };
    let _ = image! {
        stage build { from debian("12"); build run(["make"]); }
        from debian("12");
        source copy("/out").from(build).to("/srv"); //~ refused, says "consider borrowing here"
    };
    let _ = image! {
        stage build { from debian("12"); build run(["make"]); }
        from debian("12");
        source copy("/out").from("build").to("/srv"); //~ refused, says ".from(&build)"
    };
    let _ = image! {
        from debian("12");
        pakages apt(["curl"]); //~ refused, says "`packages`"
    };
    let _ = image! {
        from debian("12");
        entry_point ["id"]; //~ refused, says "`entrypoint`"
    };
    let _ = image! {
        from debian("12");
        packages apt["curl"]; //~ refused, says no fix: rustc's own words for brackets behind a function
    };
    let _ = image! {
        from debian("12");
        source copy("src").to("/srv");
        packages apt(["curl"]); //~ refused, says "above the first `Source` line"
    };
    let _ = image! {
        from alpine("3.22");
        packages apt(["curl"]); //~ refused, says "debian(\"bookworm-slim\")"
    };
    let _ = image! {
        from debian("12");
        dockerignore "node_modules"; //~ refused, says no fix: a method of no Dockerfile word, and rustc knows none that is near
    };
}
