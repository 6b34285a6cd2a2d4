//! `#[derive(Settings)]`, which gives a struct the items that read its fields from the environment.
//!
//! The items use std alone, so that neither the program nor the declaration of its image depends on
//! more than this macro. A mistake is an error at its token. The items exist nevertheless, so that code
//! which uses them causes no further errors.

mod attribute;
mod expand;
mod setting;
mod struct_of;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use setting::Setting;

pub(crate) fn derive(tokens: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(tokens) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::default();
    let prefix = struct_of::prefix(&input, &mut errors);
    let fields = struct_of::fields(&input, &mut errors);
    let settings: Vec<Setting> =
        fields.filter_map(|field| Setting::of(field, &prefix, &mut errors)).collect();
    setting::are_told_apart(&settings, &mut errors);
    match errors.0 {
        None => expand::items(&input.ident, &settings),
        Some(all) => {
            let stubs = expand::stubs(&input, &settings);
            let said = all.into_compile_error();
            quote::quote!(#said #stubs)
        }
    }
}

/// The errors of a declaration, combined into one.
#[derive(Default)]
struct Errors(Option<syn::Error>);

impl Errors {
    fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// Reports a mistake at these tokens, with what to write instead.
    fn at(&mut self, tokens: impl quote::ToTokens, message: &str, help: &str) {
        self.push(wrong(tokens, message, help));
    }
}

/// The error for a mistake at these tokens, with what to write instead.
fn wrong(tokens: impl quote::ToTokens, message: &str, help: &str) -> syn::Error {
    syn::Error::new_spanned(tokens, format!("{message}\n\n  = help: {help}"))
}

#[cfg(test)]
mod tests;
