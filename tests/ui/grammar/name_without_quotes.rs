//! A name with dots or dashes is no name of Rust's.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        label org.opencontainers.image.title = "x"; //~ refused
        label { com.example.my-key = "x", "com.example.other" = "y" }; //~ refused
    };
}
