//! Tokens to a declaration. Never stops at a mistake: what was understood is kept, so
//! that an editor can still complete in a half-typed line.

use std::iter::Peekable;

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree, token_stream};

use crate::ast::{Image, Line, Pair, Stage};
use crate::errors::Errors;

type Tokens = Peekable<token_stream::IntoIter>;

/// `[$crate] rest`: how the expansion names the core crate, whatever the user calls it.
pub(crate) fn split_crate(tokens: TokenStream) -> (TokenStream, TokenStream) {
    let mut tokens = tokens.into_iter();
    let core = match tokens.next() {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => TokenStream::new(),
    };
    (core, tokens.collect())
}

pub(crate) fn image(tokens: TokenStream, errors: &mut Errors) -> Image {
    let mut image = Image { stages: vec![], lines: vec![] };
    let mut tokens = tokens.into_iter().peekable();
    while let Some(word) = word(&mut tokens, errors) {
        if word == "stage" {
            image.stages.extend(stage(&word, &mut tokens, errors));
        } else {
            image.lines.push(line(word, &mut tokens, errors));
        }
    }
    begins_with_from(&image.lines, Span::call_site(), errors);
    image
}

fn stage(keyword: &Ident, tokens: &mut Tokens, errors: &mut Errors) -> Option<Stage> {
    const HELP: &str = "a stage reads `stage name { from base; .. }`";
    let Some(TokenTree::Ident(name)) = tokens.next_if(|t| matches!(t, TokenTree::Ident(_))) else {
        errors.push(keyword.span(), "expected the stage's name", HELP);
        let _ = braces(tokens);
        return None;
    };
    let Some(body) = braces(tokens) else {
        errors.push(name.span(), "expected the stage's lines in braces", HELP);
        return None;
    };
    let _ = tokens.next_if(is_semicolon);
    let lines = lines(body, errors);
    begins_with_from(&lines, name.span(), errors);
    Some(Stage { name, lines })
}

fn begins_with_from(lines: &[Line], empty: Span, errors: &mut Errors) {
    const HELP: &str = "name the base first, such as `from debian(\"bookworm-slim\");`";
    match lines.first() {
        None => errors.push(empty, "a stage begins with its base", HELP),
        Some(line) if line.word() != "from" => {
            errors.push(line.word().span(), "a stage begins with its base", HELP);
        }
        Some(_) => {}
    }
}

fn lines(group: Group, errors: &mut Errors) -> Vec<Line> {
    let mut tokens = group.stream().into_iter().peekable();
    let mut lines = vec![];
    while let Some(word) = word(&mut tokens, errors) {
        if word == "stage" {
            errors.push(
                word.span(),
                "a stage stands beside the image's lines, not inside another stage",
                "move it above, straight into `image! { .. }`",
            );
            let _ = stage(&word, &mut tokens, &mut Errors::default());
        } else {
            lines.push(line(word, &mut tokens, errors));
        }
    }
    lines
}

/// The word that begins the next line; what cannot begin one is reported once.
fn word(tokens: &mut Tokens, errors: &mut Errors) -> Option<Ident> {
    let mut reported = false;
    for token in tokens.by_ref() {
        match token {
            TokenTree::Ident(word) => return Some(word),
            token if is_semicolon(&token) || reported => {}
            token => {
                reported = true;
                errors.push(
                    token.span(),
                    "expected a line",
                    "a line is a word and its arguments: `packages apt([\"libpq5\"]);`",
                );
            }
        }
    }
    None
}

fn line(word: Ident, tokens: &mut Tokens, errors: &mut Errors) -> Line {
    if word == "out_of_order" {
        return out_of_order(word, tokens, errors);
    }
    let arguments = arguments(&word, tokens, errors);
    match pairs(&arguments, errors) {
        Some(pairs) => Line::Pairs { word, pairs },
        None => Line::Call { word, arguments: arguments.into_iter().collect() },
    }
}

fn out_of_order(word: Ident, tokens: &mut Tokens, errors: &mut Errors) -> Line {
    const HELP: &str = "it reads `out_of_order \"why\" { packages apt([\"curl\"]); }`";
    let mut why = vec![];
    while let Some(token) = tokens.next_if(|t| !is_braces(t) && !is_semicolon(t)) {
        why.push(token);
    }
    if why.is_empty() {
        errors.push(word.span(), "expected the reason for this order", HELP);
        why.push(Literal::string("").into());
    }
    let lines = match braces(tokens) {
        Some(body) => lines(body, errors),
        None => {
            errors.push(word.span(), "expected the lines that it covers, in braces", HELP);
            vec![]
        }
    };
    let _ = tokens.next_if(is_semicolon);
    Line::OutOfOrder { word, why: why.into_iter().collect(), lines }
}

/// The tokens up to `;`. Where that is missing, up to where a line seems to begin.
fn arguments(word: &Ident, tokens: &mut Tokens, errors: &mut Errors) -> Vec<TokenTree> {
    let mut arguments: Vec<TokenTree> = vec![];
    loop {
        if tokens.next_if(is_semicolon).is_some() {
            break;
        }
        let above = arguments.last().map_or_else(|| word.span(), TokenTree::span);
        let ends = match tokens.peek() {
            None => true,
            Some(next) => begins_line(next, arguments.last(), above),
        };
        if ends {
            // `NAME = value` pairs need no `;` behind their braces.
            let pairs = matches!(arguments.as_slice(), [only] if is_braces(only));
            if !pairs && !arguments.is_empty() {
                errors.recovered(
                    above,
                    &format!("expected `;` at the end of the `{word}` line"),
                    "a line is a word and its arguments, and ends with `;`",
                );
            }
            break;
        }
        arguments.extend(tokens.next());
    }
    if arguments.is_empty() {
        errors.push(
            word.span(),
            &format!("`{word}` has no arguments"),
            "a line is a word and its arguments: `packages apt([\"libpq5\"]);`",
        );
    }
    arguments
}

/// A word that cannot go on with an expression, or stands on a line of its own behind
/// something complete.
fn begins_line(next: &TokenTree, last: Option<&TokenTree>, above: Span) -> bool {
    let TokenTree::Ident(word) = next else { return false };
    let lower = next.span().start().line > above.end().line;
    match last {
        Some(TokenTree::Group(_) | TokenTree::Literal(_)) => word != "as" && word != "else",
        Some(TokenTree::Ident(_)) | None => lower,
        Some(TokenTree::Punct(_)) => false,
    }
}

/// `{ NAME = value, .. }`, if that is all there is.
fn pairs(arguments: &[TokenTree], errors: &mut Errors) -> Option<Vec<Pair>> {
    let [TokenTree::Group(group)] = arguments else { return None };
    if group.delimiter() != Delimiter::Brace {
        return None;
    }
    let mut tokens = group.stream().into_iter().peekable();
    let mut pairs = vec![];
    while tokens.peek().is_some() {
        pairs.extend(pair(&mut tokens, errors));
    }
    Some(pairs)
}

fn pair(tokens: &mut Tokens, errors: &mut Errors) -> Option<Pair> {
    let name = tokens.next()?;
    let equals = tokens.next_if(|token| is_punct(token, '=')).is_some();
    let mut value = vec![];
    while let Some(token) = tokens.next_if(|token| !is_punct(token, ',')) {
        value.push(token);
    }
    let _ = tokens.next();
    let span = name.span();
    let name = match &name {
        TokenTree::Ident(ident) => Some(Literal::string(&ident.to_string())),
        TokenTree::Literal(literal) if literal.to_string().starts_with('"') => {
            Some(literal.clone())
        }
        _ => None,
    };
    match name {
        Some(mut name) if equals && !value.is_empty() => {
            name.set_span(span);
            Some(Pair { name, value: value.into_iter().collect() })
        }
        _ => {
            errors.push(
                span,
                "expected `NAME = value`",
                "pairs are separated by commas: `env { PORT = 10000, ENV = \"LOCAL\" };`",
            );
            None
        }
    }
}

fn braces(tokens: &mut Tokens) -> Option<Group> {
    match tokens.next_if(is_braces) {
        Some(TokenTree::Group(group)) => Some(group),
        _ => None,
    }
}

fn is_braces(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

fn is_semicolon(token: &TokenTree) -> bool {
    is_punct(token, ';')
}

fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}
