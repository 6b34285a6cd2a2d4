//! The version catalog of a build, which gives names to versions, libraries and plugins.

use std::borrow::Cow;
use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::recipes::formats::from_toml;
use crate::recipes::java::bounds;
use crate::value::path::below;

/// A version catalog, by the names that it gives to build files: `spring.boot`.
///
/// Source: <https://docs.gradle.org/current/userguide/version_catalogs.html>.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    plugins: BTreeMap<String, String>,
    versions: BTreeMap<String, String>,
}

impl Catalog {
    /// The catalog of a build's root. What is no catalog names nothing: Gradle says so itself.
    pub(super) fn of_root(tree: &Tree, root: &str) -> Result<Self, Unread> {
        let file = below(root, "gradle/libs.versions.toml");
        match tree.has(&file) {
            true => Ok(Self::read(&bounds::read(tree, &file)?)),
            false => Ok(Self::default()),
        }
    }

    /// Reads the text of a catalog.
    pub(super) fn read(text: &str) -> Self {
        let read = |text| DeTable::parse(text).map(|table| Self::of(table.get_ref()));
        from_toml("", text, read).unwrap_or_default()
    }

    fn of(catalog: &DeTable<'_>) -> Self {
        let id = |value: &DeValue<'_>| match value {
            DeValue::String(id) => Some(id.split(':').next()?.to_owned()),
            DeValue::Table(table) => Some(table.get("id")?.get_ref().as_str()?.to_owned()),
            _ => None,
        };
        let version = |value: &DeValue<'_>| match value {
            DeValue::String(version) => Some(version.to_string()),
            DeValue::Table(table) => Some(table.get("strictly")?.get_ref().as_str()?.to_owned()),
            _ => None,
        };
        Self {
            plugins: named(catalog, "plugins", id),
            versions: named(catalog, "versions", version),
        }
    }

    /// The plugin that build files apply by a name.
    pub(super) fn plugin(&self, name: &str) -> Option<&str> {
        self.plugins.get(name).map(String::as_str)
    }

    /// A text with the versions that it takes from the catalog written out:
    /// `libs.versions.java.get().toInt()` is `21`.
    pub(super) fn written_out<'t>(&self, text: &'t str) -> Cow<'t, str> {
        const VERSIONS: &str = "libs.versions.";
        let mut parts = text.split(VERSIONS);
        let Some(mut whole) = parts.next().map(str::to_owned) else { return text.into() };
        for part in parts {
            let known = part.split_once(".get()").and_then(|(name, rest)| {
                let rest = [".toInt()", ".toInteger()", " as int"]
                    .iter()
                    .find_map(|end| rest.strip_prefix(*end))
                    .unwrap_or(rest);
                Some((self.versions.get(name)?, rest))
            });
            match known {
                Some((version, rest)) => whole.extend([version.as_str(), rest]),
                None => whole.extend([VERSIONS, part]),
            }
        }
        whole.into()
    }
}

/// What a table of a catalog says, by the names of build files.
fn named(
    catalog: &DeTable<'_>,
    table: &str,
    said: impl Fn(&DeValue<'_>) -> Option<String>,
) -> BTreeMap<String, String> {
    let table = catalog.get(table).and_then(|value| value.get_ref().as_table());
    let all = table.into_iter().flatten();
    let row = |(name, value): (&Spanned<Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
        Some((name.get_ref().replace(['-', '_'], "."), said(value.get_ref())?))
    };
    all.filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::Catalog;

    #[test]
    fn a_version_is_written_out_where_a_text_takes_it() {
        let catalog = Catalog::read(
            "[versions]\njava = '21'\nour-jdk = { strictly = '17' }\nother = { require = '11' }\n",
        );
        for (text, expected) in [
            ("jvmToolchain(libs.versions.java.get().toInt())", "jvmToolchain(21)"),
            ("of(libs.versions.our.jdk.get())", "of(17)"),
            ("libs.versions.java.get().toInteger() + libs.versions.java.get() as int", "21 + 21"),
            ("of(libs.versions.other.get())", "of(libs.versions.other.get())"),
            ("of(libs.versions.java)", "of(libs.versions.java)"),
            ("java", "java"),
        ] {
            assert_eq!(catalog.written_out(text), expected, "{text}");
        }
        assert_eq!(
            Catalog::read("[").written_out("libs.versions.a.get()"),
            "libs.versions.a.get()"
        );
    }
}
