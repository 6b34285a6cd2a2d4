//! Settings are named by constants of the program's type.

use dockerfile_core::{Stage, debian, image, uid};
use dockerfile_derive::Settings;

#[derive(Settings)]
struct Config {
    #[setting(port, default = 8080)]
    port: u16,
}

fn main() {
    let _ = Stage::from(debian("12")).setting("PORT", 9000); //~ refused
    let _ = Stage::from(debian("12")).settings(Config::PORT); //~ refused
    let _ = Stage::from(debian("12")).settings(["PORT"]); //~ refused
    let _ = image! {
        from debian("12");
        account uid(7);
        settings "PORT"; //~ refused
        setting Config::SETTINGS, 9000; //~ refused
    };
    let _ = Config::from_env();
}
