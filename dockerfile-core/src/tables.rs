//! TOML, as manifests hold it.

use toml::de::{DeTable, DeValue};

pub(crate) fn parse<'i>(name: &str, text: &'i str) -> Result<DeTable<'i>, String> {
    let parsed = DeTable::parse(text).map_err(|error| format!("`{name}`: {}", error.message()))?;
    Ok(parsed.into_inner())
}

/// The table below these keys.
pub(crate) fn table<'t, 'i>(table: &'t DeTable<'i>, keys: &[&str]) -> Option<&'t DeTable<'i>> {
    keys.iter().try_fold(table, |table, key| match table.get(*key)?.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    })
}

/// The tables in a table.
pub(crate) fn inner<'t, 'i>(
    table: &'t DeTable<'i>,
) -> impl Iterator<Item = &'t DeTable<'i>> + use<'t, 'i> {
    table.iter().filter_map(|(_, entry)| match entry.get_ref() {
        DeValue::Table(entry) => Some(entry),
        _ => None,
    })
}

/// The tables of a list; none if there is no such list.
pub(crate) fn tables<'t, 'i>(holder: &'t DeTable<'i>, key: &str) -> Vec<&'t DeTable<'i>> {
    let Some(DeValue::Array(entries)) = holder.get(key).map(|value| value.get_ref()) else {
        return vec![];
    };
    let tables = entries.iter().filter_map(|entry| match entry.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    });
    tables.collect()
}

pub(crate) fn text(table: &DeTable<'_>, key: &str) -> Option<String> {
    match table.get(key)?.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    }
}

pub(crate) fn is(table: &DeTable<'_>, key: &str) -> Option<bool> {
    match table.get(key)?.get_ref() {
        DeValue::Boolean(is) => Some(*is),
        _ => None,
    }
}

/// The texts of a list; none if there is no such list.
pub(crate) fn texts(table: &DeTable<'_>, key: &str) -> Vec<String> {
    match table.get(key).map(|value| value.get_ref()) {
        Some(DeValue::Array(values)) => values
            .iter()
            .filter_map(|value| match value.get_ref() {
                DeValue::String(text) => Some(text.to_string()),
                _ => None,
            })
            .collect(),
        _ => vec![],
    }
}
