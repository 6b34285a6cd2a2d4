//! Settings to items of the program's type.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::DeriveInput;
use syn::spanned::Spanned;

use super::setting::Setting;

/// A setting as the declaration of an image finds it: its variable, what it is for, its default, what
/// else is said of it, and whether a text is one that the program reads.
fn setting_type() -> TokenStream {
    quote! {(
        &'static str,
        &'static str,
        ::std::option::Option<&'static str>,
        &'static [&'static str],
        fn(&str) -> ::std::result::Result<(), ::std::string::String>,
    )}
}

pub(super) fn items(name: &Ident, settings: &[Setting]) -> TokenStream {
    let kind = setting_type();
    let readers: Vec<Ident> = (0..settings.len()).map(|at| format_ident!("__read_{at}")).collect();
    let reader_items =
        settings.iter().zip(&readers).map(|(setting, reader)| reads(setting, reader));
    let constants =
        settings.iter().zip(&readers).map(|(setting, reader)| constant(setting, reader, &kind));
    let names = settings.iter().map(|setting| &setting.constant);
    let (trait_of_readers, ask) = (trait_of_readers(), ask(&kind));
    let from_env = from_env(settings, &readers);
    quote! {
        const _: () = {
            #trait_of_readers
            #ask
            #(#reader_items)*

            #[automatically_derived]
            #[allow(dead_code, unreachable_pub)]
            impl #name {
                #(#constants)*

                /// All settings, for the declaration of an image: `.settings(..)`.
                pub const SETTINGS: &'static [#kind] = &[#(Self::#names),*];

                #from_env
            }
        };
    }
}

/// The words for a type that no variable can be.
fn trait_of_readers() -> TokenStream {
    quote! {
        #[diagnostic::on_unimplemented(
            message = "`{Self}` is no type of a setting",
            label = "nothing reads this from a text",
            note = "a setting is read by `FromStr`, whose error is shown by `Display`: numbers, `bool`, `String`, `PathBuf`, `SocketAddr`, and types of your own",
            note = "a time is a number whose name says of what, `timeout_seconds: u64`; a list is a type of your own, whose `from_str` splits the text"
        )]
        trait ReadFromText: Sized {
            fn __read_from_text(text: &str) -> ::std::result::Result<Self, ::std::string::String>;
        }

        #[diagnostic::do_not_recommend]
        impl<T: ::std::str::FromStr> ReadFromText for T
        where
            T::Err: ::std::fmt::Display,
        {
            fn __read_from_text(text: &str) -> ::std::result::Result<Self, ::std::string::String> {
                text.parse::<T>().map_err(|problem| ::std::string::ToString::to_string(&problem))
            }
        }
    }
}

/// What reads a setting, or says what is wrong. A value is never part of that: a log is read by more
/// people than an environment. What a type's own `FromStr` says is shown, but of a secret.
fn ask(kind: &TokenStream) -> TokenStream {
    quote! {
        #[allow(dead_code)]
        fn __ask<T>(
            (name, description, default, said, _): #kind,
            kind: &str,
            read: fn(&str) -> ::std::result::Result<T, ::std::string::String>,
            lookup: &dyn Fn(&str) -> ::std::option::Option<::std::ffi::OsString>,
            problems: &mut ::std::vec::Vec<::std::string::String>,
        ) -> ::std::option::Option<T> {
            let about = match description {
                "" => ::std::string::String::new(),
                text => ::std::format!(": {text}"),
            };
            let given = lookup(name);
            let is_default = given.is_none();
            let text = match (given.map(::std::ffi::OsString::into_string), default) {
                (Some(Ok(text)), _) => text,
                (Some(Err(_)), _) => {
                    problems.push(::std::format!("{name} is no text in UTF-8{about}"));
                    return None;
                }
                (None, Some(default)) => ::std::borrow::ToOwned::to_owned(default),
                (None, None) => {
                    if !said.contains(&"optional") {
                        problems.push(::std::format!("{name} is not set{about}"));
                    }
                    return None;
                }
            };
            if text.is_empty() && default.is_none() && !said.contains(&"optional") {
                problems.push(::std::format!("{name} is empty{about}"));
                return None;
            }
            read(&text)
                .map_err(|problem| {
                    let what = if is_default { " has a default that" } else { "" };
                    let problem = match said.contains(&"secret") {
                        true => ::std::string::String::new(),
                        false => ::std::format!(" ({problem})"),
                    };
                    problems.push(::std::format!("{name}{what} is no `{kind}`{problem}{about}"));
                })
                .ok()
        }
    }
}

/// What reads the field's type. It alone names the type, so that one that cannot be read is one error.
fn reads(setting: &Setting, reader: &Ident) -> TokenStream {
    let kind = &setting.kind;
    // A macro's type may be given by its user, who does not see the argument.
    let span = Span::call_site().located_at(kind.span());
    let call = quote_spanned!(span=> <#kind as ReadFromText>::__read_from_text(text));
    quote! {
        #[allow(dead_code)]
        fn #reader(text: &str) -> ::std::result::Result<#kind, ::std::string::String> {
            #call
        }
    }
}

fn constant(setting: &Setting, reader: &Ident, kind: &TokenStream) -> TokenStream {
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
        pub const #constant: #kind = (
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
        /// The settings, as the environment of the program has them.
        ///
        /// # Errors
        ///
        /// All that is missing or cannot be read, a line each, which begins with the variable's name
        /// and never holds a value.
        pub fn from_env() -> ::std::result::Result<Self, ::std::string::String> {
            Self::from_lookup(|name| ::std::env::var_os(name))
        }

        /// The same of what a function says that a variable holds, for tests.
        ///
        /// # Errors
        ///
        /// As `from_env` has them.
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

/// The items of a declaration that is wrong, for what names them.
pub(super) fn stubs(input: &DeriveInput, settings: &[Setting]) -> TokenStream {
    let kind = setting_type();
    let name = &input.ident;
    let (of, parameters, bounds) = input.generics.split_for_impl();
    let mut known: Vec<&Ident> = vec![];
    for setting in settings {
        if !known.contains(&&setting.constant) {
            known.push(&setting.constant);
        }
    }
    quote! {
        #[allow(dead_code, unreachable_pub)]
        impl #of #name #parameters #bounds {
            #(
                #[doc(hidden)]
                pub const #known: #kind =
                    ("", "", ::std::option::Option::None, &[], |_| ::std::result::Result::Ok(()));
            )*
            #[doc(hidden)]
            pub const SETTINGS: &'static [#kind] = &[];

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
    }
}
