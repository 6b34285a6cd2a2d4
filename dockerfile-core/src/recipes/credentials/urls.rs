//! URLs that carry a credential, in a file of any format.

use super::finding::Found;
use crate::program::unread::Within;
use crate::recipes::formats::without_mark;
use crate::value::credentials::{begins_with_token, url_credential};

/// The ways to write what stands behind a URL's scheme: plain, in JSON, and inside another URL.
const MARKS: [&str; 3] = ["://", ":\\/\\/", "%3A%2F%2F"];
/// The most bytes that a URL has behind its scheme.
const LONGEST: usize = 4096;
/// The most bytes that a scheme has.
const SCHEME: usize = 24;

/// How a format marks the lines that are comments.
#[derive(Clone, Copy, Debug)]
pub(super) enum Comments {
    /// The format has no comments.
    None,
    /// `#` at the beginning of a line.
    Hash,
    /// `#` or `;` at the beginning of a line.
    HashOrSemicolon,
    /// `//` or `*` at the beginning of a line.
    Slashes,
    /// Every line counts as one: the file only shows what another one may hold.
    All,
}

impl Comments {
    /// Whether a line is a comment.
    pub(super) fn hold(self, line: &str) -> bool {
        let line = line.trim_start();
        match self {
            Comments::None => false,
            Comments::All => true,
            Comments::Hash => line.starts_with('#'),
            Comments::HashOrSemicolon => line.starts_with(['#', ';']),
            Comments::Slashes => line.starts_with("//") || line.starts_with('*'),
        }
    }
}

/// Where a URL may stand.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wherever {
    Anywhere,
    /// At the beginning of a text, or behind a name and `@`. A URL inside a script of
    /// `package.json` is the script's own affair.
    BeginsText,
}

/// The first URL that carries a credential, with its host.
pub(super) fn find(text: &str, comments: Comments, wherever: Wherever) -> Option<Found> {
    let text = without_mark(text);
    let mut first: Option<(usize, String)> = None;
    for mark in MARKS {
        // A URL inside another is looked at together with that one.
        let mut looked = 0;
        for (at, _) in text.match_indices(mark) {
            if at < looked {
                continue;
            }
            looked = at + url_from(text.as_bytes(), at).len().min(LONGEST / 2);
            if first.as_ref().is_some_and(|(before, _)| *before < at) {
                break;
            }
            if let Some(host) = host_behind_credential(text, at, comments, wherever) {
                first = Some((at, host));
                break;
            }
        }
    }
    let (at, host) = first?;
    Some(Found { line: line_at(text, at), within: Within::Url(host) })
}

/// The number of the line that a byte is in, from 1.
pub(super) fn line_at(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

fn host_behind_credential(
    text: &str,
    at: usize,
    comments: Comments,
    wherever: Wherever,
) -> Option<String> {
    let bytes = text.as_bytes();
    let url = url_from(bytes, at);
    // Most URLs carry no credential, and this is asked of each URL of a lock file.
    if !url.iter().any(|byte| matches!(byte, b'@' | b'?' | b'%')) {
        return None;
    }
    let mut start = at;
    let is_scheme =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'\\');
    while start > 0 && at - start < SCHEME && is_scheme(bytes[start - 1]) {
        start -= 1;
    }
    let begins = start == 0 || matches!(bytes[start - 1], b'"' | b'\'' | b'@' | b' ' | b'\n');
    if matches!(wherever, Wherever::BeginsText) && !begins {
        return None;
    }
    let url = &bytes[start..at + url.len()];
    let (from, to) = url_credential(url)?;
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    if comments.hold(&text[line..at]) && !begins_with_token(&url[from..to]) {
        return None;
    }
    let host = host_of(&String::from_utf8_lossy(url), &String::from_utf8_lossy(&url[to..]));
    (!is_this_machine(&host)).then_some(host)
}

/// The host of a URL, whose text behind the credential is `rest`. The host follows a credential of
/// a user, and stands before one in a parameter.
fn host_of(url: &str, rest: &str) -> String {
    let is_user = rest.starts_with(['@', ':']) || rest.starts_with("%40");
    let behind = match is_user {
        true => rest.split(['/', '?']).next().unwrap_or_default(),
        false => url.split_once("//").map_or(url, |(_, authority)| authority),
    };
    let host = behind.rsplit_once('@').map_or(behind, |(_, host)| host);
    let host = host.trim_start_matches("%40");
    let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    host.split(ends).next().unwrap_or_default().to_owned()
}

/// A URL from its mark up to what cannot be in one.
fn url_from(bytes: &[u8], at: usize) -> &[u8] {
    let rest = &bytes[at..bytes.len().min(at + LONGEST)];
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`');
    let end = rest.iter().position(ends).unwrap_or(rest.len());
    &rest[..end]
}

/// Whether a host is the machine that builds: a password for it is of no use to others.
fn is_this_machine(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0") || host.ends_with(".localhost")
}
