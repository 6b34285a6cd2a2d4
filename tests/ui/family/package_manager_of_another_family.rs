//! apt is Debian's and Ubuntu's.

use dockerfile_core::{Fedora, Shellless, Stage, alpine, apt, fedora, image, scratch, ubuntu};

fn main() {
    let _ = Stage::from(ubuntu("24.04")).packages(apt(["curl"]));
    let _ = Stage::from(alpine("3.22")).packages(apt(["curl"])); //~ refused
    let _ = Stage::from(fedora("42")).packages(apt(["curl"])); //~ refused
    let _ = Stage::from(scratch()).packages(apt(["curl"])); //~ refused
    let _ = Stage::from(image("ubi:9").family(Fedora)).packages(apt(["curl"])); //~ refused
    let _ = Stage::from(image("static:1").family(Shellless)).packages(Some(apt(["curl"]))); //~ refused
    let base = Stage::named("base", alpine("3.22"));
    let _ = Stage::from(&base).packages(vec![apt(["curl"])]); //~ refused
}
