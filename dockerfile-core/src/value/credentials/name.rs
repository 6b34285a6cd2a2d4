//! Names of variables that hold secrets.
//!
//! A name is read as English is: its last word says what it is, and those in front of it what of.
//! A `TOKEN_TTL` is a time, a `CACHE_KEY` no key to anything. hadolint (DL3064) and BuildKit
//! (SecretsUsedInArgOrEnv) look for words anywhere: what they refuse is refused, unless the name or
//! the value says that it is none.

use super::token::begins_with_token;
use super::words::{
    AMOUNTS, BEHIND_PASSWORDS, ENDS, HARMLESS, KEYS, KEYS_TO_NOTHING, OTHERS, PASSWORDS,
    QUALIFIERS, QUESTIONS, SECRETS, SECRETS_AT_END, SIGNS,
};
use super::worth::{Worth, worth};
use crate::value::bytes::{any_part, any_word, ends_with_any, find_last, head, is_one_of, tail};

/// What a name says of its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// Nothing.
    Plain,
    /// It is of a secret, and is none.
    Harmless,
    /// What is connected to, which may carry a password.
    Address,
    /// A password, for which a number will do.
    Password,
    Secret,
}

/// Whether a variable may be a secret; without a value its name alone says so.
pub(crate) const fn may_be_secret(name: &[u8], value: Option<&[u8]>) -> bool {
    let meaning = meaning(name);
    let Some(value) = value else {
        return !matches!(meaning, Meaning::Plain | Meaning::Harmless);
    };
    if begins_with_token(value) {
        return true;
    }
    match (meaning, worth(value)) {
        (Meaning::Plain | Meaning::Harmless, _) => false,
        (_, Worth::Nothing | Worth::Reference | Worth::Switch | Worth::Path) => false,
        (Meaning::Password, _) | (_, Worth::Text) => true,
        (_, Worth::Number) => false,
        (meaning, Worth::Address) => !matches!(meaning, Meaning::Address),
    }
}

/// Whether the name alone says that it is no secret.
pub(crate) const fn is_named_as_none(name: &[u8]) -> bool {
    matches!(meaning(name), Meaning::Harmless)
}

/// By hadolint's DL3064: parts of a name.
pub(crate) const fn hadolint_lists(name: &[u8]) -> bool {
    const PARTS: &[&[u8]] =
        &[b"TOKEN", b"SECRET", b"PASSWORD", b"PRIVATE", b"API_KEY", b"USERNAME", b"ACCESS_KEY"];
    is_one_of(name, &[b"TRAVIS_OS_NAME"]) || any_part(name, PARTS)
}

/// By BuildKit's SecretsUsedInArgOrEnv: whole words of a name.
pub(crate) const fn buildkit_lists(name: &[u8]) -> bool {
    const WORDS: &[&[u8]] = &[
        b"APIKEY",
        b"AUTH",
        b"CREDENTIAL",
        b"CREDENTIALS",
        b"KEY",
        b"PASSWORD",
        b"PWORD",
        b"PASSWD",
        b"SECRET",
        b"TOKEN",
    ];
    // These words excuse a name, as in PUBLIC_KEY and KEY_FILE.
    const EXCUSES: &[&[u8]] = &[b"PUBLIC", b"FILE", b"VERSION"];
    any_word(name, WORDS) && !any_word(name, EXCUSES)
}

const fn meaning(name: &[u8]) -> Meaning {
    if is_one_of(name, OTHERS) || is_host_of_bundler(name) {
        return Meaning::Secret;
    }
    let (before, word) = last_that_counts(name);
    if is_one_of(first(name), QUESTIONS) && !before.is_empty() {
        return Meaning::Harmless;
    }
    match of_last_word(before, word) {
        Meaning::Plain => {}
        meaning => return meaning,
    }
    if any_word(name, SECRETS) {
        return Meaning::Secret;
    }
    // `PRIVATE_NETWORK`, of which hadolint knows no better.
    if any_word(before, &[b"PRIVATE"]) && !buildkit_lists(name) {
        return Meaning::Harmless;
    }
    if hadolint_lists(name) || buildkit_lists(name) { Meaning::Secret } else { Meaning::Plain }
}

const fn of_last_word(before: &[u8], word: &[u8]) -> Meaning {
    let (_, modifier) = last(before);
    let is_public = any_word(before, &[b"PUBLIC"]);
    if is_one_of(word, &[b"ID"]) {
        // Vault's, and half of a key of AWS.
        return match modifier {
            m if is_one_of(m, &[b"SECRET"]) || ends_with_any(before, &[b"ACCESS_KEY"]) => {
                Meaning::Secret
            }
            _ => Meaning::Harmless,
        };
    }
    if is_one_of(word, &[b"URL", b"URLS", b"URI"]) {
        return match () {
            () if any_word(before, &[b"WEBHOOK", b"WEBHOOKS", b"HOOK"]) => Meaning::Secret,
            () if any_word(before, BEHIND_PASSWORDS) => Meaning::Address,
            () => Meaning::Harmless,
        };
    }
    if is_one_of(word, &[b"DSN", b"CONNECTIONSTRING", b"CONNSTR"])
        || is_one_of(word, &[b"STRING", b"STR"]) && is_one_of(modifier, &[b"CONNECTION", b"CONN"])
        || is_one_of(word, &[b"PASS"]) && is_one_of(modifier, &[b"PROXY"])
    {
        return Meaning::Address;
    }
    if is_one_of(word, HARMLESS) {
        return Meaning::Harmless;
    }
    if is_one_of(word, PASSWORDS) {
        // The shell's own folder.
        let is_folder = is_one_of(word, &[b"PWD"]) && before.is_empty();
        let is_filter = is_one_of(modifier, &[b"LOW", b"HIGH", b"BAND"]);
        return if is_folder || is_filter { Meaning::Harmless } else { Meaning::Password };
    }
    if is_one_of(word, &[b"TOKENS"]) && any_word(before, AMOUNTS)
        || is_one_of(word, &[b"TOKEN"]) && (is_one_of(modifier, SIGNS) || is_public)
    {
        return Meaning::Harmless;
    }
    if is_one_of(word, &[b"KEY"]) {
        let opens = !is_public && !is_one_of(modifier, KEYS_TO_NOTHING);
        return if opens { Meaning::Secret } else { Meaning::Harmless };
    }
    let is_one = is_one_of(word, SECRETS)
        || is_one_of(word, SECRETS_AT_END)
        || is_one_of(word, &[b"PAT"]) && !before.is_empty()
        || is_one_of(word, &[b"KEYS"]) && is_one_of(modifier, KEYS)
        || ends_with_any(word, ENDS);
    if is_one { Meaning::Secret } else { Meaning::Plain }
}

/// What Bundler takes for the password of a host: `BUNDLE_GEMS__EXAMPLE__COM`.
const fn is_host_of_bundler(name: &[u8]) -> bool {
    const OTHERS: &[&[u8]] =
        &[b"BUNDLE_BUILD__", b"BUNDLE_LOCAL__", b"BUNDLE_MIRROR__", b"BUNDLE_GEM__"];
    let is_setting = any_part(name, &[b"BUNDLE_"]) && is_one_of(first(name), &[b"BUNDLE"]);
    is_setting && any_part(name, &[b"__"]) && !any_part(name, OTHERS)
}

/// The last word that says what it is, and what stands in front of it.
const fn last_that_counts(name: &[u8]) -> (&[u8], &[u8]) {
    let mut rest = name;
    loop {
        let (before, word) = last(rest);
        let is_qualifier = is_digits(word) || is_one_of(word, QUALIFIERS);
        if !is_qualifier || before.is_empty() {
            return (before, without_number(word));
        }
        rest = before;
    }
}

/// The last word of a name, and what stands in front of it.
const fn last(name: &[u8]) -> (&[u8], &[u8]) {
    let mut end = name.len();
    while end > 0 && name[end - 1] == b'_' {
        end -= 1;
    }
    let name = head(name, end);
    match find_last(name, b'_') {
        Some(at) => (head(name, at), tail(name, at + 1)),
        None => (b"", name),
    }
}

const fn first(name: &[u8]) -> &[u8] {
    let mut end = 0;
    while end < name.len() && name[end] != b'_' {
        end += 1;
    }
    head(name, end)
}

const fn is_digits(word: &[u8]) -> bool {
    let mut i = 0;
    while i < word.len() {
        if !word[i].is_ascii_digit() {
            return false;
        }
        i += 1;
    }
    true
}

/// `TOKEN2` is one more token.
const fn without_number(word: &[u8]) -> &[u8] {
    let mut end = word.len();
    while end > 1 && word[end - 1].is_ascii_digit() {
        end -= 1;
    }
    // Of `P12` and `S3` the number is part.
    if end > 2 { head(word, end) } else { word }
}
