//! Defaults that the program could not read, and that no image may hold.

use dockerfile_derive::Settings;

#[derive(Settings)]
struct Config {
    #[setting(port, default = "http")] //~ refused
    port: u16,
    #[setting(port, default = 0)] //~ refused
    zero: u16,
    #[setting(port, default = 65536)] //~ refused
    beyond: u32,
    #[setting(port)] //~ refused
    unsaid: u16,
    #[setting(default = 256)] //~ refused
    small: u8,
    #[setting(default = -1)] //~ refused
    unsigned: u32,
    #[setting(default = "yes")] //~ refused
    verbose: bool,
    #[setting(default = true)] //~ refused
    ratio: f64,
    #[setting(secret, default = "hunter2")] //~ refused
    password: String,
    #[setting(default = 5)] //~ refused
    maybe: Option<u8>,
    #[setting(public = "why")] //~ refused
    api_key: String,
}

fn main() {
    let _ = Config::from_env();
}
