//! Mistakes of grammar: all of them, each at its place.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

#[derive(Default)]
pub(crate) struct Errors {
    found: Vec<(Span, String)>,
    /// Something that was meant is missing from the declaration.
    broken: bool,
}

impl Errors {
    /// What is wrong and what to write; the declaration is not what was meant.
    pub(crate) fn push(&mut self, span: Span, message: &str, help: &str) {
        self.broken = true;
        self.recovered(span, message, help);
    }

    /// The same for a mistake that hides nothing: the declaration is as it was meant.
    pub(crate) fn recovered(&mut self, span: Span, message: &str, help: &str) {
        self.found.push((span, format!("{message}\n\n  = help: {help}")));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn broken(&self) -> bool {
        self.broken
    }

    pub(crate) fn tokens(&self) -> TokenStream {
        let error =
            |(span, message): &(Span, String)| quote_spanned!(*span=> compile_error!(#message););
        self.found.iter().map(error).collect()
    }
}
