//! One line: its word, and what stands behind that.

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
    /// A dot stands in front of it, as in the builder's chain.
    pub(crate) is_dotted: bool,
}

pub(crate) fn line(start: Start, cursor: &mut Cursor, errors: &mut Errors) -> Option<Line> {
    let Start { word, is_dotted } = start;
    if word == "out_of_order" {
        return Some(out_of_order(word, cursor, errors));
    }
    if words::is_instruction(&word) {
        let rest = words::rest_of_line(&word, cursor);
        answered(&word, &rest, errors);
        // A base that is written otherwise is one.
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

/// What was said to be wrong, as something that can be read: an editor completes in it, also behind
/// a dot that is the last.
fn readable(word: &Ident, mut arguments: Vec<TokenTree>) -> TokenStream {
    if arguments.last().is_some_and(|last| is_punct(last, '.')) {
        arguments.pop();
    }
    let separate = with_commas(arguments, None, &mut Errors::default());
    let is_expression = word != "from" && bare_text(&separate).is_none();
    if is_expression { separate.into_iter().collect() } else { TokenStream::new() }
}

/// Whether the arguments are Rust, as far as that is seen. If not, what to write is said.
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

/// Says what to write in place of a Dockerfile's word.
fn answered(word: &Ident, arguments: &[TokenTree], errors: &mut Errors) -> bool {
    let answer = words::answer(word, arguments);
    if let Some(answer) = &answer {
        errors.push(word.span(), &answer.message, &answer.help);
    }
    answer.is_some()
}

/// `println!(..)`, and not `when !debug, ..`. An editor knows of no blanks.
fn is_macro(word: &Ident, cursor: &Cursor) -> bool {
    let [bang, TokenTree::Group(_), ..] = cursor.rest() else { return false };
    is_punct(bang, '!')
        && touches(word.span(), bang.span())
        && word.span().start() != bang.span().start()
}

/// Nothing stands between a word and its arguments.
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

/// What a call of the builder's chain is given: its parentheses.
fn call(cursor: &mut Cursor) -> Option<Vec<TokenTree>> {
    let is_call = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis);
    let call = cursor.next_if(is_call)?;
    let _ = cursor.next_if(is_semicolon);
    Some(match call {
        // Several are the arguments that they are in the chain.
        TokenTree::Group(group) => group.stream().into_iter().collect(),
        other => vec![other],
    })
}

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

/// The tokens up to `;`. Where that is missing, up to where a line seems to begin.
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

/// Nothing follows, or a word that cannot go on with an expression, or one that stands on a line of
/// its own behind something complete.
fn begins_line(word: &Ident, arguments: &[TokenTree], cursor: &Cursor) -> bool {
    let Some(next) = cursor.peek(0) else { return true };
    let TokenTree::Ident(begins) = next else { return false };
    let above = arguments.last().map_or_else(|| word.span(), TokenTree::span);
    match arguments.last() {
        // The next of several pairs between which no comma stands.
        Some(_) if is_pair(arguments) && is_pair(cursor.rest()) => false,
        Some(TokenTree::Group(_) | TokenTree::Literal(_)) => begins != "as" && begins != "else",
        Some(TokenTree::Ident(_)) | None => is_below(next.span(), above),
        Some(TokenTree::Punct(_)) => false,
    }
}

/// A comma behind which no argument stands, but a line.
fn ends_with_comma(arguments: &[TokenTree], cursor: &Cursor) -> bool {
    let [comma, rest @ ..] = cursor.rest() else { return false };
    if !is_punct(comma, ',') || arguments.is_empty() {
        return false;
    }
    let is_call = matches!(arguments, [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis);
    match rest {
        [] => true,
        // One more pair, or a line with `=` in it.
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

/// `cmd ["id"]` and `env { .. }` are lines; `names["id"]` and `Place { .. }` are expressions.
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

fn is_of_expressions(word: &Ident) -> bool {
    ["if", "match", "move", "unsafe", "async", "loop", "while", "for", "return", "true", "false"]
        .iter()
        .any(|keyword| word == keyword)
}
