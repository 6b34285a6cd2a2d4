//! Comments that are written as in a Dockerfile, with `#`.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::cursor::{is_below, is_punct, is_semicolon};
use super::errors::Errors;

const MESSAGE: &str = "a comment begins with `//` here, not with `#`";
const HELP: &str = "`//` is for readers of this file; `comment \"..\";` puts one into the Dockerfile, above the \
                    line below it";

/// The tokens without comments that begin with `#`, which are reported.
pub(crate) fn without(tokens: TokenStream, errors: &mut Errors) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let knows_lines = tokens.windows(2).any(|pair| is_below(pair[1].span(), pair[0].span()));
    cut(tokens, knows_lines, errors).into_iter().collect()
}

fn cut(tokens: Vec<TokenTree>, knows_lines: bool, errors: &mut Errors) -> Vec<TokenTree> {
    if !has_comment(&tokens) {
        return tokens;
    }
    let mut kept: Vec<TokenTree> = vec![];
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if is_comment(&token, tokens.peek()) {
            let hash = token.span();
            errors.habit(hash, MESSAGE, HELP);
            let is_of_it = |token: &TokenTree| match knows_lines {
                true => !is_below(token.span(), hash),
                false => !is_semicolon(token),
            };
            while tokens.next_if(is_of_it).is_some() {}
            continue;
        }
        match token {
            TokenTree::Group(group) if !is_of_a_macro(&kept) => {
                let inside = cut(group.stream().into_iter().collect(), knows_lines, errors);
                let mut cut = Group::new(group.delimiter(), inside.into_iter().collect());
                cut.set_span(group.span());
                kept.push(cut.into());
            }
            token => kept.push(token),
        }
    }
    kept
}

fn has_comment(tokens: &[TokenTree]) -> bool {
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Group(group) if !is_of_a_macro(&tokens[..at]) => {
            has_comment(&group.stream().into_iter().collect::<Vec<_>>())
        }
        token => is_comment(token, tokens.get(at + 1)),
    })
}

/// Whether a token is a `#` that begins a comment. The `#` of `#[..]` begins an attribute.
fn is_comment(token: &TokenTree, next: Option<&TokenTree>) -> bool {
    let is_brackets = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket);
    is_punct(token, '#') && !next.is_some_and(is_brackets)
}

/// Whether the next group holds the tokens of a macro, which may be anything.
fn is_of_a_macro(above: &[TokenTree]) -> bool {
    matches!(above, [.., TokenTree::Ident(_), bang] if is_punct(bang, '!'))
}
