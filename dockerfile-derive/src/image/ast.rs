//! A declaration as it was written.

use proc_macro2::{Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// Everything inside `image! { .. }`.
#[derive(Default)]
pub(crate) struct Image {
    /// `stage name { .. }` and `target name { .. }`, in order.
    pub(crate) blocks: Vec<Block>,
    /// The image's own lines, where it has no targets.
    pub(crate) lines: Vec<Line>,
}

pub(crate) struct Block {
    pub(crate) is_target: bool,
    pub(crate) name: Ident,
    pub(crate) lines: Vec<Line>,
}

pub(crate) enum Line {
    /// `word arguments;`
    Call { word: Ident, arguments: TokenStream },
    /// `word NAME = value, ..;` and `word { NAME = value, .. };`
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

impl Pair {
    /// As it was written.
    pub(crate) fn tokens(&self) -> Vec<TokenTree> {
        let equals = TokenTree::from(Punct::new('=', Spacing::Alone));
        let name = TokenTree::from(self.name.clone());
        [name, equals].into_iter().chain(self.value.clone()).collect()
    }
}

impl Image {
    /// Where the declaration begins, for what has no place of its own.
    pub(crate) fn span(&self) -> Span {
        self.lines.first().map_or_else(Span::call_site, |line| line.word().span())
    }

    /// The blocks that are built by their names.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| block.is_target)
    }

    /// The lines of all blocks, and the image's own; not those inside of lines.
    pub(crate) fn all_lines(&self) -> impl Iterator<Item = &Line> {
        self.blocks.iter().flat_map(|block| &block.lines).chain(&self.lines)
    }
}
