//! What an image copies, as the ignore file of its build context. Pure.
//!
//! Everything is excluded but what the image takes, so that nothing else leaves the
//! machine, and nothing else is a cache key.

use std::collections::HashSet;

use crate::program::program::ContextSource;

/// The ignore file below its header. `own` are the emitted files: an image that copies a folder
/// with them leaves them out, or each new one would be another cache key.
pub(crate) fn patterns(sources: &[ContextSource], own: &[String]) -> String {
    let let_in = |source: &ContextSource| format!("!{}", escape(source.path.as_str()));
    // What is below a folder of which something stays behind.
    let is_read = |source: &&ContextSource| {
        let mut folders = sources.iter().filter(|folder| !folder.except.is_empty());
        source.also && folders.any(|folder| folder.holds(source.path.as_str()))
    };
    let mut lines = vec![];
    if sources.iter().any(|source| source.path.as_str() == ".") {
        lines.extend([".git", "**/target", "**/.env"].map(str::to_owned));
    } else {
        lines.push("*".to_owned());
        lines.extend(sources.iter().filter(|source| !is_read(source)).map(let_in));
    }
    let is_copied = |file: &&String| sources.iter().any(|source| source.holds(file));
    lines.extend(own.iter().filter(is_copied).map(|file| escape(file)));
    for source in sources {
        for except in &source.except {
            lines.push(match source.path.as_str() {
                "." => except.to_string(),
                path => format!("{}/{except}", escape(path)),
            });
        }
    }
    // The last line that fits a path decides: what is copied all the same is let in again.
    lines.extend(sources.iter().filter(is_read).map(let_in));
    let mut seen = HashSet::new();
    let new = lines.iter().filter(|line| seen.insert(line.as_str()));
    new.map(|line| format!("{line}\n")).collect()
}

/// A path that matches itself alone.
fn escape(path: &str) -> String {
    let mut text = String::new();
    for (at, c) in path.char_indices() {
        if matches!(c, '*' | '?' | '[' | '\\' | '^') || (at == 0 && matches!(c, '!' | '#')) {
            text.push('\\');
        }
        text.push(c);
    }
    text
}
