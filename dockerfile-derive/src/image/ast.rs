//! The syntax tree of a declaration.

use proc_macro2::{Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// Everything inside `image! { .. }`.
#[derive(Default)]
pub(crate) struct Image {
    /// The stages and targets, in order.
    pub(crate) blocks: Vec<Block>,
    /// The lines beside the blocks. An image with targets has none.
    pub(crate) lines: Vec<Line>,
}

/// `stage name { .. }` or `target name { .. }`.
pub(crate) struct Block {
    pub(crate) is_target: bool,
    pub(crate) name: Ident,
    pub(crate) lines: Vec<Line>,
}

/// A line of an image or a block.
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

/// `NAME = value`.
pub(crate) struct Pair {
    /// The name as a string literal, located where the name stands.
    pub(crate) name: Literal,
    pub(crate) value: TokenStream,
}

impl Pair {
    /// The tokens of the pair as it was written.
    pub(crate) fn tokens(&self) -> Vec<TokenTree> {
        let equals = TokenTree::from(Punct::new('=', Spacing::Alone));
        let name = TokenTree::from(self.name.clone());
        [name, equals].into_iter().chain(self.value.clone()).collect()
    }
}

impl Image {
    /// The span of the first line, for tokens that have no span of their own.
    pub(crate) fn span(&self) -> Span {
        self.lines.first().map_or_else(Span::call_site, |line| line.word().span())
    }

    /// The blocks that are targets.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| block.is_target)
    }

    /// The lines of all blocks and those beside them, without the lines inside of `out_of_order`.
    pub(crate) fn all_lines(&self) -> impl Iterator<Item = &Line> {
        self.blocks.iter().flat_map(|block| &block.lines).chain(&self.lines)
    }
}
