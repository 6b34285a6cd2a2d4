//! Lines that read much as they should.

use dockerfile_core::image;
use dockerfile_core::prelude::*;

fn main() {
    let _ = image! {
        from debian("12");
        env PORT 8080; //~ refused, says "write `env PORT = "
    };
    let _ = image! {
        from debian("12");
        env { PORT: 8080, LEVEL: "info" }; //~ refused, says "PORT = 10000"
    };
    let _ = image! {
        from debian("12");
        env { PORT = 8080 LEVEL = "info" }; //~ refused, says "PORT = 10000"
    };
    let _ = image! {
        from debian("12");
        env { PORT = 8080; LEVEL = "info"; }; //~ refused, says "PORT = 10000"
    };
    let _ = image! {
        from debian("12");
        env "PORT=8080"; //~ refused, says "env PORT"
    };
    let _ = image! {
        from debian("12");
        expose 8080/tcp; //~ refused, says "expose 8080;"
    };
    let _ = image! {
        from debian("12");
        expose 80 443; //~ refused, says "expose 80; expose 443;"
    };
    let _ = image! {
        from debian("12");
        account "app"; //~ refused, says "account user(\"app\");"
    };
    let _ = image! {
        from debian("12");
        workdir /srv/app; //~ refused, says "workdir \"/srv/app\";"
    };
    let _ = image! {
        from debian("12");
        entrypoint "node", "main.js"; //~ refused, says "entrypoint [\"node\", \"main.js\"];"
    };
    let _ = image! {
        from debian("12");
        entrypoint ["node" "main.js"]; //~ refused, says "between commas"
    };
    let _ = image! {
        from debian("12");
        cmd node main.js; //~ refused, says "cmd [\"node\", \"main.js\"];"
    };
    let _ = image! {
        from debian("12");
        healthcheck curl -f http:localhost; //~ refused, says "healthcheck([\"curl\""
    };
    let _ = image! {
        from debian("12");
        healthcheck ["/probe"]; //~ refused, says "healthcheck("
    };
    let _ = image! {
        from debian("12");
        packages "curl", "git"; //~ refused, says "packages apt([\"curl\", \"git\"]);"
    };
    let _ = image! {
        from debian("12");
        packages ["curl"]; //~ refused, says "packages apt([\"curl\"]);"
    };
    let _ = image! {
        from debian("12");
        install curl git; //~ refused, says "packages apt("
    };
    let _ = image! {
        from debian("12");
        label "team=web"; //~ refused, says "label team = "
    };
    let _ = image! {
        from debian("12");
        # who runs it //~ refused, says "`//` is for readers"
        account uid(7);
    };
    let _ = image! {
        stage build = debian("12"); //~ refused, says "stage name { from base; .. }"
        from debian("12");
    };
    let _ = image! {
        stage "build" { from debian("12"); } //~ refused, says "stage name { from base; .. }"
        from debian("12");
    };
    let _ = image! {
        stage build { packages apt(["gcc"]); } //~ refused, says "from debian(\"bookworm-slim\");"
        from debian("12");
    };
    let _ = image! {
        packages apt(["curl"]); //~ refused, says "from debian(\"bookworm-slim\");"
    };
    let _ = image! {
        from debian("12");
        build run(["make"]);
        from alpine("3.22"); //~ refused, says "stage build { from ..; .. }"
    };
    let _ = image! {
        from debian("12");
        packages apt(["curl"]), //~ refused, says "ends with `;`"
        cmd ["id"];
    };
    let _ = image! {
        from debian("12");
        packages apt(["curl"]) //~ refused, says "ends with `;`"
        cmd ["id"];
    };
    let _ = image! {
        from debian("12");
        cmd ["id"] //~ refused, says "ends with `;`"
    };
    let _ = image! {
        from debian("12");
        .packages(apt(["curl"])); //~ refused, says "packages apt([\"libpq5\"]);"
    };
    let _ = image! {
        from debian("12");
        workdir = "/srv"; //~ refused, says "a line is a word and its arguments"
    };
    let _ = image! {
        from debian("12");
        workdir: "/srv"; //~ refused, says "a line is a word and its arguments"
    };
    let _ = image! {
        from debian("12");
        if true { packages apt(["gdb"]); } //~ refused, says "an `Option` of its steps"
    };
    let _ = image! {
        from debian("12");
        for folder in ["/a", "/b"] { layout dir(folder); } //~ refused, says "a `Vec` of its steps"
    };
    let _ = image! {
        from debian("12");
        let port = 8080; //~ refused, says "it stands above `image!"
        expose 80;
    };
    let _ = image! {
        from debian("12");
        source copy("src" "/srv"); //~ refused, says no fix: the comma is not all that it lacks
    };
    let _ = image! {
        from debian("12");
        source copy("a").to("/a");
        out_of_order { packages apt(["curl"]); } //~ refused, says "out_of_order \"why\" {"
    };
    let _ = image! {
        from debian("12"); //~ refused, says "target prod { from ..; .. }"
        account uid(7);
        target dev { from debian("12"); }
    };
}
