//! The text of a requirements file, in the encodings and line ends that pip takes.
//!
//! Source: <https://pip.pypa.io/en/stable/reference/requirements-file-format/#encoding>.

/// The text of a file's bytes; `None` if pip would not know it either.
pub(super) fn decoded(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_owned),
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => None,
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        plain => match std::str::from_utf8(plain) {
            Ok(text) => Some(text.to_owned()),
            Err(_) if is_latin(plain) => Some(plain.iter().map(|byte| char::from(*byte)).collect()),
            Err(_) => None,
        },
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let pairs = bytes.chunks_exact(2);
    let is_whole = pairs.remainder().is_empty();
    let units: Vec<u16> = pairs.map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok().filter(|_| is_whole)
}

/// Whether one of the first two lines says that the file is Latin-1, in the way of Python's
/// sources.
fn is_latin(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == b'\n').take(2).any(|line| {
        let line = String::from_utf8_lossy(line).to_lowercase();
        let said = line.strip_prefix('#').and_then(|line| line.split_once("coding"));
        let name = said.map_or("", |(_, name)| name.trim_start_matches([':', '=', ' ']));
        ["latin-1", "latin1", "iso-8859-1"].iter().any(|latin| name.starts_with(latin))
    })
}

/// The lines of a file without comments, joined where one goes on.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut said = vec![];
    let mut joined = String::new();
    for line in text.split(['\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        for line in line.strip_suffix('\r').unwrap_or(line).split('\r') {
            match line.strip_suffix('\\') {
                Some(start) if !is_comment(line) => joined += start.trim_matches('\\'),
                _ => {
                    // A comment ends the joined line, and is no part of it.
                    let gap = if is_comment(line) { " " } else { "" };
                    let whole = std::mem::take(&mut joined) + gap + line;
                    said.extend(without_comment(&whole));
                }
            }
        }
    }
    said.extend(without_comment(&joined));
    said
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

fn without_comment(line: &str) -> Option<String> {
    let mut before = ' ';
    let start = line.char_indices().find(|(_, found)| {
        let begins = *found == '#' && before.is_whitespace();
        before = *found;
        begins
    });
    let line = line[..start.map_or(line.len(), |(at, _)| at)].trim();
    Some(line.to_owned()).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{decoded, lines};

    #[test]
    fn lines_are_joined_and_without_comments() {
        let text = "# all\na==1 \\\r\n  --hash=x # why\n\n b#c\n";
        assert_eq!(lines(text), ["a==1   --hash=x", "b#c"]);
        assert_eq!(lines("a \\\n# why\nb\\"), ["a", "b"]);
        assert_eq!(lines("# no \\\na\rb\t# c"), ["a", "b"]);
        for end in ["\n", "\r\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}"] {
            assert_eq!(lines(&format!("a{end}b")), ["a", "b"], "{end:?}");
        }
    }

    #[test]
    fn a_mark_or_a_comment_says_the_encoding() {
        let said = |bytes: &[u8]| decoded(bytes);
        assert_eq!(said(b"\xef\xbb\xbfa").as_deref(), Some("a"));
        assert_eq!(said(b"\xff\xfea\0\n\0").as_deref(), Some("a\n"));
        assert_eq!(said(b"\xfe\xff\0a").as_deref(), Some("a"));
        assert_eq!(said(b"# -*- coding: latin-1 -*-\n# \xe4").as_deref().map(str::len), Some(30));
        for name in ["latin-1", "latin1", "iso-8859-1", "Latin-1", "iso-8859-1-unix"] {
            for comment in [format!("# coding: {name}\n\n"), format!("a\n#coding={name}\n")] {
                let bytes = [comment.as_bytes(), b"# \xe4"].concat();
                assert_eq!(said(&bytes), Some(format!("{comment}# ä")), "{comment}");
            }
        }
        assert_eq!(said("# ä".as_bytes()).as_deref(), Some("# ä"));
        for none in [
            &b"\xff\xfea"[..],
            b"# \xe4",
            b"# coding: utf-8\n# \xe4",
            b"a\nb\n# coding: latin-1\n# \xe4",
            b"\xff\xfe\0\0a\0\0\0",
            b"\0\0\xfe\xff\0\0\0a",
        ] {
            assert_eq!(said(none), None);
        }
    }
}
