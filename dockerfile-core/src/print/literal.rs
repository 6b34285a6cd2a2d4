//! Texts in the files of bake and compose, escaped so that both read back the same text.

use super::render::text::json_string;

/// A text in bake's JSON, where `${` and `%{` begin an expression and so are escaped.
///
/// Source: "JSON Syntax" and "Template Literals" of HCL's specification.
pub(crate) fn of_bake(text: &str) -> String {
    json_string(&text.replace("${", "$${").replace("%{", "%%{"))
}

/// A list of texts in bake's JSON.
pub(crate) fn list_of_bake<S: AsRef<str>>(texts: &[S]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| of_bake(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

/// Whether bake keeps a text as it is. Bake composes characters (Unicode's form NFC), and drops a
/// byte order mark. Any mark that composes with a letter counts as changed, wherever it stands, and
/// so does the replacement character.
pub(crate) fn is_kept_by_bake(text: &str) -> bool {
    !text.starts_with('\u{feff}') && !text.contains(is_composed)
}

fn is_composed(c: char) -> bool {
    match u32::from(c) {
        ..0x300 => false,
        0xfffd => true,
        code @ ..0x1_0000 => COMPOSED.iter().any(|(first, last)| (*first..=*last).contains(&code)),
        // Pictographs, and ideographs that are in normal form.
        0x1_f000..0x2_0000 | 0x2_0000..0x2_f800 | 0x3_0000..0x4_0000 => false,
        _ => true,
    }
}

/// Ranges of characters that compose with others, are not in normal form, or change places; ranges
/// near each other are joined.
///
/// Source: `NFC_Quick_Check` and `Canonical_Combining_Class` of Unicode's character database.
#[rustfmt::skip]
const COMPOSED: &[(u32, u32)] = &[
    (0x300, 0x387), (0x483, 0x487), (0x591, 0x5c7), (0x610, 0x61a), (0x64b, 0x65f), (0x670, 0x670),
    (0x6d6, 0x6ed), (0x711, 0x711), (0x730, 0x74a), (0x7eb, 0x7fd), (0x816, 0x82d), (0x859, 0x85b),
    (0x890, 0x8ff), (0x93c, 0x93c), (0x94d, 0x95f), (0x9bc, 0x9df), (0x9fe, 0x9fe), (0xa33, 0xa3c),
    (0xa4d, 0xa5e), (0xabc, 0xabc), (0xacd, 0xacd), (0xb3c, 0xb5d), (0xbbe, 0xbd7), (0xc3c, 0xc3c),
    (0xc4d, 0xc56), (0xcbc, 0xcd6), (0xd3b, 0xd57), (0xdca, 0xddf), (0xe38, 0xe4b), (0xeb8, 0xecb),
    (0xf18, 0xf19), (0xf35, 0xfc6), (0x102e, 0x103a), (0x108d, 0x108d), (0x1161, 0x1175),
    (0x11a8, 0x11c2), (0x135d, 0x135f), (0x1714, 0x1715), (0x1734, 0x1734), (0x17d2, 0x17dd),
    (0x18a9, 0x18a9), (0x1939, 0x193b), (0x1a17, 0x1a18), (0x1a60, 0x1a60), (0x1a75, 0x1a7f),
    (0x1ab0, 0x1aff), (0x1b34, 0x1b44), (0x1b6b, 0x1b73), (0x1baa, 0x1bab), (0x1be6, 0x1bf3),
    (0x1c37, 0x1c37), (0x1cd0, 0x1cf9), (0x1dc0, 0x1dff), (0x1f71, 0x1f7d), (0x1fbb, 0x2001),
    (0x20d0, 0x20f0), (0x2126, 0x212b), (0x2329, 0x232a), (0x2adc, 0x2adc), (0x2cef, 0x2cf1),
    (0x2d7f, 0x2d7f), (0x2de0, 0x2dff), (0x302a, 0x302f), (0x3099, 0x309a), (0xa66f, 0xa67d),
    (0xa69e, 0xa69f), (0xa6f0, 0xa6f1), (0xa806, 0xa806), (0xa82c, 0xa82c), (0xa8c4, 0xa8c4),
    (0xa8e0, 0xa8f1), (0xa92b, 0xa92d), (0xa953, 0xa953), (0xa9b3, 0xa9c0), (0xaab0, 0xaac1),
    (0xaaf6, 0xaaf6), (0xabed, 0xabed), (0xf900, 0xfad9), (0xfb1d, 0xfb4e), (0xfe20, 0xfe2f),
];

/// A text in a double-quoted scalar of YAML for compose, which takes `$` for the start of a
/// variable.
///
/// Characters that YAML takes for a line end, or refuses, are escaped.
///
/// Source: "5.1. Character Set" and "5.7. Escaped Characters" of YAML 1.2, "Interpolation" of
/// the compose specification.
pub(crate) fn of_compose(text: &str) -> String {
    let mut out = String::new();
    for c in json_string(&text.replace('$', "$$")).chars() {
        match c {
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                out += &format!("\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{is_kept_by_bake, of_bake, of_compose};

    #[test]
    fn nothing_is_computed() {
        assert_eq!(of_bake("${a} $b %{if} $${ 50%"), r#""$${a} $b %%{if} $$${ 50%""#);
        assert_eq!(of_compose("${a} $b %{if}"), r#""$${a} $$b %{if}""#);
        assert_eq!(of_compose("a\u{2028}b\n\"'\u{85}"), r#""a\u2028b\u000a\"'\u0085""#);
        for (sign, escaped) in [
            ('\u{2028}', r"\u2028"),
            ('\u{2029}', r"\u2029"),
            ('\u{feff}', r"\ufeff"),
            ('\u{fffe}', r"\ufffe"),
            ('\u{ffff}', r"\uffff"),
        ] {
            assert_eq!(of_compose(&format!("a{sign}b")), format!("\"a{escaped}b\""));
        }
    }

    #[test]
    fn what_bake_would_change() {
        for text in ["", "a b", "é", "łódź", "Ж", "日本語", "한국어", "🦀", "x\u{feff}", "عربي"]
        {
            assert!(is_kept_by_bake(text), "{text:?}");
        }
        // A decomposed letter, a second form, decomposed Hangul, a compatibility ideograph, a
        // replacement character, a byte order mark.
        for text in
            ["e\u{301}", "\u{212b}", "\u{1100}\u{1161}", "\u{2f800}", "a\u{fffd}", "\u{feff}a"]
        {
            assert!(!is_kept_by_bake(text), "{text:?}");
        }
    }
}
