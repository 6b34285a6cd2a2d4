//! A COPY or ADD as it stands, where the emitted file may be in another directory, and have other variables and
//! numbers of stages.

use super::around::Around;
use super::source::{has_variable, is_quoted, names, written};
use crate::file::{Copy, Origin};

/// The line, and whether it means the same in every directory. `to` is its destination, where that is absolute.
pub(super) fn written_out(
    marked: &Copy,
    to: Option<String>,
    around: &Around<'_>,
) -> Option<(String, bool)> {
    let line = around.raw_text()?;
    let (keyword, rest) = line.split_once(' ')?;
    let flags: Vec<&str> =
        rest.split_whitespace().take_while(|word| word.starts_with("--")).collect();
    let rest = flags
        .iter()
        .fold(rest, |rest, flag| rest.trim_start().strip_prefix(flag).unwrap_or(rest).trim_start());
    let words: Vec<String> = match serde_json::from_str(rest) {
        Ok(words) => words,
        Err(_) => rest.split_whitespace().map(str::to_owned).collect(),
    };
    let (last, sources) = words.split_last()?;
    if sources.len() != marked.sources.len() {
        return None;
    }
    let flags = flags.into_iter().map(|flag| self::flag(flag, marked, around));
    let flags = flags.collect::<Option<Vec<String>>>()?;
    let to = to.unwrap_or_else(|| marked.word.clone());
    let to = word(last, &to, around)?;
    let is_absolute = to.starts_with('/');
    let sources = sources.iter().zip(&marked.sources);
    let mut words =
        sources.map(|(raw, source)| word(raw, source, around)).collect::<Option<Vec<_>>>()?;
    words.push(to);
    let is_list = words.iter().any(|word| word.contains([' ', '\t', '"', '\'']));
    let words = if is_list { serde_json::to_string(&words).ok()? } else { words.join(" ") };
    let parts = std::iter::once(keyword.to_owned()).chain(flags).chain([words]);
    Some((parts.collect::<Vec<_>>().join(" "), is_absolute))
}

/// A flag as the emitted file has it.
fn flag(flag: &str, marked: &Copy, around: &Around<'_>) -> Option<String> {
    let Some((name, value)) = flag.split_once('=') else { return Some(flag.to_owned()) };
    let value = match (name, &marked.from) {
        ("--from", Some(Origin::Stage(index))) => {
            around.names[*index].clone().unwrap_or_else(|| "final".to_owned())
        }
        ("--chown", _) => word(value, &marked.chown, around)?,
        ("--chmod", _) => word(value, &marked.chmod, around)?,
        ("--checksum", _) => word(value, &marked.checksum, around)?,
        _ => value.to_owned(),
    };
    Some(format!("{name}={value}"))
}

/// A word with what ENV says above filled in, since its line may stand lower in the emitted file. `raw` is the
/// word as the Dockerfile has it.
fn word(raw: &str, marked: &str, around: &Around<'_>) -> Option<String> {
    let as_it_stands = || {
        let reads_env = names(raw).iter().any(|name| around.is_moved(name));
        (!reads_env).then(|| raw.to_owned())
    };
    if has_variable(marked) && is_quoted(raw) {
        return as_it_stands();
    }
    match marked {
        // What is quoted or escaped means itself only as it stands.
        text if text.contains(['\\', '"', '\'']) => as_it_stands(),
        _ => Some(written(marked)),
    }
}
