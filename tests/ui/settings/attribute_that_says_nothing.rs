//! What `#[setting(..)]` cannot say.

use dockerfile_derive::Settings;

#[derive(Settings)]
#[setting(prefx = "APP_")] //~ refused
struct Config {
    #[setting(defualt = 8080)] //~ refused
    port: u16,
    #[setting(prefix = "APP_")] //~ refused
    prefixed: u16,
    #[setting] //~ refused
    bare: u16,
    #[setting(default)] //~ refused
    without: u16,
    #[setting(default = LEVEL)] //~ refused
    level: u8,
    #[setting(default = 1, default = 2)] //~ refused
    twice: u8,
    #[setting(secret = true)] //~ refused
    switch: String,
    #[setting(name("OTHER"))] //~ refused
    other: String,
    #[setting(default = b"bytes")] //~ refused
    bytes: String,
    #[setting(default = 1u8)] //~ refused
    suffix: u8,
    #[setting(default = "x", public = "")] //~ refused
    reason: String,
}

const LEVEL: u8 = 1;

fn main() {
    let _ = Config::from_env();
    let _ = (Config::PORT, Config::SETTINGS, LEVEL);
}
