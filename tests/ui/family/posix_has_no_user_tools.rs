//! Of a base of the `Posix` family only its shell is known.

use dockerfile_core::{Posix, Stage, apt, dir, image, run, user};

fn main() {
    let base = || Stage::from(image("busybox:1.37").family(Posix));
    let _ = base().build(run(["make"]));
    let _ = base().packages(apt(["curl"])); //~ refused
    let _ = base().layout(dir("/srv")); //~ refused
    let _ = base().account(user("app")); //~ refused
}
