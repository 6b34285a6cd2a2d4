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

use proc_macro::TokenStream;

/// Expands `[$crate] declaration`; `dockerfile_core::image!` calls it.
#[doc(hidden)]
#[proc_macro]
pub fn __image(tokens: TokenStream) -> TokenStream {
    expand(tokens.into()).into()
}

fn expand(tokens: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let (core, tokens) = parse::split_crate(tokens);
    let mut errors = errors::Errors::default();
    let image = parse::image(tokens, &mut errors);
    expand::image(&core, &image, &errors)
}
