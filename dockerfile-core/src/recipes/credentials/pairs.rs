//! Files of keys and values: settings of npm and pip, properties, `.netrc`, and keys in YAML and
//! JSON.

use super::finding::Found;
use super::urls::Comments;
use crate::recipes::formats::without_mark;
use crate::value::credentials::{begins_with_token, is_reference, may_be_secret};

/// How often a key is looked at in one line; no line of settings has it as often.
const MOST: usize = 100;

/// Whether a value is a credential that is written out, and no reference to a variable. In a
/// comment only a plain token counts: anything else may be an example.
fn is_literal(value: &str, in_comment: bool) -> bool {
    let value = unquoted(value);
    match in_comment {
        true => begins_with_token(value.as_bytes()),
        false => !is_reference(value.as_bytes()),
    }
}

/// A value without the quotes around it.
pub(super) fn unquoted(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\''] {
        let inner = value.strip_prefix(quote).and_then(|value| value.strip_suffix(quote));
        if let Some(inner) = inner {
            return inner.trim();
        }
    }
    value
}

/// The first credential of an `.npmrc` (`//registry/:_authToken=..`), or of classic Yarn's
/// `.yarnrc`, which has a blank in place of `=`.
///
/// Source: <https://docs.npmjs.com/cli/configuring-npm/npmrc>.
pub(super) fn of_npm(text: &str) -> Option<Found> {
    const KEYS: [&str; 4] = ["_authtoken", "_auth", "_password", "key"];
    let comments = Comments::HashOrSemicolon;
    lines(text).find_map(|(line, text)| {
        let in_comment = comments.hold(text);
        let text = text.trim_start().trim_start_matches(['#', ';']).trim_start();
        let (key, value) = pair(text, &['=', ' ', '\t'])?;
        // A registry, a scope or nothing stands before the last part of a key.
        let key = unquoted(key).trim_end_matches("[]");
        let last = key.rsplit([':', '/']).next().unwrap_or_default();
        let is_known = KEYS.contains(&last.to_lowercase().as_str());
        (is_known && is_literal(value, in_comment)).then(|| Found::key(line, last))
    })
}

/// The first of these keys in a file of sections such as `.pypirc` that has a value written out.
pub(super) fn of_ini(text: &str, keys: &[&str]) -> Option<Found> {
    lines(text).find_map(|(line, text)| {
        if Comments::HashOrSemicolon.hold(text) {
            return None;
        }
        // A key of Ruby's begins with a colon.
        let (key, value) = pair(text.trim_start().trim_start_matches(':'), &['=', ':'])?;
        let is_known = keys.iter().any(|known| key.eq_ignore_ascii_case(known));
        (is_known && is_literal(value, false)).then(|| Found::key(line, key))
    })
}

/// Beginnings of the names of variables whose values a build puts into what browsers load.
const OF_BROWSERS: [&str; 9] = [
    "EXPO_PUBLIC_",
    "GATSBY_",
    "NEXT_PUBLIC_",
    "NG_APP_",
    "NUXT_PUBLIC_",
    "PUBLIC_",
    "REACT_APP_",
    "VITE_",
    "VUE_APP_",
];

/// Beginnings of values that ask for another one, such as `change-me`.
const PLACEHOLDERS: [&str; 9] =
    ["change", "dummy", "example", "generate", "insert", "placeholder", "replace", "todo", "your"];

/// The first variable of a `.env` file that is named after a secret and has a value written out. A
/// value that is encrypted is there to be seen by all, and a placeholder to be replaced.
pub(super) fn of_variables(text: &str) -> Option<Found> {
    of_assigned(text, |name, value| {
        let is_of_browsers = OF_BROWSERS.iter().any(|begin| name.starts_with(begin));
        is_literal(value, is_of_browsers)
            && !value.contains('$')
            && !value.starts_with("encrypted:")
            && !PLACEHOLDERS.iter().any(|begin| value.to_lowercase().starts_with(begin))
            && may_be_secret(name.as_bytes(), Some(value.as_bytes()))
    })
}

/// The first variable of a file that only shows what another one may hold that is given a token.
pub(super) fn of_sample(text: &str) -> Option<Found> {
    of_assigned(text, |_, value| begins_with_token(value.as_bytes()))
}

/// The first variable of a `.env` file that is one, by its name and its value.
fn of_assigned(text: &str, is_one: impl Fn(&str, &str) -> bool) -> Option<Found> {
    lines(text).find_map(|(line, text)| {
        let text = text.trim().strip_prefix("export ").unwrap_or(text.trim());
        let (name, value) = text.split_once('=').filter(|_| !text.starts_with('#'))?;
        let name = name.trim();
        is_one(name, unquoted(value)).then(|| Found::key(line, name))
    })
}

/// The first of Java's properties that is named after a secret and has a value written out.
///
/// Source: <https://docs.gradle.org/current/userguide/build_environment.html>.
pub(super) fn of_properties(text: &str) -> Option<Found> {
    let mut lines = lines(text);
    while let Some((line, text)) = lines.next() {
        let text = text.trim_start();
        if text.starts_with(['#', '!']) {
            continue;
        }
        let mut whole = text.to_owned();
        while whole.ends_with('\\') && !whole.ends_with("\\\\") {
            whole.pop();
            let Some((_, more)) = lines.next() else { break };
            whole += more.trim_start();
        }
        let Some((key, value)) = pair(&whole, &['=', ':', ' ', '\t']) else { continue };
        if is_secret_property(key, value) {
            return Some(Found::key(line, key));
        }
        if let Some(key) = secret_argument(value) {
            return Some(Found::key(line, key));
        }
    }
    None
}

/// The first argument of a JVM or of Maven (`-Dkey=value`) that is named after a secret and has a
/// value written out.
pub(super) fn of_arguments(text: &str) -> Option<Found> {
    lines(text).find_map(|(line, text)| Some(Found::key(line, secret_argument(text)?)))
}

/// The key of such an argument among the words of a text.
fn secret_argument(text: &str) -> Option<&str> {
    text.split_whitespace().map(unquoted).find_map(|word| {
        let (key, value) = word.strip_prefix("-D")?.split_once('=')?;
        is_secret_property(key, value).then_some(key)
    })
}

fn is_secret_property(key: &str, value: &str) -> bool {
    // The password of the store that every Java brings is known to all.
    let value = unquoted(value);
    value != "changeit"
        && !is_reference(value.as_bytes())
        && may_be_secret(as_variable(key).as_bytes(), Some(value.as_bytes()))
}

/// A key as the name of a variable: `signing.keyPassword` is `SIGNING_KEY_PASSWORD`.
pub(super) fn as_variable(key: &str) -> String {
    let mut name = String::new();
    let mut before = '_';
    for c in key.chars() {
        let begins_word = c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit());
        if begins_word || !c.is_ascii_alphanumeric() {
            name.push('_');
        }
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_uppercase());
        }
        before = c;
    }
    name
}

/// The first credential of a `.bundle/config`: `BUNDLE_GEMS__EXAMPLE__COM: "user:password"`.
///
/// Source: <https://bundler.io/man/bundle-config.1.html>.
pub(super) fn of_bundler(text: &str) -> Option<Found> {
    lines(text).find_map(|(line, text)| {
        if Comments::Hash.hold(text) {
            return None;
        }
        let (key, value) = text.trim().split_once(": ")?;
        let key = unquoted(key);
        let value = unquoted(value);
        let is_one = may_be_secret(key.as_bytes(), Some(value.as_bytes()));
        (key.starts_with("BUNDLE_") && is_one && !is_reference(value.as_bytes()))
            .then(|| Found::key(line, key))
    })
}

/// The first credential of a `.netrc`: the word behind `password`.
///
/// Source: <https://everything.curl.dev/usingcurl/netrc.html>.
pub(super) fn of_netrc(text: &str) -> Option<Found> {
    let mut is_next = false;
    for (line, text) in lines(text) {
        for word in text.split_whitespace() {
            if word.starts_with('#') && !is_next {
                break;
            }
            if std::mem::take(&mut is_next) && is_literal(word, false) {
                return Some(Found::key(line, "password"));
            }
            is_next = matches!(word, "password" | "passwd");
        }
    }
    None
}

/// The first of these keys in YAML or JSON that has a value written out, at any depth, in blocks or
/// in one line.
pub(super) fn of_keys(text: &str, keys: &[&str]) -> Option<Found> {
    let lines: Vec<&str> = without_mark(text).lines().collect();
    let mut found = lines.iter().enumerate().filter_map(|(at, line)| {
        let key = keys.iter().find(|key| {
            let mut starts = line.match_indices(*key).map(|(start, _)| start).take(MOST);
            starts.any(|start| holds_literal(&lines[at..], start, start + key.len()))
        })?;
        Some(Found::key(at + 1, key.trim_matches(['_', '"'])))
    });
    found.next()
}

/// Whether the first line has a whole key from `start` to `end`, with a value that is written out
/// there or in the line below.
fn holds_literal(lines: &[&str], start: usize, end: usize) -> bool {
    let (before, behind) = (&lines[0][..start], &lines[0][end..]);
    let is_part = before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let behind = behind.trim_start_matches(['"', '\'']).trim_start();
    let Some(value) = behind.strip_prefix(':').filter(|_| !is_part) else { return false };
    let in_comment = before.trim_start().starts_with('#') || before.contains(" #");
    let mut value = value.trim();
    let blanks = |line: &str| line.len() - line.trim_start().len();
    if value.is_empty() || value.starts_with(['|', '>', '#']) {
        let mut below = lines[1..].iter().filter(|line| !line.trim().is_empty());
        match below.next() {
            Some(line) if blanks(line) > blanks(lines[0]) => value = line.trim(),
            _ => return false,
        }
    }
    // An anchor or a type may stand before the value.
    while let Some(rest) = value.strip_prefix(['&', '!']) {
        value = rest.split_once(' ').map_or("", |(_, value)| value.trim_start());
    }
    let value = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
        Some('{' | '[') => return false,
        _ => {
            let value = value.split(" #").next().unwrap_or_default();
            let ends = value.match_indices([',', '}']).map(|(at, _)| at);
            let outside = ends.into_iter().find(|at| !value[..*at].contains("${"));
            value[..outside.unwrap_or(value.len())].trim()
        }
    };
    !matches!(value, "null" | "~" | "true" | "false") && is_literal(value, in_comment)
}

/// The lines of a text, each with its number from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    without_mark(text).lines().enumerate().map(|(at, line)| (at + 1, line))
}

/// The key and the value of a line, parted by the first separator in it, without blanks around
/// them.
fn pair<'t>(line: &'t str, separators: &[char]) -> Option<(&'t str, &'t str)> {
    let line = line.trim();
    let end = line.find(separators)?;
    let (key, rest) = line.split_at(end);
    let rest = rest.trim_start();
    let sign = |c: &char| !c.is_whitespace();
    let signs: Vec<char> = separators.iter().copied().filter(sign).collect();
    Some((key.trim(), rest.strip_prefix(signs.as_slice()).unwrap_or(rest).trim()))
}

#[cfg(test)]
mod tests {
    use super::of_ini;

    #[test]
    fn a_key_of_a_section_may_begin_with_a_colon() {
        for (text, line) in [
            (":rubygems_api_key: abcdef", Some(1)),
            ("---\n:RubyGems_API_Key: abcdef", Some(2)),
            ("rubygems_api_key = abcdef", Some(1)),
            (":rubygems_api_key:", None),
            ("# :rubygems_api_key: abcdef", None),
            (":other_api_key: abcdef", None),
        ] {
            let found = of_ini(text, &["rubygems_api_key"]);
            assert_eq!(found.map(|found| found.line), line, "{text}");
        }
    }
}
