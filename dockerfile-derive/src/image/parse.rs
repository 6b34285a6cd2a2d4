//! The parser of a declaration. It does not stop at a mistake, and keeps what it has understood, so
//! that an editor can complete a word in a half-typed line.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::format_ident;

use super::ast::{Block, Image, Line};
use super::comments;
use super::cursor::{Cursor, begins_with, is_braces, is_punct, is_semicolon};
use super::errors::Errors;
use super::line::{Start, line};

/// Splits `[$crate] declaration`. The first part is the path by which the expansion names
/// dockerfile-core, whatever the user calls that crate.
pub(crate) fn split_crate(tokens: TokenStream) -> (TokenStream, TokenStream) {
    let mut tokens = tokens.into_iter();
    let core = match tokens.next() {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => TokenStream::new(),
    };
    (core, tokens.collect())
}

/// Reads a whole declaration.
pub(crate) fn image(tokens: TokenStream, errors: &mut Errors) -> Image {
    let mut image = Image::default();
    let mut cursor = Cursor::new(comments::without(tokens, errors));
    let mut named: Vec<Ident> = vec![];
    while let Some(start) = start(&mut cursor, errors) {
        if !is_block(&start, &cursor) {
            image.lines.extend(line(start, &mut cursor, errors));
            continue;
        }
        let Some(block) = block(&start.word, &mut cursor, errors) else { continue };
        if named.contains(&block.name) {
            let message = format!("two stages are called `{}`", block.name);
            errors.push(block.name.span(), &message, "give this one another name");
        }
        named.push(block.name.clone());
        image.blocks.push(block);
    }
    is_whole(&image, errors);
    image
}

/// Reports an image that has neither lines nor targets, or both, or too many targets.
fn is_whole(image: &Image, errors: &mut Errors) {
    const TARGETS: &str = "several images of one file are blocks side by side, \
                           `target prod { from ..; .. } target dev { from ..; .. }`; the last one is \
                           what a build without `--target` builds";
    let own = image.lines.first();
    match (own, image.targets().count(), image.blocks.last()) {
        (Some(own), 1.., _) => errors.push(
            own.word().span(),
            "an image with `target` blocks has no lines beside them",
            TARGETS,
        ),
        (None, 0, Some(last)) => errors.push(
            last.name.span(),
            "the image itself has no lines",
            "it begins with its base below the stages: `from debian(\"bookworm-slim\");`; a stage \
             that is built by its name is a `target name { .. }`",
        ),
        (None, 1.., _) => {}
        _ => begins_with_from(&image.lines, Span::call_site(), TARGETS, errors),
    }
    if let Some(one_too_many) = image.targets().nth(MOST_TARGETS) {
        let message = format!("an image has up to {MOST_TARGETS} targets");
        errors.push(
            one_too_many.name.span(),
            &message,
            "declare the others in a file of their own",
        );
    }
}

/// The most targets of an image: `Image::from` takes tuples of up to eight.
const MOST_TARGETS: usize = 8;

/// Whether the word `stage` or `target` begins a block. A method of the user's own may also be called
/// `target`: then no name and braces follow.
fn is_block(start: &Start, cursor: &Cursor) -> bool {
    let opens = || {
        let rest = cursor.rest();
        let end = rest.iter().position(|token| is_braces(token) || is_semicolon(token));
        let (name, next) = rest.split_at(end.unwrap_or(rest.len()));
        let is_name = |token: &TokenTree| match token {
            TokenTree::Ident(_) | TokenTree::Literal(_) => true,
            token => is_punct(token, '-'),
        };
        next.first().is_none_or(is_braces) && name.iter().all(is_name)
    };
    !start.is_dotted && (start.word == "stage" || start.word == "target" && opens())
}

/// The keywords of Rust, which cannot be names. Source: "Keywords" of the Rust reference.
const KEYWORDS: [&str; 51] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "Self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
];

/// Reads a block behind its keyword; `None` is one that was reported and is left out.
fn block(keyword: &Ident, cursor: &mut Cursor, errors: &mut Errors) -> Option<Block> {
    let is_target = keyword == "target";
    let help =
        format!("it reads `{keyword} name {{ from base; .. }}`, with `_` where names have `-`");
    let Some(mut name) = cursor.next_ident() else {
        errors.push(keyword.span(), &format!("expected the {keyword}'s name"), &help);
        cursor.take_until(|token| is_braces(token) || is_semicolon(token));
        let _ = cursor.next_braces();
        return None;
    };
    if KEYWORDS.iter().any(|keyword| name == keyword) {
        let message = format!("a {keyword} cannot be called `{name}`: that is a word of Rust's");
        errors.push(name.span(), &message, "give it another name");
        name = format_ident!("{name}_");
    }
    let between = cursor.take_until(|token| is_braces(token) || is_semicolon(token));
    let body = cursor.next_braces();
    let at = between.first().map_or_else(|| name.span(), TokenTree::span);
    let Some(body) = body.filter(|_| between.is_empty()) else {
        errors.push(at, &format!("expected the {keyword}'s lines in braces"), &help);
        return None;
    };
    let _ = cursor.next_if(is_semicolon);
    let lines = lines(Cursor::new(body.stream()), errors);
    let more = "a second one is a block of its own beside this one: `stage name { from ..; .. }`";
    begins_with_from(&lines, name.span(), more, errors);
    Some(Block { is_target, name, lines })
}

/// Reports lines that do not begin with a base, or have a second one. `empty` is the place to report
/// that there are no lines, and `more` says what to write in place of a second base.
fn begins_with_from(lines: &[Line], empty: Span, more: &str, errors: &mut Errors) {
    const HELP: &str = "name the base first, such as `from debian(\"bookworm-slim\");`";
    match lines.first() {
        // Lines that were not understood have been reported, and may have been the base.
        None if errors.broken() => {}
        None => errors.push(empty, "a stage begins with its base", HELP),
        Some(line) if !is_from(line.word()) => {
            errors.push(line.word().span(), "a stage begins with its base", HELP);
            return;
        }
        Some(_) => {}
    }
    if let Some(second) = second_from(lines.get(1..).unwrap_or_default()) {
        let help = format!(
            "a stage that others take files from stands above: `stage build {{ from ..; .. }}`; {more}"
        );
        errors.push(second, "a stage has one base", &help);
    }
}

/// Whether a word is `from`, or `FROM`, which has been reported.
pub(crate) fn is_from(word: &Ident) -> bool {
    word.to_string().eq_ignore_ascii_case("from")
}

/// The place of a `from` among lines that are not the first, also inside of `out_of_order`.
fn second_from(lines: &[Line]) -> Option<Span> {
    lines.iter().find_map(|line| match line {
        Line::OutOfOrder { lines, .. } => second_from(lines),
        line => (line.word() == "from").then(|| line.word().span()),
    })
}

/// Reads the lines of a block.
pub(crate) fn lines(mut cursor: Cursor, errors: &mut Errors) -> Vec<Line> {
    let mut lines = vec![];
    while let Some(start) = start(&mut cursor, errors) {
        if is_block(&start, &cursor) {
            errors.push(
                start.word.span(),
                &format!(
                    "a {} stands beside the image's lines, not inside another stage",
                    start.word
                ),
                "move it above, straight into `image! { .. }`",
            );
            let _ = block(&start.word, &mut cursor, &mut Errors::default());
        } else {
            lines.extend(line(start, &mut cursor, errors));
        }
    }
    lines
}

/// Reads the word that begins the next line. Tokens that cannot begin a line are reported once.
fn start(cursor: &mut Cursor, errors: &mut Errors) -> Option<Start> {
    let mut reported = false;
    loop {
        if cursor.rest().first().is_some_and(|token| is_punct(token, '.'))
            && matches!(cursor.peek(1), Some(TokenTree::Ident(_)))
        {
            cursor.next().iter().for_each(|dot| dotted(dot.span(), errors));
            return Some(Start { word: cursor.next_ident()?, is_dotted: true });
        }
        match cursor.next()? {
            TokenTree::Ident(word) if is_statement(&word) => {
                statement(&word, cursor, errors);
                reported = false;
            }
            TokenTree::Ident(word) => {
                let is_value = begins_with(cursor.rest(), ".")
                    && matches!(cursor.peek(1), Some(TokenTree::Ident(_)));
                if is_value {
                    dotted(word.span(), errors);
                    let _ = cursor.next();
                    return Some(Start { word: cursor.next_ident()?, is_dotted: true });
                }
                return Some(Start { word, is_dotted: false });
            }
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
}

/// Reports a line that is written as a call of the builder's chain, with a dot in front.
fn dotted(span: Span, errors: &mut Errors) {
    errors.habit(
        span,
        "a line begins with its word, and nothing stands in front of that",
        "a line is a word and its arguments: `packages apt([\"libpq5\"]);`",
    );
}

// ---- statements of Rust ------------------------------------------------------------------------

pub(crate) fn is_statement(word: &Ident) -> bool {
    const WORDS: [&str; 19] = [
        "if", "for", "while", "loop", "match", "unsafe", "let", "use", "const", "static", "return",
        "fn", "struct", "enum", "impl", "trait", "mod", "type", "else",
    ];
    WORDS.iter().any(|keyword| word == keyword)
}

/// Reports a statement of Rust, with what to write instead, and skips it.
fn statement(word: &Ident, cursor: &mut Cursor, errors: &mut Errors) {
    let (help, has_braces) = match word.to_string().as_str() {
        "if" | "match" | "else" => (
            "a phase takes an `Option` of its steps, `packages debug.then(|| apt([\"gdb\"]));`, and \
             several lines stand in `when debug, |s| s.layout(dir(\"/srv/dumps\"));`",
            true,
        ),
        "for" | "while" | "loop" => (
            "a phase takes a `Vec` of its steps: \
             `layout folders.iter().map(dir).collect::<Vec<_>>();`",
            true,
        ),
        "let" | "const" | "static" | "use" | "type" | "return" => {
            ("it stands above `image! { .. }`", false)
        }
        _ => ("it stands outside of `image! { .. }`", true),
    };
    let message = format!("`{word}` is a statement, and a declaration has lines alone");
    errors.push(word.span(), &message, help);
    loop {
        cursor.take_until(|token| is_semicolon(token) || has_braces && is_braces(token));
        let _ = cursor.next();
        let goes_on = matches!(cursor.peek(0), Some(TokenTree::Ident(word)) if word == "else");
        if !goes_on {
            return;
        }
    }
}
