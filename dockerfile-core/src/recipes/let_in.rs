//! What an ignore file lets into a build context.
//!
//! Source: <https://docs.docker.com/build/concepts/context/#dockerignore-files>: of the patterns that
//! find a path, or a folder that it is in, the last one decides.

use super::pattern::{finds_itself, reaches_below};
use crate::value::path::below;

/// The patterns of an ignore file.
#[derive(Debug, Default)]
pub(crate) struct LetIn {
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    text: String,
    lets_in: bool,
    finds: Finds,
}

/// What a pattern finds. The usual kinds are told apart once, since each pattern is asked of every
/// file.
#[derive(Debug)]
enum Finds {
    /// Every path that ends in this name, at any depth.
    Name(String),
    /// Every path whose last name ends so, at any depth.
    End(String),
    /// What the text of the pattern finds.
    Other,
}

impl Pattern {
    fn of(line: &str) -> Self {
        let (lets_in, text) = match line.strip_prefix('!') {
            Some(text) => (true, text),
            None => (false, line),
        };
        let text = text.trim_matches('/').to_owned();
        let is_plain = |name: &str| !name.contains(['*', '?', '[', '\\', '/']);
        let finds = match text.strip_prefix("**/") {
            Some(name) if is_plain(name) => Finds::Name(name.to_owned()),
            Some(name) => match name.strip_prefix('*').filter(|end| is_plain(end)) {
                Some(end) => Finds::End(end.to_owned()),
                None => Finds::Other,
            },
            None => Finds::Other,
        };
        Self { text, lets_in, finds }
    }

    fn is_of(&self, path: &str, name: &str) -> bool {
        match &self.finds {
            Finds::Name(wanted) => wanted == name,
            Finds::End(end) => name.ends_with(end.as_str()),
            Finds::Other => finds_itself(&self.text, path),
        }
    }
}

/// The number of the pattern that decides on a path; `None` if no pattern finds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Decided(Option<usize>);

impl LetIn {
    /// The text of an ignore file of ours, with or without its header.
    pub(crate) fn of(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self { patterns: lines.map(Pattern::of).collect() }
    }

    /// Whether this decision lets a path in.
    pub(super) fn has(&self, decided: Decided) -> bool {
        decided.0.is_none_or(|at| self.patterns[at].lets_in)
    }

    /// The decision on a path.
    pub(super) fn on(&self, path: &str) -> Decided {
        let (mut decided, mut there) = (Decided::default(), String::new());
        for name in path.split('/').filter(|name| !name.is_empty()) {
            there = below(&there, name);
            decided = self.deeper(decided, &there);
        }
        decided
    }

    /// The decision on a path whose folder's is known: by a later pattern, or the same as the
    /// folder's.
    pub(super) fn deeper(&self, folder: Decided, path: &str) -> Decided {
        let start = folder.0.map_or(0, |at| at + 1);
        let name = path.rsplit('/').next().unwrap_or(path);
        let later = self.patterns[start..].iter().rposition(|pattern| pattern.is_of(path, name));
        Decided(later.map_or(folder.0, |at| Some(start + at)))
    }

    /// Whether something may be let in below a folder that is not let in itself.
    pub(super) fn reaches_below(&self, folder: &str, decided: Decided) -> bool {
        let later = self.patterns.iter().skip(decided.0.map_or(0, |at| at + 1));
        let mut later = later.filter(|pattern| pattern.lets_in);
        later.any(|pattern| reaches_below(&pattern.text, folder))
    }
}

#[cfg(test)]
mod tests {
    use super::{LetIn, Pattern};
    use crate::recipes::pattern::covers;

    #[test]
    fn the_last_pattern_decides() {
        let text = "# x\n\n*\n!a\n!src/\n**/*.log\n!a/kept.log\na/b/**\n!a/b/c/d\n";
        let let_in = LetIn::of(text);
        for path in ["a", "a/x", "a/kept.log", "src/x/y", "a/b", "a/b/c/d", "a/b/c/d/e"] {
            assert!(let_in.has(let_in.on(path)), "{path}");
        }
        for path in ["b", "b/a", "a/x.log", "src/x/y.log", "a/b/c", "a/b/x"] {
            assert!(!let_in.has(let_in.on(path)), "{path}");
        }
        // Asking each pattern of the whole path comes to the same.
        let names = ["a", "b", "kept.log", ".env", "id_rsa", "src"];
        let text =
            "*\n!a\n!src/b\n**/.env\n**/*.log\n!a/b/kept.log\n**/b/id_*\na/**/src\n!a/?/src/b\n";
        let let_in = LetIn::of(text);
        let paths = names.iter().flat_map(|one| names.map(|other| format!("{one}/{other}")));
        let paths: Vec<String> = paths.collect();
        let deeper = paths.iter().flat_map(|one| paths.iter().map(move |it| format!("{one}/{it}")));
        for path in deeper.chain(paths.iter().cloned()) {
            let covers = |pattern: &&Pattern| covers(&pattern.text, &path);
            let last = let_in.patterns.iter().rfind(covers).is_none_or(|pattern| pattern.lets_in);
            assert_eq!(let_in.has(let_in.on(&path)), last, "{path}");
        }
    }

    #[test]
    fn a_folder_is_looked_into_for_what_may_be_let_in() {
        let let_in = LetIn::of("*\n!a\na/b/**\n!a/b/c/d\n");
        let reaches = |folder| let_in.reaches_below(folder, let_in.on(folder));
        assert!(reaches("a/b/c") && !reaches("b") && !reaches("a/b/x"));
    }
}
