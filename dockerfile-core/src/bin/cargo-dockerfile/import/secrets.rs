//! What is a secret by its form: an image would show it to all, and so would the declaration.

use super::source::Source;
use crate::failure::{Failure, Result};

/// Fails where a line holds a secret.
pub(super) fn refuse(source: &Source) -> Result<()> {
    let lines =
        source.file.stages.iter().flat_map(|stage| &stage.lines).filter(|line| !line.is_trigger);
    for line in lines {
        if let Some(what) = secret(&line.text) {
            let failure = Failure::new(format!(
                "`{}:{}`: {what} stands in this line",
                source.name, line.number
            ));
            return Err(failure.help(
                "whoever has the image reads it: take it back where it was given out, and mount it, `RUN --mount=type=secret`",
            ));
        }
    }
    Ok(())
}

/// What kind of secret a text holds.
fn secret(text: &str) -> Option<&'static str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    for word in text.split(|c| !is_word(c)) {
        let after = |prefix: &str, least: usize| {
            word.strip_prefix(prefix).is_some_and(|rest| rest.len() >= least)
        };
        if after("ghp_", 30) || after("gho_", 30) || after("github_pat_", 30) {
            return Some("a token of GitHub");
        }
        if after("glpat-", 16) {
            return Some("a token of GitLab");
        }
        if after("npm_", 32) {
            return Some("a token of npm");
        }
        if after("AKIA", 16)
            && word.len() == 20
            && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        {
            return Some("a key of AWS");
        }
        if after("xoxb-", 20) || after("xoxp-", 20) {
            return Some("a token of Slack");
        }
    }
    if text.contains("-----BEGIN") && text.contains("PRIVATE KEY-----") {
        return Some("a private key");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::secret;

    #[test]
    fn a_secret_is_known_by_its_form() {
        assert!(secret(&format!("ENV T=ghp_{}", "a1".repeat(18))).is_some());
        assert!(secret(&format!("ARG K=AKIA{}", "A1".repeat(8))).is_some());
        assert!(secret("RUN npm_config_loglevel=warn npm ci").is_none());
    }

    #[test]
    fn each_kind_is_a_secret_from_its_length_on() {
        for (start, least) in [
            ("ghp_", 30),
            ("gho_", 30),
            ("github_pat_", 30),
            ("glpat-", 16),
            ("npm_", 32),
            ("AKIA", 16),
            ("xoxb-", 20),
            ("xoxp-", 20),
        ] {
            let text = |count: usize| format!("ENV X=\"{start}{}\"", "A".repeat(count));
            assert!(secret(&text(least)).is_some(), "{start}");
            assert!(secret(&text(least - 1)).is_none(), "{start}");
            assert!(secret(&text(least).replace(start, &format!("x{start}"))).is_none(), "{start}");
        }
        assert!(secret(&format!("AKIA{}", "A".repeat(17))).is_none());
        assert!(secret(&format!("AKIA{}", "a".repeat(16))).is_none());
        assert!(secret("RUN echo '-----BEGIN RSA PRIVATE KEY-----'").is_some());
        assert!(secret("RUN echo '-----BEGIN PUBLIC KEY-----'").is_none());
        assert!(secret("RUN grep 'PRIVATE KEY-----'").is_none());
    }
}
