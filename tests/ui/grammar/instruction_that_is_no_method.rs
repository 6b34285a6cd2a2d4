//! A word of Dockerfiles that is no method says what takes its place.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        copy "a" "b"; //~ refused
    };
    let _ = image! {
        from debian("12");
        user "o"; //~ refused
        copy "a", "b"; //~ refused
        run ["make"]; //~ refused
        run "make install"; //~ refused
        add "a"; //~ refused
        arg VERSION = "1"; //~ refused
        onbuild "RUN make"; //~ refused
        maintainer "me"; //~ refused
        install "curl"; //~ refused
        stopsignal "SIGINT"; //~ refused
        cmd ["id"];
    };
    let _ = image! {
        from debian("12");
        run apt-get install -y curl; //~ refused
        copy . /app; //~ refused
        user 1000:1000; //~ refused
        add --chown=app a b; //~ refused
    };
}
