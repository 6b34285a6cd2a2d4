//! A cursor over tokens, and questions about single tokens.

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};

/// Tokens, and how many of them have been read.
pub(crate) struct Cursor {
    tokens: Vec<TokenTree>,
    at: usize,
}

impl Cursor {
    pub(crate) fn new(tokens: TokenStream) -> Self {
        Self { tokens: tokens.into_iter().collect(), at: 0 }
    }

    /// The token behind `ahead` others, without reading it.
    pub(crate) fn peek(&self, ahead: usize) -> Option<&TokenTree> {
        self.tokens.get(self.at + ahead)
    }

    pub(crate) fn rest(&self) -> &[TokenTree] {
        &self.tokens[self.at..]
    }

    pub(crate) fn next(&mut self) -> Option<TokenTree> {
        let token = self.tokens.get(self.at).cloned()?;
        self.at += 1;
        Some(token)
    }

    pub(crate) fn next_if(&mut self, is_wanted: impl Fn(&TokenTree) -> bool) -> Option<TokenTree> {
        self.peek(0).is_some_and(is_wanted).then(|| self.next()).flatten()
    }

    pub(crate) fn next_ident(&mut self) -> Option<Ident> {
        match self.next_if(|token| matches!(token, TokenTree::Ident(_)))? {
            TokenTree::Ident(ident) => Some(ident),
            _ => None,
        }
    }

    pub(crate) fn next_braces(&mut self) -> Option<Group> {
        match self.next_if(is_braces)? {
            TokenTree::Group(group) => Some(group),
            _ => None,
        }
    }

    /// Reads all tokens up to the first that ends them; that token is not read.
    pub(crate) fn take_until(&mut self, ends: impl Fn(&TokenTree) -> bool) -> Vec<TokenTree> {
        let mut taken = vec![];
        while let Some(token) = self.next_if(|token| !ends(token)) {
            taken.push(token);
        }
        taken
    }
}

pub(crate) fn is_braces(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

pub(crate) fn is_semicolon(token: &TokenTree) -> bool {
    is_punct(token, ';')
}

pub(crate) fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

/// Whether the tokens begin with this operator, and with no longer one: `=` and not `==`.
pub(crate) fn begins_with(tokens: &[TokenTree], operator: &str) -> bool {
    let is_joint = |token: Option<&TokenTree>| match token {
        Some(TokenTree::Punct(punct)) => punct.spacing() == Spacing::Joint,
        _ => false,
    };
    let length = operator.len();
    let same = operator.chars().zip(tokens).filter(|(char, token)| is_punct(token, *char)).count();
    let whole = (1..length).all(|at| is_joint(tokens.get(at - 1)));
    let longer = is_joint(tokens.get(length.wrapping_sub(1)))
        && tokens
            .get(length)
            .is_some_and(|next| ['=', '>', ':', '.'].iter().any(|char| is_punct(next, *char)));
    same == length && whole && !longer
}

/// Whether nothing stands between two tokens in the file. An editor that expands the macro may not know
/// positions: the answer is then yes.
pub(crate) fn touches(above: Span, next: Span) -> bool {
    above.end() == next.start()
}

/// Whether a token begins on a line below another one. An editor that expands the macro may not know
/// positions: the answer is then no.
pub(crate) fn is_below(next: Span, above: Span) -> bool {
    next.start().line > above.end().line
}
