//! Patterns of paths as the builder matches them (`moby/patternmatcher`): an ignore file's, `--exclude`'s,
//! `--parents`', and Go's `path.Match` for the sources of a COPY.

use crate::file::clean;

#[derive(Clone, Debug)]
enum Token {
    Is(char),
    /// `?`: one character of a name.
    One,
    /// `*`: characters of a name.
    Name,
    /// `**` before something: folders, or none.
    Folders,
    /// `**` at the end: anything.
    Rest,
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

#[derive(Clone, Debug)]
enum Matcher {
    Exact(String),
    Prefix(String),
    Suffix(String),
    /// The end that any match has, and the whole.
    Tokens(String, Vec<Token>),
}

#[derive(Clone, Debug)]
struct Pattern {
    /// Of an ignore file: it lets in what patterns above it keep out.
    is_exception: bool,
    matcher: Matcher,
}

/// Patterns of which the last that matches decides.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patterns {
    patterns: Vec<Pattern>,
}

/// What patterns say of a folder, which what is below it goes on from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matched {
    by: Vec<bool>,
    /// The pattern that decided, if the path is matched in the end.
    pub(crate) is_matched: bool,
    /// The last pattern that had a say.
    pub(crate) decided_by: Option<usize>,
}

impl Patterns {
    pub(crate) fn read(patterns: &[impl AsRef<str>]) -> Result<Self, String> {
        let read = |text: &str| {
            let (is_exception, text) =
                text.strip_prefix('!').map_or((false, text), |text| (true, text));
            let text = clean(text.trim());
            Ok(Pattern { is_exception, matcher: matcher(&text)? })
        };
        let patterns = patterns.iter().map(|text| text.as_ref().trim());
        let patterns = patterns.filter(|text| !text.is_empty()).map(read);
        Ok(Self { patterns: patterns.collect::<Result<_, String>>()? })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// A path in a folder of which the same was asked before.
    pub(crate) fn below(&self, path: &str, folder: &Matched) -> Matched {
        let mut matched = Matched { by: vec![], is_matched: false, decided_by: None };
        for (at, pattern) in self.patterns.iter().enumerate() {
            let is_inherited = folder.by.get(at).copied().unwrap_or(false);
            let counts = pattern.is_exception == matched.is_matched;
            let does = is_inherited || counts && pattern.matcher.matches(path);
            matched.by.push(does);
            if does {
                matched.is_matched = !pattern.is_exception;
                matched.decided_by = Some(at);
            }
        }
        matched
    }

    /// A path, by way of its folders.
    pub(crate) fn on(&self, path: &str) -> Matched {
        let mut matched = Matched::default();
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for end in ends {
            matched = self.below(&path[..end], &matched);
        }
        matched
    }

    /// Whether something below a folder that is matched can be let in again.
    pub(crate) fn may_let_in_below(&self, folder: &str) -> bool {
        let prefix = format!("{folder}/");
        self.patterns.iter().filter(|pattern| pattern.is_exception).any(|pattern| {
            match &pattern.matcher {
                Matcher::Exact(text) | Matcher::Prefix(text) => {
                    text.starts_with(&prefix) || prefix.starts_with(text.as_str())
                }
                Matcher::Suffix(_) | Matcher::Tokens(..) => true,
            }
        })
    }
}

impl Matcher {
    fn matches(&self, path: &str) -> bool {
        match self {
            Matcher::Exact(text) => path == text,
            Matcher::Prefix(text) => path.starts_with(text.as_str()),
            // `**/x` is `x`, too.
            Matcher::Suffix(text) => {
                path.ends_with(text.as_str()) || text.strip_prefix('/') == Some(path)
            }
            Matcher::Tokens(end, tokens) => {
                path.ends_with(end.as_str()) && are(tokens, &path.chars().collect::<Vec<_>>())
            }
        }
    }
}

/// How a pattern is matched. `**` counts alone at its end or start; with other signs it is a token.
fn matcher(pattern: &str) -> Result<Matcher, String> {
    let tokens = tokens(pattern, true)?;
    let is_in_order = |token: &Token| match token {
        Token::Class { ranges, .. } => ranges.iter().all(|(first, last)| first <= last),
        _ => true,
    };
    if !tokens.iter().all(is_in_order) {
        return Err(format!("`{pattern}`: a range in `[..]` ends before it begins"));
    }
    let plain = |tokens: &[Token]| {
        let plain =
            tokens.iter().map(|token| if let Token::Is(c) = token { Some(*c) } else { None });
        plain.collect::<Option<String>>()
    };
    if !pattern.contains(['*', '?', '[', ']', '\\']) {
        return Ok(Matcher::Exact(pattern.to_owned()));
    }
    let has_escape = pattern.contains('\\');
    match tokens.as_slice() {
        [Token::Rest] => Ok(Matcher::Suffix(String::new())),
        [before @ .., Token::Rest] if !has_escape && plain(before).is_some() => {
            Ok(Matcher::Prefix(plain(before).unwrap_or_default()))
        }
        [Token::Folders, after @ ..] if !has_escape && plain(after).is_some() => {
            Ok(Matcher::Suffix(pattern["**".len()..].to_owned()))
        }
        // `**/*.log` ends in `.log`, whatever stands before.
        [Token::Folders, Token::Name, after @ ..]
            if plain(after).is_some_and(|after| !after.contains('/')) =>
        {
            refuse_regular(pattern)?;
            Ok(Matcher::Suffix(plain(after).unwrap_or_default()))
        }
        _ => {
            refuse_regular(pattern)?;
            let plain = tokens.iter().rev().map_while(|token| match token {
                Token::Is(c) => Some(*c),
                _ => None,
            });
            let end: Vec<char> = plain.collect();
            Ok(Matcher::Tokens(end.into_iter().rev().collect(), tokens))
        }
    }
}

/// What of a pattern with wildcards the builder reads in another way than it looks: it makes a regular
/// expression of it, and leaves these as they are.
fn refuse_regular(pattern: &str) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("`{pattern}`: a builder reads {what}"));
    let (mut rest, mut is_class) = (pattern, false);
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = after;
        match c {
            '\\' => {
                let Some(escaped) = after.chars().next() else { break };
                rest = &after[escaped.len_utf8()..];
                if escaped.is_alphanumeric() || !escaped.is_ascii() {
                    return wrong(&format!(
                        "`\\{escaped}` as a regular expression does: take the `\\` away"
                    ));
                }
            }
            '[' if !is_class => {
                is_class = true;
                rest = after.strip_prefix('^').unwrap_or(after);
            }
            ']' => is_class = false,
            '[' | '*' | '?' if is_class => {
                return wrong(&format!("`{c}` in `[..]` as a sign of its own"));
            }
            '|' | '^' if !is_class => {
                return wrong(&format!("`{c}` as a regular expression does: write `\\{c}`"));
            }
            '{' if !is_class && is_count(after) => {
                return wrong("`{..}` as a regular expression does: write `\\{`");
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a brace is closed behind a number, or two.
fn is_count(after: &str) -> bool {
    let Some((inside, _)) = after.split_once('}') else { return false };
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && are_digits(least) && are_digits(most)
}

/// The signs of a pattern. Where no folders are meant, `**` is a `*` and one more, as of any other name.
fn tokens(pattern: &str, has_folders: bool) -> Result<Vec<Token>, String> {
    let mut tokens = vec![];
    let mut characters = pattern.chars().peekable();
    while let Some(c) = characters.next() {
        tokens.push(match c {
            '*' if has_folders && characters.next_if_eq(&'*').is_some() => {
                characters.next_if_eq(&'/');
                if characters.peek().is_none() { Token::Rest } else { Token::Folders }
            }
            '*' => Token::Name,
            '?' => Token::One,
            '\\' => match characters.next() {
                Some(c) => Token::Is(c),
                None => return Err(format!("`{pattern}` ends in an escape")),
            },
            '[' => class(&mut characters).ok_or(format!("`[..]` in `{pattern}` is none"))?,
            c => Token::Is(c),
        });
    }
    Ok(tokens)
}

fn class(characters: &mut std::iter::Peekable<std::str::Chars>) -> Option<Token> {
    let negated = characters.next_if_eq(&'^').is_some();
    let mut ranges = vec![];
    loop {
        let first = match characters.next()? {
            ']' if !ranges.is_empty() => return Some(Token::Class { negated, ranges }),
            c => one_of(c, characters)?,
        };
        let mut last = first;
        if characters.next_if_eq(&'-').is_some() {
            let c = characters.next()?;
            last = one_of(c, characters)?;
        }
        ranges.push((first, last));
    }
}

/// An end of a range. `-` and `]` are none without an escape.
fn one_of(c: char, characters: &mut std::iter::Peekable<std::str::Chars>) -> Option<char> {
    match c {
        '-' | ']' => None,
        '\\' => characters.next(),
        c => Some(c),
    }
}

/// Whether characters are what tokens say, all of them.
fn are(tokens: &[Token], text: &[char]) -> bool {
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for token in tokens {
        let mut next = vec![false; text.len() + 1];
        for at in 0..=text.len() {
            let before = at.checked_sub(1).map(|before| (text[before], reached[before]));
            next[at] = match token {
                Token::Is(c) => before == Some((*c, true)),
                Token::One => before.is_some_and(|(c, reached)| reached && c != '/'),
                Token::Name => reached[at] || before.is_some_and(|(c, _)| c != '/') && next[at - 1],
                Token::Rest => reached[..=at].contains(&true),
                Token::Folders => {
                    reached[at]
                        || before.is_some_and(|(c, _)| c == '/') && reached[..at].contains(&true)
                }
                Token::Class { negated, ranges } => before.is_some_and(|(c, reached)| {
                    let is_in = ranges.iter().any(|(first, last)| (*first..=*last).contains(&c));
                    reached && is_in != *negated
                }),
            };
        }
        reached = next;
    }
    reached[text.len()]
}

/// A source of a COPY with wildcards, of Go's `path.Match`: each `*` is in one name.
pub(crate) struct Wildcard {
    tokens: Vec<Token>,
}

impl Wildcard {
    pub(crate) fn read(pattern: &str) -> Result<Self, String> {
        Ok(Self { tokens: tokens(pattern, false)? })
    }

    pub(crate) fn matches(&self, path: &str) -> bool {
        are(&self.tokens, &path.chars().collect::<Vec<_>>())
    }
}

/// Whether a path has wildcards.
pub(crate) fn has_wildcards(path: &str) -> bool {
    let mut characters = path.chars();
    while let Some(c) = characters.next() {
        match c {
            '*' | '?' | '[' => return true,
            '\\' => drop(characters.next()),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{Patterns, Wildcard, has_wildcards};

    /// Each was given to a builder, which refuses it or takes it for a regular expression.
    #[test]
    fn what_a_builder_reads_in_another_way_is_refused() {
        for pattern in [
            "[",
            "a[",
            "[]",
            "[]a]*",
            "[-a]*",
            "[a-]*",
            "[z-a]",
            "a\\",
            "*\\d",
            "*\\e",
            "*\\\u{e9}",
            "[*]",
            "[a?]x",
            "{1}*",
            "a{2,}*",
            "a{2,3}?",
            "a|b*",
            "?^*",
            "**/*.{1}|x",
        ] {
            assert!(Patterns::read(&[pattern]).is_err(), "{pattern}");
        }
        // Without a wildcard it is a name; a brace that holds no number is a letter.
        for (pattern, path) in [
            ("a|b", "a|b"),
            ("a{2}", "a{2}"),
            ("**/a^", "x/a^"),
            ("a^/**", "a^/x"),
            ("*{x}", "a{x}"),
            ("*(1).c++", "x(1).c++"),
            ("[^a-c]$*", "d$"),
            ("*\\_[\\-+]", "a_-"),
            ("*\\|", "a|"),
        ] {
            let read = Patterns::read(&[pattern]).expect(pattern);
            assert!(read.on(path).is_matched, "{pattern}");
        }
        // A source of a COPY is read by other rules.
        for (pattern, path) in [("a|*", "a|b"), ("*\\d", "ad"), ("[*]", "*"), ("*{1}", "a{1}")] {
            assert!(Wildcard::read(pattern).expect(pattern).matches(path), "{pattern}");
        }
        assert!(Wildcard::read("[]a]").is_err());
    }

    fn finds(matches: &dyn Fn(&str) -> bool, pattern: &str, (found, not_found): (&str, &str)) {
        for (paths, expected) in [(found, true), (not_found, false)] {
            for path in paths.split_whitespace() {
                assert_eq!(matches(path), expected, "{pattern} {path}");
            }
        }
    }

    #[test]
    fn a_pattern_finds_names_and_folders() {
        for (pattern, found, not_found) in [
            ("**", "a a/b", ""),
            ("a/**", "a/b a/b/c", "a ab"),
            ("**/b", "b a/b a/a/b", "ab bb/c"),
            ("**/*.x", "a.x b/a.x .x", "x a.xy"),
            ("**/a*", "a ab x/ab", "ba x/ba"),
            ("a/**/c", "a/c a/b/c a/b/b/c", "a/xc c ac"),
            ("*/b", "a/b a/b/c", "a/a/b b"),
            ("*.rs", "a.rs .rs", "a/b.rs a.rsx"),
            ("a*b*c", "abc axbyc aabbc", "abx axc"),
            ("?", "a \u{e9} a/b", "aa"),
            ("a?b", "axb", "ab a/b"),
            ("[^a]", "b", "a bb"),
            ("[a-c]x", "ax cx", "dx x"),
            ("[\\]]x", "]x", "ax"),
            ("[b\\-]x", "-x bx", "ax"),
            ("\\*", "*", "a"),
            ("a\\?", "a?", "ab"),
        ] {
            let read = Patterns::read(&[pattern]).expect(pattern);
            finds(&|path| read.on(path).is_matched, pattern, (found, not_found));
        }
        for (pattern, found, not_found) in [
            ("**", "a", "a/b"),
            ("a/**/b", "a/x/b a//b", "a/b a/x/y/b"),
            ("**/b", "a/b", "b a/a/b"),
            ("**b", "ab b", "a/b"),
        ] {
            let read = Wildcard::read(pattern).expect(pattern);
            finds(&|path| read.matches(path), pattern, (found, not_found));
        }
        assert!(["a*", "a?", "[a", "\\\\*"].into_iter().all(has_wildcards));
        assert!(!["\\*a", "a]\\", ""].into_iter().any(has_wildcards));
    }

    #[test]
    fn a_folder_may_hold_what_is_let_in_again() {
        for (pattern, folder, expected) in [
            ("!a/b/c", "a", true),
            ("!a/b/c", "a/b", true),
            ("!a/b/c", "a/b/c", true),
            ("!a/b/c", "ab", false),
            ("!a/b/c", "b", false),
            ("!a/**", "a/b", true),
            ("!a/**", "b", false),
            ("!**/x", "b", true),
            ("!b*", "a", true),
            ("a/b", "a", false),
        ] {
            let read = Patterns::read(&["*", pattern]).expect(pattern);
            assert_eq!(read.may_let_in_below(folder), expected, "{pattern} {folder}");
        }
        let read = Patterns::read(&["a", "!a/b", "a/b/c"]).expect("patterns");
        for (path, by, is_matched) in [
            ("a/x", Some(0), true),
            ("a/b", Some(1), false),
            ("a/b/c", Some(2), true),
            ("b", None, false),
        ] {
            let matched = read.on(path);
            assert_eq!((matched.decided_by, matched.is_matched), (by, is_matched), "{path}");
        }
    }
}
