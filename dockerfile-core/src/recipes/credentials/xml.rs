//! Maven's settings.
//!
//! Source: <https://maven.apache.org/settings.html#servers>.

use super::finding::Found;
use super::urls::line_at;
use crate::recipes::formats::without_mark;
use crate::value::credentials::is_reference;

/// Elements whose text is a credential, also if Maven has encrypted it: the key that opens it is in
/// a file beside this one.
const ELEMENTS: [&str; 4] = ["password", "passphrase", "master", "accessToken"];
/// Words in the names of HTTP headers that carry a credential.
const HEADERS: [&str; 4] = ["token", "authorization", "auth", "key"];

/// The first element whose text is a credential, and no reference to a variable.
pub(super) fn of_settings(text: &str) -> Option<Found> {
    let text = &without_comments(without_mark(text));
    let mut is_header = false;
    for (at, _) in text.match_indices('<') {
        let Some((tag, rest)) = text[at + 1..].split_once('>') else { break };
        let name = tag.split([' ', '\t', '\r', '\n']).next().unwrap_or_default();
        let name = name.rsplit(':').next().unwrap_or_default();
        let value = of_element(rest);
        let is_encrypted = value.starts_with('{') && value.ends_with('}');
        let is_literal = !value.is_empty() && (is_encrypted || !is_reference(value.as_bytes()));
        if is_literal && (ELEMENTS.contains(&name) || is_header && name == "value") {
            return Some(Found::key(line_at(text, at), format!("<{name}>")));
        }
        match name {
            "name" => {
                let value = value.to_lowercase();
                is_header = HEADERS.iter().any(|header| value.contains(header));
            }
            "/property" | "/server" => is_header = false,
            _ => {}
        }
    }
    None
}

/// The text of an element, up to the next tag.
fn of_element(rest: &str) -> &str {
    let rest = rest.trim_start();
    match rest.strip_prefix("<![CDATA[") {
        Some(text) => text.split("]]>").next().unwrap_or_default().trim(),
        None => rest.split('<').next().unwrap_or_default().trim(),
    }
}

/// A text without its comments, but with their line ends, so that all else stays in its line.
fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept += before;
        let (comment, behind) = comment.split_once("-->").unwrap_or((comment, ""));
        kept.extend(comment.chars().filter(|c| *c == '\n'));
        rest = behind;
    }
    kept + rest
}
