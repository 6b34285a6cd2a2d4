//! Names of variables that hold secrets.
//!
//! The last word of a name says what the variable is, and the words in front of it say whose or which:
//! a `TOKEN_TTL` is a time, and a `CACHE_KEY` opens nothing. hadolint (DL3064) and BuildKit
//! (SecretsUsedInArgOrEnv) look for words anywhere in a name. A name that they refuse is refused
//! here, too, unless the name or the value shows that the variable is no secret.

use super::token::begins_with_token;
use super::value_kind::{ValueKind, value_kind};
use super::words::{
    AMOUNTS, BEHIND_PASSWORDS, HARMLESS, KEYS_TO_NOTHING, PASSWORDS, QUALIFIERS, QUESTIONS,
    SECRET_ENDS, SECRET_KEYS, SECRETS, SECRETS_AT_END, SPECIAL_TOKENS, WHOLE_NAMES,
};
use crate::value::bytes::{any_part, any_word, ends_with_any, find_last, head, is_one_of, tail};

/// What a name says about the value of its variable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// The name has nothing to do with secrets.
    Plain,
    /// The name shows that the value is no secret, whatever other words it has.
    Harmless,
    /// The value is the path of a file that holds a secret.
    Path,
    /// The value is the address of a service, which may carry a password.
    Address,
    /// The value is a password, which may also be a number.
    Password,
    /// The value is another secret, which is no number.
    Secret,
}

/// Whether a variable may be a secret, by its name and its value, or by its name alone.
pub(crate) const fn may_be_secret(name: &[u8], value: Option<&[u8]>) -> bool {
    may_mean(name, meaning(name), value)
}

/// The same, where a name that linters alone take for a secret's is none.
#[cfg(feature = "cli")]
pub(crate) const fn means_secret(name: &[u8], value: Option<&[u8]>) -> bool {
    may_mean(name, own_meaning(name), value)
}

/// Whether a value may be a secret, whose name has this meaning.
const fn may_mean(name: &[u8], meaning: Meaning, value: Option<&[u8]>) -> bool {
    let Some(value) = value else {
        return !matches!(meaning, Meaning::Plain | Meaning::Harmless | Meaning::Path);
    };
    if begins_with_token(value) {
        return true;
    }
    if is_one_of(name, &[b"KEY", b"GPG_KEY", b"PGP_KEY"]) && is_fingerprint(value) {
        return false;
    }
    match (meaning, value_kind(value)) {
        (Meaning::Plain | Meaning::Harmless, _) => false,
        (_, ValueKind::Empty | ValueKind::Reference | ValueKind::Switch | ValueKind::Path) => false,
        (Meaning::Password, _) | (_, ValueKind::Text) => true,
        (_, ValueKind::Number) => false,
        (meaning, ValueKind::Address) => !matches!(meaning, Meaning::Address),
    }
}

/// Whether a value is the fingerprint or the id of a key of OpenPGP, as `gpg` prints it: 40, 16 or 8 hex
/// digits in upper case, or a group of four.
const fn is_fingerprint(value: &[u8]) -> bool {
    let mut i = 0;
    while i < value.len() && matches!(value[i], b'0'..=b'9' | b'A'..=b'F') {
        i += 1;
    }
    i == value.len() && matches!(i, 4 | 8 | 16 | 40)
}

/// Whether the name alone shows that the variable is no secret.
pub(crate) const fn is_named_as_none(name: &[u8]) -> bool {
    matches!(meaning(name), Meaning::Harmless)
}

/// Whether hadolint's DL3064 takes a name for a secret's: it looks for parts of the name.
pub(crate) const fn hadolint_lists(name: &[u8]) -> bool {
    const PARTS: &[&[u8]] =
        &[b"TOKEN", b"SECRET", b"PASSWORD", b"PRIVATE", b"API_KEY", b"USERNAME", b"ACCESS_KEY"];
    is_one_of(name, &[b"TRAVIS_OS_NAME"]) || any_part(name, PARTS)
}

/// Whether BuildKit's SecretsUsedInArgOrEnv takes a name for a secret's: it looks for whole words.
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

/// What a name says about its value, to linters, too.
const fn meaning(name: &[u8]) -> Meaning {
    match own_meaning(name) {
        Meaning::Plain if hadolint_lists(name) || buildkit_lists(name) => Meaning::Secret,
        meaning => meaning,
    }
}

/// What a name says about its value by its words.
const fn own_meaning(name: &[u8]) -> Meaning {
    if is_one_of(name, &[b"GOOGLE_APPLICATION_CREDENTIALS"]) {
        return Meaning::Path;
    }
    if is_one_of(name, WHOLE_NAMES) || is_host_of_bundler(name) {
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
    // hadolint takes names such as `PRIVATE_NETWORK` for secrets', only for the word `PRIVATE`.
    if any_word(before, &[b"PRIVATE"]) && !buildkit_lists(name) {
        return Meaning::Harmless;
    }
    Meaning::Plain
}

/// What the last word of a name says about the value, given the words `before` it.
const fn of_last_word(before: &[u8], word: &[u8]) -> Meaning {
    let (_, modifier) = last(before);
    let is_public = any_word(before, &[b"PUBLIC"]);
    if is_one_of(word, &[b"ID"]) {
        // `SECRET_ID` is one of Vault, and an `ACCESS_KEY_ID` is half of a key of AWS.
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
    // A file with a public key is verified; the sum of a password may be what opens something.
    let is_sum = is_one_of(word, &[b"SHA", b"CHECKSUM"]) && is_one_of(modifier, &[b"KEY"]);
    if is_sum || is_one_of(word, HARMLESS) {
        return Meaning::Harmless;
    }
    if is_one_of(word, PASSWORDS) {
        // `PWD` alone is the folder that a shell is in.
        let is_folder = is_one_of(word, &[b"PWD"]) && before.is_empty();
        let is_filter = is_one_of(modifier, &[b"LOW", b"HIGH", b"BAND"]);
        return if is_folder || is_filter { Meaning::Harmless } else { Meaning::Password };
    }
    if is_one_of(word, &[b"TOKENS"]) && any_word(before, AMOUNTS)
        || is_one_of(word, &[b"TOKEN"]) && (is_one_of(modifier, SPECIAL_TOKENS) || is_public)
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
        || is_one_of(word, &[b"KEYS"]) && is_one_of(modifier, SECRET_KEYS)
        || ends_with_any(word, SECRET_ENDS);
    if is_one { Meaning::Secret } else { Meaning::Plain }
}

/// Whether Bundler takes the variable for the password of a host, as `BUNDLE_GEMS__EXAMPLE__COM`.
const fn is_host_of_bundler(name: &[u8]) -> bool {
    const OTHER_SETTINGS: &[&[u8]] =
        &[b"BUNDLE_BUILD__", b"BUNDLE_LOCAL__", b"BUNDLE_MIRROR__", b"BUNDLE_GEM__"];
    let is_setting = any_part(name, &[b"BUNDLE_"]) && is_one_of(first(name), &[b"BUNDLE"]);
    is_setting && any_part(name, &[b"__"]) && !any_part(name, OTHER_SETTINGS)
}

/// The last word of a name that is no qualifier such as `PROD`, and the words in front of it.
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

/// The words in front of the last word of a name, and the last word.
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

/// A word without the number at its end: `TOKEN2` is read as `TOKEN`.
const fn without_number(word: &[u8]) -> &[u8] {
    let mut end = word.len();
    while end > 1 && word[end - 1].is_ascii_digit() {
        end -= 1;
    }
    // In short words, such as `P12` and `S3`, the number is a part of the word.
    if end > 2 { head(word, end) } else { word }
}
