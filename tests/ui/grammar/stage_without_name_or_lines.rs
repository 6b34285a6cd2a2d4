//! `stage name { .. }`, beside the image's lines.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        stage { from debian("12"); } //~ refused
        stage build; //~ refused
        stage outer {
            from debian("12");
            stage inner { from debian("12"); } //~ refused
        }
        from debian("12");
    };
}
