//! The languages whose programs need an interpreter.

/// A language whose programs need an interpreter of the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Language {
    Node,
    Python,
    Ruby,
}

impl Language {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Language::Node => "Node",
            Language::Python => "Python",
            Language::Ruby => "Ruby",
        }
    }
}
