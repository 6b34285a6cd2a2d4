//! Settings stand where the other metadata does.

use dockerfile_core::{Stage, debian};
use dockerfile_derive::Settings;

#[derive(Settings)]
struct Config {
    #[setting(default = 8080)]
    port: u16,
}

fn main() {
    let _ = Stage::from(debian("12")).entrypoint(["app"]).settings(Config::SETTINGS); //~ refused
    let _ = Stage::from(debian("12")).entrypoint(["app"]).setting(Config::PORT, 1); //~ refused
}
