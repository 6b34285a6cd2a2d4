//! The modules that the Go files of a folder import.

use std::collections::{BTreeMap, BTreeSet};

use crate::declare::disk::Tree;
use crate::program::unread::Unread;

/// How many bytes of a file are searched: imports stand at its head, behind a licence and what cgo
/// compiles.
const HEAD: usize = 256 << 10;

/// Modules, and what was found to import them.
pub(super) struct Imports<'m> {
    /// The folders of modules, by the modules' paths.
    modules: BTreeMap<&'m str, Vec<&'m str>>,
    /// The length of the longest of these paths.
    longest: usize,
    /// The folders of modules that each file imports. A file is asked for twice if its module is in
    /// the folder of another one.
    files: BTreeMap<String, BTreeSet<&'m str>>,
}

impl<'m> Imports<'m> {
    /// The modules that may be imported, each by its folder and its path.
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
        // A single module imports no others.
        if self.modules.values().flatten().nth(1).is_none() {
            return Ok(found);
        }
        for file in tree.files_named(folder, |name| name.ends_with(".go"))? {
            if !self.files.contains_key(&file) {
                let named = match tree.read(&file) {
                    Ok(text) => self.named(&text),
                    // A file of tests that is no text, or a link to nothing, imports nothing.
                    Err(Unread::CannotRead { .. } | Unread::NoFile { .. }) => BTreeSet::new(),
                    Err(unread) => return Err(unread),
                };
                self.files.insert(file.clone(), named);
            }
            found.extend(&self.files[&file]);
        }
        Ok(found)
    }

    /// The folders of modules whose path, or that of a package in them, stands in quotes. A quoted
    /// path that is no import costs a layer; an import that was missed would cost the build.
    fn named(&self, text: &str) -> BTreeSet<&'m str> {
        let mut found = BTreeSet::new();
        for (at, _) in text.match_indices(['"', '`']).take_while(|(at, _)| *at < HEAD) {
            let quoted = &text[at + 1..];
            for (end, byte) in quoted.bytes().take(self.longest + 1).enumerate() {
                if matches!(byte, b'"' | b'`' | b'/') {
                    found.extend(self.modules.get(&quoted[..end]).into_iter().flatten());
                }
                if matches!(byte, b'"' | b'`') || byte.is_ascii_whitespace() {
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
