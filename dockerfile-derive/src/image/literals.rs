//! Checks of the literals in a line's arguments. For each literal a call of a check in
//! dockerfile-core is emitted, with the place of the literal; all tokens of the call are located at the
//! literal.

use proc_macro2::{Delimiter, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote_spanned;

/// The place of a literal: the line or the call whose argument it is.
struct Place<'a> {
    /// `line` for the arguments of a line, `call` for those of a function in them.
    kind: &'a str,
    /// The word of the line, or the name of the function.
    name: &'a str,
    /// The method on the function's result whose argument the literal is, or `""`.
    method: &'a str,
    /// For a call, the names of all methods on the function's result: they may change what the
    /// arguments mean. For a line, the next argument if it is a literal: the value of a variable may
    /// show that the variable is no secret.
    chain: &'a [Literal],
    /// The literal is an element of a list.
    in_list: bool,
}

/// The checks for the arguments of the line `word`; the first of them has the number `first`.
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

/// The number of arguments.
pub(crate) fn count(arguments: TokenStream) -> usize {
    split(arguments).iter().filter(|argument| !argument.is_empty()).count()
}

/// The checks for a pair of the line `word`: a name and its value.
pub(crate) fn pair_checks(
    core: &TokenStream,
    word: &str,
    name: TokenTree,
    value: TokenStream,
) -> TokenStream {
    let comma = TokenTree::from(Punct::new(',', Spacing::Alone));
    checks(core, word, 0, [name, comma].into_iter().chain(value).collect())
}

/// An argument as a string literal, if it is a text or a number.
fn text_of(argument: &[TokenTree]) -> Option<Literal> {
    let [TokenTree::Literal(literal)] = argument else { return None };
    match literal.to_string().chars().next()? {
        '"' | 'r' => Some(literal.clone()),
        // As it is printed: without a suffix, and in decimal.
        '0'..='9' => {
            let number = unsuffixed(literal).unwrap_or_else(|| literal.clone());
            Some(Literal::string(&number.to_string()))
        }
        _ => None,
    }
}

/// Adds the checks for one argument: a literal, an array of literals, or an expression with calls.
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

/// Adds the checks for the calls in an expression, `path::function(..).method(..)`. Other expressions
/// are not checked.
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

/// The arguments, each as its tokens.
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

/// The check for one literal; `None` if it is neither a text nor a whole number.
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

/// A whole number without its suffix, since the check takes a `u128`.
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

/// The tokens with the location of another span. Names in them are still resolved as before.
pub(crate) fn located(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            token.set_span(token.span().located_at(span));
            token
        })
        .collect()
}
