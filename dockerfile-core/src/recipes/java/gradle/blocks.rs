//! The blocks of a build file, and the projects that each is about: the root's file says
//! `subprojects { .. }` of others.

use super::settings_file::Token;

/// The innermost block that a token stands in.
#[derive(Clone, Copy)]
pub(super) struct Block<'s, 't> {
    pub(super) kind: Kind,
    pub(super) of: Projects<'s, 't>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The block `plugins` of the file itself.
    Plugins,
    Dependencies,
    Other,
}

/// The projects that a block is about.
#[derive(Clone, Copy)]
pub(super) enum Projects<'s, 't> {
    /// That of the script.
    Own,
    /// Those below it: `subprojects { .. }`.
    Below,
    /// `allprojects { .. }`
    All,
    /// Those that are named: `project(":app") { .. }`.
    Named(&'s [Token<'t>]),
}

impl Projects<'_, '_> {
    /// Whether a project is among them, of a script that is read for the project `own`.
    pub(super) fn has(self, path: &str, own: &str) -> bool {
        let bare = |path: &str| path.trim_start_matches(':').to_owned();
        match self {
            Self::Own => path == own,
            Self::Below => path != own,
            Self::All => true,
            Self::Named(tokens) => tokens
                .iter()
                .any(|token| matches!(token, Token::Text(named) if bare(named) == bare(path))),
        }
    }
}

/// The block that each token stands in.
pub(super) fn blocks<'s, 't>(tokens: &'s [Token<'t>]) -> Vec<Block<'s, 't>> {
    let outermost = Block { kind: Kind::Other, of: Projects::Own };
    let mut open = vec![outermost];
    let mut blocks = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        if *token == Token::Sign('}') && open.len() > 1 {
            open.pop();
        }
        let innermost = *open.last().unwrap_or(&outermost);
        blocks.push(innermost);
        if *token == Token::Sign('{') {
            open.push(block(&tokens[..at], open.len() == 1, innermost));
        }
    }
    blocks
}

/// The block that opens behind these tokens.
fn block<'s, 't>(
    before: &'s [Token<'t>],
    is_outermost: bool,
    around: Block<'s, 't>,
) -> Block<'s, 't> {
    use Token::{Sign, Word};
    let (before, arguments) = without_arguments(before);
    let kind = match before.last() {
        Some(Word("plugins")) if is_outermost && arguments.is_empty() => Kind::Plugins,
        Some(Word("dependencies")) => Kind::Dependencies,
        // A condition's block is of the block around it.
        Some(Word("if" | "else")) => around.kind,
        _ => Kind::Other,
    };
    let names = arguments.iter().any(|token| matches!(token, Token::Text(_)));
    let of = match before {
        [.., Word("configure" | "project")] if names => Projects::Named(arguments),
        [.., Word("subprojects")] | [.., Word("subprojects"), Sign('.'), Word(_)] => {
            Projects::Below
        }
        [.., Word("configure")] => Projects::Below,
        [.., Word("allprojects")] | [.., Word("allprojects"), Sign('.'), Word(_)] => Projects::All,
        _ => around.of,
    };
    Block { kind, of }
}

/// Tokens without the parentheses at their end, and what stands in these.
fn without_arguments<'s, 't>(tokens: &'s [Token<'t>]) -> (&'s [Token<'t>], &'s [Token<'t>]) {
    const MOST: usize = 1_000;
    let mut depth = 0_usize;
    for (back, token) in tokens.iter().rev().take(MOST).enumerate() {
        match token {
            Token::Sign(')') => depth += 1,
            Token::Sign('(') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            let at = tokens.len() - 1 - back;
            let arguments = tokens.get(at + 1..tokens.len() - 1).unwrap_or_default();
            return if back == 0 { (tokens, &[]) } else { (&tokens[..at], arguments) };
        }
    }
    (tokens, &[])
}
