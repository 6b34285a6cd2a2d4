//! The arguments of a line, and mistakes in them that rustc would not explain.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use super::cursor::{begins_with, is_punct};
use super::errors::Errors;
use super::words::is_single_colon;

/// Keywords that may stand beside another word or a literal in an expression.
const KEYWORDS: [&str; 23] = [
    "as", "async", "await", "break", "const", "dyn", "else", "fn", "for", "if", "impl", "in",
    "let", "loop", "match", "move", "mut", "ref", "return", "static", "unsafe", "where", "while",
];

/// Puts the missing commas between arguments, and reports the first that is missing. `inside` is the
/// delimiter around the arguments.
pub(crate) fn with_commas(
    tokens: Vec<TokenTree>,
    inside: Option<Delimiter>,
    errors: &mut Errors,
) -> Vec<TokenTree> {
    if !are_side_by_side(&tokens) {
        return tokens;
    }
    let mut separate: Vec<TokenTree> = vec![];
    let mut is_said = false;
    for token in tokens {
        if needs_comma(&separate, &token) {
            if !is_said {
                missing_comma(&separate, &token, inside, errors);
            }
            is_said = true;
            separate.push(Punct::new(',', Spacing::Alone).into());
        }
        match token {
            TokenTree::Group(group) if is_list(&separate, &group) => {
                let delimiter = group.delimiter();
                let inside = group.stream().into_iter().collect();
                let inside = with_commas(inside, Some(delimiter), errors);
                let mut new = Group::new(delimiter, inside.into_iter().collect());
                new.set_span(group.span());
                separate.push(new.into());
            }
            token => separate.push(token),
        }
    }
    separate
}

/// Whether a comma is missing between two arguments, without a look into lists and calls.
pub(crate) fn has_gap(tokens: &[TokenTree]) -> bool {
    tokens.iter().enumerate().any(|(at, token)| needs_comma(&tokens[..at], token))
}

/// Whether a comma is missing between two words, without a look into lists and calls.
pub(crate) fn has_words(tokens: &[TokenTree]) -> bool {
    let is_word = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Ident(_)));
    tokens.iter().enumerate().any(|(at, token)| {
        let above = &tokens[..at];
        is_word(above.last()) && is_word(Some(token)) && needs_comma(above, token)
    })
}

/// Whether a comma is missing between two arguments, also in lists and calls.
pub(crate) fn are_side_by_side(tokens: &[TokenTree]) -> bool {
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Group(group) if is_list(&tokens[..at], group) => {
            are_side_by_side(&group.stream().into_iter().collect::<Vec<_>>())
        }
        token => needs_comma(&tokens[..at], token),
    })
}

/// Whether a group is a list or the arguments of a call, and not a block, an attribute, or the tokens
/// of a macro.
fn is_list(above: &[TokenTree], group: &Group) -> bool {
    let is_of_a_macro = matches!(above, [.., TokenTree::Ident(_), bang] if is_punct(bang, '!'));
    let is_attribute = matches!(above, [.., hash] if is_punct(hash, '#'));
    let is_list = matches!(group.delimiter(), Delimiter::Bracket | Delimiter::Parenthesis);
    is_list && !is_of_a_macro && !is_attribute
}

/// Whether a comma is missing in front of `next`: no expression has this token right behind the last
/// one of `above`.
fn needs_comma(above: &[TokenTree], next: &TokenTree) -> bool {
    let begins = match next {
        TokenTree::Literal(_) => true,
        TokenTree::Ident(ident) => !is_keyword(ident),
        _ => false,
    };
    begins
        && match above {
            [.., tick, TokenTree::Ident(_)] if is_punct(tick, '\'') => false,
            [.., TokenTree::Literal(_)] => true,
            [.., TokenTree::Ident(ident)] => !is_keyword(ident),
            [before @ .., TokenTree::Group(group)] => is_list(before, group),
            _ => false,
        }
}

fn is_keyword(word: &Ident) -> bool {
    KEYWORDS.iter().any(|keyword| word == keyword)
}

fn missing_comma(
    before: &[TokenTree],
    next: &TokenTree,
    inside: Option<Delimiter>,
    errors: &mut Errors,
) {
    const MESSAGE: &str = "expected `,` between this and what follows";
    let Some(above) = before.last() else { return };
    match (inside, above, next) {
        (_, TokenTree::Ident(call), TokenTree::Literal(given)) => {
            let help = format!("a call has parentheses: `{call}({given})`, `{call}([{given}])`");
            errors.push(above.span(), MESSAGE, &help);
        }
        // A list is still a list with one more element, so nothing else would be wrong.
        (Some(Delimiter::Bracket), ..) => {
            const HELP: &str = "the texts of a list stand between commas: `[\"curl\", \"git\"]`";
            errors.recovered(above.span(), MESSAGE, HELP);
        }
        _ => errors.push(above.span(), MESSAGE, "arguments stand between commas"),
    }
}

/// Reports texts without quotes, or missing commas. `line` is the line with both.
pub(crate) fn not_rust(span: Span, line: &str, errors: &mut Errors) {
    errors.push(
        span,
        "arguments are Rust: a text has quotes, and commas stand between two of them",
        &format!("write `{line}`"),
    );
}

/// The span where arguments can be no expression of Rust, as a path without quotes: they are written as
/// in a Dockerfile.
pub(crate) fn bare_text(arguments: &[TokenTree]) -> Option<Span> {
    let first = arguments.first()?;
    let is_closure = arguments.iter().any(|token| is_punct(token, '|'));
    let begins = ["/", ".", "%", "^", "+", ">", "@", "?", "~", ",", "=", ":", "--", "<<"];
    let begins = begins.iter().any(|operator| begins_with(arguments, operator));
    let never = arguments.iter().enumerate().find(|(at, token)| {
        is_punct(token, '$')
            || !is_closure && is_punct(token, '@')
            || !is_closure && is_single_colon(arguments, *at)
    });
    let last = arguments.last()?;
    let is_operator = |token: &TokenTree| "/%^+-*&@=.".chars().any(|end| is_punct(token, end));
    let is_range = matches!(arguments, [.., one, two] if is_punct(one, '.') && is_punct(two, '.'));
    match never {
        _ if begins => Some(first.span()),
        Some((_, token)) => Some(token.span()),
        None if is_operator(last) && !is_range => Some(last.span()),
        None => None,
    }
}

/// The arguments without parentheses around all of them: `word (a);` is the call `.word(a)`. Several
/// values in parentheses, without a literal among them, stay one argument: a tuple of steps.
pub(crate) fn without_parentheses(arguments: Vec<TokenTree>) -> TokenStream {
    let [TokenTree::Group(group)] = arguments.as_slice() else {
        return arguments.into_iter().collect();
    };
    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
    let has_comma = inside.iter().any(|token| is_punct(token, ','));
    let has_literal = inside.iter().any(|token| matches!(token, TokenTree::Literal(_)));
    if group.delimiter() == Delimiter::Parenthesis && (!has_comma || has_literal) {
        return group.stream();
    }
    arguments.into_iter().collect()
}
