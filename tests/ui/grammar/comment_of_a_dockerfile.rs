//! `#` begins no comment: said once, and nothing else of its words.

use dockerfile_core::{apt, debian, image};

fn main() {
    let _ = image! {
        # The base, (as old as it is); kept for its libc. //~ refused
        from debian("12"); # bookworm
        packages apt([
            "curl", # for the health check
            "git",
        ]);
        cmd ["id"];
    };
}
