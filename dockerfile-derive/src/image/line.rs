//! The parser of one line: its word, and the arguments behind it.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};

use super::arguments::{self, bare_text, not_rust, with_commas, without_parentheses};
use super::ast::Line;
use super::cursor::{Cursor, begins_with, is_below, is_braces, is_punct, is_semicolon, touches};
use super::errors::Errors;
use super::pairs::{self, is_pair};
use super::{parse, words};

/// The beginning of a line.
pub(crate) struct Start {
    pub(crate) word: Ident,
    /// A dot stands in front of the word, as in a chain of the builder.
    pub(crate) is_dotted: bool,
}

/// Reads a line behind its word; `None` is a line that was reported and is left out.
pub(crate) fn line(start: Start, cursor: &mut Cursor, errors: &mut Errors) -> Option<Line> {
    let Start { word, is_dotted } = start;
    if word == "out_of_order" {
        return Some(out_of_order(word, cursor, errors));
    }
    if words::is_instruction(&word) {
        let rest = words::rest_of_line(&word, cursor);
        answered(&word, &rest, errors);
        // `FROM` is reported, but still counts as the base of the stage.
        return parse::is_from(&word).then(|| Line::Call { word, arguments: TokenStream::new() });
    }
    if is_macro(&word, cursor) {
        cursor.take_until(is_semicolon);
        let message = format!("`{word}!` is no line");
        errors.push(word.span(), &message, "a macro stands above `image! { .. }`");
        return None;
    }
    between(cursor, errors);
    let arguments = if is_dotted { call(cursor) } else { None };
    let arguments = arguments.unwrap_or_else(|| arguments_of(&word, cursor, errors));
    if let Some(pairs) = pairs::pairs(&arguments, errors) {
        return Some(Line::Pairs { word, pairs });
    }
    let arguments = if is_read(&word, &arguments, errors) {
        without_parentheses(with_commas(arguments, None, errors))
    } else {
        readable(&word, arguments)
    };
    Some(Line::Call { word, arguments })
}

/// Turns arguments that were reported into an expression, for the completion in an editor: with the
/// missing commas, and without a dot at the end. If no expression can be made of them, it is empty.
fn readable(word: &Ident, mut arguments: Vec<TokenTree>) -> TokenStream {
    if arguments.last().is_some_and(|last| is_punct(last, '.')) {
        arguments.pop();
    }
    let separate = with_commas(arguments, None, &mut Errors::default());
    let is_expression = word != "from" && bare_text(&separate).is_none();
    if is_expression { separate.into_iter().collect() } else { TokenStream::new() }
}

/// Whether the arguments seem to be Rust. If they do not, they are reported with the line to write.
fn is_read(word: &Ident, arguments: &[TokenTree], errors: &mut Errors) -> bool {
    let is_method = words::is_method(word);
    let bare = bare_text(arguments);
    let is_side_by_side = arguments::are_side_by_side(arguments);
    let taken = words::taken(word, arguments);
    if bare.is_none() && !is_side_by_side && taken.is_none() {
        return true;
    }
    if !is_method && taken.is_none() && answered(word, arguments, errors) {
        return false;
    }
    let (has_gap, has_words) = (arguments::has_gap(arguments), arguments::has_words(arguments));
    let first = arguments.first().map_or_else(|| word.span(), TokenTree::span);
    let line = words::quoted_line(word, arguments);
    match (taken, bare) {
        (Some(taken), _) => errors.push(first, &taken, &format!("write `{line}`")),
        (None, Some(at)) => not_rust(at, &line, errors),
        (None, None) if has_words || is_method && has_gap => not_rust(first, &line, errors),
        (None, None) => return true,
    }
    false
}

/// Reports a word of a Dockerfile, with the line to write instead. Whether the word is one.
fn answered(word: &Ident, arguments: &[TokenTree], errors: &mut Errors) -> bool {
    let answer = words::answer(word, arguments);
    if let Some(answer) = &answer {
        errors.push(word.span(), &answer.message, &answer.help);
    }
    answer.is_some()
}

/// Whether a line is the call of a macro, as `println!(..)`, and not `when !debug, ..`. In an editor,
/// which may not know positions, it is none.
fn is_macro(word: &Ident, cursor: &Cursor) -> bool {
    let [bang, TokenTree::Group(_), ..] = cursor.rest() else { return false };
    is_punct(bang, '!')
        && touches(word.span(), bang.span())
        && word.span().start() != bang.span().start()
}

/// Reports and skips an operator between a word and its arguments, such as `=`.
fn between(cursor: &mut Cursor, errors: &mut Errors) {
    let found = ["=>", "->", "=", ":"].into_iter().find(|one| begins_with(cursor.rest(), one));
    let Some(operator) = found else { return };
    let at = cursor.peek(0).map_or_else(Span::call_site, TokenTree::span);
    errors.habit(
        at,
        &format!("no `{operator}` stands between a line's word and its arguments"),
        "a line is a word and its arguments: `packages apt([\"libpq5\"]);`",
    );
    operator.chars().for_each(|_| _ = cursor.next());
}

/// Reads the arguments of a line that is written as a call of the builder's chain, in parentheses.
fn call(cursor: &mut Cursor) -> Option<Vec<TokenTree>> {
    let is_call = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
    let call = cursor.next_if(is_call)?;
    let _ = cursor.next_if(is_semicolon);
    Some(match call {
        // Several values in parentheses are several arguments here, and no tuple.
        TokenTree::Group(group) => group.stream().into_iter().collect(),
        other => vec![other],
    })
}

/// Reads the reason and the lines of `out_of_order`.
fn out_of_order(word: Ident, cursor: &mut Cursor, errors: &mut Errors) -> Line {
    const HELP: &str = "it reads `out_of_order \"why\" { packages apt([\"curl\"]); }`";
    let mut why = cursor.take_until(|token| is_braces(token) || is_semicolon(token));
    if why.is_empty() {
        errors.push(word.span(), "expected the reason for this order", HELP);
        why.push(Literal::string("").into());
    }
    let lines = match cursor.next_braces() {
        Some(body) => parse::lines(Cursor::new(body.stream()), errors),
        None => {
            errors.push(word.span(), "expected the lines that it covers, in braces", HELP);
            vec![]
        }
    };
    let _ = cursor.next_if(is_semicolon);
    Line::OutOfOrder { word, why: why.into_iter().collect(), lines }
}

/// Reads the tokens up to `;`, or, if it is missing, up to where the next line seems to begin.
fn arguments_of(word: &Ident, cursor: &mut Cursor, errors: &mut Errors) -> Vec<TokenTree> {
    let mut arguments: Vec<TokenTree> = vec![];
    loop {
        if cursor.next_if(is_semicolon).is_some() {
            break;
        }
        if ends_with_comma(&arguments, cursor) {
            let comma = cursor.next().map_or_else(Span::call_site, |comma| comma.span());
            errors.habit(
                comma,
                "a line ends with `;`, not with `,`",
                "a line is a word and its arguments, and ends with `;`",
            );
            break;
        }
        if begins_line(word, &arguments, cursor) {
            // `NAME = value` pairs need no `;` behind their braces.
            let pairs = matches!(arguments.as_slice(), [only] if is_braces(only));
            if let (Some(last), false) = (arguments.last(), pairs) {
                errors.recovered(
                    last.span(),
                    &format!("expected `;` at the end of the `{word}` line"),
                    "a line is a word and its arguments, and ends with `;`",
                );
            }
            break;
        }
        arguments.extend(cursor.next());
    }
    if arguments.is_empty() {
        errors.push(
            word.span(),
            &format!("`{word}` has no arguments"),
            "a line is a word and its arguments, `packages apt([\"libpq5\"]);`, or a call without \
             any: `package_labels();`",
        );
    }
    arguments
}

/// Whether the arguments end here although no `;` does: nothing follows, or a word that cannot go on
/// with the expression, or a word on a line of its own behind a complete expression.
fn begins_line(word: &Ident, arguments: &[TokenTree], cursor: &Cursor) -> bool {
    let Some(next) = cursor.peek(0) else { return true };
    let TokenTree::Ident(begins) = next else { return false };
    let above = arguments.last().map_or_else(|| word.span(), TokenTree::span);
    match arguments.last() {
        // The next pair of several, between which the comma is missing.
        Some(_) if is_pair(arguments) && is_pair(cursor.rest()) => false,
        Some(TokenTree::Group(_) | TokenTree::Literal(_)) => begins != "as" && begins != "else",
        Some(TokenTree::Ident(_)) | None => is_below(next.span(), above),
        Some(TokenTree::Punct(_)) => false,
    }
}

/// Whether the next token is a comma that stands in place of `;`: a line follows it, and no argument.
fn ends_with_comma(arguments: &[TokenTree], cursor: &Cursor) -> bool {
    let [comma, rest @ ..] = cursor.rest() else { return false };
    if !is_punct(comma, ',') || arguments.is_empty() {
        return false;
    }
    let is_call = matches!(arguments, [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis);
    match rest {
        [] => true,
        // `NAME = ..` follows: one more pair, or a line with a superfluous `=`.
        [TokenTree::Ident(_), ..] if is_pair(rest) => !is_pair(arguments),
        [TokenTree::Ident(word), next, ..] => {
            let is_word = !is_of_expressions(word);
            let has_arguments = match next {
                TokenTree::Ident(next) => next != "as",
                TokenTree::Literal(_) => true,
                TokenTree::Group(group) => is_call || is_argument(comma, word, group),
                TokenTree::Punct(_) => words::is_single_colon(rest, 1),
            };
            is_word && has_arguments
        }
        _ => false,
    }
}

/// Whether a group is the argument of a line's word: `cmd ["id"]` and `env { .. }` are lines, while
/// `names["id"]` and `Place { .. }` are expressions.
fn is_argument(comma: &TokenTree, word: &Ident, group: &Group) -> bool {
    let is_below = is_below(word.span(), comma.span());
    let is_apart = !touches(word.span(), group.span_open());
    let is_lower = word.to_string().starts_with(|c: char| c.is_ascii_lowercase());
    match group.delimiter() {
        Delimiter::Bracket => is_below && is_apart,
        Delimiter::Brace => is_lower,
        Delimiter::Parenthesis | Delimiter::None => false,
    }
}

/// Whether a word begins an expression of Rust, and no line.
fn is_of_expressions(word: &Ident) -> bool {
    ["if", "match", "move", "unsafe", "async", "loop", "while", "for", "return", "true", "false"]
        .iter()
        .any(|keyword| word == keyword)
}
