//! Signposts: methods by which rustc answers words of Dockerfiles that are no methods of the builder.
//!
//! The macro cannot know whether a word is a method, since a trait of the user's may have one of that
//! name; rustc does know. So for each word with an answer, the expansion brings a method of that name.
//! rustc takes it only if it finds no other, and no type meets the method's bound: the text of the bound
//! is the answer.

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
            // All lines with one word get one answer, so it cannot quote the arguments of any.
            signposts.extend(signpost(core, word, *count, others.as_ref().unwrap_or(answer)));
        }
    }
    signposts
}

/// Collects the words of lines that have an answer, each with the number of its arguments.
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

/// The trait and the method for one word.
///
/// The method belongs to a reference of a stage, so that a method of that name which takes a stage by
/// value comes first. The signposts of dockerfile-core, which answer the builder's form, do take a stage
/// by value; but no type meets the bounds on their `impl` blocks, so rustc passes them over. All tokens
/// are located at the word, since rustc shows where a bound stands. The implementation for `()` keeps
/// rustc from proposing one.
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
