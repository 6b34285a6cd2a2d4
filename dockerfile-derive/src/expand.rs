//! A declaration to a chain of builder calls.
//!
//! Where a compiler message or `#[track_caller]` points is decided here: a call and its
//! parentheses carry the span of the line's word, and the receiver one of the user's
//! own, or rustc would underline the whole macro.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::ast::{Image, Line, Stage};
use crate::errors::Errors;
use crate::literals;

pub(crate) fn image(core: &TokenStream, image: &Image, errors: Errors) -> TokenStream {
    let body = body(core, image);
    if errors.is_empty() {
        return quote!({ #body });
    }
    let (broken, errors) = (errors.broken(), errors.tokens());
    // An editor takes the first token at a place for the one that is being typed, so the
    // errors stand below the chain.
    if !broken {
        return quote!({ let image = { #body }; #errors image });
    }
    // rustc shows these errors and nothing that follows from them; an editor keeps the
    // chain as far as it goes, and with it completion and types.
    quote! {{
        #[allow(unexpected_cfgs)]
        let image = {
            #[cfg(rust_analyzer)]
            let image = { #body };
            #[cfg(not(rust_analyzer))]
            let image = #core::__private::invalid();
            image
        };
        #errors
        image
    }}
}

fn body(core: &TokenStream, image: &Image) -> TokenStream {
    let stages = image.stages.iter().map(|stage| let_stage(core, stage));
    let checks = image.lines.iter().map(|line| line_checks(core, line));
    let chain = chain(core, None, &image.lines, image.span());
    if image.stages.is_empty() {
        return quote!(#(#checks)* #chain);
    }
    // Below the chain: an editor looks for what is being typed from the top.
    let names = image.stages.iter().map(|stage| &stage.name);
    quote! {
        #(#stages)* #(#checks)*
        let mut __image = { #chain };
        #(#core::__private::declared(&mut __image, &#names);)*
        __image
    }
}

fn let_stage(core: &TokenStream, stage: &Stage) -> TokenStream {
    let Stage { name, lines } = stage;
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
