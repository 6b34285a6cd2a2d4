//! Credentials in values and in files: how one is told by a URL, by the name of a variable or by the
//! form of a token, and which values only refer to one.

mod name;
mod reference;
mod token;
mod url;
mod value_kind;
mod words;

#[cfg(feature = "cli")]
pub(crate) use name::means_secret;
pub(crate) use name::{buildkit_lists, hadolint_lists, is_named_as_none, may_be_secret};
pub(crate) use reference::is_reference;
#[cfg(feature = "cli")]
pub(crate) use token::issuer;
pub(crate) use token::{begins_with_token, token_in};
pub(crate) use url::{masked, url_credential};
pub(crate) use value_kind::value_kind;

#[cfg(test)]
mod tests;
