//! The items that the program's type gets.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::DeriveInput;
use syn::spanned::Spanned;

use super::setting::Setting;

/// The items that every type needs, as a text: to parse it takes less compile time than code that makes
/// the tokens one by one.
const SAME_FOR_ALL: &str = include_str!("same_for_all.rs");

fn same_for_all() -> TokenStream {
    SAME_FOR_ALL.parse().expect("it is Rust")
}

/// All items of a declaration without mistakes.
pub(super) fn items(name: &Ident, settings: &[Setting]) -> TokenStream {
    let readers: Vec<Ident> = (0..settings.len()).map(|at| format_ident!("__read_{at}")).collect();
    let reader_items =
        settings.iter().zip(&readers).map(|(setting, reader)| reads(setting, reader));
    let constants =
        settings.iter().zip(&readers).map(|(setting, reader)| constant(setting, reader));
    let names = settings.iter().map(|setting| &setting.constant);
    let same_for_all = same_for_all();
    let from_env = from_env(settings, &readers);
    quote! {
        const _: () = {
            #same_for_all
            #(#reader_items)*

            #[automatically_derived]
            #[allow(dead_code, unreachable_pub)]
            impl #name {
                #(#constants)*

                /// All settings, for the declaration of an image: `.settings(..)`.
                pub const SETTINGS: &'static [__Setting] = &[#(Self::#names),*];

                #from_env
            }
        };
    }
}

/// The function that reads the field's type from a text. No other item names that type, so that a type
/// which cannot be read is one error.
fn reads(setting: &Setting, reader: &Ident) -> TokenStream {
    let kind = &setting.kind;
    // The type may come from a macro whose user cannot see `text`, so the call is hygienic to us.
    let span = Span::call_site().located_at(kind.span());
    let call = quote_spanned!(span=> <#kind as ReadFromText>::__read_from_text(text));
    quote! {
        #[allow(dead_code)]
        fn #reader(text: &str) -> ::std::result::Result<#kind, ::std::string::String> {
            #call
        }
    }
}

/// The constant that names a setting.
fn constant(setting: &Setting, reader: &Ident) -> TokenStream {
    let Setting { constant, variable, description, .. } = setting;
    let default = match &setting.default {
        Some(text) => quote!(::std::option::Option::Some(#text)),
        None => quote!(::std::option::Option::None),
    };
    let mut said: Vec<String> = vec![];
    let marks = [
        ("optional", setting.is_optional),
        ("port", setting.is_port),
        ("secret", setting.is_secret),
        ("system", setting.is_of_system),
    ];
    said.extend(marks.iter().filter(|(_, is_said)| *is_said).map(|(mark, _)| (*mark).to_owned()));
    said.extend(setting.public.iter().map(|why| format!("public: {why}")));
    let doc = format!("The setting `{variable}`.");
    quote! {
        #[doc = #doc]
        pub const #constant: __Setting = (
            #variable,
            #description,
            #default,
            &[#(#said),*],
            |text| #reader(text).map(|_| ()),
        );
    }
}

fn from_env(settings: &[Setting], readers: &[Ident]) -> TokenStream {
    let fields: Vec<&Ident> = settings.iter().map(|setting| &setting.field).collect();
    let found: Vec<Ident> = (0..settings.len()).map(|at| format_ident!("__found_{at}")).collect();
    let constants = settings.iter().map(|setting| &setting.constant);
    let kinds = settings.iter().map(|setting| {
        let kind = &setting.kind;
        quote!(#kind).to_string().replace(' ', "")
    });
    let whole = settings.iter().zip(&found).filter(|(setting, _)| !setting.is_optional);
    let whole: Vec<&Ident> = whole.map(|(_, found)| found).collect();
    quote! {
        /// Reads the settings from the environment of the program.
        ///
        /// # Errors
        ///
        /// A text with a line for each variable that is missing or cannot be read. The line begins with
        /// the name of the variable and never shows a value.
        pub fn from_env() -> ::std::result::Result<Self, ::std::string::String> {
            Self::from_lookup(|name| ::std::env::var_os(name))
        }

        /// Reads the settings from a function that gives the value of a variable, for tests.
        ///
        /// # Errors
        ///
        /// The text of `from_env`: a line for each variable that is missing or cannot be read.
        pub fn from_lookup(
            lookup: impl Fn(&str) -> ::std::option::Option<::std::ffi::OsString>,
        ) -> ::std::result::Result<Self, ::std::string::String> {
            let mut __problems = ::std::vec::Vec::new();
            #(let #found = __ask(Self::#constants, #kinds, #readers, &lookup, &mut __problems);)*
            match (#(#whole,)* __problems.is_empty()) {
                (#(::std::option::Option::Some(#whole),)* true) => {
                    ::std::result::Result::Ok(Self { #(#fields: #found),* })
                }
                _ => ::std::result::Result::Err(__problems.join("\n")),
            }
        }
    }
}

/// The items of a declaration with mistakes, so that code which uses them causes no further errors.
pub(super) fn stubs(input: &DeriveInput, settings: &[Setting]) -> TokenStream {
    let same_for_all = same_for_all();
    let name = &input.ident;
    let (of, parameters, bounds) = input.generics.split_for_impl();
    let mut known: Vec<&Ident> = vec![];
    for setting in settings {
        if !known.contains(&&setting.constant) {
            known.push(&setting.constant);
        }
    }
    quote! {
        const _: () = {
            #same_for_all
            #[allow(dead_code, unreachable_pub)]
            impl #of #name #parameters #bounds {
                #(
                    #[doc(hidden)]
                    pub const #known: __Setting =
                        ("", "", ::std::option::Option::None, &[], |_| ::std::result::Result::Ok(()));
                )*
                #[doc(hidden)]
                pub const SETTINGS: &'static [__Setting] = &[];

                #[doc(hidden)]
                pub fn from_env() -> ::std::result::Result<Self, ::std::string::String> {
                    ::std::unreachable!()
                }

                #[doc(hidden)]
                pub fn from_lookup(
                    _: impl Fn(&str) -> ::std::option::Option<::std::ffi::OsString>,
                ) -> ::std::result::Result<Self, ::std::string::String> {
                    ::std::unreachable!()
                }
            }
        };
    }
}
