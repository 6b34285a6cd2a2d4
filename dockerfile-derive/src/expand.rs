//! A declaration to a chain of builder calls.
//!
//! Where a compiler message or `#[track_caller]` points is decided here: a call and its
//! parentheses carry the span of the line's word, and the receiver one of the user's
//! own, or rustc would underline the whole macro.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::ast::{Block, Image, Line};
use crate::errors::Errors;
use crate::literals;
use crate::signposts::signposts;

pub(crate) fn image(core: &TokenStream, image: &Image, errors: &Errors) -> TokenStream {
    let (body, signposts) = (body(core, image), signposts(core, image));
    let said = errors.expressions();
    // An editor takes the first token at a place for the one that is being typed, so all that is
    // not the chain stands below it.
    let (first, others) = (said.first(), said.get(1..).unwrap_or_default());
    match first {
        None if signposts.is_empty() => quote!({ #body }),
        None => quote!({ let image = { #body }; #signposts image }),
        Some(first) if errors.broken() => quote! {{
            #[allow(unexpected_cfgs)]
            let image = {
                #[cfg(rust_analyzer)]
                let image = { #body };
                // rustc shows these errors and nothing that follows from them; an editor keeps
                // the chain as far as it goes, and with it completion and types.
                #[cfg(not(rust_analyzer))]
                let image = #first;
                #[cfg(rust_analyzer)]
                #first;
                image
            };
            #(#others;)*
            image
        }},
        Some(_) => quote!({ let image = { #body }; #(#said;)* #signposts image }),
    }
}

fn body(core: &TokenStream, image: &Image) -> TokenStream {
    let blocks = image.blocks.iter().map(|block| let_block(core, block));
    let checks = image.lines.iter().map(|line| line_checks(core, line));
    let targets: Vec<&Ident> = image.targets().map(|target| &target.name).collect();
    let (last, others) = match targets.split_last() {
        Some((last, others)) => (quote!(#last), others),
        None => (chain(core, None, &image.lines, image.span()), &[][..]),
    };
    if image.blocks.is_empty() {
        return quote!(#(#checks)* #last);
    }
    // Below the chain: an editor looks for what is being typed from the top.
    let stages = image.blocks.iter().filter(|block| !block.is_target).map(|block| &block.name);
    let value = if others.is_empty() { quote!(__image) } else { quote!((#(#others,)* __image)) };
    quote! {
        #(#blocks)* #(#checks)*
        let mut __image = { #last };
        #(#core::__private::declared(&mut __image, &#stages);)*
        #(#core::__private::declared_target(&mut __image, &#others);)*
        #value
    }
}

fn let_block(core: &TokenStream, block: &Block) -> TokenStream {
    let Block { name, lines, .. } = block;
    // Rust's names have `_` where those of stages have `-`.
    let mut written = Literal::string(&name.to_string().replace('_', "-"));
    written.set_span(name.span());
    let name_check = literals::checks(core, "stage", 0, TokenTree::from(written.clone()).into());
    let checks = lines.iter().map(|line| line_checks(core, line));
    let span = lines.first().map_or_else(|| name.span(), |line| line.word().span());
    let chain = chain(core, Some(&written), lines, span);
    quote!(#name_check #(#checks)* let #name = { #chain };)
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
