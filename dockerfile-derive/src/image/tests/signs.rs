//! Signs and keywords by which the grammar tells Rust from a Dockerfile.

use super::super::arguments::{bare_text, has_gap, has_words, without_parentheses};
use super::super::cursor::begins_with;
use super::super::pairs::is_pair;
use super::{said, stream, tokens};

#[test]
fn an_operator_is_no_part_of_a_longer_one() {
    for (text, operator, begins) in [
        ("= a", "=", true),
        ("=\"a\"", "=", true),
        ("=-1", "=", true),
        ("=&a", "=", true),
        ("= = a", "=", true),
        ("== a", "=", false),
        ("=> a", "=", false),
        ("=> a", "=>", true),
        ("= > a", "=>", false),
        ("-> a", "->", true),
        (": a", ":", true),
        (":: a", ":", false),
        ("--a", "--", true),
        ("- -a", "--", false),
        ("<<E", "<<", true),
        (".a", ".", true),
        ("..a", ".", false),
        ("..=a", "..", false),
        ("a =", "=", false),
        ("", "=", false),
    ] {
        assert_eq!(begins_with(&tokens(text), operator), begins, "{text} {operator}");
    }
}

#[test]
fn a_text_without_quotes_is_told_by_its_signs() {
    for text in [
        "/a", ".a", "%a", "^a", "+a", ">a", "@a", "?a", "~a", ",a", "=a", ":a", "--a", "<<E", "a/",
        "a%", "a^", "a+", "a-", "a*", "a&", "a@", "a=", "a.", "a $b", "$a", "a@b", "a:b",
        "a: b::c",
    ] {
        assert!(bare_text(&tokens(text)).is_some(), "{text}");
    }
    for text in [
        "a",
        "a::b",
        "::a::b()",
        "-1",
        "&a",
        "*a",
        "!a",
        "<A>::b()",
        "|a| b",
        "|a: u8| b",
        "|a @ 1..| b",
        "a..",
        "a..b",
        "..",
        "..=2",
        "a?",
        "a as u8",
        "a / b",
        "\"a/\"",
        "->a",
        "",
    ] {
        assert!(bare_text(&tokens(text)).is_none(), "{text}");
    }
}

#[test]
fn a_keyword_may_stand_beside_another_word() {
    for keyword in [
        "as", "async", "await", "break", "const", "dyn", "else", "fn", "for", "if", "impl", "in",
        "let", "loop", "match", "move", "mut", "ref", "return", "static", "unsafe", "where",
        "while",
    ] {
        for text in
            [format!("a {keyword} b"), format!("{keyword} \"a\""), format!("\"a\" {keyword}")]
        {
            assert!(!has_gap(&tokens(&text)), "{text}");
        }
    }
    for (text, gap, words) in [
        ("a b", true, true),
        ("\"a\" \"b\"", true, false),
        ("a \"b\"", true, false),
        ("f(a) b", true, false),
        ("[a] \"b\"", true, false),
        ("f(a b)", false, false),
        ("a, b", false, false),
        ("a.b(c)", false, false),
        ("a!(b) c", false, false),
        ("{ a } b", false, false),
        ("'a b", false, false),
        ("a as b c", true, true),
    ] {
        let tokens = tokens(text);
        assert_eq!((has_gap(&tokens), has_words(&tokens)), (gap, words), "{text}");
    }
}

#[test]
fn parentheses_around_all_arguments_are_a_call() {
    for (text, without) in [
        ("(a)", "a"),
        ("(\"a\", \"b\")", "\"a\" , \"b\""),
        ("(a, \"b\")", "a , \"b\""),
        ("(a, b)", "(a , b)"),
        ("[a]", "[a]"),
        ("(a) . b", "(a) . b"),
    ] {
        let text = without_parentheses(tokens(text)).to_string();
        assert_eq!(text, stream(without).to_string());
    }
}

#[test]
fn a_pair_is_told_by_its_name_and_sign() {
    for text in ["A = 1", "\"A\" = 1", "a.b = 1", "a-b = 1", "a.b-c.d = 1", "a.1 = 1", "A = = 1"] {
        assert!(is_pair(&tokens(text)), "{text}");
    }
    for text in ["A == 1", "A => 1", "a + b = 1", "a, b = 1", "A", "f(a) = 1", "= 1", ""] {
        assert!(!is_pair(&tokens(text)), "{text}");
    }
}

/// A statement, and words of what to write in its place.
#[test]
fn each_statement_of_rust_is_answered() {
    for (words, help) in [
        ("if match else", "takes an `Option`"),
        ("for while loop", "takes a `Vec`"),
        ("let const static use type return", "stands above `image! { .. }`"),
        ("unsafe fn struct enum impl trait mod", "stands outside of `image! { .. }`"),
    ] {
        for word in words.split(' ') {
            let end = if help.contains("above") { ";" } else { "{ b }" };
            let errors = said(&format!("from debian(\"12\"); {word} a {end} cmd [\"a\"];"));
            assert_eq!(errors.len(), 1, "{word}: {errors:?}");
            assert!(errors[0].contains(&format!("`{word}` is a statement")), "{errors:?}");
            assert!(errors[0].contains(help), "{errors:?}");
        }
    }
}

#[test]
fn no_stage_is_called_like_a_keyword() {
    for keyword in [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
        "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
        "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
        "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "try",
        "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
    ] {
        let errors = said(&format!("stage {keyword} {{ from a(); }} from b();"));
        assert_eq!(errors.len(), 1, "{keyword}: {errors:?}");
        assert!(errors[0].contains("a word of Rust's"), "{errors:?}");
    }
    for name in ["build", "union", "auto", "dockerfile"] {
        assert_eq!(said(&format!("stage {name} {{ from a(); }} from b();")), [""; 0], "{name}");
    }
}

/// A comma in place of `;` ends a line if another line follows, and no expression.
#[test]
fn a_comma_ends_a_line_or_goes_on_with_an_expression() {
    let is_one_line = |text: &str| said(&format!("from a(); {text}")).is_empty();
    for keyword in [
        "if", "match", "move", "unsafe", "async", "loop", "while", "for", "return", "true", "false",
    ] {
        assert!(is_one_line(&format!("when a, {keyword} {{ b }};")), "{keyword}");
    }
    for text in [
        "label \"a\", b as c;",
        "label \"a\", b[\"c\"];",
        "source a, B { c };",
        "label \"a\", b;",
        "label \"a\", f(b);",
        "label \"a\", b::c;",
    ] {
        assert!(is_one_line(text), "{text}: {:?}", said(&format!("from a(); {text}")));
    }
    for text in [
        "label \"a\", cmd \"b\";",
        "workdir \"/a\",\ncmd [\"b\"];",
        "workdir \"/a\", env { A = 1 };",
        "workdir \"/a\", account user(\"b\");",
        "workdir \"/a\",",
    ] {
        assert!(!is_one_line(text), "{text}");
    }
}

/// An image has up to eight targets, each with its own name, and then no lines.
#[test]
fn targets_are_up_to_eight() {
    let targets = |count: usize| -> String {
        (0..count).map(|at| format!("target t{at} {{ from a(); }} ")).collect()
    };
    assert_eq!(said(&targets(1)), [""; 0]);
    assert_eq!(said(&targets(8)), [""; 0]);
    for (text, words) in [
        (targets(9), "up to 8 targets"),
        (targets(1) + "from b();", "has no lines beside them"),
        (targets(1) + &targets(1), "two stages are called `t0`"),
        ("stage a { from b(); }".to_owned(), "the image itself has no lines"),
        ("cmd [\"a\"];".to_owned(), "begins with its base"),
        ("from a(); from b();".to_owned(), "has one base"),
        ("from a(); out_of_order \"b\" { from c(); }".to_owned(), "has one base"),
        ("stage a { from b(); stage c { from d(); } } from e();".to_owned(), "stands beside"),
    ] {
        let errors = said(&text);
        assert_eq!(errors.len(), 1, "{text}: {errors:?}");
        assert!(errors[0].contains(words), "{text}: {errors:?}");
    }
    // A method of the user's own.
    assert_eq!(said("from a(); target \"b\";"), [""; 0]);
}
