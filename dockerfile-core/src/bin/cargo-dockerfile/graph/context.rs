//! What a line reads of its context: BuildKit's `cache/contenthash`.

use std::collections::VecDeque;

use crate::failure::{Failure, Result};
use crate::file::clean;
use crate::ignore::Ignore;
use crate::patterns::{Patterns, Wildcard, has_wildcards};
use crate::tree::{Entry, Tree, joined, no_text};

/// A folder of a checkout, without what an ignore file leaves out.
pub(crate) struct Context<'a> {
    pub(crate) tree: &'a Tree,
    /// From the checkout's root.
    pub(crate) folder: String,
    pub(crate) ignore: &'a Ignore,
    /// What its Dockerfile is called where a line of it is wrong.
    pub(crate) name: &'a str,
}

/// A file that is read.
pub(crate) struct Selected {
    /// In the context.
    pub(crate) path: String,
    /// As the copy knows it: relative to what the source says.
    pub(crate) name: String,
    pub(crate) entry: Entry,
}

/// Which files of a source are meant.
#[derive(Default)]
pub(crate) struct Filter {
    /// A pattern, as it is written and read.
    pub(crate) only: Option<(String, Patterns)>,
    pub(crate) exclude: Option<Patterns>,
}

impl Filter {
    fn lets_in(&self, name: &str, entry: &Entry) -> bool {
        let has = |patterns: &Patterns| patterns.on(name).is_matched;
        let is_meant = match (&self.only, entry) {
            (None, _) => true,
            // What is meant may be in it.
            (Some((pattern, _)), Entry::Submodule(_)) => overlap(pattern, name),
            (Some((_, patterns)), _) => has(patterns),
        };
        is_meant && !self.exclude.as_ref().is_some_and(has)
    }
}

impl Context<'_> {
    /// The files of a source; none, where nothing is there.
    pub(crate) fn selected(&self, source: &str, filter: &Filter) -> Result<Vec<Selected>> {
        let source = clean(&format!("/{source}"));
        let parts: Vec<&str> = source.split('/').filter(|part| !part.is_empty()).collect();
        let mut found = vec![];
        let start = parts.iter().position(|part| has_wildcards(part));
        let Some(start) = start else {
            let whole = parts.join("/");
            if let Some(path) = self.resolved(&whole, true)? {
                self.walk(&path, "", filter, &mut found)?;
            }
            return Ok(found);
        };
        let prefix = self.resolved(&parts[..start].join("/"), true)?;
        let mut open: Vec<(String, String)> =
            prefix.into_iter().map(|path| (path, String::new())).collect();
        for part in &parts[start..] {
            let wildcard = Wildcard::read(part).map_err(Failure::new)?;
            let mut next = vec![];
            for (path, name) in open {
                match self.entry(&path)? {
                    Some(Entry::Folder) => {}
                    // What matches is in it.
                    Some(Entry::Submodule(_)) => {
                        next.push((path, name));
                        continue;
                    }
                    _ => continue,
                }
                for (child, _) in self.tree.names(&self.place(&path))? {
                    if wildcard.matches(&child) {
                        next.push((joined(&path, &child), joined(&name, &child)));
                    }
                }
            }
            open = next;
        }
        for (path, name) in open {
            // A link that a wildcard finds is what it leads to.
            if let Some(path) = self.resolved(&path, true)? {
                let mut below = vec![];
                self.walk(&path, "", filter, &mut below)?;
                let whole = |one: Selected| Selected { name: joined(&name, &one.name), ..one };
                found.extend(below.into_iter().map(whole));
            }
        }
        Ok(found)
    }

    /// A path of the context, from the checkout's root.
    fn place(&self, path: &str) -> String {
        if path.is_empty() { self.folder.clone() } else { joined(&self.folder, path) }
    }

    /// What stands at a path of the context, if the ignore file lets it in.
    fn entry(&self, path: &str) -> Result<Option<Entry>> {
        let entry = self.tree.entry(&self.place(path))?;
        let is_in = |entry: &Entry| match entry {
            Entry::Folder => true,
            Entry::Submodule(_) => !self.ignore.keeps_out_all_below(path),
            _ => !self.ignore.keeps_out(path),
        };
        let entry = entry.filter(is_in);
        match no_text(path) {
            Some(shown) if !matches!(entry, None | Some(Entry::Folder)) => Err(Failure::new(format!(
                "`{}`: a file of its context is called `{shown}`: a builder takes no name that is not UTF-8",
                self.name
            ))
            .help("give it another name, or leave it out by the ignore file")),
            _ => Ok(entry),
        }
    }

    /// All below a path: files, and folders, which are sent if they are let in or something in them is.
    fn walk(
        &self,
        path: &str,
        name: &str,
        filter: &Filter,
        found: &mut Vec<Selected>,
    ) -> Result<()> {
        let Some(entry) = self.entry(path)? else { return Ok(()) };
        let before = found.len();
        let is_folder = entry == Entry::Folder;
        if is_folder {
            for (child, is_folder) in self.tree.names(&self.place(path))? {
                let below = joined(path, &child);
                if !(is_folder && self.ignore.keeps_out_all_below(&below)) {
                    self.walk(&below, &joined(name, &child), filter, found)?;
                }
            }
        }
        let is_in = filter.lets_in(name, &entry) && !(is_folder && self.ignore.keeps_out(path));
        let is_root = is_folder && name.is_empty();
        if !is_root && (is_in || found.len() > before) {
            let (path, name) = (path.to_owned(), name.to_owned());
            found.push(Selected { path, name, entry });
        }
        Ok(())
    }

    /// A path with its links followed, which do not lead out of the context; the submodule that it leads
    /// into.
    fn resolved(&self, path: &str, last_too: bool) -> Result<Option<String>> {
        let mut rest: VecDeque<String> = path.split('/').map(str::to_owned).collect();
        let (mut done, mut links) = (String::new(), 0);
        while let Some(part) = rest.pop_front() {
            match part.as_str() {
                "" | "." => continue,
                ".." => {
                    done.truncate(done.rfind('/').unwrap_or(0));
                    continue;
                }
                _ => {}
            }
            let here = joined(&done, &part);
            match self.entry(&here)? {
                None => return Ok(None),
                Some(Entry::Link(target)) if last_too || !rest.is_empty() => {
                    links += 1;
                    if links > 40 {
                        return Ok(None);
                    }
                    if target.starts_with('/') {
                        done.clear();
                    }
                    target.split('/').rev().for_each(|part| rest.push_front(part.to_owned()));
                }
                Some(Entry::Submodule(_)) => return Ok(Some(here)),
                Some(_) => done = here,
            }
        }
        Ok(Some(done))
    }
}

/// Whether one of two paths is in the other. A wildcard is in its folder.
pub(crate) fn overlap(one: &str, other: &str) -> bool {
    let parts = |path: &str| -> Vec<String> {
        let parts = path.split('/').filter(|part| !part.is_empty() && *part != ".");
        parts.take_while(|part| !has_wildcards(part)).map(str::to_owned).collect()
    };
    parts(one).iter().zip(&parts(other)).all(|(one, other)| one == other)
}

#[cfg(test)]
mod tests {
    use super::{Context, Filter, overlap};

    use crate::ignore::Ignore;
    use crate::patterns::Patterns;
    use crate::tree::Tree;

    #[test]
    fn paths_overlap_by_their_folders() {
        for (one, other, expected) in [
            ("a/b", "a", true),
            ("a", "a/b", true),
            ("a", "ab", false),
            ("a/b", "a/c", false),
            ("", "a", true),
            ("./a/", "/a/b", true),
            ("a/*/c", "a/b/d", true),
            ("a/b*", "a/c", true),
            ("*", "a", true),
        ] {
            assert_eq!(overlap(one, other), expected, "{one} {other}");
            assert_eq!(overlap(other, one), expected, "{other} {one}");
        }
    }

    #[test]
    fn a_source_is_the_files_that_the_ignore_file_lets_in() {
        let files = ["c/a/b/y", "c/a/x.txt", "c/m.txt", "c/n/k/x.txt", "d.txt"];
        let tree = Tree::some(files.iter().map(|path| (*path, "100644", "0")));
        let patterns = |text: &str| Some(Patterns::read(&[text]).expect(text));
        for (source, ignored, exclude, expected) in [
            ("a", "", None, "x.txt b/y b"),
            ("a", "a/b", None, "x.txt"),
            ("a", "a", None, ""),
            ("a", "a\n!a/x.txt", None, "x.txt"),
            ("a/x.txt", "", None, "-"),
            ("a/x.txt", "**/*.txt", None, ""),
            ("/a/../m.txt", "", None, "-"),
            ("../d.txt", "", None, ""),
            ("none", "", None, ""),
            ("*.txt", "", None, "m.txt"),
            ("*/x.txt", "", None, "a/x.txt"),
            ("*/*/x.txt", "", None, "n/k/x.txt"),
            ("n/*", "", None, "k/x.txt"),
            // Nothing of the folder is let in after all.
            ("n", "n/k\n!n/k/other", None, ""),
            ("m.txt/*", "", None, ""),
            ("a", "", patterns("b"), "x.txt"),
            ("a", "", patterns("**/x.txt"), "b/y b"),
            ("*", "", patterns("x.txt"), "m.txt a/b/y a/b n/k/x.txt n/k"),
        ] {
            let ignore = Ignore::read(ignored, "i").unwrap();
            let context = Context {
                tree: &tree,
                folder: "c".to_owned(),
                ignore: &ignore,
                name: "Dockerfile",
            };
            let found = context.selected(source, &Filter { only: None, exclude }).unwrap();
            let name = |name: &str| if name.is_empty() { "-".to_owned() } else { name.to_owned() };
            let mut names: Vec<String> =
                found.iter().map(|one| name(one.name.trim_end_matches('/'))).collect();
            let mut wanted: Vec<&str> = expected.split_whitespace().collect();
            names.sort();
            wanted.sort_unstable();
            assert_eq!(names, wanted, "{source} {ignored}");
        }
    }
}
