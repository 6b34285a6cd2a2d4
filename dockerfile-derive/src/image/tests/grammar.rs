//! Mistakes of grammar, each with its one error. How rustc shows them is in `tests/ui/grammar`.

use super::super::expand;
use super::{said, stream};

/// Lines behind a base, and words of the errors in them.
#[rustfmt::skip]
const LINES: &[(&str, &[&str])] = &[
    ("label \"a\", \"b\";", &[]),
    // Commas and semicolons.
    ("packages apt([\"a\" \"b\"]);", &["expected `,`"]),
    ("packages apt([\"a\" \"b\" \"c\"]);", &["expected `,`"]),
    ("packages apt([\"a\", \"b\"]), f(\"a\" \"b\");", &["expected `,`"]),
    ("label \"a\", \"b\"\ncmd [\"c\"];", &["expected `;`"]),
    ("label \"a\", b as c;", &[]),
    ("label \"a\", if b { c } else { d };", &[]),
    ("label \"a\", \"b\",\ncmd [\"c\"];", &["ends with `;`, not with `,`"]),
    ("label;", &["`label` has no arguments"]),
    // Pairs.
    ("env { A = 1, B = 2 };", &[]),
    ("env { A = 1 B = 2 C = 3 };", &["expected `,` between this pair"]),
    ("env { A = 1; B = 2 };", &["pairs stand between `,`"]),
    ("env { A: 1, B => 2 };", &["not `:`", "not `=>`"]),
    ("env { A };", &["expected `NAME = value`"]),
    ("env { A = };", &["expected `NAME = value`"]),
    ("env { a.b = 1 };", &["stands in quotes"]),
    ("env { \"a.b\" = 1 };", &[]),
    ("env A = 1;", &[]),
    // Signs in front of a line, and behind its word.
    (".label \"a\", \"b\";", &["nothing stands in front of that"]),
    (".label(\"a\", \"b\").cmd([\"c\"]);", &["(and once more below)"]),
    ("s.label(\"a\", \"b\");", &["nothing stands in front of that"]),
    ("label = \"a\", \"b\";", &["no `=` stands between"]),
    ("label: \"a\", \"b\";", &["no `:` stands between"]),
    ("cmd -> [\"a\"];", &["no `->` stands between"]),
    ("cmd => [\"a\"];", &["no `=>` stands between"]),
    ("println!(\"a\");", &["`println!` is no line"]),
    ("1 2;", &["expected a line"]),
    // Comments and instructions of a Dockerfile.
    ("# a\ncmd [\"b\"];", &["a comment begins with `//`"]),
    ("# a\n# b\ncmd [\"c\"];", &["(and once more below)"]),
    ("# a\n# b\n# c\ncmd [\"d\"];", &["(and 2 times more below)"]),
    ("cmd [\n# a\n\"b\"];", &["a comment begins with `//`"]),
    ("cmd m![# a];", &[]),
    ("RUN a\ncmd [\"b\"];", &["`RUN` is no line"]),
    ("RUN a &&\n b\ncmd [\"c\"];", &["`RUN` is no line"]),
    ("RUN a\n && b\ncmd [\"c\"];", &["`RUN` is no line"]),
    ("RUN a |\n b\ncmd [\"c\"];", &["`RUN` is no line"]),
    ("RUN a <<E\nb c\nE\ncmd [\"c\"];", &["`RUN` is no line"]),
    ("RUN a\nRUN b", &["`RUN` is no line", "`RUN` is no line"]),
    ("workdir /srv;", &["a text has quotes"]),
    ("packages a b;", &["a text has quotes"]),
    // Statements and blocks.
    ("if a { b } cmd [\"c\"];", &["`if` is a statement"]),
    ("if a { b } else { c } cmd [\"d\"];", &["`if` is a statement"]),
    ("target", &["expected the target's name"]),
    ("out_of_order \"a\" { cmd [\"b\"]; }", &[]),
    ("out_of_order { cmd [\"b\"]; }", &["expected the reason"]),
    ("out_of_order \"a\";", &["expected the lines"]),
];

#[test]
fn each_mistake_is_one_error() {
    for (lines, wanted) in LINES {
        let errors = said(&format!("from a();\n{lines}"));
        assert_eq!(errors.len(), wanted.len(), "{lines}: {errors:?}");
        for (error, words) in errors.iter().zip(*wanted) {
            assert!(error.contains(words), "{lines}: {errors:?}");
        }
    }
}

/// A word of Dockerfiles that may be a method of the user's own has one answer, which rustc gives.
#[test]
fn a_word_has_one_signpost() {
    let count = |lines: &str, word: &str| {
        let expansion = expand(stream(&format!("[core] from a(); {lines}"))).to_string();
        expansion.matches(&format!("trait Line_{word}")).count()
    };
    assert_eq!(count("run \"a\";", "run"), 1);
    assert_eq!(count("run \"a\"; run \"b\"; run \"c\";", "run"), 1);
    assert_eq!(count("out_of_order \"a\" { run \"b\"; }", "run"), 1);
    assert_eq!(count("arg A = 1;", "arg"), 1);
    assert_eq!(count("env A = 1;", "env") + count("cmd [\"a\"];", "cmd"), 0);
    assert_eq!(count("mine \"a\";", "mine"), 0);
}
