//! Values that are written out, which rustc looks at.

use dockerfile_core::image;
use dockerfile_core::prelude::*;

fn main() {
    let _ = image! {
        from debian("latest"); //~ refused, says "name a version"
    };
    let _ = image! {
        from image("node").family(Debian); //~ refused, says "name:version"
    };
    let _ = image! {
        from image("node:${NODE}").family(Debian); //~ refused, says "format!("
    };
    let _ = image! {
        from image("scratch").family(Shellless); //~ refused, says "scratch()"
    };
    let _ = image! {
        from debian("12");
        packages apt(["curl git"]); //~ refused, says "no blanks"
    };
    let _ = image! {
        from debian("12");
        packages apt(["-y", "curl"]); //~ refused, says "no options"
    };
    let _ = image! {
        from debian("12");
        account user("app:app"); //~ refused, says "lower-case letters"
    };
    let _ = image! {
        from debian("12");
        account uid(0); //~ refused, says ".runs_as_root("
    };
    let _ = image! {
        from debian("12");
        layout dir("srv/var"); //~ refused, says "begin it with `/`"
    };
    let _ = image! {
        from debian("12");
        source copy("../shared").to("/srv"); //~ refused, says "emit(..).context(..)"
    };
    let _ = image! {
        from debian("12");
        source copy("src").to("srv"); //~ refused, says "begin it with `/`"
    };
    let _ = image! {
        from debian("12");
        source copy("src/*.js").to("/srv/"); //~ refused, says "list the files"
    };
    let _ = image! {
        from debian("12");
        source copy("run.sh").to("/srv/").mode(755); //~ refused, says "in front of its digits"
    };
    let _ = image! {
        from debian("12");
        source copy("src").to("/srv").except("!keep"); //~ refused, says "name only what stays"
    };
    let _ = image! {
        from debian("12");
        build run("sudo make"); //~ refused, says "call the program itself"
    };
    let _ = image! {
        from debian("12");
        build run("cd /src && make"); //~ refused, says ".workdir("
    };
    let _ = image! {
        from debian("12");
        build run("apt-get install -y curl"); //~ refused, says ".packages(apt([..]))"
    };
    let _ = image! {
        from debian("12");
        env { DB_PASSWORD = "hunter22" }; //~ refused, says ".public_env("
    };
    let _ = image! {
        from debian("12");
        env { PATH = "/opt/bin:$PATH" }; //~ refused, says "PATH is `.path("
    };
    let _ = image! {
        from debian("12");
        env { "JAVA-OPTS" = "-Xmx1g" }; //~ refused, says "letters, digits and `_`"
    };
    let _ = image! {
        from debian("12");
        workdir "app"; //~ refused, says "begin it with `/`"
    };
    let _ = image! {
        from debian("12");
        expose 0; //~ refused, says "from 1 to 65535"
    };
    let _ = image! {
        from debian("12");
        stop_signal "INT"; //~ refused, says "such as \"SIGTERM\""
    };
    let _ = image! {
        from debian("12");
        label "Team" = "web"; //~ refused, says "lower-case letters"
    };
    let _ = image! {
        from debian("12");
        volume "./data"; //~ refused, says "begin it with `/`"
    };
}
