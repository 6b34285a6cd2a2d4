//! Patterns in variables, `*` and `?`, as a shell's `${name#pattern}` reads them.

enum Token {
    Any,
    Many,
    Is(char),
}

type Read<T> = std::result::Result<T, String>;

fn tokens(pattern: &str) -> Read<Vec<Token>> {
    let mut tokens = vec![];
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        tokens.push(match c {
            '*' => Token::Many,
            '?' => Token::Any,
            '\\' => match characters.next() {
                Some(c @ ('*' | '?' | '\\' | '}' | '/')) => Token::Is(c),
                _ => return Err(format!("the pattern `{pattern}` is not understood")),
            },
            c => Token::Is(c),
        });
    }
    Ok(tokens)
}

/// How many first characters a pattern can be, in rising order.
fn lengths(pattern: &[Token], text: &[char]) -> Vec<usize> {
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for token in pattern {
        let mut next = vec![false; text.len() + 1];
        for at in 0..=text.len() {
            match token {
                Token::Many => {
                    next[at] = reached[at] || at > 0 && next[at - 1] && text[at - 1] != '\n'
                }
                Token::Any => next[at] = at > 0 && reached[at - 1] && text[at - 1] != '\n',
                Token::Is(c) => next[at] = at > 0 && reached[at - 1] && text[at - 1] == *c,
            }
        }
        reached = next;
    }
    (0..=text.len()).filter(|at| reached[*at]).collect()
}

/// A doubled sign asks for the longest.
fn greedy(pattern: &str, sign: char) -> (&str, bool) {
    pattern.strip_prefix(sign).map_or((pattern, false), |rest| (rest, true))
}

fn cut(value: &[char], pattern: &[Token], longest: bool) -> usize {
    let lengths = lengths(pattern, value);
    let length = if longest { lengths.last() } else { lengths.first() };
    length.copied().unwrap_or(0)
}

/// `${name#pattern}`, and `${name##pattern}`.
pub(super) fn without_prefix(value: &str, pattern: &str) -> Read<String> {
    let (pattern, longest) = greedy(pattern, '#');
    let value: Vec<char> = value.chars().collect();
    Ok(value[cut(&value, &tokens(pattern)?, longest)..].iter().collect())
}

/// `${name%pattern}`, and `${name%%pattern}`.
pub(super) fn without_suffix(value: &str, pattern: &str) -> Read<String> {
    let (pattern, longest) = greedy(pattern, '%');
    let mut pattern = tokens(pattern)?;
    pattern.reverse();
    let mut value: Vec<char> = value.chars().collect();
    value.reverse();
    Ok(value[cut(&value, &pattern, longest)..].iter().rev().collect())
}

/// `${name/pattern/text}`; all of it with a doubled stroke.
pub(super) fn replaced(value: &str, pattern: &str, text: &str, all: bool) -> Read<String> {
    let tokens = tokens(pattern)?;
    if tokens.is_empty() || text.contains(['$', '\\']) {
        return Err(format!("the replacement of `{pattern}` by `{text}` is not understood"));
    }
    let value: Vec<char> = value.chars().collect();
    let (mut at, mut found, mut done) = (0, String::new(), false);
    while at < value.len() {
        let length = if done && !all { 0 } else { cut(&value[at..], &tokens, true) };
        if length == 0 {
            found.push(value[at]);
            at += 1;
        } else {
            found += text;
            at += length;
            done = true;
        }
    }
    Ok(found)
}
