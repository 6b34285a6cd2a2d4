//! By name or number.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        stop_signal "TERM"; //~ refused
    };
    let _ = image! {
        from debian("12");
        stop_signal "sigterm"; //~ refused
    };
}
