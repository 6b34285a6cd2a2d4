//! A method of a Dockerfile's word, with that one's arguments.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        env PORT 8080; //~ refused
        env PATH=/opt/bin:$PATH; //~ refused
        env "A=1"; //~ refused
        env NAME; //~ refused
        label "a" "b"; //~ refused
        workdir /app; //~ refused
        workdir $HOME; //~ refused
        expose 8080 9090; //~ refused
        expose 53/udp; //~ refused
        volume /data; //~ refused
        healthcheck ["curl", "-f", "localhost"]; //~ refused
        entrypoint "python", "app.py"; //~ refused
        cmd python app.py; //~ refused
    };
}
