//! What is private by its name, and goes into no context unless it is named.

use super::pattern::{covers, is_like};
use crate::declare::disk::Tree;

/// Patterns of what no image needs, tracked or not.
const PRIVATE: [&str; 65] = [
    "**/.git",
    "**/.jj",
    "**/.env",
    "**/.envrc",
    "**/.dev.vars",
    "**/local.settings.json",
    "**/.netrc",
    "**/_netrc",
    "**/.git-credentials",
    "**/.pgpass",
    "**/.my.cnf",
    "**/.mylogin.cnf",
    "**/.pypirc",
    "**/.vault-token",
    "**/.boto",
    "**/.s3cfg",
    "**/.databrickscfg",
    "**/.dockercfg",
    "**/.httr-oauth",
    "**/.terraformrc",
    "**/terraform.rc",
    "**/export_credentials.cfg",
    "**/.cargo/credentials",
    "**/.cargo/credentials.toml",
    "**/.gem/credentials",
    "**/.docker/config.json",
    "**/.aws",
    "**/.azure",
    "**/.gnupg",
    "**/.kube",
    "**/.password-store",
    "**/.ssh",
    "**/.terraform",
    "**/.vagrant",
    // What shells and clients of databases were told.
    "**/.*_history",
    "**/*.tfstate",
    "**/*.tfstate.*",
    "**/id_rsa",
    "**/id_dsa",
    "**/id_ecdsa",
    "**/id_ecdsa_sk",
    "**/id_ed25519",
    "**/id_ed25519_sk",
    "**/*.jks",
    "**/*.kdbx",
    "**/*.keystore",
    "**/*.p12",
    "**/*.pfx",
    "**/*.ppk",
    "**/*.ovpn",
    "**/*.p8",
    "**/*.pkcs12",
    "**/*.psafe3",
    "**/master.key",
    // Files that somebody edited by hand, which an emission has put aside.
    "**/*.replaced",
    "**/*.replaced-*",
    "**/application_default_credentials.json",
    "**/client_secret*.json",
    "**/credentials.json",
    "**/gha-creds-*.json",
    "**/http-client.private.env.json",
    "**/sftp-config*.json",
    "**/secrets.json",
    "**/secrets.toml",
    "**/secrets.y*ml",
];

/// More patterns of what no image needs. An ignore file covers them by `**/.env.*`, which is
/// doubtful.
const LOCAL: [&str; 2] = ["**/.env.local", "**/.env.*.local"];

/// Patterns of what may be private: such a file is copied if it is tracked and holds no private
/// key.
const DOUBTFUL: [&str; 13] = [
    "**/.env.*",
    "**/.dev.vars.*",
    "**/.htpasswd",
    "**/*.tfvars",
    "**/*.dump",
    "**/*.key",
    "**/*.pem",
    "**/*_ed25519",
    "**/*_rsa",
    "**/*.secret.exs",
    "**/*firebase-adminsdk*.json",
    "**/*service-account*.json",
    "**/dump*.sql",
];

/// The patterns of [`PRIVATE`] and [`DOUBTFUL`], for an ignore file.
pub(super) fn patterns() -> Vec<&'static str> {
    [PRIVATE.as_slice(), &DOUBTFUL].concat()
}

/// Whether one of the patterns finds a path.
pub(super) fn looks_private(path: &str) -> bool {
    finds(&PRIVATE, path) || finds(&DOUBTFUL, path)
}

fn finds(patterns: &[&str], path: &str) -> bool {
    // Each pattern has a `.` or `_` in its name, and the names of most folders have neither.
    let mut doubtful = path.split('/').filter(|name| name.contains(['.', '_'])).peekable();
    if doubtful.peek().is_none() {
        return false;
    }
    let names: Vec<&str> = doubtful.collect();
    patterns.iter().any(|pattern| match pattern.strip_prefix("**/") {
        Some(name) if !name.contains('/') => names.iter().any(|it| is_like(name, it)),
        _ => covers(pattern, path),
    })
}

/// How a path is private, for the program: what this crate leaves out of every context, but the history
/// and what an emission has put aside, or a file that may hold a private key.
#[cfg(feature = "cli")]
pub fn privacy(path: &str) -> Option<Private> {
    let is_other =
        |pattern: &&&str| ["**/.git", "**/.jj"].contains(pattern) || pattern.contains(".replaced");
    let private: Vec<&str> =
        PRIVATE.iter().chain(&LOCAL).filter(|it| !is_other(it)).copied().collect();
    match finds(&private, path) {
        true => Some(Private::ByName),
        false => finds(&DOUBTFUL, path).then_some(Private::IfKey),
    }
}

/// How a path is private.
#[cfg(feature = "cli")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Private {
    /// By its name alone.
    ByName,
    /// If a private key is in it.
    IfKey,
}

impl Tree {
    /// Whether a path that a file mentions, and need not mean, is there for every build, and is not
    /// private.
    #[allow(dead_code)] // unused if no feature is on
    pub(super) fn offers(&self, path: &str) -> bool {
        let is_private = || finds(&PRIVATE, path) || finds(&LOCAL, path);
        self.shares(path) && (self.is_tracked(path) || !is_private())
    }

    /// Whether a file is kept out of the context unless it is named.
    pub(super) fn is_private(&self, file: &str) -> bool {
        let holds_key = || !self.read_tracked(file).is_ok_and(|text| !text.contains("PRIVATE KEY"));
        let is_doubtful = || !self.is_tracked(file) || holds_key();
        finds(&PRIVATE, file) || finds(&LOCAL, file) || finds(&DOUBTFUL, file) && is_doubtful()
    }
}

#[cfg(test)]
mod tests {
    use super::{LOCAL, finds, looks_private};
    use crate::declare::disk::Tree;

    #[test]
    fn names_of_private_files_are_known() {
        let names = ".git .jj .env .envrc .netrc _netrc .git-credentials .pgpass .my.cnf .pypirc .vault-token .aws \
                     .azure .docker/config.json .gnupg .kube .ssh .terraform a.tfstate a.tfstate.backup id_rsa \
                     id_dsa id_ecdsa id_ed25519 a.jks a.kdbx a.keystore a.p12 a.pfx a.ppk Dockerfile.replaced \
                     Dockerfile.replaced-2 credentials.json secrets.json secrets.toml secrets.yml secrets.yaml \
                     .dev.vars local.settings.json .mylogin.cnf .boto .s3cfg .databrickscfg .dockercfg .httr-oauth \
                     .terraformrc terraform.rc export_credentials.cfg .cargo/credentials .cargo/credentials.toml \
                     .gem/credentials .password-store .vagrant .bash_history .psql_history id_ecdsa_sk id_ed25519_sk \
                     a.ovpn AuthKey_A1.p8 a.pkcs12 a.psafe3 master.key application_default_credentials.json \
                     client_secret.json client_secret_1-a.apps.googleusercontent.com.json gha-creds-0a1b.json \
                     http-client.private.env.json sftp-config.json .dev.vars.staging prod.tfvars deploy_rsa \
                     deploy_ed25519 prod.secret.exs my-firebase-adminsdk-x.json \
                     .env.production .env.local .htpasswd a.dump a.key a.pem my-service-account.json \
                     service-account-2.json dump.sql dump-2026.sql";
        for name in names.split_whitespace() {
            for path in [name.to_owned(), format!("a/{name}"), format!("{name}/b")] {
                assert!(looks_private(&path), "{path}");
            }
        }
        let plain = "env .environment .netrcs my_netrc .pypirc.txt .docker/daemon.json id_rsa.pub a.jksx \
                     dev.vars local.settings.yaml .cargo/config.toml gem/credentials _history a_history.py history \
                     client-secret.json gha-creds.json http-client.env.json terraform.tf a.p8x my_rsa.pub \
                     auth.json credentials.rb secrets.rb secrets.ini a.keys a.pems service-account.yaml a-dump.sql";
        for name in plain.split_whitespace() {
            assert!(!looks_private(name), "{name}");
        }
    }

    /// What is doubtful is private unless it is tracked, and of one machine whoever tracks it.
    #[test]
    fn what_is_doubtful_is_asked_of_version_control() {
        let tree = Tree::default();
        for name in [".env.production", "a.pem", ".env.local", ".env.production.local", ".env"] {
            assert!(tree.is_private(name), "{name}");
        }
        assert!(!tree.is_private("main.rs"));
        for name in [".env.local", "a/.env.local", ".env.production.local"] {
            assert!(finds(&LOCAL, name), "{name}");
        }
        for name in [".env.production", ".env.locals", ".env.local.production"] {
            assert!(!finds(&LOCAL, name), "{name}");
        }
    }
}
