//! The proc macro behind `dockerfile_core::image!`.
//!
//! `parse` turns tokens into a declaration, and recovers from mistakes; `expand` turns the declaration
//! into a chain of builder calls. Neither knows an instruction: the builder's methods say what a line
//! means. Only `words` knows the instructions, to answer a user who writes one as in a Dockerfile.

mod arguments;
mod ast;
mod comments;
mod cursor;
mod errors;
mod examples;
mod expand;
mod line;
mod literals;
mod pairs;
mod parse;
mod signposts;
mod words;

use proc_macro2::TokenStream;

pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    let (core, tokens) = parse::split_crate(tokens);
    let mut errors = errors::Errors::default();
    let image = parse::image(tokens, &mut errors);
    expand::image(&core, &image, &errors)
}

#[cfg(test)]
mod tests;
