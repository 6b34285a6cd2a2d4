//! What is known of a variable, a label, a file or a text by how it is called.

fn parts(name: &str) -> Vec<String> {
    name.to_uppercase().split(['_', '-', '.', '/']).map(str::to_owned).collect()
}

/// Whether a variable is another at each commit.
pub(super) fn is_of_commit(name: &str) -> bool {
    let parts = parts(name);
    let has = |word: &str| parts.iter().any(|part| part == word);
    let alone = [
        "COMMIT",
        "REVISION",
        "TIMESTAMP",
        "BUILDTIME",
        "BUILDDATE",
        "CACHEBUST",
        "CACHEBUSTER",
        "GITSHA",
        "GITHASH",
        "GITCOMMIT",
    ];
    let pairs = [
        ("GIT", "SHA"),
        ("GIT", "HASH"),
        ("GIT", "REF"),
        ("GIT", "TAG"),
        ("GIT", "DESCRIBE"),
        ("VCS", "REF"),
        ("COMMIT", "SHA"),
        ("SHORT", "SHA"),
        ("SOURCE", "SHA"),
        ("BUILD", "SHA"),
        ("BUILD", "DATE"),
        ("BUILD", "TIME"),
        ("BUILD", "NUMBER"),
        ("BUILD", "ID"),
        ("BUILD", "REF"),
        ("CACHE", "BUST"),
        ("RELEASE", "SHA"),
        ("CI", "SHA"),
    ];
    alone.iter().any(|word| has(word)) || pairs.iter().any(|(one, other)| has(one) && has(other))
}

/// Whether a text reads a variable that is another at each commit.
pub(super) fn reads_commit(text: &str) -> bool {
    let names = text.split('$').skip(1).map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
    });
    names.into_iter().any(is_of_commit)
}

/// Whether a text reads a variable.
pub(super) fn reads(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = &text[..at];
        let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '_';
        let ends = text[at + name.len()..].chars().next().is_none_or(is_end);
        ends && (before.ends_with('$') || before.ends_with("${"))
    })
}

/// Whether a variable is the version of what is built.
pub(super) fn is_version(name: &str) -> bool {
    parts(name).iter().any(|part| ["VERSION", "RELEASE"].contains(&part.as_str()))
}

/// Whether a label is another at each commit or release.
pub(super) fn is_label_of_commit(name: &str) -> bool {
    let last = parts(name);
    let words = ["REVISION", "CREATED", "VERSION", "COMMIT", "BUILD", "RELEASE", "DATE"];
    is_of_commit(name) || last.last().is_some_and(|part| words.contains(&part.as_str()))
}

/// Words behind a secret that say which one it is.
const WHICH: [&str; 24] = [
    "BASE",
    "BASE64",
    "B64",
    "HEX",
    "PEM",
    "RAW",
    "JSON",
    "VALUE",
    "STRING",
    "TEXT",
    "PROD",
    "PRODUCTION",
    "STAGING",
    "DEV",
    "TEST",
    "OLD",
    "NEW",
    "CURRENT",
    "PREVIOUS",
    "PRIMARY",
    "SECONDARY",
    "DEFAULT",
    "RO",
    "RW",
];

/// Words that are a secret, also at the end of a longer one: `PGPASSWORD`.
const ENDS: [&str; 9] = [
    "PASSWORD",
    "PASSWORDS",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "SECRETS",
    "TOKEN",
    "APIKEY",
    "PRIVATEKEY",
];

/// Of these a key is a secret.
const KEYS: [&str; 10] = [
    "API",
    "ACCESS",
    "PRIVATE",
    "ENCRYPTION",
    "SIGNING",
    "AUTH",
    "SSH",
    "DEPLOY",
    "MASTER",
    "SECRET",
];

/// Whether a variable is called as a secret is: by the last word of its name that says what it is. A
/// `PASSWORD_RESET_TIMEOUT` is a time, and a `TOKEN_URL` an address.
pub(super) fn is_secret(name: &str) -> bool {
    // By its name, where they are.
    if name == "GOOGLE_APPLICATION_CREDENTIALS" {
        return false;
    }
    let parts = parts(name);
    let says_which = |part: &&String| {
        WHICH.contains(&part.as_str()) || part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let end = parts.iter().rposition(|part| !says_which(&part)).map_or(0, |at| at + 1);
    let Some((last, before)) = parts[..end].split_last() else { return false };
    if parts.iter().any(|part| ["PUBLIC", "PUBLISHABLE"].contains(&part.as_str())) {
        return false;
    }
    match last.as_str() {
        "CREDENTIAL" | "CREDENTIALS" => true,
        // Alone, `PWD` is a directory.
        "PASS" | "PWD" | "DBPASS" => !before.is_empty() || last == "DBPASS",
        "AUTH" => before.last().is_some_and(|part| part.contains("REDIS")),
        "KEY" | "KEYS" => before.iter().any(|part| KEYS.contains(&part.as_str())),
        last => ENDS.iter().any(|end| last.ends_with(end)),
    }
}

/// Whether a value can be a secret: where one lies, and whether there is one, is none.
pub(super) fn may_be_secret(value: &str) -> bool {
    let is_path = value.starts_with(['/', '~']) || value.starts_with("./");
    let is_switch = ["true", "false", "yes", "no", "on", "off", "none", "null", "0", "1"];
    !(is_path || is_switch.contains(&value.to_lowercase().as_str()))
}

/// What a text holds that looks like a secret, by the forms that issuers give them.
pub(super) fn secret_in(text: &str) -> Option<&'static str> {
    const FORMS: [(&str, usize, &str); 16] = [
        ("ghp_", 36, "a token of GitHub"),
        ("gho_", 36, "a token of GitHub"),
        ("ghs_", 36, "a token of GitHub"),
        ("github_pat_", 40, "a token of GitHub"),
        ("glpat-", 20, "a token of GitLab"),
        ("npm_", 36, "a token of npm"),
        ("pypi-AgE", 50, "a token of PyPI"),
        ("AKIA", 16, "an access key of AWS"),
        ("ASIA", 16, "an access key of AWS"),
        ("xoxb-", 20, "a token of Slack"),
        ("xoxp-", 20, "a token of Slack"),
        ("sk_live_", 20, "a key of Stripe"),
        ("rk_live_", 20, "a key of Stripe"),
        ("AIza", 35, "a key of Google"),
        ("dckr_pat_", 20, "a token of Docker"),
        ("hvs.", 24, "a token of Vault"),
    ];
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    for (start, length, what) in FORMS {
        for (at, _) in text.match_indices(start) {
            let is_inside = text[..at].chars().next_back().is_some_and(is_part);
            let rest = text[at + start.len()..].chars().take_while(|c| is_part(*c)).count();
            if !is_inside && rest >= length {
                return Some(what);
            }
        }
    }
    if text.contains("PRIVATE KEY-----") {
        return Some("a private key");
    }
    has_login(text).then_some("a URL with a password")
}

/// `scheme://user:password@host`, where the password is no variable.
fn has_login(text: &str) -> bool {
    text.match_indices("://").any(|(at, _)| {
        let rest = &text[at + 3..];
        let end =
            rest.find(|c: char| c.is_whitespace() || "/\"'?#".contains(c)).unwrap_or(rest.len());
        let Some((login, _)) = rest[..end].rsplit_once('@') else { return false };
        login.split_once(':').is_some_and(|(_, password)| {
            !password.is_empty() && !password.starts_with(['$', '<', '{', '%', '*'])
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_known_by_their_names() {
        for name in ["GIT_SHA", "COMMIT", "BUILD_DATE", "VCS_REF", "CI_COMMIT_SHA", "CACHEBUST"] {
            assert!(is_of_commit(name), "{name}");
        }
        for name in ["NODE_VERSION", "TINI_SHA256", "NODE_SHA", "BUILD_TYPE", "DATE_FORMAT", "BASE"]
        {
            assert!(!is_of_commit(name), "{name}");
        }
        for name in [
            "DB_PASSWORD",
            "API_KEY",
            "NPM_TOKEN",
            "AWS_SECRET_ACCESS_KEY",
            "SECRET_KEY_BASE",
            "PGPASSWORD",
            "MYSQL_PWD",
            "REDISCLI_AUTH",
            "DJANGO_SECRET_KEY",
            "TOKEN_2",
            "DB_PASS",
            "GITHUBTOKEN",
            "CLIENT_SECRET_PROD",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "PASSWORD_FILE",
            "TOKEN_URL",
            "KEYBOARD",
            "PUBLIC_KEY",
            "SECRET_NAME",
            "KEY",
            "SSH_PORT",
            "PASSWORD_RESET_TIMEOUT",
            "TOKEN_EXPIRY_SECONDS",
            "ACCESS_TOKEN_EXPIRE_MINUTES",
            "SECRETS_DIR",
            "PWD",
            "AWS_ACCESS_KEY_ID",
            "NEXT_PUBLIC_API_KEY",
            "PASSWORD_HASHERS",
            "BASIC_AUTH",
            "PASS",
            "GOOGLE_APPLICATION_CREDENTIALS",
        ] {
            assert!(!is_secret(name), "{name}");
        }
        for value in ["/run/secrets/key.json", "true", "0"] {
            assert!(!may_be_secret(value), "{value}");
        }
        assert!(may_be_secret("hunter2") && may_be_secret("{\"key\": 1}"));
        assert!(reads("echo ${A:-b} $BC", "A") && reads("$BC", "BC") && !reads("$BCD BC", "BC"));
    }

    #[test]
    fn secrets_are_known_by_their_forms() {
        let token = format!("curl -H 'Authorization: ghp_{}'", "a1".repeat(18));
        assert_eq!(secret_in(&token), Some("a token of GitHub"));
        assert_eq!(secret_in("postgresql://a:b@db:5432/x"), Some("a URL with a password"));
        for text in [
            "https://a@b/c",
            "https://a:$TOKEN@b",
            "https://b:80/@x",
            "ghp_short",
            "git@github.com:a/b",
        ] {
            assert_eq!(secret_in(text), None, "{text}");
        }
    }

    #[test]
    fn the_word_that_says_what_it_is_decides() {
        for name in ["API_KEYS", "MY_SSH_KEY", "CREDENTIALS", "DBPASS", "TOKEN_BASE64", "X_PASS_1"]
        {
            assert!(is_secret(name), "{name}");
        }
        for name in
            ["AUTH", "AUTH_REDIS", "HOST_KEY", "KEY_API", "123", "", "STRIPE_PUBLISHABLE_SECRET"]
        {
            assert!(!is_secret(name), "{name}");
        }
        for (label, expected) in [
            ("org.opencontainers.image.revision", true),
            ("org.opencontainers.image.created", true),
            ("build-date", true),
            ("git.sha", true),
            ("org.opencontainers.image.version.schema", false),
            ("maintainer", false),
        ] {
            assert_eq!(is_label_of_commit(label), expected, "{label}");
        }
        for (text, expected) in [
            ("echo $GIT_SHA", true),
            ("echo ${GIT_SHA:-x}", true),
            ("echo GIT_SHA", false),
            ("echo $A GIT_SHA", false),
        ] {
            assert_eq!(reads_commit(text), expected, "{text}");
        }
        assert!(is_version("APP_VERSION") && is_version("release") && !is_version("VERSIONS"));
        for value in ["~/key", "./key", "NO", "Off", "null"] {
            assert!(!may_be_secret(value), "{value}");
        }
        assert!(may_be_secret("../key") && may_be_secret("2") && may_be_secret(""));
    }

    #[test]
    fn each_form_is_a_secret_from_its_length_on() {
        for (start, least) in [
            ("ghp_", 36),
            ("gho_", 36),
            ("ghs_", 36),
            ("github_pat_", 40),
            ("glpat-", 20),
            ("npm_", 36),
            ("pypi-AgE", 50),
            ("AKIA", 16),
            ("ASIA", 16),
            ("xoxb-", 20),
            ("xoxp-", 20),
            ("sk_live_", 20),
            ("rk_live_", 20),
            ("AIza", 35),
            ("dckr_pat_", 20),
            ("hvs.", 24),
        ] {
            let text = |count: usize| format!("x={start}{}!", "a".repeat(count));
            assert!(secret_in(&text(least)).is_some(), "{start}");
            assert!(secret_in(&text(least - 1)).is_none(), "{start}");
            for inside in ["a", "_", "-"] {
                let text = text(least).replace(start, &format!("{inside}{start}"));
                assert!(secret_in(&text).is_none(), "{text}");
            }
        }
        // The second of two may be the one.
        assert!(secret_in(&format!("ghp_x ghp_{}", "a".repeat(36))).is_some());
        assert!(secret_in("-----BEGIN PRIVATE KEY-----").is_some());
        for (text, expected) in [
            ("http://a:b@c?x", true),
            ("http://x/ http://a:b@c", true),
            ("http://a:b@c@d/", true),
            ("http://a:@c", false),
            ("http://a:{b}@c", false),
            ("http://a:<b>@c", false),
            ("http://a:%s@c", false),
            ("http://a:***@c", false),
            ("http://x/a:b@c", false),
            ("http://x#a:b@c", false),
            ("http://x a:b@c", false),
        ] {
            assert_eq!(has_login(text), expected, "{text}");
        }
    }
}
