//! The parser of `NAME = value` pairs, with and without braces around them.

use proc_macro2::{Delimiter, Literal, Span, TokenTree};

use super::arguments::{bare_text, not_rust, with_commas};
use super::ast::Pair;
use super::cursor::{Cursor, begins_with, is_punct, is_semicolon};
use super::errors::Errors;
use super::parse::is_statement;

const HELP: &str = "pairs stand between commas: `env { PORT = 10000, ENV = \"LOCAL\" };`";

/// Whether the tokens begin with a name and `=`. The name may have dots or dashes, although such a name
/// should stand in quotes.
pub(crate) fn is_pair(tokens: &[TokenTree]) -> bool {
    name_of(tokens).is_some_and(|name| begins_with(&tokens[name..], "="))
}

/// The number of tokens in the name of a pair; `None` if no name stands there.
fn name_of(tokens: &[TokenTree]) -> Option<usize> {
    match tokens.first()? {
        TokenTree::Literal(_) => Some(1),
        TokenTree::Ident(_) => {
            let is_joined = |pair: &[TokenTree]| {
                let joint = is_punct(&pair[0], '.') || is_punct(&pair[0], '-');
                joint && matches!(pair[1], TokenTree::Ident(_) | TokenTree::Literal(_))
            };
            Some(1 + 2 * tokens[1..].chunks_exact(2).take_while(|pair| is_joined(pair)).count())
        }
        _ => None,
    }
}

/// Reads the arguments as pairs; `None` if they are none.
pub(crate) fn pairs(arguments: &[TokenTree], errors: &mut Errors) -> Option<Vec<Pair>> {
    let mut cursor = match arguments {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Brace => {
            let cursor = Cursor::new(group.stream());
            // The braces are a block expression of Rust.
            if matches!(cursor.peek(0), Some(TokenTree::Ident(word)) if is_statement(word)) {
                return None;
            }
            cursor
        }
        arguments if is_pair(arguments) => Cursor::new(arguments.iter().cloned().collect()),
        _ => return None,
    };
    let mut pairs = vec![];
    let mut is_said = false;
    while let Some(next) = cursor.peek(0) {
        let (at, ends) = (next.span(), pair(&mut cursor, &mut pairs, errors));
        // Reported once: a user who leaves out one comma mostly leaves out all.
        if !ends && !is_said && cursor.peek(0).is_some() {
            errors.recovered(at, "expected `,` between this pair and the next", HELP);
            is_said = true;
        }
    }
    Some(pairs)
}

/// Reads one pair. Whether a comma, or another sign in its place, ends it.
fn pair(cursor: &mut Cursor, pairs: &mut Vec<Pair>, errors: &mut Errors) -> bool {
    let span = cursor.peek(0).map_or_else(Span::call_site, TokenTree::span);
    let length = name_of(cursor.rest()).unwrap_or(1);
    let name: Vec<TokenTree> = (0..length).filter_map(|_| cursor.next()).collect();
    let equals = equals(cursor, errors);
    let (value, ends) = value(cursor, errors);
    match literal(&name, errors) {
        Some(mut name) if equals && !value.is_empty() => {
            name.set_span(span);
            match bare_text(&value) {
                Some(at) => not_rust(at, "env NAME = \"value\";", errors),
                None => {
                    let value = with_commas(value, Some(Delimiter::Brace), errors);
                    pairs.push(Pair { name, value: value.into_iter().collect() });
                }
            }
        }
        _ => errors.push(span, "expected `NAME = value`", HELP),
    }
    ends
}

/// Reads the `=` of a pair, or reports another operator in its place.
fn equals(cursor: &mut Cursor, errors: &mut Errors) -> bool {
    if begins_with(cursor.rest(), "=") {
        return cursor.next().is_some();
    }
    let found = ["=>", ":"].into_iter().find(|one| begins_with(cursor.rest(), one));
    let Some(operator) = found else { return false };
    let at = cursor.peek(0).map_or_else(Span::call_site, TokenTree::span);
    errors.habit(at, &format!("`=` stands between a name and its value, not `{operator}`"), HELP);
    operator.chars().for_each(|_| _ = cursor.next());
    true
}

/// Reads the tokens up to the next pair. Whether a comma, or a `;` in its place, stands in front of it.
fn value(cursor: &mut Cursor, errors: &mut Errors) -> (Vec<TokenTree>, bool) {
    let mut value = vec![];
    while cursor.peek(0).is_some() && (value.is_empty() || !is_pair(cursor.rest())) {
        if cursor.next_if(|token| is_punct(token, ',')).is_some() {
            return (value, true);
        }
        if let Some(semicolon) = cursor.next_if(is_semicolon) {
            errors.habit(semicolon.span(), "pairs stand between `,`, not `;`", HELP);
            return (value, true);
        }
        value.extend(cursor.next());
    }
    (value, false)
}

/// The name of a pair as a string literal. A name with dots or dashes but without quotes is reported.
fn literal(name: &[TokenTree], errors: &mut Errors) -> Option<Literal> {
    match name {
        [TokenTree::Ident(ident)] => Some(Literal::string(&ident.to_string())),
        [TokenTree::Literal(literal)] if literal.to_string().starts_with('"') => {
            Some(literal.clone())
        }
        [first @ TokenTree::Ident(_), ..] => {
            let name: String = name.iter().map(ToString::to_string).collect();
            let help = format!("write `{name:?}`");
            errors.recovered(first.span(), "a name with dots or dashes stands in quotes", &help);
            Some(Literal::string(&name))
        }
        _ => None,
    }
}
