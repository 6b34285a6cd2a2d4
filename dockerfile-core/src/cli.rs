//! What this crate knows of secrets, private files and bases, for the program `cargo dockerfile`: it reads
//! files that somebody wrote by hand.

use crate::declare::base_accounts;
pub use crate::recipes::private::{Private, privacy};
use crate::value::credentials::{issuer, means_secret, token_in, url_credential};
use crate::value::shell::handed::{assigned, handed, handed_in};

/// Whether a variable is a secret, by its name and its value, or by its name alone.
#[must_use]
pub fn is_secret(name: &str, value: Option<&str>) -> bool {
    means_secret(name.as_bytes(), value.map(str::as_bytes))
}

/// The kind of secret that a text holds, by its form: a token, a private key, or a URL with either or
/// a password.
#[must_use]
pub fn secret_in(text: &str) -> Option<String> {
    let in_url = || "a URL with a password or a token".to_owned();
    token_or_key_in(text).or_else(|| url_credential(text.as_bytes()).map(|_| in_url()))
}

/// The kind of secret that a text holds beside its URLs.
#[must_use]
pub fn token_or_key_in(text: &str) -> Option<String> {
    let (start, _) = token_in(text.as_bytes())?;
    Some(match issuer(&text.as_bytes()[start..]) {
        Some(service) => format!("a token of {service}"),
        None => "a private key".to_owned(),
    })
}

/// What gives a command of a shell text a secret as it stands: a variable, an option, a header or a pipe.
#[must_use]
pub fn given_in(text: &str) -> Option<String> {
    let mut assigned = assigned(text).filter(|(name, value)| is_secret(name, Some(value)));
    assigned.next().map(|(name, _)| name.to_owned()).or_else(|| handed(text))
}

/// What gives a program, started with these words, a secret as it stands.
#[must_use]
pub fn given_to(words: &[&str]) -> Option<String> {
    handed_in(words)
}

/// Whether an image is known to run as another user than root.
#[must_use]
pub fn is_known_not_to_run_as_root(image: &str) -> bool {
    base_accounts::is_known_not_to_run_as_root(image)
}

#[cfg(test)]
mod tests {
    use super::{Private, given_in, given_to, is_secret, privacy, secret_in, token_or_key_in};

    #[test]
    fn a_secret_is_told_by_name_or_form() {
        assert!(is_secret("NPM_TOKEN", None) && is_secret("DB_PASSWORD", Some("hunter2")));
        // Linters alone take these for secrets'.
        for name in ["USERNAME", "PRIVATE_NETWORK"] {
            assert!(!is_secret(name, None), "{name}");
        }
        assert!(!is_secret("DB_PASSWORD", Some("/run/secrets/db")) && !is_secret("PATH", None));
        let token = format!("curl -H 'A: ghp_{}'", "a1".repeat(18));
        assert_eq!(secret_in(&token).as_deref(), Some("a token of GitHub"));
        let key = "-----BEGIN PRIVATE KEY-----\nMII\n";
        assert_eq!(token_or_key_in(key).as_deref(), Some("a private key"));
        let url = "https://a:hunter2@h/";
        assert_eq!(secret_in(url).as_deref(), Some("a URL with a password or a token"));
        assert_eq!((token_or_key_in(url), secret_in("https://h/")), (None, None));
    }

    #[test]
    fn a_secret_is_seen_where_a_program_is_given_it() {
        assert_eq!(given_in("NPM_TOKEN=abc123 npm publish").as_deref(), Some("NPM_TOKEN"));
        assert_eq!(given_in("x --password=hunter2").as_deref(), Some("--password"));
        assert_eq!(given_to(&["x", "--password", "hunter2"]).as_deref(), Some("--password"));
        assert_eq!(given_in("NPM_TOKEN=$A VERSION=1 npm publish"), None);
    }

    #[test]
    fn a_path_is_private_by_its_name_or_by_a_key() {
        for path in [".env", "a/.env.local", "a/.aws/credentials", "id_rsa", "a.p12"] {
            assert_eq!(privacy(path), Some(Private::ByName), "{path}");
        }
        for path in ["a.pem", "b/a.key", ".env.production"] {
            assert_eq!(privacy(path), Some(Private::IfKey), "{path}");
        }
        // The history and what an emission has put aside are told in other words, or not at all.
        for path in ["main.rs", ".git/HEAD", "Dockerfile.replaced", "id_rsa.pub"] {
            assert_eq!(privacy(path), None, "{path}");
        }
    }
}
