//! Files in TOML: cargo's configuration, and what Python's tools are told.
//!
//! Source: <https://doc.rust-lang.org/cargo/reference/config.html>.

use toml::de::{DeTable, DeValue};

use super::finding::Found;
use super::urls::line_at;
use crate::recipes::formats::{with_room, without_mark};
use crate::value::credentials::{is_reference, may_be_secret, url_credential};

/// Whether a key, given with the keys of the tables around it, holds a credential in this text.
pub(super) type Judge = fn(&[&str], &str) -> bool;

/// Judges keys of cargo's configuration: `registries.x.token`, and variables of `[env]` that are
/// named after a secret.
pub(super) fn of_cargo(keys: &[&str], value: &str) -> bool {
    match keys {
        ["registries" | "registry", .., "token" | "secret-key"] => true,
        // A credential in a URL is found by the search for URLs.
        ["env", name] | ["env", name, "value"] => {
            url_credential(value.as_bytes()).is_none()
                && may_be_secret(name.as_bytes(), Some(value.as_bytes()))
        }
        _ => false,
    }
}

/// Judges keys of Python's tools that have a file of their own.
pub(super) fn of_tool(keys: &[&str], _value: &str) -> bool {
    matches!(keys, [.., "password" | "token"] | ["pypi-token", _])
}

/// Judges keys of `pyproject.toml`, which several tools share.
pub(super) fn of_pyproject(keys: &[&str], _value: &str) -> bool {
    matches!(keys, ["tool", "pdm" | "poetry" | "uv" | "hatch" | "pipenv", .., "password" | "token"])
}

/// Judges keys of a file whose name does not say whose it is.
pub(super) fn of_any(keys: &[&str], value: &str) -> bool {
    of_cargo(keys, value) || of_pyproject(keys, value)
}

/// The first key that holds a credential. What is no TOML has none: no tool would read it.
pub(super) fn find(text: &str, is_one: Judge) -> Option<Found> {
    let text = without_mark(text);
    with_room(|| {
        let table = DeTable::parse(text).ok()?;
        of_table(text, table.get_ref(), &mut vec![], is_one)
    })
    .ok()
    .flatten()
}

fn of_table<'t>(
    text: &str,
    table: &'t DeTable<'_>,
    keys: &mut Vec<&'t str>,
    is_one: Judge,
) -> Option<Found> {
    for (key, value) in table {
        keys.push(key.get_ref());
        let found = of_value(text, (key.span().start, value.get_ref()), keys, is_one);
        if found.is_some() {
            return found;
        }
        keys.pop();
    }
    None
}

fn of_value<'t>(
    text: &str,
    (at, value): (usize, &'t DeValue<'_>),
    keys: &mut Vec<&'t str>,
    is_one: Judge,
) -> Option<Found> {
    match value {
        DeValue::Table(table) => of_table(text, table, keys, is_one),
        DeValue::Array(list) => list
            .iter()
            .find_map(|value| of_value(text, (value.span().start, value.get_ref()), keys, is_one)),
        DeValue::String(value) => {
            let is_found = !is_reference(value.as_bytes()) && is_one(keys, value);
            is_found.then(|| Found::key(line_at(text, at), keys.join(".")))
        }
        _ => None,
    }
}
