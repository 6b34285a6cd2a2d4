//! The statements of a `go.mod` or `go.work`.
//!
//! Source: <https://go.dev/ref/mod#go-mod-file-lexical>.

use crate::program::unread::{GoSyntax, GoUnread};

/// The longest manifest that is read, in bytes: one of a thousand requirements has a twentieth of
/// it.
const LONGEST: usize = 1 << 20;

/// A directive and what stands behind it. A line of a block is a statement with the block's
/// directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) line: usize,
    pub(super) directive: String,
    pub(super) tokens: Vec<Token>,
    /// Whether the statement stands in a block.
    pub(super) blocked: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    /// `=>`
    Arrow,
    /// A bracket or a comma.
    Mark(char),
}

pub(super) fn statements(file: &str, text: &str) -> Result<Vec<Statement>, GoUnread> {
    if text.len() > LONGEST {
        return Err(GoUnread::TooLong { file: file.to_owned() });
    }
    let mut statements = vec![];
    let mut block: Option<(String, usize)> = None;
    for (line, text) in text.lines().enumerate().map(|(at, text)| (at + 1, text)) {
        let wrong = |problem| syntax(file, line, problem);
        let mut tokens = tokens(text).map_err(wrong)?;
        match (&block, tokens.as_slice()) {
            (_, []) => {}
            (Some(_), [Token::Mark(')')]) => block = None,
            (Some((directive, _)), tokens) => {
                refuse_parentheses(tokens).map_err(wrong)?;
                let (directive, tokens) = (directive.clone(), tokens.to_vec());
                statements.push(Statement { line, directive, tokens, blocked: true });
            }
            (None, [Token::Word(_), Token::Mark('('), Token::Mark(')')]) => {}
            (None, [Token::Word(name), Token::Mark('(')]) => block = Some((name.clone(), line)),
            (None, [Token::Word(name), behind @ ..]) => {
                refuse_parentheses(behind).map_err(wrong)?;
                let (directive, tokens) = (name.clone(), tokens.split_off(1));
                statements.push(Statement { line, directive, tokens, blocked: false });
            }
            (None, _) => return Err(wrong(GoSyntax::NoDirective)),
        }
    }
    match block {
        Some((_, line)) => Err(syntax(file, line, GoSyntax::OpenBlock)),
        None => Ok(statements),
    }
}

fn syntax(file: &str, line: usize, problem: GoSyntax) -> GoUnread {
    GoUnread::Syntax { file: file.to_owned(), line, problem }
}

/// Refuses parentheses inside a statement: a block has them at the ends of lines.
fn refuse_parentheses(tokens: &[Token]) -> Result<(), GoSyntax> {
    let is_one = |token: &Token| matches!(token, Token::Mark('(' | ')'));
    if tokens.iter().any(is_one) { Err(GoSyntax::Parenthesis) } else { Ok(()) }
}

fn tokens(line: &str) -> Result<Vec<Token>, GoSyntax> {
    let mut tokens = vec![];
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next().filter(|_| !rest.starts_with("//")) {
        let (token, length) = match first {
            '(' | ')' | '[' | ']' | '{' | '}' | ',' => (Token::Mark(first), 1),
            '"' | '`' => quoted(rest, first)?,
            _ if rest.starts_with("/*") => return Err(GoSyntax::Comment),
            _ if rest.starts_with("=>") => (Token::Arrow, 2),
            _ => word(rest)?,
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

/// A text in quotes, and its length with them.
fn quoted(rest: &str, quote: char) -> Result<(Token, usize), GoSyntax> {
    let end = rest[1..].find(quote).ok_or(GoSyntax::OpenQuote)?;
    let text = &rest[1..=end];
    // No path and no version has anything to escape.
    if quote == '"' && text.contains('\\') {
        return Err(GoSyntax::Escape);
    }
    Ok((Token::Word(text.to_owned()), end + 2))
}

fn word(rest: &str) -> Result<(Token, usize), GoSyntax> {
    let ends = |c: char| c.is_whitespace() || "()[]{},".contains(c);
    let word = &rest[..rest.find(ends).unwrap_or(rest.len())];
    let word = &word[..word.find("//").unwrap_or(word.len())];
    if word.contains("/*") {
        return Err(GoSyntax::Comment);
    }
    if word.contains(char::is_control) {
        return Err(GoSyntax::Control);
    }
    Ok((Token::Word(word.to_owned()), word.len()))
}

#[cfg(test)]
mod tests {
    use super::{GoSyntax, GoUnread, LONGEST, Statement, Token, statements};

    fn read(text: &str) -> Result<Vec<Statement>, GoUnread> {
        statements("go.mod", text)
    }

    /// Lines, directives and their words.
    fn shown(text: &str) -> Vec<String> {
        let token = |token: &Token| match token {
            Token::Word(word) => format!("<{word}>"),
            Token::Arrow => "=>".to_owned(),
            Token::Mark(mark) => mark.to_string(),
        };
        let statement = |it: Statement| {
            let words: String = it.tokens.iter().map(token).collect();
            format!("{}{}{}{words}", it.line, if it.blocked { "(" } else { " " }, it.directive)
        };
        read(text).expect(text).into_iter().map(statement).collect()
    }

    #[test]
    fn a_line_is_a_directive_and_its_words() {
        let text = "module \"a b\" // x\r\n\nrequire (\n\tx v1 // indirect\n\t`y` v2\n)\n\
                    // no\nreplace z=>../z\nretract [v1, v2]\nexclude ()\nq //";
        assert_eq!(
            shown(text),
            [
                "1 module<a b>",
                "4(require<x><v1>",
                "5(require<y><v2>",
                "8 replace<z=>../z>",
                "9 retract[<v1>,<v2>]",
                "11 q"
            ]
        );
        assert_eq!(shown("replace \"z\"=>../z"), ["1 replace<z>=><../z>"]);
        assert_eq!(shown("module `a\\b`"), ["1 module<a\\b>"]);
    }

    #[test]
    fn what_go_does_not_read_is_refused_with_its_line() {
        for (text, line, problem) in [
            ("\nmodule /* a", 2, GoSyntax::Comment),
            ("module a/*b*/", 1, GoSyntax::Comment),
            ("module \"a", 1, GoSyntax::OpenQuote),
            ("module `a\nb`", 1, GoSyntax::OpenQuote),
            ("module \"a\\x\"", 1, GoSyntax::Escape),
            ("module a\n\nrequire (\nb v1\n", 3, GoSyntax::OpenBlock),
            ("require (\nb v1 )\n)", 2, GoSyntax::Parenthesis),
            ("require ( b v1 )", 1, GoSyntax::Parenthesis),
            ("require a (\n)", 1, GoSyntax::Parenthesis),
            (")", 1, GoSyntax::NoDirective),
            ("module a\u{1b}[1m", 1, GoSyntax::Control),
            ("=> a", 1, GoSyntax::NoDirective),
        ] {
            let file = "go.mod".to_owned();
            assert_eq!(read(text), Err(GoUnread::Syntax { file, line, problem }), "{text}");
        }
        let long = " ".repeat(LONGEST + 1);
        assert_eq!(read(&long), Err(GoUnread::TooLong { file: "go.mod".to_owned() }));
    }
}
