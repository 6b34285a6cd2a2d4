//! A declaration as it was written.

use proc_macro2::{Ident, Literal, Span, TokenStream};

/// Everything inside `image! { .. }`.
pub(crate) struct Image {
    /// `stage name { .. }`, in order.
    pub(crate) stages: Vec<Stage>,
    /// The image's own lines.
    pub(crate) lines: Vec<Line>,
}

pub(crate) struct Stage {
    pub(crate) name: Ident,
    pub(crate) lines: Vec<Line>,
}

pub(crate) enum Line {
    /// `word arguments;`
    Call { word: Ident, arguments: TokenStream },
    /// `word { NAME = value, .. };`
    Pairs { word: Ident, pairs: Vec<Pair> },
    /// `out_of_order "why" { .. }`
    OutOfOrder { word: Ident, why: TokenStream, lines: Vec<Line> },
}

impl Line {
    pub(crate) fn word(&self) -> &Ident {
        match self {
            Line::Call { word, .. } | Line::Pairs { word, .. } | Line::OutOfOrder { word, .. } => {
                word
            }
        }
    }
}

pub(crate) struct Pair {
    /// A string literal, located at the name.
    pub(crate) name: Literal,
    pub(crate) value: TokenStream,
}

impl Image {
    /// Where the declaration begins, for what has no place of its own.
    pub(crate) fn span(&self) -> Span {
        self.lines.first().map_or_else(Span::call_site, |line| line.word().span())
    }
}
