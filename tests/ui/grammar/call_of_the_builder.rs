//! A line begins with its word.

use dockerfile_core::{apt, copy, debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        .packages(apt(["curl"])) //~ refused
        .source(copy("src").to("/srv"))
        .env("A", 1)
        .cmd(["id"]);
    };
    let _ = image! {
        from debian("12");
        stage.packages(apt(["curl"])); //~ refused
        cmd ["id"];
    };
}
