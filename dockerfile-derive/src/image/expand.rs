//! The expansion of a declaration into a chain of builder calls.
//!
//! The spans here decide where a compiler message or `#[track_caller]` points. A call and its
//! parentheses have the span of the line's word. The receiver of the chain has a span of the user's
//! tokens, too: otherwise rustc would underline the whole macro.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::ast::{Block, Image, Line};
use super::errors::Errors;
use super::literals;
use super::signposts::signposts;

/// The expression that `image!` expands to, for an editor and for rustc.
///
/// To complete a word, an editor expands the macro twice: as it is, and with a word at the cursor. It
/// looks for the same receiver at the same place in both expansions. So checks and errors, which differ
/// between the two, stand below the calls. An editor also takes the first token at a place for the one
/// that is being typed, so the chain for the editor stands first.
pub(crate) fn image(core: &TokenStream, image: &Image, errors: &Errors) -> TokenStream {
    let (body, signposts) = (body(core, image), signposts(core, image));
    let said = errors.expressions();
    // If the declaration is broken, its value for rustc is the first error: such an expression has no
    // type, so no other errors follow. An editor gets the chain as far as it was understood, and with
    // it types and completion.
    let (value, shown, more) = match said.split_first() {
        Some((first, others)) if errors.broken() => {
            (quote!(#first), quote!(#[cfg(rust_analyzer)] #first; #(#others;)*), quote!())
        }
        _ => {
            let checks = checks(core, image);
            (quote!({ #body }), quote!(#(#said;)*), quote!({ #checks } #signposts))
        }
    };
    quote! {{
        #[allow(unexpected_cfgs)]
        let image = {
            #[cfg(rust_analyzer)]
            let image = { #body };
            #[cfg(not(rust_analyzer))]
            let image = #value;
            #shown
            image
        };
        #more
        image
    }}
}

/// The blocks as `let` statements, and the value: the chain of the image, or the targets.
fn body(core: &TokenStream, image: &Image) -> TokenStream {
    let blocks = image.blocks.iter().map(|block| let_block(core, block));
    let targets: Vec<&Ident> = image.targets().map(|target| &target.name).collect();
    let (last, others) = match targets.split_last() {
        Some((last, others)) => (quote!(#last), others),
        None => (chain(core, None, &image.lines, image.span()), &[][..]),
    };
    if image.blocks.is_empty() {
        return last;
    }
    let stages = image.blocks.iter().filter(|block| !block.is_target).map(|block| &block.name);
    let value = if others.is_empty() { quote!(__image) } else { quote!((#(#others,)* __image)) };
    quote! {
        #(#blocks)*
        let mut __image = { #last };
        #(#core::__private::declared(&mut __image, &#stages);)*
        #(#core::__private::declared_target(&mut __image, &#others);)*
        #value
    }
}

fn let_block(core: &TokenStream, block: &Block) -> TokenStream {
    let Block { name, lines, .. } = block;
    let span = lines.first().map_or_else(|| name.span(), |line| line.word().span());
    let chain = chain(core, Some(&written(name)), lines, span);
    quote!(let #name = { #chain };)
}

/// The name of a stage in the Dockerfile, which has `-` where the name in Rust has `_`.
fn written(name: &Ident) -> Literal {
    let mut written = Literal::string(&name.to_string().replace('_', "-"));
    written.set_span(name.span());
    written
}

/// The checks of all literals in the lines, and of the names of the blocks.
fn checks(core: &TokenStream, image: &Image) -> TokenStream {
    let name = |block: &Block| TokenTree::from(written(&block.name)).into();
    let names = image.blocks.iter().map(|block| literals::checks(core, "stage", 0, name(block)));
    let lines = image.all_lines().map(|line| line_checks(core, line));
    names.chain(lines).collect()
}

/// The statements that begin a stage, and call a method for each line.
fn chain(core: &TokenStream, name: Option<&Literal>, lines: &[Line], span: Span) -> TokenStream {
    let receiver = Ident::new("__stage", span);
    // No path into `::core` may stand here: rustc would then print the full paths of our phases, some
    // of which are called like something in `core`.
    let begin = match name {
        Some(name) => quote!(named_stage(#name)),
        None => quote!(stage()),
    };
    let calls = lines.iter().map(call);
    quote_spanned!(span=> let #receiver = #core::__private::#begin; #receiver #(#calls)*)
}

fn call(line: &Line) -> TokenStream {
    match line {
        Line::Call { word, arguments } => method(word, arguments.clone()),
        Line::Pairs { word, pairs } => pairs
            .iter()
            .map(|pair| {
                let (name, value) = (&pair.name, &pair.value);
                method(word, quote_spanned!(word.span()=> #name, #value))
            })
            .collect(),
        Line::OutOfOrder { word, why, lines } => {
            // The span is not that of the first line inside: an editor would take this token for the
            // first line's word.
            let stage = Ident::new("__stage", word.span());
            let calls = lines.iter().map(call);
            method(word, quote_spanned!(word.span()=> #why, |#stage| #stage #(#calls)*))
        }
    }
}

/// The call `.word(arguments)`.
fn method(word: &Ident, arguments: TokenStream) -> TokenStream {
    let mut parentheses = Group::new(Delimiter::Parenthesis, arguments);
    parentheses.set_span(word.span());
    quote_spanned!(word.span()=> .#word #parentheses)
}

fn line_checks(core: &TokenStream, line: &Line) -> TokenStream {
    match line {
        Line::Call { word, arguments } => {
            literals::checks(core, &word.to_string(), 0, arguments.clone())
        }
        Line::Pairs { word, pairs } => pairs
            .iter()
            .map(|pair| {
                let name = TokenTree::from(pair.name.clone());
                literals::pair_checks(core, &word.to_string(), name, pair.value.clone())
            })
            .collect(),
        Line::OutOfOrder { word, why, lines } => {
            let why = literals::checks(core, &word.to_string(), 0, why.clone());
            let lines = lines.iter().map(|line| line_checks(core, line));
            quote!(#why #(#lines)*)
        }
    }
}
