use dockerfile_core::{debian, healthcheck, image};

fn main() {
    let _ = image! {
        from debian("12");
        healthcheck healthcheck("curl -f localhost || exit 1"); //~ refused
        entrypoint "python3 -m inventory"; //~ refused
    };
}
