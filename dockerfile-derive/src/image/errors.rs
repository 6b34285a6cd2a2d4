//! Mistakes of grammar, which are all reported, each at its place.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

#[derive(Default)]
pub(crate) struct Errors {
    found: Vec<Error>,
    /// A mistake has removed a part of the declaration, so that more errors would follow from it.
    broken: bool,
}

struct Error {
    span: Span,
    message: String,
    help: String,
    /// The mistake is reported once, however often it is made.
    habit: bool,
    /// How often the habit shows again below.
    again: usize,
}

impl Errors {
    /// Reports a mistake, and what to write instead. A part of the declaration is missing because of it.
    pub(crate) fn push(&mut self, span: Span, message: &str, help: &str) {
        self.broken = true;
        self.recovered(span, message, help);
    }

    /// Reports a mistake, and what to write instead. The declaration is nevertheless complete.
    pub(crate) fn recovered(&mut self, span: Span, message: &str, help: &str) {
        self.add(span, message, help, false);
    }

    /// Reports a mistake that its author repeats on each line. Only the first place is shown, with the
    /// number of the others. The declaration is nevertheless complete.
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

    /// The errors as expressions. rustc reports no further error about the use of such an expression.
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
