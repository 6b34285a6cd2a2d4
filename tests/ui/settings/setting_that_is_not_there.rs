//! A declaration names settings by their constants: one that is renamed in the program, or misspelt,
//! does not compile.

use dockerfile_core::{Stage, debian, image, uid};
use dockerfile_derive::Settings;

#[derive(Settings)]
struct Config {
    /// It was called `port`.
    #[setting(port, default = 8080)]
    http_port: u16,
}

fn main() {
    let _ = Stage::from(debian("12")).setting(Config::PORT, 9000); //~ refused
    let _ = image! {
        from debian("12");
        account uid(7);
        settings Config::SETINGS; //~ refused
        setting Config::HTTP_PROT, 9000; //~ refused
    };
}
