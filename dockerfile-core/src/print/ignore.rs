//! The ignore file of an image's build context.
//!
//! Everything is excluded but what the image takes, so that no other file leaves the machine or is
//! part of a cache key.

use std::collections::HashSet;

use crate::program::kept_out::KeptOut;
use crate::program::program::ContextSource;
use crate::value::path::as_pattern;

/// The patterns of the ignore file, without its header. `own` are the emitted files: an image that
/// copies a folder with them leaves them out, since each new one would change a cache key.
pub(crate) fn patterns(sources: &[ContextSource], kept_out: &KeptOut, own: &[String]) -> String {
    let let_in = |path: &str| format!("!{}", as_pattern(path));
    let source_in = |source: &ContextSource| match &source.only {
        Some(pattern) => format!("!{pattern}"),
        None => let_in(source.path.as_str()),
    };
    // Whether a source that is let in by itself is in a folder of which a copy leaves something
    // out.
    let is_read = |source: &&ContextSource| {
        let mut folders = sources.iter().filter(|folder| !folder.except.is_empty());
        source.also && folders.any(|folder| folder.holds(source.path.as_str()))
    };
    let mut seen = HashSet::new();
    let mut lines = vec![];
    if sources.iter().all(|source| source.path.as_str() != "." || source.only.is_some()) {
        lines.push("*".to_owned());
        let apart = sources.iter().filter(|source| !is_read(source));
        let apart = apart.map(source_in);
        lines.extend(apart.filter(|line| seen.insert(line.clone())));
    }
    let (ignored, private) = (&kept_out.ignored, &kept_out.private);
    lines.extend((!ignored.is_empty()).then(|| "# Ignored by version control:".to_owned()));
    lines.extend(ignored.iter().cloned());
    // A path with a variable is named by the declaration, so it is let in again.
    lines.extend(sources.iter().filter(|source| source.only.is_some()).map(source_in));
    lines.extend(kept_out.not_ignored.iter().map(|path| let_in(path)));
    lines.extend((!private.is_empty()).then(|| "# Private by their names:".to_owned()));
    lines.extend(private.iter().map(|pattern| (*pattern).to_owned()));
    lines.extend(kept_out.not_private.iter().map(|path| let_in(path)));
    let is_copied = |file: &&String| sources.iter().any(|source| source.holds(file));
    lines.extend(own.iter().filter(is_copied).map(|file| as_pattern(file)));
    for source in sources {
        for except in &source.except {
            lines.push(match source.path.as_str() {
                "." => except.to_string(),
                path => format!("{}/{except}", as_pattern(path)),
            });
        }
    }
    // The last matching line decides, so what is let in by itself follows the exceptions.
    lines.extend(sources.iter().filter(is_read).map(source_in));
    once(&lines)
}

/// The text with each line once, where it stood last: the last matching line decides.
fn once(lines: &[String]) -> String {
    let mut seen = HashSet::with_capacity(lines.len());
    let mut kept: Vec<&str> =
        lines.iter().rev().map(String::as_str).filter(|line| seen.insert(*line)).collect();
    kept.reverse();
    let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
    for line in kept {
        text += line;
        text.push('\n');
    }
    text
}
