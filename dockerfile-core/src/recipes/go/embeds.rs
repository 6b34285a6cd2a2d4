//! What Go files embed: `//go:embed` and its patterns.
//!
//! Source: <https://pkg.go.dev/embed#hdr-Directives>.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::constraints::Tags;
use crate::declare::disk::Tree;
use crate::declare::given::Given;
use crate::program::unread::{GoUnread, Unread};
use crate::recipes::listing::leads_to;
use crate::recipes::pattern::is_like;
use crate::value::path::{below, inside, normal, parent, upwards};

const DIRECTIVE: &str = "//go:embed";

/// Files and folders that the files of modules embed, as they are in the context.
pub(super) struct Embeds(BTreeSet<String>);

impl Embeds {
    /// What the files of these modules embed. What a pattern names has to be there, unless another
    /// step makes it, or its file is not surely compiled for the program in the folder `package`.
    pub(super) fn read(
        tree: &Tree,
        (modules, package): (&[(String, String)], &str),
        (tags, generated): (&Tags<'_>, &[Given]),
    ) -> Result<Self, Unread> {
        let mut embeds = Self(BTreeSet::new());
        let mut seen = BTreeSet::new();
        let reached = OnceCell::new();
        for (module, _) in modules {
            for file in tree.files_named(module, is_read)? {
                let is_left = parent(&file).split('/').any(is_left);
                if is_left || is_of_another(tree, module, &file) || !seen.insert(file.clone()) {
                    continue;
                }
                match tree.read(&file) {
                    Ok(text) => {
                        let is_compiled = || {
                            let reached =
                                reached.get_or_init(|| reached_from(tree, modules, package));
                            tags.compile(&file, &text) && reached.contains(parent(&file))
                        };
                        embeds.take_in(tree, (&file, &text), &is_compiled, generated)?;
                    }
                    // A file of tests that is no text, or a link to nothing.
                    Err(Unread::CannotRead { .. } | Unread::NoFile { .. }) => {}
                    Err(unread) => return Err(unread),
                }
            }
        }
        Ok(embeds)
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &String> {
        self.0.iter()
    }

    fn take_in(
        &mut self,
        tree: &Tree,
        (file, text): (&str, &str),
        is_compiled: &dyn Fn() -> bool,
        generated: &[Given],
    ) -> Result<(), Unread> {
        for pattern in patterns(text) {
            let path = leads_to(file, pattern.strip_prefix("all:").unwrap_or(&pattern))?;
            let (fixed, rest) = fixed(&path);
            let is_generated = |made: &Given| {
                let made = made.text.trim_end_matches('/');
                match fixed {
                    "" => is_like(first(rest), first(made)),
                    fixed => inside(made, fixed).or(inside(fixed, made)).is_some(),
                }
            };
            if generated.iter().any(is_generated) {
                continue;
            }
            let found = found(tree, fixed, rest);
            if found.iter().all(|path| is_kept_open(tree, path)) && is_compiled() {
                let (file, is_there) = (file.to_owned(), !found.is_empty());
                let path = if fixed.is_empty() { path } else { fixed.to_owned() };
                return Err(GoUnread::NothingEmbedded { file, pattern, path, is_there }.into());
            }
            match fixed {
                "" => self.0.extend(found),
                _ if found.is_empty() => {}
                fixed => {
                    self.0.insert(fixed.to_owned());
                }
            }
        }
        Ok(())
    }
}

/// Whether version control has nothing of a path but a file that keeps an empty folder: what the
/// folder is for comes from another step.
fn is_kept_open(tree: &Tree, path: &str) -> bool {
    let is_empty = |file: &str| {
        let name = file.rsplit('/').next().unwrap_or(file);
        matches!(name, ".gitkeep" | ".gitignore" | ".keep" | ".placeholder")
    };
    match tree.known_below(path) {
        [] => is_empty(path),
        files => files.iter().all(|file| is_empty(file)),
    }
}

/// The folders of the packages that a program is compiled from. A path in quotes counts as an
/// import.
fn reached_from(tree: &Tree, modules: &[(String, String)], package: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![package.to_owned()];
    while let Some(folder) = open.pop() {
        if !reached.insert(folder.clone()) {
            continue;
        }
        let files =
            tree.on_disk(&folder).into_iter().filter(|it| !it.is_folder && is_read(&it.name));
        for text in files.filter_map(|file| tree.read(&file.path).ok()) {
            for quoted in text.split(['"', '`']) {
                let found = modules
                    .iter()
                    .filter_map(|(folder, path)| normal(&below(folder, inside(path, quoted)?)));
                open.extend(found);
            }
        }
    }
    reached
}

/// Whether Go reads a file of this name when it builds a program.
pub(super) fn is_read(name: &str) -> bool {
    name.ends_with(".go") && !name.ends_with("_test.go") && !name.starts_with(['_', '.'])
}

/// Whether a folder of this name holds no packages, or those of others.
fn is_left(folder: &str) -> bool {
    matches!(folder, "testdata" | "vendor") || folder.starts_with('_')
}

/// Whether a file in the folder of a module belongs to another module below that folder.
fn is_of_another(tree: &Tree, module: &str, file: &str) -> bool {
    let between = upwards(parent(file)).take_while(|folder| *folder != module);
    between.into_iter().any(|folder| tree.has(&below(folder, "go.mod")))
}

/// The part of a pattern that is written out, which is a folder or the whole path, and the part
/// that is looked for in that folder.
fn fixed(path: &str) -> (&str, &str) {
    let Some(at) = path.find(['*', '?', '[']) else { return (path, "") };
    match path[..at].rfind('/') {
        Some(end) => (&path[..end], &path[end + 1..]),
        None => ("", path),
    }
}

/// The first part of a path.
fn first(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// The paths that a pattern finds in a folder.
fn found(tree: &Tree, folder: &str, pattern: &str) -> Vec<String> {
    let mut found = vec![folder.to_owned()];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        found = found
            .iter()
            .flat_map(|folder| tree.entries(folder, |name| is_like(part, name)))
            .map(|entry| entry.path)
            .collect();
    }
    found.retain(|path| !path.is_empty() && tree.shares(path));
    found
}

/// The patterns of all directives, which are comments and stand in no text.
fn patterns(text: &str) -> Vec<String> {
    let mut patterns = vec![];
    let mut rest = if text.contains(DIRECTIVE) { text } else { "" };
    while let Some(at) = rest.find(['/', '"', '`', '\'']) {
        let found = &rest[at..];
        let length = if found.starts_with("//") {
            let line = &found[..found.find('\n').unwrap_or(found.len())];
            let behind = line.strip_prefix(DIRECTIVE).filter(|it| it.starts_with([' ', '\t']));
            patterns.extend(behind.into_iter().flat_map(words));
            line.len()
        } else if let Some(comment) = found.strip_prefix("/*") {
            comment.find("*/").map_or(found.len(), |end| end + 4)
        } else {
            length_of_quoted(found)
        };
        rest = &rest[at + length..];
    }
    patterns
}

/// The length of a quoted text with its quotes; of a `/` that begins no comment, 1.
fn length_of_quoted(text: &str) -> usize {
    let quote = text.as_bytes()[0];
    if quote == b'/' {
        return 1;
    }
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quote != b'`' => escaped = true,
            b'\n' if quote != b'`' => return at,
            byte if byte == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The words of a line, of which each may stand in quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![];
    let mut rest = line.trim();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '`' => length_of_quoted(rest),
            _ => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let word = &rest[..length];
        words.push(match first {
            '"' => word.trim_matches('"').replace("\\\"", "\"").replace("\\\\", "\\"),
            '`' => word.trim_matches('`').to_owned(),
            _ => word.to_owned(),
        });
        rest = rest[length..].trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{fixed, patterns};

    #[test]
    fn patterns_are_those_of_comments() {
        let text = "package a\n\nimport _ \"embed\"\n\n//go:embed a/* \"b c\" `d e` all:f\r\nvar x int\n\
                    /*\n//go:embed no\n*/\nvar y = `\n//go:embed no\n`\nvar z = \"//go:embed no\" + '\"'\n\
                    var (\n\t//go:embed g\n\tg string\n)\n//go:embedded no\n// //go:embed no\n/*/ //go:embed no\n*/";
        let found = patterns(text);
        assert_eq!(found, ["a/*", "b c", "d e", "all:f", "g"]);
    }

    #[test]
    fn a_pattern_is_split_where_it_is_looked_for() {
        assert_eq!(fixed("web/static"), ("web/static", ""));
        assert_eq!(fixed("web/t/*.html"), ("web/t", "*.html"));
        assert_eq!(fixed("web/t/a?.html"), ("web/t", "a?.html"));
        assert_eq!(fixed("web/t/[ab]/x"), ("web/t", "[ab]/x"));
        assert_eq!(fixed("*.html"), ("", "*.html"));
    }
}
