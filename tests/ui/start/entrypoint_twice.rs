//! A stage has one ENTRYPOINT, above its CMD.

use dockerfile_core::{Stage, debian, image};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().entrypoint(["a"]).cmd(["b"]);
    let _ = base().entrypoint(["a"]).entrypoint(["b"]); //~ refused
    let _ = base().cmd(["a"]).entrypoint(["b"]); //~ refused
    let _ = image! {
        from debian("12");
        entrypoint ["a"];
        entrypoint ["b"]; //~ refused
    };
}
