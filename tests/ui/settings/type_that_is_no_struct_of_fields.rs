//! Settings are a struct of named fields, of which all is known.

use dockerfile_derive::Settings;

#[derive(Settings)]
enum Mode { //~ refused
    Fast,
    Slow,
}

#[derive(Settings)]
struct Tuple(u16, String); //~ refused

#[derive(Settings)]
struct Unit; //~ refused

#[derive(Settings)]
struct Empty {} //~ refused

#[derive(Settings)]
struct Generic<T> { //~ refused
    level: T,
}

#[derive(Settings)]
struct Borrowed<'a> { //~ refused
    name: &'a str,
}

fn main() {
    let _ = (Mode::from_env(), Tuple::from_env(), Unit::from_env(), Empty::SETTINGS);
    let _ = (Generic::<u8>::from_env(), Borrowed::SETTINGS);
}
