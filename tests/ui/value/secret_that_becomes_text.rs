//! A secret fits a mount, and nothing that stays in the image.

use dockerfile_core::{Stage, debian, run, secret, text};

fn main() {
    let token = || secret("token");
    let base = || Stage::from(debian("12"));
    let _ = base().build(run(["npm", "ci"]).mount(token()));
    let _ = base().env("TOKEN", token()); //~ refused
    let _ = base().label("token", token()); //~ refused
    let _ = base().build(run(["npm", "ci"]).env("TOKEN", token())); //~ refused
    let _ = text("token=") + token(); //~ refused
}
