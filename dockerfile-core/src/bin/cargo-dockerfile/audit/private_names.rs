//! What is known of a file by its name: whether it is private.

/// Files of logins, by the ends of their paths.
const LOGINS: [&str; 29] = [
    ".netrc",
    "_netrc",
    ".boto",
    ".cargo/credentials",
    ".cargo/credentials.toml",
    ".databrickscfg",
    ".dockercfg",
    ".gem/credentials",
    ".mylogin.cnf",
    ".s3cfg",
    ".terraformrc",
    "application_default_credentials.json",
    "http-client.private.env.json",
    "local.settings.json",
    "secrets.json",
    "secrets.toml",
    "secrets.yaml",
    "secrets.yml",
    ".git-credentials",
    ".pypirc",
    ".pgpass",
    ".htpasswd",
    ".vault-token",
    ".aws/credentials",
    ".docker/config.json",
    ".kube/config",
    ".my.cnf",
    "credentials.json",
    "service-account.json",
];

/// What a file is, if it is private by its name. Of some names what is in the file decides.
pub(super) fn private(path: &str) -> Option<Private> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ends = |end: &str| path == end || path.ends_with(&format!("/{end}"));
    let has_end = |ends: &[&str]| ends.iter().any(|end| name.to_lowercase().ends_with(end));
    let shown = [".example", ".sample", ".template", ".dist", ".defaults", ".tpl"];
    let is_of = |start: &str| name == start || name.starts_with(&format!("{start}."));
    if (is_of(".env") || is_of(".dev.vars")) && !has_end(&shown) || name == ".envrc" {
        return Some(Private::Whole("variables of an environment"));
    }
    let keys = ["id_rsa", "id_dsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk"];
    if keys.contains(&name) || name == "master.key" {
        return Some(Private::Whole("a private key"));
    }
    let is_json = |start: &str| name.starts_with(start) && name.ends_with(".json");
    if LOGINS.iter().any(|end| ends(end)) || is_json("gha-creds-") || is_json("client_secret") {
        return Some(Private::Whole("credentials"));
    }
    if name.ends_with(".tfstate") || name.ends_with(".tfstate.backup") {
        return Some(Private::Whole("a state of Terraform, which holds its secrets"));
    }
    if has_end(&[
        ".p12",
        ".pfx",
        ".pkcs12",
        ".p8",
        ".jks",
        ".keystore",
        ".ppk",
        ".kdbx",
        ".psafe3",
        ".ovpn",
    ]) {
        return Some(Private::Whole("a store of keys"));
    }
    if has_end(&[".pem", ".key"]) {
        return Some(Private::If("PRIVATE KEY-----", "a private key"));
    }
    (name == ".npmrc").then_some(Private::If("_auth", "a token of a registry"))
}

pub(super) enum Private {
    Whole(&'static str),
    /// If this is in it.
    If(&'static str, &'static str),
}

#[cfg(test)]
mod tests {
    use super::{Private, private};

    #[test]
    fn a_file_is_private_by_its_name() {
        for (path, is_private) in [
            (".env", Some(true)),
            ("a/.env.local", Some(true)),
            (".env.example", None),
            (".env.local.TEMPLATE", None),
            ("env", None),
            ("x/id_rsa", Some(true)),
            ("id_rsa.pub", None),
            ("x/.aws/credentials", Some(true)),
            (".aws/credentials", Some(true)),
            ("my.aws/credentials", None),
            ("aws/credentials", None),
            (".docker/config.json", Some(true)),
            ("config.json", None),
            ("credentials.json", Some(true)),
            ("mycredentials.json", None),
            ("a.tfstate", Some(true)),
            ("a.tfstate.backup", Some(true)),
            ("a.P12", Some(true)),
            ("a.pem", Some(false)),
            ("x/a.KEY", Some(false)),
            ("x/.npmrc", Some(false)),
            ("my.npmrc", None),
        ] {
            let found = private(path).map(|found| matches!(found, Private::Whole(_)));
            assert_eq!(found, is_private, "{path}");
        }
    }
}
