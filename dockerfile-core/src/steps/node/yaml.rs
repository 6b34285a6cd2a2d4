//! As much of YAML as two settings files need: values and lists at the top level.

use crate::steps::recipe::Problem;

/// The value of a key that stands at the start of a line.
pub(super) fn value<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let behind = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    Some(scalar(behind)).filter(|value| !value.is_empty())
}

/// Whether a key is `true`, at whatever depth.
pub(super) fn is_set(text: &str, key: &str) -> bool {
    text.lines().any(|line| value(line.trim_start(), key) == Some("true"))
}

/// The texts of a list: `- a` in lines below the key, or `[a, b]` behind it. None if there is
/// no such key.
pub(super) fn list(text: &str, key: &str) -> Result<Vec<String>, Problem> {
    let mut lines = text.lines();
    let Some(first) = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(':')) else {
        return Ok(vec![]);
    };
    let mut flow = without_comment(first).to_owned();
    if !flow.starts_with('[') {
        return if flow.is_empty() { block(lines, key) } else { Err(unread(key, &flow)) };
    }
    while !flow.ends_with(']') {
        let more = lines.next().ok_or_else(|| unread(key, &flow))?;
        flow = format!("{flow} {}", without_comment(more)).trim_end().to_owned();
    }
    let inside = flow.trim_start_matches('[').trim_end_matches(']').trim();
    // A comma may end it, too.
    let items = inside.strip_suffix(',').unwrap_or(inside);
    if items.is_empty() {
        return Ok(vec![]);
    }
    items.split(',').map(|item| text_of(key, item)).collect()
}

fn block<'t>(lines: impl Iterator<Item = &'t str>, key: &str) -> Result<Vec<String>, Problem> {
    let mut items = vec![];
    for line in lines {
        let content = without_comment(line);
        match content.strip_prefix("- ") {
            _ if content.is_empty() => {}
            Some(item) => items.push(text_of(key, item)?),
            // The next key.
            None if !line.starts_with([' ', '\t', '-']) => break,
            None => return Err(unread(key, content)),
        }
    }
    Ok(items)
}

/// A plain text or one in quotes, and nothing that begins something else.
fn text_of(key: &str, item: &str) -> Result<String, Problem> {
    let quoted = item.trim().starts_with(['"', '\'']);
    let text = scalar(item);
    let other = text.is_empty()
        || text.contains(['"', '\'', '\\'])
        || !quoted
            && (text.starts_with(['!', '*', '&', '{', '[', '|', '>']) || text.contains(": "));
    if other { Err(unread(key, item.trim())) } else { Ok(text.to_owned()) }
}

fn unread(key: &str, what: &str) -> Problem {
    format!("`{key}` is read as a list of texts, `- \"apps/*\"`, and `{what}` is something else")
}

fn scalar(text: &str) -> &str {
    let text = without_comment(text);
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)) {
            return inside;
        }
    }
    text
}

fn without_comment(line: &str) -> &str {
    let line = if line.trim_start().starts_with('#') { "" } else { line };
    line.split(" #").next().unwrap_or(line).trim()
}

#[cfg(test)]
mod tests {
    use super::{is_set, list, value};

    #[test]
    fn lists_of_texts_are_read() {
        let read = |text| list(text, "packages");
        let two = || Ok(vec!["apps/*".to_owned(), "!apps/old".to_owned()]);
        assert_eq!(
            read("packages:\n  - apps/* # all\n\n  # not\n  - '!apps/old'\nnext: 1\n"),
            two()
        );
        assert_eq!(read("a: 1\npackages:\n- \"apps/*\"\n- \"!apps/old\"\n"), two());
        assert_eq!(read("packages: [\"apps/*\", '!apps/old']\n"), two());
        assert_eq!(read("packages: [\n  apps/*, # all\n  '!apps/old',\n]\n"), two());
        assert_eq!(read("catalog:\n  a: 1\n"), Ok(vec![]));
        assert_eq!(read("packages: []\n"), Ok(vec![]));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "packages: *anchor\n",
            "packages:\n  - !apps/old\n",
            "packages:\n  - {a: b}\n",
            "packages:\n  a: b\n",
            "packages: [a\n",
            "packages:\n  - \"a\\\"b\"\n",
        ] {
            assert!(list(text, "packages").is_err(), "{text}");
        }
    }

    #[test]
    fn values_are_read() {
        assert_eq!(
            value("a: 1\nnodeLinker: \"node-modules\" # x\n", "nodeLinker"),
            Some("node-modules")
        );
        assert_eq!(value("  nodeLinker: pnp\n", "nodeLinker"), None);
        assert!(
            is_set("settings:\n  injects: true\n", "injects")
                && !is_set("injects: false\n", "injects")
        );
    }
}
