//! An ignore file, as the builder reads it.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::failure::{Failure, Result};
use crate::file::clean;
use crate::patterns::{Matched, Patterns};

/// What a context leaves out.
#[derive(Debug, Default)]
pub(crate) struct Ignore {
    patterns: Patterns,
    /// Each pattern's line, and how it is written there.
    lines: Vec<(u32, String)>,
    /// What folders come to, which is asked for each file in them.
    folders: RefCell<HashMap<String, Matched>>,
}

impl Ignore {
    /// An ignore file's text, called by its name where it is wrong.
    pub(crate) fn read(text: &str, name: &str) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (mut patterns, mut lines) = (vec![], vec![]);
        for (at, line) in text.lines().enumerate() {
            let pattern = line.trim();
            if line.starts_with('#') || pattern.is_empty() {
                continue;
            }
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            let (sign, bare) =
                pattern.strip_prefix('!').map_or(("", pattern), |bare| ("!", bare.trim()));
            let bare = clean(bare);
            let bare = if bare == "/" { &bare } else { bare.trim_start_matches('/') };
            let whole = format!("{sign}{bare}");
            if pattern == "!" {
                return Err(Failure::new(format!("`{name}:{number}`: `!` alone is no pattern")));
            }
            Patterns::read(&[&whole])
                .map_err(|error| Failure::new(format!("`{name}:{number}`: {error}")))?;
            patterns.push(whole);
            lines.push((number, pattern.to_owned()));
        }
        let patterns = Patterns::read(&patterns).map_err(Failure::new)?;
        Ok(Self { patterns, lines, folders: RefCell::default() })
    }

    /// Whether a path of the context is left out.
    pub(crate) fn keeps_out(&self, path: &str) -> bool {
        !self.patterns.is_empty() && self.on(path).is_matched
    }

    /// The line that leaves a path out, and its pattern.
    pub(crate) fn kept_out_by(&self, path: &str) -> Option<(u32, &str)> {
        let matched = self.on(path);
        let at = matched.decided_by.filter(|_| matched.is_matched)?;
        self.lines.get(at).map(|(number, pattern)| (*number, pattern.as_str()))
    }

    /// Whether nothing of a folder is in the context.
    pub(crate) fn keeps_out_all_below(&self, folder: &str) -> bool {
        self.keeps_out(folder) && !self.patterns.may_let_in_below(folder)
    }

    fn on(&self, path: &str) -> Matched {
        let folder = match path.rsplit_once('/') {
            Some((folder, _)) => self.folder(folder),
            None => Matched::default(),
        };
        self.patterns.below(path, &folder)
    }

    fn folder(&self, path: &str) -> Matched {
        if let Some(known) = self.folders.borrow().get(path) {
            return known.clone();
        }
        let matched = self.on(path);
        self.folders.borrow_mut().insert(path.to_owned(), matched.clone());
        matched
    }
}

#[cfg(test)]
mod tests {
    use super::Ignore;

    fn left_out(text: &str, paths: &[&str]) -> Vec<bool> {
        let ignore = Ignore::read(text, "f").unwrap();
        paths.iter().map(|path| ignore.keeps_out(path)).collect()
    }

    #[test]
    fn the_last_pattern_decides() {
        let cases: &[(&str, &[(&str, bool)])] = &[
            ("", &[("a", false)]),
            ("*\n!src\nsrc/*.tmp", &[("a", true), ("src/a", false), ("src/a.tmp", true)]),
            ("\u{feff}# no\n /target/ \n", &[("target/x/y", true), ("a/target", false)]),
            ("**/*.pyc", &[("a.pyc", true), ("x/y/a.pyc", true), ("a.py", false)]),
            ("**/node_modules", &[("node_modules/a", true), ("x/node_modules/b", true)]),
            ("docs/**", &[("docs", false), ("docs/a", true), ("docsa", false)]),
            ("a/**/b", &[("a/b", true), ("a/x/y/b/c", true), ("a/xb", false)]),
            ("a?c/[x-z]*", &[("abc/y1", true), ("abc/a", false), ("a/c/x", false)]),
            ("**", &[("a", true), ("a/b", true)]),
            ("**\n!**/*.md", &[("a/b/c.md", false), ("a/b/c.rs", true)]),
            ("#a\n\\#a", &[("#a", true)]),
            ("a b", &[("a b", true), ("a", false)]),
            ("./x/../y", &[("y", true), ("x", false)]),
            ("!a\na", &[("a", true)]),
            ("a\n!a\na/b", &[("a/c", false), ("a/b", true)]),
        ];
        for (text, paths) in cases {
            for (path, expected) in *paths {
                assert_eq!(left_out(text, &[path]), [*expected], "`{path}` in `{text}`");
            }
        }
    }

    #[test]
    fn a_line_answers_for_it() {
        let ignore = Ignore::read("# what\n*\n!src\n\n**/*.log\n", "f").unwrap();
        assert_eq!(ignore.kept_out_by("x/y"), Some((2, "*")));
        assert_eq!(ignore.kept_out_by("src/a.log"), Some((5, "**/*.log")));
        assert_eq!(ignore.kept_out_by("src/a"), None);
        assert!(!ignore.keeps_out_all_below("src"));
        assert!(ignore.keeps_out_all_below("lib"));
        assert!(Ignore::read("a\n[x", "f").is_err());
        assert!(Ignore::read("!", "f").is_err());
    }
}
