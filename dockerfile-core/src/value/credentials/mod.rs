//! What is a credential, in values and in files: URLs that carry one, variables that are named
//! after one, and what only stands for one.

mod name;
mod reference;
mod token;
mod url;
mod words;
mod worth;

pub(crate) use name::{buildkit_lists, hadolint_lists, is_named_as_none, may_be_secret};
pub(crate) use reference::is_reference;
pub(crate) use token::begins_with_token;
pub(crate) use url::{masked, url_credential};
pub(crate) use worth::worth;
