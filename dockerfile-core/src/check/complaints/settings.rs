//! The words for mistakes in a program's settings and in what an image gives them.

use crate::check::report::{Diagnostic, complaint};
use crate::program::place::Place;
use crate::program::setting::SettingFault;

/// The words for one mistake in the setting of this variable.
pub(super) fn setting(variable: &str, fault: SettingFault, at: Place) -> Diagnostic {
    match fault {
        SettingFault::Twice { first } => {
            complaint(format!("`{variable}` is a setting twice"), at, "lists it again")
                .note(format!("the first is declared at {}:{}", first.file(), first.line()))
                .note("a variable has one value, whoever reads it")
                .help("list the settings once; a value of this image's own is `.setting(Config::PORT, 9000)`")
                .help("where two programs of one image read a variable each, give one of them a `prefix`; what both read is a struct of its own, listed once")
        }
        SettingFault::SetByName { first } => {
            complaint(format!("`{variable}` is a setting, and this sets it by its name"), at, "a text, which may be another one tomorrow")
                .note(format!("the settings are listed at {}:{}", first.file(), first.line()))
                .help("name the constant of its field, so that one which is renamed does not compile: `.setting(Config::PORT, 9000)`")
                .help("or leave the line out: a default is in the image already; a variable of one step is `run(..).env(name, value)`")
        }
        SettingFault::Unread { value, problem } => {
            complaint(
                format!("the program does not read `{}` as `{variable}`", super::shown(&value)),
                at,
                "would stop it where it starts",
            )
            .note(format!("its type says: {}", super::shown(&problem)))
            .help("give a text that `FromStr` of the field's type reads; the default is written above the field: `#[setting(default = \"..\")]`")
        }
        SettingFault::LooksSecret => {
            complaint(
                format!("the value of `{variable}` looks like a secret, and whoever has the image reads it"),
                at,
                "would be an ENV of the image",
            )
            .help("say so above the field, and give no default: `#[setting(secret)]`; whoever starts the container gives it")
            .help("or say there why it is none: `#[setting(default = \"..\", public = \"why\")]`")
        }
        SettingFault::Secret => {
            complaint(format!("`{variable}` is a secret, and no image holds its value"), at, "whoever has the image would read it")
                .help("leave the line out: whoever starts the container gives it, and the program stops where nobody does")
        }
        SettingFault::NoPort { value } => {
            let what = match value {
                Some(value) => format!("`{}` is no port", super::shown(&value)),
                None => "nobody knows yet which port this is".to_owned(),
            };
            complaint(format!("{what}, and `{variable}` is one"), at, "EXPOSE needs a number")
                .help("give a number from 1 to 65535")
                .help("where only whoever starts the container knows it, leave `port` out above the field")
        }
        SettingFault::OtherRelease { said } => {
            complaint(
                format!("`{}` is said of `{variable}`, and this release does not know what that means", super::shown(&said)),
                at,
                "derived by another release",
            )
            .help("take dockerfile-core and dockerfile-derive of one release")
        }
    }
}
