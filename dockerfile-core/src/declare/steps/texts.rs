//! One text or several, as users give them.

use crate::declare::given::Given;

/// One text or several: `"a"`, `["a", "b"]`, or a `Vec` of texts.
///
/// ```
/// use dockerfile_core::{apt, manifest};
///
/// let one = manifest("package.json");
/// let several = apt(["curl", "git"]);
/// let computed = apt(vec![format!("postgresql-client-{}", 15)]);
/// # let _ = (one, several, computed);
/// ```
#[diagnostic::on_unimplemented(
    message = "this is neither a text nor a list of texts",
    label = "no text",
    note = "write one text, `\"curl\"`, or a list, `[\"curl\", \"git\"]`; what an iterator gives is a list after `.collect::<Vec<_>>()`"
)]
pub trait Texts {
    #[doc(hidden)]
    fn texts(self) -> Vec<String>;
}

impl Texts for &str {
    fn texts(self) -> Vec<String> {
        vec![self.to_owned()]
    }
}

impl Texts for String {
    fn texts(self) -> Vec<String> {
        vec![self]
    }
}

impl Texts for &String {
    fn texts(self) -> Vec<String> {
        vec![self.clone()]
    }
}

impl<S: Into<String>, const N: usize> Texts for [S; N] {
    fn texts(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<S: Into<String>> Texts for Vec<S> {
    fn texts(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<S: Into<String> + Clone> Texts for &[S] {
    fn texts(self) -> Vec<String> {
        self.iter().cloned().map(Into::into).collect()
    }
}

/// Gives each text the place of the caller.
#[track_caller]
pub(crate) fn given(texts: impl Texts) -> Vec<Given> {
    let here = Given::new("");
    texts.texts().into_iter().map(|text| Given { text, at: here.at }).collect()
}
