//! Texts and names as Rust writes them.

/// A string literal.
pub(super) fn literal(text: &str) -> String {
    let is_plain = !text.contains(['"', '\\', '\n', '\r', '\0']) && !has_unseen(text);
    if is_plain {
        return format!("\"{text}\"");
    }
    // A raw literal holds no lone carriage return.
    if has_unseen(text) || text.contains(['\r', '\0']) || !text.contains(['"', '\\', '\n']) {
        return format!("{text:?}");
    }
    let marks = (0..).find(|count| !text.contains(&format!("\"{}", "#".repeat(*count))));
    let marks = "#".repeat(marks.unwrap_or(1));
    format!("r{marks}\"{text}\"{marks}")
}

fn has_unseen(text: &str) -> bool {
    let is_mark = |c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    text.chars().any(|c| c != '\n' && c.is_control() || is_mark(c))
}

/// A literal as a call takes it that would take `$NAME` for a forgotten variable.
pub(super) fn text(value: &str) -> String {
    if value.contains('$') { format!("text({})", literal(value)) } else { literal(value) }
}

/// `["a", "b"]`.
pub(super) fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| literal(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

/// One text, or a list of several.
pub(super) fn one_or_list(texts: &[String]) -> String {
    match texts {
        [one] => literal(one),
        several => list(several),
    }
}

/// A number of at most five digits, or with its thousands apart.
pub(super) fn number(number: u32) -> String {
    let digits = number.to_string();
    if digits.len() < 6 {
        return digits;
    }
    let mut parts = vec![];
    let mut rest = digits.as_str();
    while rest.len() > 3 {
        let (head, tail) = rest.split_at(rest.len() - 3);
        parts.push(tail);
        rest = head;
    }
    parts.push(rest);
    parts.reverse();
    parts.join("_")
}

/// Names that a declaration uses, or that Rust keeps.
const TAKEN: &[&str] = &[
    "abstract",
    "alpine",
    "apk",
    "apt",
    "arg",
    "as",
    "async",
    "await",
    "base_env",
    "become",
    "bind",
    "box",
    "break",
    "cache",
    "cargo",
    "const",
    "context",
    "continue",
    "copy",
    "crate",
    "debian",
    "dir",
    "dnf",
    "do",
    "download",
    "dyn",
    "else",
    "emit",
    "emit_all",
    "enum",
    "env",
    "existing",
    "extern",
    "fedora",
    "file",
    "final",
    "fn",
    "for",
    "gen",
    "git",
    "go",
    "gradle",
    "healthcheck",
    "http",
    "if",
    "image",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "main",
    "manifest",
    "match",
    "maven",
    "microdnf",
    "mod",
    "move",
    "moving_image",
    "mut",
    "npm",
    "override",
    "pacman",
    "pip",
    "platform",
    "pnpm",
    "poetry",
    "priv",
    "pub",
    "ref",
    "return",
    "ruby",
    "run",
    "s",
    "scratch",
    "secret",
    "self",
    "ssh",
    "static",
    "struct",
    "super",
    "system_user",
    "tcp",
    "text",
    "tmpfs",
    "tool",
    "trait",
    "true",
    "false",
    "try",
    "type",
    "typeof",
    "ubuntu",
    "udp",
    "uid",
    "union",
    "unsafe",
    "unsized",
    "use",
    "user",
    "uv",
    "virtual",
    "where",
    "while",
    "workspace_root",
    "yarn",
    "yield",
    "zypper",
];

/// A variable's name for something that is called so.
pub(super) fn identifier(name: &str, used: &mut Vec<String>) -> String {
    let mut plain: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    if plain.is_empty()
        || plain.starts_with(|c: char| c.is_ascii_digit())
        || plain.chars().all(|c| c == '_')
    {
        plain = format!("stage_{plain}");
    }
    let mut free =
        if TAKEN.contains(&plain.as_str()) { format!("{plain}_stage") } else { plain.clone() };
    let mut count = 2;
    while used.contains(&free) {
        free = format!("{plain}_{count}");
        count += 1;
    }
    used.push(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::{identifier, list, literal, number, one_or_list, text};

    #[test]
    fn literals_hold_any_text() {
        assert_eq!(literal("a b"), "\"a b\"");
        assert_eq!(literal("a \"b\""), "r#\"a \"b\"\"#");
        assert_eq!(literal("a\\\nb"), "r\"a\\\nb\"");
        assert_eq!(literal("a \"# b"), "r##\"a \"# b\"##");
        assert_eq!(literal("\u{202e}"), "\"\\u{202e}\"");
        assert_eq!(number(65532), "65532");
        assert_eq!(number(1_234_567), "1_234_567");
    }

    #[test]
    fn what_rust_does_not_show_is_escaped() {
        for (value, expected) in [
            ("a\rb", "\"a\\rb\""),
            ("a\0", "\"a\\0\""),
            ("a\tb", "\"a\\tb\""),
            ("a\"\r", "\"a\\\"\\r\""),
            ("\u{200a}", "\"\u{200a}\""),
            ("\u{200b}", "\"\\u{200b}\""),
            ("\u{200f}", "\"\\u{200f}\""),
            ("\u{2010}", "\"\u{2010}\""),
            ("\u{2060}", "\"\\u{2060}\""),
            ("\u{feff}", "\"\\u{feff}\""),
            ("a\n", "r\"a\n\""),
            ("\"#\"##", "r###\"\"#\"##\"###"),
        ] {
            assert_eq!(literal(value), expected, "{value:?}");
        }
        assert_eq!((text("a$b"), text("ab")), ("text(\"a$b\")".to_owned(), "\"ab\"".to_owned()));
        let texts = ["a".to_owned(), "b".to_owned()];
        assert_eq!(one_or_list(&texts[..1]), "\"a\"");
        assert_eq!(one_or_list(&texts), list(&["a", "b"]));
        for (value, expected) in
            [(0, "0"), (99_999, "99999"), (100_000, "100_000"), (1_000_000, "1_000_000")]
        {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn a_name_of_a_variable_is_free() {
        let mut used = vec![];
        for (name, expected) in [
            ("build", "build"),
            ("Build", "build_2"),
            ("build", "build_3"),
            ("final", "final_stage"),
            ("final", "final_2"),
            ("1a", "stage_1a"),
            ("a-b.c", "a_b_c"),
            ("", "stage_"),
            ("\u{e9}", "stage__"),
        ] {
            assert_eq!(identifier(name, &mut used), expected, "{name}");
        }
    }
}
