//! Files in which people say the version of a language for their own machine: `.nvmrc`,
//! `.python-version`, and `.tool-versions`, which has a line for each tool.
//!
//! Source: <https://asdf-vm.com/manage/configuration.html#tool-versions>.

use super::formats::without_mark;
use crate::declare::disk::Tree;
use crate::program::unread::Unread;
use crate::value::path::{below, upwards};

/// A file that says a version.
#[derive(Clone, Copy, Debug)]
pub(super) struct VersionFile {
    pub(super) name: &'static str,
    /// The words in front of the version; of a file that holds one version alone there are none.
    pub(super) tools: &'static [&'static str],
}

/// The nearest such file that says a version, in a folder or above it, with what it says.
#[allow(dead_code)] // unused if no feature is on
pub(super) fn nearest(
    tree: &Tree,
    folder: &str,
    file: &VersionFile,
) -> Result<Option<(String, String)>, Unread> {
    for folder in upwards(folder) {
        if let Some(found) = beside(tree, folder, file)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Such a file in a folder, with what it says.
pub(super) fn beside(
    tree: &Tree,
    folder: &str,
    file: &VersionFile,
) -> Result<Option<(String, String)>, Unread> {
    let path = below(folder, file.name);
    if !tree.finds(&path) {
        return Ok(None);
    }
    Ok(said_by(tree, &path, file)?.map(|version| (path, version)))
}

/// What such a file says at a path that something names.
pub(super) fn said_by(
    tree: &Tree,
    path: &str,
    file: &VersionFile,
) -> Result<Option<String>, Unread> {
    let text = tree.read(path)?;
    Ok(said(&text, file.tools).map(str::to_owned))
}

/// The first version that a text says. Behind it may stand others, for when it is not installed.
fn said<'t>(text: &'t str, tools: &[&str]) -> Option<&'t str> {
    let lines = without_mark(text).lines().map(|line| line.split('#').next().unwrap_or_default());
    let is_gap = |c: char| c.is_whitespace() || c == '=';
    let mut words = lines.filter_map(|line| {
        let mut words = line.split(is_gap).filter(|word| !word.is_empty());
        let first = words.next()?;
        if tools.is_empty() { Some(first) } else { words.next().filter(|_| tools.contains(&first)) }
    });
    words.next()
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn a_file_says_one_version_or_that_of_each_tool() {
        assert_eq!(said("\u{feff}# why\n\n v20.1 # here\n", &[]), Some("v20.1"));
        assert_eq!(said("", &[]), None);
        let tools = "ruby 3.3.1\n# nodejs 18\nnodejs 20.11.0 18.1\npython\n";
        assert_eq!(said(tools, &["nodejs", "node"]), Some("20.11.0"));
        assert_eq!(said(tools, &["ruby"]), Some("3.3.1"));
        assert_eq!(said("java=21.0.2-tem\n", &["java"]), Some("21.0.2-tem"));
        assert_eq!((said(tools, &["python"]), said(tools, &["java"])), (None, None));
    }
}
