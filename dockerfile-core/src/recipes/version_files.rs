//! Files in which people say the version of a language for their own machine: `.nvmrc`,
//! `.python-version`, and those that name each of several tools.
//!
//! Source: <https://asdf-vm.com/manage/configuration.html#tool-versions>,
//! <https://mise.jdx.dev/configuration.html>, <https://sdkman.io/usage#env>.

use std::iter::once;

use toml::de::{DeTable, DeValue};

use super::formats::{from_toml, without_mark};
use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::value::path::{below, upwards};

/// Files that name each of several tools, and its version.
const OF_TOOLS: [&str; 7] = [
    ".tool-versions",
    "mise.toml",
    ".mise.toml",
    "mise/config.toml",
    ".mise/config.toml",
    ".config/mise.toml",
    ".sdkmanrc",
];

/// Where people say the version of one language.
#[derive(Clone, Copy, Debug)]
pub(super) struct VersionFiles {
    /// The files that hold one version alone.
    pub(super) own: &'static [&'static str],
    /// The language's names in files of several tools.
    pub(super) tools: &'static [&'static str],
}

/// A file, and the version that it says.
type Said = (String, String);

#[allow(dead_code)] // unused if no feature is on
impl VersionFiles {
    /// What these files say, each the nearest of its name in a folder or above it.
    pub(super) fn nearest(&self, tree: &Tree, folder: &str) -> Result<Vec<Said>, Unread> {
        let mut all = self.nearest_own(tree, folder)?;
        all.extend(self.nearest_of_tools(tree, folder)?);
        Ok(all)
    }

    /// What the nearest of the language's own files say.
    pub(super) fn nearest_own(&self, tree: &Tree, folder: &str) -> Result<Vec<Said>, Unread> {
        self.first(tree, self.own, || upwards(folder))
    }

    /// What the nearest files of several tools say.
    pub(super) fn nearest_of_tools(&self, tree: &Tree, folder: &str) -> Result<Vec<Said>, Unread> {
        self.first(tree, &OF_TOOLS, || upwards(folder))
    }

    /// What these files say in a folder.
    pub(super) fn beside(&self, tree: &Tree, folder: &str) -> Result<Vec<Said>, Unread> {
        let mut all = self.first(tree, self.own, || once(folder))?;
        all.extend(self.first(tree, &OF_TOOLS, || once(folder))?);
        Ok(all)
    }

    /// The names of these files.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.own.iter().chain(&OF_TOOLS).copied()
    }

    /// What the first file of each name says, in these folders.
    fn first<'f, I: Iterator<Item = &'f str>>(
        &self,
        tree: &Tree,
        names: &[&str],
        folders: impl Fn() -> I,
    ) -> Result<Vec<Said>, Unread> {
        let mut found = vec![];
        for name in names {
            for path in folders().map(|folder| below(folder, name)) {
                if tree.finds(&path)
                    && let Some(version) = self.said_by(tree, &path)?
                {
                    found.push((path, version));
                    break;
                }
            }
        }
        Ok(found)
    }

    /// The version that a file says which is at a path; none if no such file has its name.
    pub(super) fn said_by(&self, tree: &Tree, path: &str) -> Result<Option<String>, Unread> {
        let has = |names: &[&str]| {
            names.iter().any(|name| path == *name || path.ends_with(&format!("/{name}")))
        };
        let of_tools = has(&OF_TOOLS);
        if !of_tools && !has(self.own) {
            return Ok(None);
        }
        let text = tree.read(path)?;
        match (of_tools, path.ends_with(".toml")) {
            (true, true) => of_table(path, &text, self.tools),
            (true, false) => Ok(of_lines(&text, self.tools)),
            (false, _) => Ok(of_lines(&text, &[])),
        }
    }
}

/// The first version that lines say. Behind it may stand others, for when it is not installed.
fn of_lines(text: &str, tools: &[&str]) -> Option<String> {
    let lines = without_mark(text).lines().map(|line| line.split('#').next().unwrap_or_default());
    let is_gap = |c: char| c.is_whitespace() || c == '=';
    let mut words = lines.filter_map(|line| {
        let mut words = line.split(is_gap).filter(|word| !word.is_empty());
        let first = words.next()?;
        if tools.is_empty() { Some(first) } else { words.next().filter(|_| tools.contains(&first)) }
    });
    words.next().map(str::to_owned)
}

/// The first version that mise's table of tools says of one: `node = "20"`, `node = ["20", "18"]` or
/// `node = { version = "20" }`.
fn of_table(path: &str, text: &str, tools: &[&str]) -> Result<Option<String>, Unread> {
    from_toml(path, text, |text| {
        let table = DeTable::parse(text)?;
        let named = table.get_ref().get("tools").and_then(|named| named.get_ref().as_table());
        let mut named = named.into_iter().flatten();
        let said = named.find(|(name, _)| {
            let name = name.get_ref();
            tools.contains(&name.strip_prefix("core:").unwrap_or(name))
        });
        Ok(said.and_then(|(_, said)| version(said.get_ref())))
    })
}

/// The version of one tool, as mise's table has it.
fn version(said: &DeValue<'_>) -> Option<String> {
    match said {
        DeValue::String(said) => Some(said.strip_prefix("prefix:").unwrap_or(said).to_owned()),
        DeValue::Array(several) => version(several.first()?.get_ref()),
        DeValue::Table(table) => version(table.get("version")?.get_ref()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{of_lines, of_table};
    use crate::program::unread::Unread;

    #[test]
    fn a_file_says_one_version_or_that_of_each_tool() {
        let said = |text, tools: &[&str]| of_lines(text, tools);
        let some = |version: &str| Some(version.to_owned());
        assert_eq!(said("\u{feff}# why\n\n v20.1 # here\n", &[]), some("v20.1"));
        assert_eq!(said("", &[]), None);
        let tools = "ruby 3.3.1\n# nodejs 18\nnodejs 20.11.0 18.1\npython\n";
        assert_eq!(said(tools, &["nodejs", "node"]), some("20.11.0"));
        assert_eq!(said(tools, &["ruby"]), some("3.3.1"));
        assert_eq!(said("java=21.0.2-tem\n", &["java"]), some("21.0.2-tem"));
        assert_eq!((said(tools, &["python"]), said(tools, &["java"])), (None, None));
    }

    #[test]
    fn a_table_of_tools_says_one_version_first() {
        let said = |text: &str| of_table("mise.toml", text, &["nodejs", "node"]);
        for (text, version) in [
            ("[tools]\nnode = '22'", Some("22")),
            ("\u{feff}[tools]\r\n\"core:node\" = '22.1'", Some("22.1")),
            ("tools.nodejs = ['prefix:20', '18']", Some("20")),
            ("[tools.node]\nversion = 'lts'", Some("lts")),
            (
                "tools = { python = '3.12', node = { version = '20', postinstall = 'x' } }",
                Some("20"),
            ),
            ("[tools]\nnode = []", None),
            ("[tools]\n'npm:node' = '1'", None),
            ("[env]\nnode = '22'", None),
            ("tools = 3", None),
            ("", None),
        ] {
            assert_eq!(said(text).ok().flatten().as_deref(), version, "{text}");
        }
        let refused = said("[env]\nA = 1\n[tools]\nnode = 22 1").expect_err("no TOML");
        assert!(matches!(refused, Unread::Malformed { line: Some(4), .. }), "{refused:?}");
    }
}
