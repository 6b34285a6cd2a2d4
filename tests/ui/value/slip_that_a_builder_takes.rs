//! What a builder would take without a word is refused at the literal.

use dockerfile_core::{copy, debian, image, run, secret, text};

fn main() {
    let _ = image! {
        from debian("12");
        label { "org.opencontainers.image.version" = "1.4" };
        public_build_env "SIGNING_KEY", "none", ""; //~ refused
        source copy("run.sh").to("/srv/").mode(755); //~ refused
        source copy("tests").to("/srv/$APP").except("!keep"); //~ refused 2
        build run(["make"]).mount(secret("npmrc").mode(400)); //~ refused
        env { PATH = "/opt/bin:$PATH", HOME = text("$PATH"), PRICE = "$5" }; //~ refused
        commit_label "example.version", "v${VERSION}"; //~ refused
        workdir "/srv/${APP}"; //~ refused
        expose [8080, 0]; //~ refused
        stop_signal "SIGFOO"; //~ refused
    };
}
