//! What version control ignores, as patterns of an ignore file of a build context.
//!
//! Source: <https://git-scm.com/docs/gitignore>. A pattern that takes something back (`!`) is left
//! out: a tracked file is let in by its path, and no other file counts.

use super::formats::without_mark;
use super::pattern::is_like;
use crate::value::path::{as_pattern, join};

/// A pattern of a `.gitignore`, by the names between its slashes.
#[derive(Debug)]
struct Line {
    parts: Vec<String>,
}

/// The patterns of a `.gitignore` in a folder of the context.
pub(super) fn patterns(text: &str, folder: &str) -> Vec<String> {
    let escaped = as_pattern(folder);
    let below = |line: Line| match escaped.as_str() {
        "" => line.parts.join("/"),
        folder => join(folder, &line.parts.join("/")),
    };
    lines(text).map(below).collect()
}

/// The patterns of a `.gitignore` above the context, as far as they reach into the context. `way`
/// names the folders from the one that the file is in down to the context.
pub(super) fn patterns_from_above(text: &str, way: &[&str]) -> Vec<String> {
    let into = |line: Line| {
        let mut rest = line.parts.as_slice();
        for name in way {
            match rest.split_first()? {
                (first, _) if first == "**" => break,
                (first, below) if is_like(first, name) => rest = below,
                _ => return None,
            }
        }
        (!rest.is_empty()).then(|| rest.join("/"))
    };
    lines(text).filter_map(into).collect()
}

fn lines(text: &str) -> impl Iterator<Item = Line> {
    without_mark(text).lines().filter_map(line)
}

fn line(text: &str) -> Option<Line> {
    let text = without_blanks(text.trim_end_matches('\r'));
    if text.is_empty() || text.starts_with(['#', '!']) {
        return None;
    }
    let pattern = text.trim_end_matches('/');
    let is_anchored = pattern.contains('/');
    let pattern = of_docker(pattern.trim_start_matches('/'))?;
    let parts = pattern.split('/').filter(|part| !part.is_empty() && *part != ".");
    let mut parts: Vec<String> = parts.map(single_stars).collect();
    if parts.is_empty() || parts.iter().any(|part| part == "..") {
        return None;
    }
    if parts.iter().all(|part| part == "**") {
        parts = vec!["*".to_owned()];
    } else if is_anchored {
        return Some(Line { parts });
    }
    parts.insert(0, "**".to_owned());
    Some(Line { parts })
}

/// A name of a pattern, in which git takes `**` for `*` unless it is the whole name. To Docker it stands for
/// slashes, too.
fn single_stars(name: &str) -> String {
    let (mut text, mut above) = (String::new(), ' ');
    for c in name.chars() {
        if name == "**" || c != '*' || above != '*' {
            text.push(c);
        }
        // What stands behind a `\` is no sign.
        above = if above == '\\' { ' ' } else { c };
    }
    text
}

/// A line without the blanks at its end. A blank behind a `\` is part of the pattern.
fn without_blanks(text: &str) -> &str {
    let bare = text.trim_end_matches([' ', '\t']);
    match bare.ends_with('\\') && bare.len() < text.len() {
        true => &text[..=bare.len()],
        false => bare,
    }
}

/// A pattern of git's as Docker's ignore files write it; `None` if git never finds anything by it.
/// A class of letters that only git knows becomes `?`.
fn of_docker(pattern: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let escaped = rest.chars().next()?;
                match escaped {
                    // Docker cuts a blank off the end of a line, but not out of a class.
                    ' ' | '\t' => text.extend(['[', escaped, ']']),
                    // To Docker `\d` is any digit.
                    letter if letter.is_alphanumeric() => text.push(letter),
                    _ => text.extend(['\\', escaped]),
                }
                rest = &rest[escaped.len_utf8()..];
            }
            '[' => {
                let (class, behind) = class(rest)?;
                text.push_str(&class);
                rest = behind;
            }
            // Docker takes this one for the start of the path.
            '^' => text.push_str("\\^"),
            c => text.push(c),
        }
    }
    Some(text)
}

/// The class of letters behind a `[`, as Docker writes it, and the text behind the class; `None` if
/// it does not end.
fn class(text: &str) -> Option<(String, &str)> {
    let negated = text.strip_prefix(['!', '^']);
    let inner = negated.unwrap_or(text);
    let mut at = usize::from(inner.starts_with(']'));
    loop {
        let rest = &inner[at..];
        if let Some(named) = rest.strip_prefix("[:") {
            at += named.find(":]")? + 4;
        } else if let Some(behind) = rest.strip_prefix(']') {
            let letters = &inner[..at];
            let not = if negated.is_some() { "^" } else { "" };
            let class = match is_read_by_docker(letters) {
                true => format!("[{not}{letters}]"),
                false => "?".to_owned(),
            };
            return Some((class, behind));
        } else {
            let mut letters = rest.chars();
            let letter = letters.next()?;
            at += letter.len_utf8();
            if letter == '\\' {
                at += letters.next()?.len_utf8();
            }
        }
    }
}

/// Whether Docker reads the letters of a class as git does: neither named classes, nor an escaped letter,
/// nor a `]` or a `-` that stands for itself, nor a range that is empty.
fn is_read_by_docker(letters: &str) -> bool {
    let mut rest = letters.chars();
    let mut escapes = letters.match_indices('\\');
    let names_letters = escapes.any(|(at, _)| letters[at + 1..].starts_with(char::is_alphanumeric));
    if names_letters || letters.contains("[:") || letters.contains('/') || letters.starts_with(']')
    {
        return false;
    }
    while let Some(low) = rest.next() {
        let low = match low {
            '-' => return false,
            '\\' => rest.next(),
            low => Some(low),
        };
        let Some(behind) = rest.as_str().strip_prefix('-') else { continue };
        rest = behind.chars();
        let high = match rest.next() {
            Some('-') | None => return false,
            Some('\\') => rest.next(),
            high => high,
        };
        if low > high {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{patterns, patterns_from_above};

    #[test]
    fn lines_become_patterns() {
        let text = "\u{feff}# no pattern\n\n*.log\r\n/target\nbuild/\na/b\n!kept\n\\#x\n\\!y\nz \nq\\ \n**/d\n";
        let expected = [
            "**/*.log", "target", "**/build", "a/b", "**/\\#x", "**/\\!y", "**/z", "**/q[ ]",
            "**/d",
        ];
        assert_eq!(patterns(text, ""), expected);
        assert_eq!(patterns("*.log\n/x\n", "a[b"), ["a\\[b/**/*.log", "a\\[b/x"]);
        assert_eq!(patterns("a/./b\nx\t\n\ty\n", ""), ["a/b", "**/x", "**/\ty"]);
        assert_eq!(patterns("a^*\n[^a]^\n", ""), ["**/a\\^*", "**/[^a]\\^"]);
    }

    #[test]
    fn classes_are_those_of_docker() {
        assert_eq!(patterns("[^]a]b\n[a\\]b]c\n[!]a]d\n", ""), ["**/?b", "**/[a\\]b]c", "**/?d"]);
        let text = "[-_]a\n[a-]b\n[z-a]c\n[a-c-e]d\n[a/b]e\n[\\-a]f\n[a\\-c]g\n[0-9a-f]h\n";
        let expected =
            ["**/?a", "**/?b", "**/?c", "**/?d", "?e", "**/[\\-a]f", "**/[a\\-c]g", "**/[0-9a-f]h"];
        assert_eq!(patterns(text, ""), expected);
        let text = "*.py[cod]\n[!a]b\n[[:digit:]]c\n[]x]d\n[open\nend\\\n/\n**\n../up\n";
        assert_eq!(patterns(text, ""), ["**/*.py[cod]", "**/[^a]b", "**/?c", "**/?d", "**/*"]);
        assert_eq!(patterns("\\d\n[\\d]\n", ""), ["**/d", "**/?"]);
        let text = "**a/b\n/a**\nx/**\n\\**a\n/**\n";
        assert_eq!(patterns(text, ""), ["*a/b", "a*", "x/**", "**/\\**a", "**/*"]);
    }

    #[test]
    fn from_above_they_are_shorter() {
        let text = "*.log\n/web/dist\n/api/dist\n*/out\n/web\na/**/b\n";
        assert_eq!(patterns_from_above(text, &["web"]), ["**/*.log", "dist", "out"]);
        assert_eq!(patterns_from_above("a/**/b", &["a", "x"]), ["**/b"]);
    }
}
