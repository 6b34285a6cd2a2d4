//! Texts of others, as a terminal and a log can show them.

/// A name or a text on one line, as a terminal and a CI's log can show it. A file may be called
/// `\n::error::x`, and a line of its own would be a command to some CIs.
pub(crate) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        let turns_the_line = matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() && c != '\t' || turns_the_line {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// What another program said, line by line.
pub(crate) fn escaped_lines(text: &str) -> String {
    text.trim().lines().map(escaped).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{escaped, escaped_lines};

    #[test]
    fn no_text_ends_a_line_or_steers_a_terminal() {
        for (text, shown) in [
            ("a b/\u{e9}'\"\\", "a b/\u{e9}'\"\\"),
            ("x\n::error::y\r", "x\\n::error::y\\r"),
            ("\u{1b}[2J\u{9b}2J\t", "\\u{1b}[2J\\u{9b}2J\t"),
            ("a\u{202e}b\u{2028}c", "a\\u{202e}b\\u{2028}c"),
        ] {
            assert_eq!(escaped(text), shown);
        }
        assert_eq!(escaped_lines("\na:\n\tb\u{7}\n"), "a:\n\tb\\u{7}");
    }
}
