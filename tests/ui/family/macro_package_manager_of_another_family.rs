//! In the macro, the step is underlined.

use dockerfile_core::{alpine, apt, image, scratch};

fn main() {
    let _ = image! {
        from alpine("3.22");
        packages apt(["curl"]); //~ refused
    };
    let _ = image! {
        from scratch();
        packages apt(["curl"]); //~ refused
    };
}
