//! Values and paths in the syntax of Dockerfiles, escaped so that a builder reads back the same.

use crate::program::instruction::ValuePart;
use crate::value::has_unseen;

/// The right side of `KEY=`, always in quotes.
///
/// A backslash in front of a quote stands outside the quotes: hadolint takes `\\"` for an escaped
/// quote.
pub(in crate::print) fn word(parts: &[ValuePart]) -> String {
    let quoted = format!("\"{}\"", escaped(parts));
    let mut word = String::new();
    let mut rest = quoted.as_str();
    while let Some(start) = rest.find("\\\\") {
        let (before, behind) = rest.split_at(start);
        let run = behind.len() - behind.trim_start_matches("\\\\").len();
        let (run, behind) = behind.split_at(run);
        word += before;
        match behind.starts_with('"') || behind.starts_with("\\\"") {
            true => word += &format!("\"{run}\""),
            false => word += run,
        }
        rest = behind;
    }
    word + rest
}

/// A value between quotes, in which a builder expands its variables and nothing else.
pub(in crate::print) fn escaped(parts: &[ValuePart]) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            ValuePart::Variable(name) => text += &format!("${{{name}}}"),
            ValuePart::Text(value) => {
                for c in value.chars() {
                    if matches!(c, '"' | '\\' | '$') {
                        text.push('\\');
                    }
                    text.push(c);
                }
            }
        }
    }
    text
}

/// A path in which the builder expands nothing and unquotes nothing.
pub(in crate::print) fn unexpanded(path: &str) -> String {
    let mut text = String::new();
    for c in path.chars() {
        if matches!(c, '\\' | '$' | '"' | '\'') {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

pub(in crate::print) fn json<S: AsRef<str>>(texts: &[S]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| json_string(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

pub(in crate::print) fn json_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() || is_mark(c) => out += &format!("\\u{:04x}", c as u32),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether a character is an invisible mark, such as one of direction, which changes how the text
/// around it looks.
fn is_mark(c: char) -> bool {
    has_unseen(c.encode_utf8(&mut [0; 4]).as_bytes())
}
