//! Mistakes of grammar: all of them, each at its place.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

#[derive(Default)]
pub(crate) struct Errors {
    found: Vec<Error>,
    /// Something that was meant is missing from the declaration.
    broken: bool,
}

struct Error {
    span: Span,
    message: String,
    help: String,
    /// A habit is one mistake, however often it shows: how often it does below.
    habit: bool,
    again: usize,
}

impl Errors {
    /// What is wrong and what to write; the declaration is not what was meant.
    pub(crate) fn push(&mut self, span: Span, message: &str, help: &str) {
        self.broken = true;
        self.recovered(span, message, help);
    }

    /// The same for a mistake that hides nothing: the declaration is as it was meant.
    pub(crate) fn recovered(&mut self, span: Span, message: &str, help: &str) {
        self.add(span, message, help, false);
    }

    /// The same for what is written so from beginning to end by whoever writes it once. It is said
    /// where it begins.
    pub(crate) fn habit(&mut self, span: Span, message: &str, help: &str) {
        let known = self.found.iter_mut().find(|error| error.habit && error.message == message);
        match known {
            Some(error) => error.again += 1,
            None => self.add(span, message, help, true),
        }
    }

    fn add(&mut self, span: Span, message: &str, help: &str, habit: bool) {
        let (message, help) = (message.to_owned(), help.to_owned());
        self.found.push(Error { span, message, help, habit, again: 0 });
    }

    pub(crate) fn broken(&self) -> bool {
        self.broken
    }

    /// Each as an expression. rustc says nothing of what such an expression is used for.
    pub(crate) fn expressions(&self) -> Vec<TokenStream> {
        self.found.iter().map(Error::expression).collect()
    }
}

impl Error {
    fn expression(&self) -> TokenStream {
        let Self { span, message, help, again, .. } = self;
        let times = match again {
            0 => String::new(),
            1 => " (and once more below)".to_owned(),
            times => format!(" (and {times} times more below)"),
        };
        let text = format!("{message}{times}\n\n  = help: {help}");
        quote_spanned!(*span=> compile_error!(#text))
    }
}
