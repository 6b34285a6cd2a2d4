//! Tokens of well-known services, which begin with the mark of their service.

use crate::value::bytes::{starts_with, tail};

/// The marks with which tokens begin, each with its service.
///
/// Source: <https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns>.
const MARKS: &[(&[u8], &str)] = &[
    (b"ghp_", "GitHub"),
    (b"gho_", "GitHub"),
    (b"ghu_", "GitHub"),
    (b"ghs_", "GitHub"),
    (b"ghr_", "GitHub"),
    (b"github_pat_", "GitHub"),
    (b"glpat-", "GitLab"),
    (b"gldt-", "GitLab"),
    (b"glcbt-", "GitLab"),
    (b"npm_", "npm"),
    (b"pypi-", "PyPI"),
    (b"dckr_pat_", "Docker"),
    (b"xoxb-", "Slack"),
    (b"xoxp-", "Slack"),
    (b"sk_live_", "Stripe"),
    (b"rk_live_", "Stripe"),
    (b"hvs.", "Vault"),
    (b"shpat_", "Shopify"),
    (b"ATATT", "Atlassian"),
    (b"AKIA", "AWS"),
    (b"ASIA", "AWS"),
    (b"AIza", "Google"),
    (b"dop_v1_", "DigitalOcean"),
    (b"SG.", "SendGrid"),
    (b"sk-ant-", "Anthropic"),
    (b"sk-proj-", "OpenAI"),
    (b"hf_", "Hugging Face"),
    (b"rubygems_", "RubyGems"),
];

/// The shortest token, in bytes. A name that begins with a mark, such as `npm_config_registry`, is
/// shorter.
const LENGTH: usize = 20;

/// Whether a text begins with a token.
pub(crate) const fn begins_with_token(text: &[u8]) -> bool {
    has_mark(text) && is_mixed(text, LENGTH)
}

/// Whether the user of a URL without a password is a token: it begins with a mark, or is a longer
/// mixture of letters and digits than any name.
pub(super) const fn is_token(user: &[u8]) -> bool {
    has_mark(user) && user.len() > 8 || is_mixed(user, LENGTH) && is_name(user)
}

/// The fewest letters and digits in a row, both among them, that a token has in the middle of a text.
const IN_A_ROW: usize = 12;

/// The beginning and the end of the first token or private key in a text. A name of several words that
/// begins with a mark is no token.
pub(crate) const fn token_in(text: &[u8]) -> Option<(usize, usize)> {
    const KEY: &[u8] = b"PRIVATE KEY-----\n";
    let (mut start, mut inside) = (0, false);
    while start < text.len() {
        let c = text[start];
        let is_first =
            matches!(c, b'g' | b'n' | b'p' | b'd' | b'x' | b's' | b'r' | b'h' | b'A' | b'S');
        if is_first && !inside && has_mark(tail(text, start)) {
            let (mut end, mut row, mut letters, mut digits) = (start, 0, false, false);
            let mut is_random = false;
            while end < text.len() && is_of_name(text[end]) {
                let c = text[end];
                let goes_on = c.is_ascii_alphanumeric();
                row = if goes_on { row + 1 } else { 0 };
                letters = goes_on && letters || c.is_ascii_alphabetic();
                digits = goes_on && digits || c.is_ascii_digit();
                is_random |= row >= IN_A_ROW && letters && digits;
                end += 1;
            }
            if is_random && end - start >= LENGTH {
                return Some((start, end));
            }
        }
        if c == b'P' && starts_with(tail(text, start), KEY) {
            let key = start + KEY.len();
            if key < text.len() && text[key].is_ascii_alphanumeric() {
                return Some((key, text.len()));
            }
        }
        inside = is_of_name(c);
        start += 1;
    }
    None
}

const fn is_of_name(c: u8) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.')
}

const fn has_mark(text: &[u8]) -> bool {
    issuer(text).is_some()
}

/// The service whose mark a text begins with.
pub(crate) const fn issuer(text: &[u8]) -> Option<&'static str> {
    let mut m = 0;
    while m < MARKS.len() {
        let (mark, service) = MARKS[m];
        if starts_with(text, mark) {
            return Some(service);
        }
        m += 1;
    }
    None
}

/// Whether a text begins with at least `length` letters, digits and `-_.`, and has both letters and
/// digits among them.
const fn is_mixed(text: &[u8], length: usize) -> bool {
    let (mut i, mut letters, mut digits) = (0, 0, 0);
    while i < text.len() {
        match text[i] {
            c if c.is_ascii_alphabetic() => letters += 1,
            c if c.is_ascii_digit() => digits += 1,
            b'-' | b'_' | b'.' => {}
            _ => break,
        }
        i += 1;
    }
    i >= length && letters > 0 && digits > 0
}

/// Whether a text has only letters, digits and `-_.`; the address of a mailbox has an `@`.
const fn is_name(text: &[u8]) -> bool {
    let mut i = 0;
    while i < text.len() {
        if !is_of_name(text[i]) {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{MARKS, token_in};

    #[test]
    fn a_token_is_seen_wherever_it_stands() {
        for (mark, _) in MARKS {
            let token = [mark, &b"0a1B2c3D4e5F6g7H8i9J"[..]].concat();
            let text = [b"x 'Bearer ", &token[..], b"' y"].concat();
            let found = token_in(&text).map(|(start, end)| text[start..end].to_vec());
            assert_eq!(found, Some(token), "{}", mark.escape_ascii());
        }
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMII\n";
        assert_eq!(token_in(key.as_bytes()), Some((32, key.len())));
        for text in [
            "",
            "ghp_",
            "npm_config_sharp_binary_host_v2_1",
            "pypi-attestations-0.0.21.tar.gz",
            "my-sk-ant-0a1B2c3D4e5F6g7H8i9J",
            "hf_hub_download_model_2",
            "grep 'BEGIN RSA PRIVATE KEY-----' x",
            "-----BEGIN PRIVATE KEY-----\n$KEY\n",
        ] {
            assert_eq!(token_in(text.as_bytes()), None, "{text}");
        }
    }
}
