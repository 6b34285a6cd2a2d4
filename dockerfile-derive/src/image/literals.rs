//! The literals in a line's arguments, and where each stands: one check of the core's
//! is emitted for each, all its tokens located at the literal.

use proc_macro2::{Delimiter, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote_spanned;

/// The function whose argument a literal is.
struct Place<'a> {
    /// `line` for a line's word, `call` for a function called in its arguments.
    kind: &'a str,
    name: &'a str,
    /// The method called on what the function gives, or `""`.
    method: &'a str,
    /// All methods called on it, which may say what the first arguments mean; of a line the
    /// literal that follows: what a variable holds may say that it is no secret.
    chain: &'a [Literal],
    /// It is one of a list.
    in_list: bool,
}

/// The checks for the arguments of `word`, of which the first is number `first`.
pub(crate) fn checks(
    core: &TokenStream,
    word: &str,
    first: usize,
    arguments: TokenStream,
) -> TokenStream {
    let mut checks = TokenStream::new();
    let arguments = split(arguments);
    let follows = arguments.iter().skip(1).map(|argument| text_of(argument)).chain([None]);
    let follows: Vec<Option<Literal>> = follows.collect();
    for ((index, argument), next) in arguments.into_iter().enumerate().zip(follows) {
        let chain = next.as_slice();
        let place = Place { kind: "line", name: word, method: "", chain, in_list: false };
        argument_checks(core, &place, first + index, argument, &mut checks);
    }
    checks
}

/// How many arguments there are.
pub(crate) fn count(arguments: TokenStream) -> usize {
    split(arguments).iter().filter(|argument| !argument.is_empty()).count()
}

/// The checks for a name and its value.
pub(crate) fn pair_checks(
    core: &TokenStream,
    word: &str,
    name: TokenTree,
    value: TokenStream,
) -> TokenStream {
    let comma = TokenTree::from(Punct::new(',', Spacing::Alone));
    checks(core, word, 0, [name, comma].into_iter().chain(value).collect())
}

/// An argument that is a literal, as a text.
fn text_of(argument: &[TokenTree]) -> Option<Literal> {
    let [TokenTree::Literal(literal)] = argument else { return None };
    match literal.to_string().chars().next()? {
        '"' | 'r' => Some(literal.clone()),
        '0'..='9' => Some(Literal::string(&literal.to_string())),
        _ => None,
    }
}

/// One argument: a literal, an array of them, or an expression that calls functions.
fn argument_checks(
    core: &TokenStream,
    place: &Place<'_>,
    index: usize,
    argument: Vec<TokenTree>,
    checks: &mut TokenStream,
) {
    match argument.as_slice() {
        [TokenTree::Literal(literal)] => checks.extend(check(core, place, index, literal)),
        [TokenTree::Group(array)] if array.delimiter() == Delimiter::Bracket => {
            let place = Place { in_list: true, ..*place };
            for element in split(array.stream()) {
                argument_checks(core, &place, index, element, checks);
            }
        }
        expression => call_checks(core, expression, checks),
    }
}

/// `path::function(arguments).method(arguments)..`; anything else is let be.
fn call_checks(core: &TokenStream, expression: &[TokenTree], checks: &mut TokenStream) {
    let chain: Vec<Literal> = expression
        .windows(3)
        .filter_map(|window| match window {
            [TokenTree::Punct(dot), TokenTree::Ident(method), TokenTree::Group(_)]
                if dot.as_char() == '.' =>
            {
                Some(Literal::string(&method.to_string()))
            }
            _ => None,
        })
        .collect();
    let mut function = String::new();
    for (at, token) in expression.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let (Some(TokenTree::Ident(name)), Delimiter::Parenthesis) =
            (at.checked_sub(1).map(|before| &expression[before]), group.delimiter())
        else {
            continue;
        };
        let name = name.to_string();
        let is_method = matches!(
            at.checked_sub(2).map(|before| &expression[before]),
            Some(TokenTree::Punct(dot)) if dot.as_char() == '.'
        );
        let method = if is_method {
            name
        } else {
            function = name;
            String::new()
        };
        let place =
            Place { kind: "call", name: &function, method: &method, chain: &chain, in_list: false };
        for (index, argument) in split(group.stream()).into_iter().enumerate() {
            argument_checks(core, &place, index, argument, checks);
        }
    }
}

/// The arguments between the commas.
fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut arguments = vec![vec![]];
    for token in tokens {
        match &token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => arguments.push(vec![]),
            _ => arguments.last_mut().expect("there is a first").push(token),
        }
    }
    arguments
}

fn check(
    core: &TokenStream,
    place: &Place<'_>,
    index: usize,
    literal: &Literal,
) -> Option<TokenStream> {
    let span = literal.span();
    let core = located(core.clone(), span);
    let Place { kind, name, method, in_list, .. } = place;
    let chain = place.chain.iter().map(|text| {
        let mut text = text.clone();
        text.set_span(span);
        text
    });
    let (function, value) = match literal.to_string().chars().next()? {
        '"' | 'r' => ("literal_str", literal.clone()),
        '0'..='9' => ("literal_int", unsuffixed(literal)?),
        _ => return None,
    };
    let function = proc_macro2::Ident::new(function, span);
    Some(quote_spanned! {span=>
        const _: () = {
            use #core::__private::#function;
            #function(#kind, #name, #method, #index, #in_list, &[#(#chain),*], #value)
        };
    })
}

/// A whole number without its suffix: it stands where a `u128` is wanted.
fn unsuffixed(literal: &Literal) -> Option<Literal> {
    let text = literal.to_string().replace('_', "");
    let (digits, radix) = match text.get(..2) {
        Some("0x") => (&text[2..], 16),
        Some("0o") => (&text[2..], 8),
        Some("0b") => (&text[2..], 2),
        _ => (text.as_str(), 10),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let (digits, suffix) = digits.split_at(end);
    if !suffix.is_empty() && !suffix.starts_with(['u', 'i']) {
        return None;
    }
    let mut number = Literal::u128_unsuffixed(u128::from_str_radix(digits, radix).ok()?);
    number.set_span(literal.span());
    Some(number)
}

/// The same tokens, located elsewhere. They resolve where they did.
pub(crate) fn located(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            token.set_span(token.span().located_at(span));
            token
        })
        .collect()
}
