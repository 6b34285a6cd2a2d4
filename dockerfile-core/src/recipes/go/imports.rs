//! Which modules the Go files of a folder import.

use std::collections::{BTreeMap, BTreeSet};

use crate::declare::disk::Tree;
use crate::program::unread::Unread;

/// Imports stand at a file's head, behind a licence and what cgo compiles: in fewer bytes.
const HEAD: usize = 256 << 10;

/// Modules, and what was found to import them.
pub(super) struct Imports<'m> {
    /// Folders, by the path of the module in them.
    modules: BTreeMap<&'m str, Vec<&'m str>>,
    /// How long the longest of these paths is.
    longest: usize,
    /// The folders of modules that a file names. A folder may hold other modules.
    files: BTreeMap<String, BTreeSet<&'m str>>,
}

impl<'m> Imports<'m> {
    /// Of modules by their folders and paths.
    pub(super) fn of(known: impl Iterator<Item = (&'m str, &'m str)>) -> Self {
        let (mut modules, mut longest) = (BTreeMap::<_, Vec<_>>::new(), 0);
        for (folder, path) in known {
            modules.entry(path).or_default().push(folder);
            longest = longest.max(path.len());
        }
        Self { modules, longest, files: BTreeMap::new() }
    }

    /// The folders of the modules that a file below a folder imports.
    pub(super) fn of_folder(
        &mut self,
        tree: &Tree,
        folder: &str,
    ) -> Result<BTreeSet<&'m str>, Unread> {
        let mut found = BTreeSet::new();
        // A module that is alone imports none of the others.
        if self.modules.values().flatten().nth(1).is_none() {
            return Ok(found);
        }
        for file in tree.files_named(folder, |name| name.ends_with(".go"))? {
            if !self.files.contains_key(&file) {
                let named = match tree.read(&file) {
                    Ok(text) => self.named(&text),
                    // No text, as tests have it, or a link to nothing: it imports nothing.
                    Err(Unread::CannotRead { .. } | Unread::NoFile { .. }) => BTreeSet::new(),
                    Err(unread) => return Err(unread),
                };
                self.files.insert(file.clone(), named);
            }
            found.extend(&self.files[&file]);
        }
        Ok(found)
    }

    /// The folders of modules whose path, or that of a package in them, stands in quotes. One
    /// that is no import costs a layer, and one that was missed the build.
    fn named(&self, text: &str) -> BTreeSet<&'m str> {
        let mut found = BTreeSet::new();
        for (at, _) in text.match_indices('"').take_while(|(at, _)| *at < HEAD) {
            let quoted = &text[at + 1..];
            for (end, byte) in quoted.bytes().take(self.longest + 1).enumerate() {
                if matches!(byte, b'"' | b'/') {
                    found.extend(self.modules.get(&quoted[..end]).into_iter().flatten());
                }
                if byte == b'"' || byte.is_ascii_whitespace() {
                    break;
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{HEAD, Imports};

    #[test]
    fn a_path_in_quotes_is_an_import() {
        let known = [("a", "x.org/a"), ("b", "x.org/a/b"), ("b2", "x.org/a/b"), ("c", "x.org/é")];
        let imports = Imports::of(known.into_iter());
        let named = |text: &str| imports.named(text).into_iter().collect::<Vec<_>>();
        assert_eq!(named("import \"x.org/a\""), ["a"]);
        assert_eq!(named("import (\n\t_ \"x.org/a/b/deep\"\n\t\"fmt\"\n)"), ["a", "b", "b2"]);
        assert_eq!(named("\"x.org/é/x\""), ["c"]);
        assert!(named("x.org/a \"x.org/ab\" \"x.org\" \"x.org/a").is_empty());
        assert!(named("\"\" \" x.org/a\" \"é").is_empty());
        assert!(named(&format!("{}\"x.org/a\"", "é".repeat(HEAD))).is_empty());
    }
}
