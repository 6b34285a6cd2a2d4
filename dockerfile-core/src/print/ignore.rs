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
        for except in source.except.iter().map(|except| with_carets(except.as_str())) {
            lines.push(match source.path.as_str() {
                // A line that begins with `#` would be a comment.
                "." if except.starts_with('#') => format!("\\{except}"),
                "." => except,
                path => format!("{}/{except}", as_pattern(path)),
            });
        }
    }
    // The last matching line decides, so what is let in by itself follows the exceptions.
    lines.extend(sources.iter().filter(is_read).map(source_in));
    once(&lines)
}

/// A pattern in which each `^` stands for itself, unless a class begins with it: a builder would take
/// it for the start of the path.
fn with_carets(pattern: &str) -> String {
    pattern.replace('^', "\\^").replace("[\\^", "[^")
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

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use super::patterns;
    use crate::program::kept_out::KeptOut;
    use crate::program::program::ContextSource;
    use crate::value::{ContextPath, Value as _};

    fn source(path: &str) -> ContextSource {
        let also = false;
        ContextSource { also, ..ContextSource::read(path, Location::caller(), false) }
    }

    fn without(path: &str, except: &[&str]) -> ContextSource {
        let except = except.iter().map(|one| ContextPath::trusted((*one).to_owned()));
        ContextSource { except: except.collect(), ..source(path) }
    }

    fn also(path: &str) -> ContextSource {
        ContextSource { also: true, ..source(path) }
    }

    fn only(path: &str, pattern: &str) -> ContextSource {
        ContextSource { only: Some(pattern.to_owned()), ..source(path) }
    }

    /// The lines, with a blank between two.
    fn lines(sources: &[ContextSource], kept_out: &KeptOut, own: &[&str]) -> String {
        let own: Vec<String> = own.iter().map(|file| (*file).to_owned()).collect();
        patterns(sources, kept_out, &own).lines().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_last_line_about_a_file_decides() {
        let none = KeptOut::default();
        for (sources, own, wanted) in [
            (vec![source("a"), source("b[1]")], &[][..], "* !a !b\\[1]"),
            (vec![source("a"), source("a")], &[], "* !a"),
            (vec![source(".")], &[], ""),
            (vec![source("."), source("a")], &["Dockerfile"], "Dockerfile"),
            (vec![only(".", "app-*")], &[], "* !app-*"),
            (vec![source("."), only(".", "app-*")], &[], "!app-*"),
            (vec![without("a", &["x", "y/*"])], &[], "* !a a/x a/y/*"),
            (vec![without(".", &["x"])], &[], "x"),
            (vec![without(".", &["#x"])], &[], "\\#x"),
            (vec![without(".", &["^a/[^b]^*"])], &[], "\\^a/[^b]\\^*"),
            (vec![without("a", &["#x"])], &[], "* !a a/#x"),
            // What is read by itself comes in again.
            (vec![also("a/x/lock"), without("a", &["x"])], &[], "* !a a/x !a/x/lock"),
            (vec![also("ab/lock"), without("a", &["x"])], &[], "* !ab/lock !a a/x"),
            (vec![also("a/lock"), source("a")], &[], "* !a/lock !a"),
            // Emitted files stay out of folders alone.
            (vec![source("web")], &["web/Dockerfile", "api/Dockerfile"], "* !web web/Dockerfile"),
            (vec![source("web")], &["webs/Dockerfile", "web"], "* !web"),
        ] {
            let shown = format!("{sources:?}");
            assert_eq!(lines(&sources, &none, own), wanted, "{shown}");
        }
    }

    #[test]
    fn what_is_kept_out_has_its_order() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let kept_out = KeptOut {
            ignored: texts(&["dist", "*.log"]),
            not_ignored: texts(&["a.log"]),
            private: vec![".env"],
            not_private: texts(&["b/.env"]),
            held_back: vec![],
        };
        let sources = [source("."), only("dist", "dist/app-*")];
        let wanted = "# Ignored by version control: dist *.log !dist/app-* !a.log \
                      # Private by their names: .env !b/.env Dockerfile";
        assert_eq!(lines(&sources, &kept_out, &["Dockerfile"]), wanted);
        // A line that stands twice holds where it stands last.
        let (ignored, not_ignored) = (texts(&["x"]), texts(&["y"]));
        let twice = KeptOut { ignored, not_ignored, ..KeptOut::default() };
        let sources = [source("a"), without(".", &["x"])];
        assert_eq!(lines(&sources, &twice, &[]), "# Ignored by version control: !y x");
    }
}
