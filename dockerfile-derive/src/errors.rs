//! Mistakes of grammar: all of them, each at its place.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

#[derive(Default)]
pub(crate) struct Errors(Vec<(Span, String)>);

impl Errors {
    /// What is wrong, and what to write.
    pub(crate) fn push(&mut self, span: Span, message: &str, help: &str) {
        self.0.push((span, format!("{message}\n\n  = help: {help}")));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn tokens(&self) -> TokenStream {
        let error = |(span, message): &(Span, String)| quote_spanned!(*span=> ::core::compile_error!(#message););
        self.0.iter().map(error).collect()
    }
}
