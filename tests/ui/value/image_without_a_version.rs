//! `latest` is another image next month, and so is no tag.

use dockerfile_core::{Debian, debian, image, moving_image};

fn main() {
    let _ = image! {
        from debian("latest"); //~ refused
    };
    let _ = image! {
        from debian("Bad Tag"); //~ refused
    };
    let _ = image! {
        from debian(""); //~ refused
    };
    let _ = image! {
        from image("debian").family(Debian); //~ refused
    };
    let _ = image! {
        from image("debian:latest").family(Debian); //~ refused
    };
    let _ = image! {
        from image("Debian:12").family(Debian); //~ refused
    };
    let _ = image! {
        from image("debian:12@sha256:abc").family(Debian); //~ refused
    };
    let _ = image! {
        from moving_image("debian:latest", "").family(Debian); //~ refused
    };
}
