//! A declaration to a chain of builder calls.
//!
//! Where a compiler message or `#[track_caller]` points is decided here: a call and its
//! parentheses carry the span of the line's word, and the receiver one of the user's
//! own, or rustc would underline the whole macro.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::ast::{Block, Image, Line};
use super::errors::Errors;
use super::literals;
use super::signposts::signposts;

/// The value of an image, for an editor and for rustc.
///
/// An editor expands the macro twice, as it is and with a word where the cursor stands, and looks
/// for the same receiver at the same place in both. So whatever depends on a line, be it a check or
/// an error, stands below that line's call. It takes the first token at a place for the one that is
/// being typed, so its own copy of the chain stands first.
pub(crate) fn image(core: &TokenStream, image: &Image, errors: &Errors) -> TokenStream {
    let (body, signposts) = (body(core, image), signposts(core, image));
    let said = errors.expressions();
    // rustc shows these errors and nothing that follows from them: what is one has no type. An
    // editor keeps the chain as far as it goes, and with it completion and types.
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

/// Rust's names have `_` where those of stages have `-`.
fn written(name: &Ident) -> Literal {
    let mut written = Literal::string(&name.to_string().replace('_', "-"));
    written.set_span(name.span());
    written
}

/// The checks of all literals, and of the stages' names.
fn checks(core: &TokenStream, image: &Image) -> TokenStream {
    let name = |block: &Block| TokenTree::from(written(&block.name)).into();
    let names = image.blocks.iter().map(|block| literals::checks(core, "stage", 0, name(block)));
    let lines = image.all_lines().map(|line| line_checks(core, line));
    names.chain(lines).collect()
}

fn chain(core: &TokenStream, name: Option<&Literal>, lines: &[Line], span: Span) -> TokenStream {
    let receiver = Ident::new("__stage", span);
    // No path into `::core` here: with that crate in scope, rustc prints the paths of our
    // phases, some of which are named like something in it.
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
            // Not the first line's span: an editor would look for that word here.
            let stage = Ident::new("__stage", word.span());
            let calls = lines.iter().map(call);
            method(word, quote_spanned!(word.span()=> #why, |#stage| #stage #(#calls)*))
        }
    }
}

/// `.word(arguments)`
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
