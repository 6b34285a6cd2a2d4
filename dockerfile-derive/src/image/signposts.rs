//! What rustc says at a word of Dockerfiles that is no method.
//!
//! Whether a word is a method rustc knows, and not the macro: a trait of the user's may have one.
//! So for each word that has an answer the expansion brings a method of that name, which rustc
//! takes where it finds no other, and a bound on it that nothing meets: its words are the answer.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote_spanned};

use super::ast::{Image, Line};
use super::literals;
use super::words::{self, Answer};

pub(crate) fn signposts(core: &TokenStream, image: &Image) -> TokenStream {
    let mut lines = vec![];
    image.all_lines().for_each(|line| collect(line, &mut lines));
    let mut signposts = TokenStream::new();
    for (at, (word, count, answer)) in lines.iter().enumerate() {
        let is_it = |line: &&(&Ident, usize, Answer)| line.0 == *word;
        let others = lines[at + 1..].iter().find(is_it).and_then(|_| words::answer(word, &[]));
        if !lines[..at].iter().any(|line| is_it(&line)) {
            // Of several lines of one word the answer is of none.
            signposts.extend(signpost(core, word, *count, others.as_ref().unwrap_or(answer)));
        }
    }
    signposts
}

/// The lines that have an answer, each with how many arguments it has.
fn collect<'i>(line: &'i Line, lines: &mut Vec<(&'i Ident, usize, Answer)>) {
    match line {
        Line::Call { word, arguments } if !words::is_method(word) => {
            let count = literals::count(arguments.clone());
            let tokens: Vec<_> = arguments.clone().into_iter().collect();
            lines.extend(words::answer(word, &tokens).map(|answer| (word, count, answer)));
        }
        Line::Pairs { word, pairs } if !words::is_method(word) => {
            let tokens: Vec<_> = pairs.iter().flat_map(|pair| pair.tokens()).collect();
            lines.extend(words::answer(word, &tokens).map(|answer| (word, 2, answer)));
        }
        Line::OutOfOrder { lines: inside, .. } => {
            inside.iter().for_each(|line| collect(line, lines));
        }
        Line::Call { .. } | Line::Pairs { .. } => {}
    }
}

/// By reference: a method of that name that takes a stage by value comes first, and those of core,
/// which answer the builder's form, take it by `&mut` and come last. All tokens are located at the word, as rustc shows where a bound stands. That
/// another type meets the bound keeps rustc from proposing an `impl`.
fn signpost(core: &TokenStream, word: &Ident, count: usize, answer: &Answer) -> TokenStream {
    let span = word.span();
    let Answer { message, help } = answer;
    let types: Vec<Ident> = (0..count).map(|at| format_ident!("T{at}", span = span)).collect();
    let (line, rule) = (format_ident!("Line_{word}"), format_ident!("IsLine_{word}"));
    let label = "is no line";
    let core = literals::located(core.clone(), span);
    quote_spanned! {span=>
        #[diagnostic::on_unimplemented(message = #message, label = #label, note = #help)]
        #[allow(dead_code, non_camel_case_types)]
        trait #rule {}
        #[diagnostic::do_not_recommend]
        impl #rule for () {}
        #[allow(dead_code, non_camel_case_types)]
        trait #line: Sized {
            type Stage;
            fn #word<#(#types),*>(self, #(_: #types),*) -> Self::Stage where Self: #rule;
        }
        impl<At, F> #line for &#core::Stage<At, F> {
            type Stage = #core::Stage<At, F>;
            fn #word<#(#types),*>(self, #(_: #types),*) -> Self::Stage where Self: #rule {
                #core::__private::no_line()
            }
        }
    }
}
