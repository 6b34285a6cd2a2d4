//! A program and its arguments, as users give them.

use super::texts::{Texts, given};
use crate::declare::given::Given;

/// A list of a program and its arguments, each a text of its own: `["a", "b"]`, or a `Vec` of texts.
///
/// A single text is no such list: only a shell would split it at its blanks, and no program is
/// called `"python3 -m inventory"`.
///
/// ```
/// use dockerfile_core::{Stage, debian};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .entrypoint(["python3", "-m", "inventory"])
///     .cmd(vec![format!("--port={}", 8080)]);
/// # let _ = stage;
/// ```
#[diagnostic::on_unimplemented(
    message = "a program and its arguments are a list, and `{Self}` is none",
    label = "would be one word that no program is called",
    note = "write the program and each argument as a text of its own: `[\"python3\", \"-m\", \"inventory\"]`",
    note = "where a shell has to read it, say so: `[\"/bin/sh\", \"-c\", \"..\"]`"
)]
pub trait ArgumentList: Texts {}

#[diagnostic::do_not_recommend]
impl<S: Into<String>, const N: usize> ArgumentList for [S; N] {}
#[diagnostic::do_not_recommend]
impl<S: Into<String>> ArgumentList for Vec<S> {}
#[diagnostic::do_not_recommend]
impl<S: Into<String> + Clone> ArgumentList for &[S] {}

/// Turns the list into texts that have the place of the caller.
#[track_caller]
pub(crate) fn given_list(arguments: impl ArgumentList) -> Vec<Given> {
    given(arguments)
}
