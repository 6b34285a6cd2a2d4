//! The proc macro behind `dockerfile_core::image!`.
//!
//! Tokens become a declaration (`parse`, which recovers from mistakes), and that
//! becomes a chain of builder calls (`expand`). Neither knows an instruction: what a
//! line means is the builder's business. `words` knows those of Dockerfiles, to answer
//! who writes one.

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
