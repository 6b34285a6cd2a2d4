//! Text of others in a page: it can be read, and does nothing.

/// A text between tags, or in the quotes of an attribute. Letters that one does not see, and that turn the way
/// a line is read, are shown by their numbers.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(c),
            c if is_hidden(c) => escaped.push_str(&format!("⟨{:04X}⟩", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c), 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF | 0x061C)
        || u32::from(c) & 0xFFFE == 0xFFFE
        || matches!(u32::from(c), 0xFDD0..=0xFDEF)
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_of_others_is_a_tag_or_hidden() {
        assert_eq!(escaped("</script>\"'&"), "&lt;/script&gt;&quot;&#39;&amp;");
        assert_eq!(escaped("a\u{0}\u{1b}\u{202e}\u{fffe}é\n"), "a⟨0000⟩⟨001B⟩⟨202E⟩⟨FFFE⟩é\n");
    }
}
