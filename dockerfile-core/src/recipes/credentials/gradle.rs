//! Gradle's build files, as far as they hold passwords.
//!
//! Source: <https://docs.gradle.org/current/userguide/supported_repository_protocols.html>.

use super::finding::Found;
use crate::recipes::formats::without_mark;
use crate::value::credentials::is_reference;

/// Blocks in which [`KEYS`] hold credentials.
const BLOCKS: [&str; 2] = ["credentials", "signingConfigs"];
const KEYS: [&str; 6] =
    ["password", "storePassword", "keyPassword", "value", "secretKey", "sessionToken"];

/// The first key in such a block that is given a text.
pub(super) fn of_build(text: &str) -> Option<Found> {
    // How many blocks are open, and how many were where a block of `BLOCKS` began.
    let (mut depth, mut block) = (0_usize, None);
    let text = without_mark(text);
    for (at, line) in text.lines().enumerate() {
        let code = line.trim();
        if code.starts_with("//") || code.starts_with('*') {
            continue;
        }
        let begins = BLOCKS.iter().any(|block| begins_block(code, block));
        if begins && block.is_none() {
            block = Some(depth);
        }
        if block.is_some()
            && let Some(key) = KEYS.iter().find(|key| gives_text(code, key, text))
        {
            return Some(Found::key(at + 1, *key));
        }
        for c in code.chars() {
            match c {
                '{' => depth += 1,
                '}' => {
                    depth = depth.saturating_sub(1);
                    block = block.filter(|start| *start < depth);
                }
                _ => {}
            }
        }
    }
    None
}

/// Whether code begins a block: `credentials {`, `credentials(PasswordCredentials) {`.
fn begins_block(code: &str, block: &str) -> bool {
    code.match_indices(block).any(|(at, _)| {
        let behind = code[at + block.len()..].trim_start();
        !code[..at].ends_with(|c: char| c.is_alphanumeric()) && behind.starts_with(['{', '('])
    })
}

/// Whether code gives a key a text: `password = "x"`, `password 'x'`, `password("x")`,
/// `setPassword("x")`, `password.set("x")`; or the name of what the file gives a text.
fn gives_text(code: &str, key: &str, file: &str) -> bool {
    let setter = format!("set{}{}", key[..1].to_uppercase(), &key[1..]);
    [key, &setter].into_iter().any(|word| {
        code.match_indices(word).any(|(at, _)| {
            let before = &code[..at];
            let is_part = before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
            let rest = &code[at + word.len()..];
            let behind = rest.trim_start();
            let behind = behind.strip_prefix(".set").unwrap_or(behind).trim_start();
            let value = behind.trim_start_matches(['=', '(', ' ', '\t']);
            let is_given = behind.len() > value.len() || behind.starts_with(['"', '\'']);
            let is_literal = || is_text(value) || falls_back(value);
            let is_named = || name_in(value).is_some_and(|name| names_text(file, name));
            let is_apart = is_given || rest.starts_with([' ', '\t']);
            !is_part && (is_given && is_literal() || is_apart && is_named())
        })
    })
}

/// The name that a value is, without what holds it: `pw`, `ext.pw`, `project.ext.pw`.
fn name_in(value: &str) -> Option<&str> {
    let end = value.find([' ', '}', ';', ')']).unwrap_or(value.len());
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let value = &value[..end];
    value.split('.').all(is_part).then(|| value.rsplit('.').next()).flatten()
}

/// Whether a file gives a name a text: `def pw = 'x'`, `val pw: String = "x"`, `ext.pw = 'x'`,
/// `set("pw", "x")`.
fn names_text(file: &str, name: &str) -> bool {
    let mut lines = file.lines().filter(|line| !line.trim_start().starts_with("//"));
    let gives = |line: &str| {
        line.match_indices(name).any(|(at, _)| {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            let behind = &line[at + name.len()..];
            let unquoted = behind.trim_start_matches(['"', '\'', ']']).trim_start();
            let is_quoted = unquoted.len() < behind.trim_start().len();
            let typed = unquoted.strip_prefix(": String").unwrap_or(unquoted).trim_start();
            let value = match typed.strip_prefix(',') {
                Some(value) => Some(value).filter(|_| is_quoted),
                None => typed.strip_prefix('='),
            };
            !line[..at].ends_with(is_part)
                && !behind.starts_with(is_part)
                && value.is_some_and(|value| is_text(value.trim_start()))
        })
    };
    lines.any(gives)
}

/// Whether a value falls back to a text: `System.getenv("PW") ?: "hunter2"`.
fn falls_back(value: &str) -> bool {
    value.split_once("?:").is_some_and(|(_, other)| is_text(other.trim_start()))
}

/// Whether a value begins with a text that holds no variable.
fn is_text(value: &str) -> bool {
    let Some(quote @ ('"' | '\'')) = value.chars().next() else { return false };
    let quotes = value.chars().take_while(|c| *c == quote).count();
    // Two of them are an empty text, whatever stands behind it, and three begin one of several lines.
    let text = value[quotes..].split(quote).next().unwrap_or_default();
    quotes != 2 && !is_reference(text.as_bytes())
}
