//! What the macro makes of tokens: each form of a literal, each word of a list, and each sign.

mod grammar;
mod literals;
mod signs;
mod words;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

use super::errors::Errors;
use super::parse;

fn stream(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn tokens(text: &str) -> Vec<TokenTree> {
    stream(text).into_iter().collect()
}

fn word(text: &str) -> Ident {
    Ident::new(text, Span::call_site())
}

/// The errors of a declaration, as the expressions that rustc reports.
fn said(declaration: &str) -> Vec<String> {
    let mut errors = Errors::default();
    let _ = parse::image(stream(declaration), &mut errors);
    errors.expressions().iter().map(ToString::to_string).collect()
}
