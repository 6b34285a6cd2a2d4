//! URLs that carry a credential: `scheme://user:password@host`, `scheme://token@host`, or a parameter
//! behind `?`. A URL in the parameters of another one is read, too.
//!
//! Source: <https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1>.

use std::borrow::Cow;

use super::reference::{behind_reference, is_reference};
use super::token::{is_token, token_in};
use crate::value::bytes::{head, is_one_of, tail};

/// The longest part of a URL that is read, in bytes. The limit keeps a text of many URLs without an end
/// from being read in quadratic time.
const LONGEST: usize = 4096;

/// The beginning and the end of the first credential in a URL of a text.
pub(crate) const fn url_credential(text: &[u8]) -> Option<(usize, usize)> {
    let mut i = 0;
    // The end of the parameters that have been read: a URL in them need not be read again.
    let mut looked = 0;
    while i < text.len() {
        // The ways to write `://`: their lengths, and whether the URL is percent-encoded.
        let (length, encoded) = match tail(text, i) {
            [b':', b'/', b'/', ..] => (3, false),
            [b':', b'\\', b'/', b'\\', b'/', ..] => (5, false),
            [b'\\', b':', b'/', b'/', ..] => (4, false),
            [b'%', b'3', b'A' | b'a', b'%', b'2', b'F' | b'f', b'%', b'2', b'F' | b'f', ..] => {
                (9, true)
            }
            _ => {
                i += 1;
                continue;
            }
        };
        if i > 0 && text[i - 1].is_ascii_alphanumeric() {
            let start = i + length;
            if let Some(found) = of_authority(text, start, encoded) {
                return Some(found);
            }
            if start >= looked {
                match of_parameters(text, start) {
                    Ok(found) => return Some(found),
                    Err(end) => looked = end,
                }
            }
        }
        i += length;
    }
    None
}

/// The credential in front of the `@` of a URL whose authority begins at `start`: a password, or a
/// user that is a token.
const fn of_authority(text: &[u8], start: usize, encoded: bool) -> Option<(usize, usize)> {
    let (mut colon, mut at) = (None, None);
    let mut i = start;
    while i < text.len() && i < start + LONGEST {
        if let Some(end) = behind_reference(text, i) {
            i = end;
            continue;
        }
        match tail(text, i) {
            [b'%', b'4', b'0', ..] if encoded => at = Some(i),
            [b'%', b'3', b'A' | b'a', ..] if colon.is_none() && at.is_none() => {
                colon = Some((i, i + 3));
            }
            [b'%', b'2', b'F' | b'f', ..] | [b'&', ..] if encoded => break,
            [b'/' | b'?' | b'#' | b'\\' | b'"' | b'\'' | b'`', ..] => break,
            [c, ..] if c.is_ascii_whitespace() => break,
            [b'@', ..] => at = Some(i),
            [b':', ..] if colon.is_none() && at.is_none() => colon = Some((i, i + 1)),
            _ => {}
        }
        i += 1;
    }
    let Some(at) = at else { return None };
    let user_end = match colon {
        Some((_, password)) if password < at => {
            let given = head(tail(text, password), at - password);
            return if is_reference(given) { None } else { Some((password, at)) };
        }
        Some((end, _)) => end,
        None => at,
    };
    if user_end < start {
        return None;
    }
    if is_token(head(tail(text, start), user_end - start)) { Some((start, user_end)) } else { None }
}

/// The credential among the parameters of a URL, by the names from which services read one; `Err` is
/// the end of the URL.
const fn of_parameters(text: &[u8], start: usize) -> Result<(usize, usize), usize> {
    const NAMES: &[&[u8]] = &[
        b"access_token",
        b"private_token",
        b"auth_token",
        b"token",
        b"password",
        b"passwd",
        b"pwd",
        b"api_key",
        b"apikey",
        b"client_secret",
    ];
    /// The shortest credential, in bytes; a shorter value is a word such as `true`.
    const SHORTEST: usize = 6;
    let mut i = start;
    while i < text.len() && i < start + LONGEST && !ends_url(text[i]) {
        if matches!(text[i], b'?' | b'&') {
            let name = i + 1;
            let mut equals = name;
            while equals < text.len()
                && (text[equals].is_ascii_alphanumeric() || text[equals] == b'_')
            {
                equals += 1;
            }
            let is_known = is_one_of(head(tail(text, name), equals - name), NAMES);
            if is_known && equals < text.len() && text[equals] == b'=' {
                let value = equals + 1;
                let mut end = value;
                while end < text.len() && !ends_url(text[end]) && text[end] != b'&' {
                    end = match behind_reference(text, end) {
                        Some(behind) => behind,
                        None => end + 1,
                    };
                }
                let given = head(tail(text, value), end - value);
                if given.len() >= SHORTEST && !is_reference(given) {
                    return Ok((value, end));
                }
            }
        }
        i = match behind_reference(text, i) {
            Some(behind) => behind,
            None => i + 1,
        };
    }
    Err(i)
}

const fn ends_url(c: u8) -> bool {
    c.is_ascii_whitespace() || matches!(c, b'"' | b'\'' | b'`' | b'#' | b'\\' | b'<' | b'>')
}

/// A text with `***` in place of the credentials of its URLs, of tokens and of private keys, for a
/// message.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    match without(text, url_credential) {
        Cow::Borrowed(text) => without(text, token_in),
        Cow::Owned(text) => Cow::Owned(without(&text, token_in).into_owned()),
    }
}

/// A text with `***` in place of all that is found in it.
fn without(text: &str, find: fn(&[u8]) -> Option<(usize, usize)>) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((start, end)) = find(rest.as_bytes()) {
        // Both offsets are at an ASCII character or at an end of the text, so the slices are valid.
        shown += &rest[..start];
        shown += "***";
        rest = &rest[end..];
    }
    if shown.is_empty() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(shown + rest)
}

#[cfg(test)]
mod tests {
    use super::{masked, url_credential};

    #[test]
    fn a_url_may_carry_a_credential() {
        for (text, shown) in [
            ("postgres://app:hunter2@db/app", "postgres://app:***@db/app"),
            ("redis://:hunter2@cache:6379/0", "redis://:***@cache:6379/0"),
            ("x https://bob:p%40ss@h/y z", "x https://bob:***@h/y z"),
            ("https://bob%3Ahunter2@h/", "https://bob%3A***@h/"),
            ("git+https://oauth2:abc@h/a.git#v1", "git+https://oauth2:***@h/a.git#v1"),
            ("https://ghp_abcdef123@github.com/a/b", "https://***@github.com/a/b"),
            ("https://ghp_abcdef123:@github.com/a/b", "https://***:@github.com/a/b"),
            ("https://0123456789abcdef0123456789abcdef@o1.example/1", "https://***@o1.example/1"),
            ("mongodb://u:a@b@h1:1,h2:2/x", "mongodb://u:***@h1:1,h2:2/x"),
            (r"https:\/\/u:p\/", r"https:\/\/u:p\/"),
            (r"https:\/\/u:p@h\/", r"https:\/\/u:***@h\/"),
            (r"https\://u:p@h/", r"https\://u:***@h/"),
            (
                "http://a/?next=https%3A%2F%2Fu%3Apw%40h%2Fx",
                "http://a/?next=https%3A%2F%2Fu%3A***%40h%2Fx",
            ),
            ("https://h/a.tgz?private_token=abcdef&x=1", "https://h/a.tgz?private_token=***&x=1"),
            ("http://u:p@a http://u:q@b", "http://u:***@a http://u:***@b"),
            ("http://${U}:pw@h", "http://${U}:***@h"),
            ("http://u:${PW:-hunter2}@h", "http://u:***@h"),
            ("x ghp_0a1B2c3D4e5F6g7H8i9J http://u:p@b", "x *** http://u:***@b"),
            ("\u{e9}://u:\u{e9}@h", "\u{e9}://u:\u{e9}@h"),
            ("x://u:\u{e9}@h", "x://u:***@h"),
        ] {
            assert_eq!(masked(text), shown);
        }
    }

    #[test]
    fn others_carry_none() {
        for text in [
            "",
            "://",
            "https://h/p:q@r",
            "https://user@host/",
            "ssh://git@github.com/a/b.git",
            "git@github.com:a/b.git",
            "https://$USER:$PW@host",
            "https://${USER}:${PW}@h",
            "https://u:@h",
            "https://u:$(cat /run/secrets/pw)@h",
            "https://u:<password>@h",
            "https://u:{{ pw }}@h/",
            "https://#{ENV['A/B']}@h",
            "https://u:***@h",
            "https://${TOKEN}@github.com/a",
            "http://h:80 a@b",
            "\"http://h:80\",\"a@b\"",
            "http://h:80\nb@c",
            "npm:@scope/a@1.0.0",
            "https://h/@scope/a",
            "https://h:443/@scope/a",
            "a: b@c",
            "https://first.last%40corp.example@h/",
            "https://h/?token=",
            "https://h/?token=$TOKEN",
            "https://h/?token=${TOKEN}&a=b",
            "https://h/?tokens=abcdefgh",
            "http://a/?next=https%3A%2F%2Fh%2Fx%40y",
        ] {
            assert_eq!(url_credential(text.as_bytes()), None, "{text}");
            assert_eq!(masked(text), text);
        }
    }
}
