//! The struct that derives `Settings`: its prefix and its fields.

use syn::{Data, DataEnum, DataUnion, DeriveInput, Field, Fields};

use super::attribute::{self, Key, Word};
use super::{Errors, setting};

/// The prefix of the names of all variables; empty if the struct has none.
pub(super) fn prefix(input: &DeriveInput, errors: &mut Errors) -> String {
    let mut prefix: Option<String> = None;
    for Key { word, value } in attribute::keys(&input.attrs, errors) {
        match (word.to_string().as_str(), value) {
            ("prefix", Some(value)) => match value.text() {
                Some(text) if prefix.is_some() => {
                    drop(text);
                    errors.at(&word, "the settings have two prefixes", "keep one of the two");
                }
                Some(text) => {
                    setting::check_name(&text, &value, "a prefix", errors);
                    prefix = Some(text);
                }
                None => errors.at(&value, "a prefix is a text", "write `prefix = \"APP_\"`"),
            },
            ("prefix", None) => {
                errors.at(&word, "a prefix has a text", "write `prefix = \"APP_\"`")
            }
            (name, _) if Word::of(name).is_some() => errors.at(
                &word,
                &format!("`{name}` is a key of a field"),
                "write it above the field that it is about; the struct takes `prefix = \"APP_\"`",
            ),
            (name, _) => errors.at(
                &word,
                &format!("`{name}` is no key of a struct"),
                "the struct takes `prefix = \"APP_\"`",
            ),
        }
    }
    prefix.unwrap_or_default()
}

/// The fields of the struct, each of which is a setting. A type without named fields is reported.
pub(super) fn fields<'i>(
    input: &'i DeriveInput,
    errors: &mut Errors,
) -> impl Iterator<Item = &'i Field> + use<'i> {
    const WRITE: &str = "write `struct Config { port: u16 }`: each field is a setting, and its \
                         name the variable's";
    let mut named = None;
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => named = Some(&fields.named),
            Fields::Unnamed(fields) => {
                errors.at(fields, "the fields of settings have names", WRITE)
            }
            _ => errors.at(&input.ident, "settings are fields, and there are none", WRITE),
        },
        Data::Enum(DataEnum { enum_token, .. }) => errors.at(
            enum_token,
            "settings are a struct, and no enum",
            "a setting that is one of several values is a field whose type is the enum, with \
             `FromStr` of its own",
        ),
        Data::Union(DataUnion { union_token, .. }) => {
            errors.at(union_token, "settings are a struct", WRITE);
        }
    }
    if !input.generics.params.is_empty() {
        errors.at(
            &input.generics,
            "settings have no parameters: their types are known where the image is declared",
            "write the types themselves, and `String` for a text that is borrowed",
        );
    }
    named.into_iter().flatten()
}
