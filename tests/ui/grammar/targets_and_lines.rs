//! An image has lines of its own or targets.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        target dev { from debian("12"); }
        from debian("12"); //~ refused
        cmd ["id"];
    };
    let _ = image! {
        stage build { from debian("12"); } //~ refused
    };
    let _ = image! {
        target { from debian("12"); } //~ refused
        target "web" { from debian("12"); } //~ refused
        target my-web { from debian("12"); } //~ refused
        target outer { from debian("12"); target inner { from debian("12"); } } //~ refused
        stage outer { from debian("12"); } //~ refused
    };
    let _ = image! {
        target a { from debian("12"); }
        target b { from debian("12"); }
        target c { from debian("12"); }
        target d { from debian("12"); }
        target e { from debian("12"); }
        target f { from debian("12"); }
        target g { from debian("12"); }
        target h { from debian("12"); }
        target i { from debian("12"); } //~ refused
    };
    let _ = image! {
        target final { from debian("12"); } //~ refused
    };
}
