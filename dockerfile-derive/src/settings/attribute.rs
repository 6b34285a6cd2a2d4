//! The parser of `#[setting(..)]`: keys, some with a value.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Lit, Meta, Token};

use super::{Errors, wrong};

/// A key that the attribute of a field takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Name,
    Default,
    Port,
    Secret,
    Public,
}

impl Word {
    pub(super) fn of(text: &str) -> Option<Self> {
        Some(match text {
            "name" => Self::Name,
            "default" => Self::Default,
            "port" => Self::Port,
            "secret" => Self::Secret,
            "public" => Self::Public,
            _ => return None,
        })
    }
}

/// A key of the attribute as it was written, with its value.
pub(super) struct Key {
    pub(super) word: Ident,
    pub(super) value: Option<Value>,
}

/// The value of a key: a literal, perhaps a negative number.
pub(super) struct Value {
    minus: Option<Token![-]>,
    pub(super) literal: Lit,
}

impl Value {
    /// The text of a string literal.
    pub(super) fn text(&self) -> Option<String> {
        match &self.literal {
            Lit::Str(text) if self.minus.is_none() => Some(text.value()),
            _ => None,
        }
    }

    /// The value as a variable of the environment would hold it; `None` if a literal of this kind can be
    /// no setting.
    pub(super) fn shown(&self) -> Option<String> {
        let minus = if self.minus.is_some() { "-" } else { "" };
        match &self.literal {
            Lit::Int(number) if number.suffix().is_empty() => {
                Some(format!("{minus}{}", number.base10_digits()))
            }
            Lit::Float(number) if number.suffix().is_empty() => {
                Some(format!("{minus}{}", number.base10_digits()))
            }
            Lit::Bool(switch) if minus.is_empty() => Some(switch.value.to_string()),
            Lit::Char(char) if minus.is_empty() => Some(char.value().to_string()),
            _ => self.text(),
        }
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.minus.to_tokens(tokens);
        self.literal.to_tokens(tokens);
    }
}

impl Parse for Key {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word = input.call(Ident::parse_any)?;
        if input.is_empty() || input.peek(Token![,]) {
            return Ok(Self { word, value: None });
        }
        if !input.peek(Token![=]) {
            let help = format!("write `{word} = value`, with commas between keys");
            return Err(wrong(
                input.parse::<proc_macro2::TokenTree>()?,
                "a key and its value are written with `=`",
                &help,
            ));
        }
        input.parse::<Token![=]>()?;
        let minus: Option<Token![-]> = input.parse()?;
        if !input.peek(Lit) {
            const HELP: &str = "write the text, the number, `true` or `false`: it stands in the Dockerfile, so that \
                                no constant and no call can stand for it";
            let rest: TokenStream = match input.is_empty() {
                true => word.to_token_stream(),
                false => input.parse()?,
            };
            return Err(wrong(rest, "the value of a setting is a literal", HELP));
        }
        let literal = input.parse()?;
        Ok(Self { word, value: Some(Value { minus, literal }) })
    }
}

/// The keys of all `#[setting(..)]` attributes.
pub(super) fn keys(attributes: &[Attribute], errors: &mut Errors) -> Vec<Key> {
    let mut all = vec![];
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("setting")) {
        let Meta::List(_) = &attribute.meta else {
            errors.at(
                &attribute.meta,
                "`setting` takes keys in parentheses",
                "write `#[setting(default = 8080)]`",
            );
            continue;
        };
        match attribute.parse_args_with(Punctuated::<Key, Token![,]>::parse_terminated) {
            Ok(keys) => all.extend(keys),
            Err(error) => errors.push(error),
        }
    }
    all
}
