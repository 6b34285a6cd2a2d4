//! Names that no variable, no constant or another setting has.

use dockerfile_derive::Settings;

#[derive(Settings)]
struct Config {
    größe: u16, //~ refused
    #[setting(name = "TWO WORDS")] //~ refused
    words: u16,
    #[setting(name = "1ST")] //~ refused
    digit: u16,
    #[setting(name = 5)] //~ refused
    number: u16,
    path: String, //~ refused
    user: String, //~ refused
    settings: String, //~ refused
    level: u8,
    #[setting(name = "LEVEL")] //~ refused
    verbosity: u8,
    #[allow(non_snake_case)]
    LEVEL: u8, //~ refused
    r#type: String,
    #[setting(name = "TYPE")] //~ refused
    kind: String,
}

#[derive(Settings)]
#[setting(prefix = "MY-")] //~ refused
struct Prefixed {
    port: u16,
}

#[derive(Settings)]
#[setting(prefix = "MY_", prefix = "YOUR_")] //~ refused
struct TwicePrefixed {
    port: u16,
}

#[derive(Settings)]
struct Folders {
    #[setting(name = "PATH", default = "/opt/bin")] //~ refused
    folders: String,
    #[setting(name = "HOME")]
    meant: String,
}

fn main() {
    let _ = Folders::from_env();
    let _ = (Config::from_env(), Prefixed::from_env(), TwicePrefixed::from_env());
}
