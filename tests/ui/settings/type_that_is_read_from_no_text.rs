//! A field's type is read by `FromStr`.

use std::time::Duration;

use dockerfile_derive::Settings;

enum Level {
    Info,
}

#[derive(Settings)]
struct Config {
    origins: Vec<String>, //~ refused
    timeout: Duration, //~ refused
    level: Level, //~ refused
    again: Option<Level>, //~ refused
}

fn main() {
    let _ = Config::from_env();
    let _ = Level::Info;
}
