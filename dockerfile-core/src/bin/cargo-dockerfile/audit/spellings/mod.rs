//! Each word by which a variable, a label, a file, a text or a base is known.

mod steps;

use super::names::{
    is_label_of_commit, is_of_commit, is_secret, is_version, may_be_secret, reads, reads_commit,
    secret_in,
};
use super::private_names::{Private, private};
use super::start::{Libc, has_no_shell, libc, place};
use crate::file::Origin;

/// The function is long by its rows.
#[test]
fn each_name_of_what_a_commit_changes_is_known() {
    for name in [
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
        "GIT_SHA",
        "GIT_HASH",
        "GIT_REF",
        "GIT_TAG",
        "GIT_DESCRIBE",
        "VCS_REF",
        "COMMIT_SHA",
        "SHORT_SHA",
        "SOURCE_SHA",
        "BUILD_SHA",
        "BUILD_DATE",
        "BUILD_TIME",
        "BUILD_NUMBER",
        "BUILD_ID",
        "BUILD_REF",
        "CACHE_BUST",
        "RELEASE_SHA",
        "CI_SHA",
        "APP_GIT_SHA",
        "build-date",
        "org.a.build.date",
        "A/COMMIT",
    ] {
        assert!(is_of_commit(name) && is_label_of_commit(name), "{name}");
    }
    for name in
        ["SHA", "GIT", "DATE", "BUILD", "TAG", "CI", "COMMITS", "NODE_VERSION", "BUILD_TYPE"]
    {
        assert!(!is_of_commit(name), "{name}");
    }
    for name in
        ["a.revision", "a.created", "a.version", "a.commit", "a.build", "a.release", "a.date"]
    {
        assert!(is_label_of_commit(name), "{name}");
    }
    for name in ["a.title", "version.a", "a.dates"] {
        assert!(!is_label_of_commit(name), "{name}");
    }
    assert!(is_version("APP_VERSION") && is_version("RELEASE") && !is_version("VERSIONS"));
    for (text, does) in [
        ("a $GIT_SHA", true),
        ("a ${GIT_SHA:-b}", true),
        ("$A$GIT_SHA", true),
        ("GIT_SHA", false),
        ("$GIT_SHAX", false),
        ("$A GIT_SHA", false),
    ] {
        assert_eq!(reads_commit(text), does, "{text}");
    }
    for (text, does) in [
        ("$A", true),
        ("${A}", true),
        ("${A:-b}", true),
        ("a$A.b", true),
        ("A", false),
        ("$AB", false),
        ("$A_", false),
        ("$BA", false),
        ("A $A", true),
    ] {
        assert_eq!(reads(text, "A"), does, "{text}");
    }
}

/// The function is long by its rows.
#[test]
fn each_name_of_a_secret_is_known() {
    let which = "BASE BASE64 B64 HEX PEM RAW JSON VALUE STRING TEXT PROD PRODUCTION STAGING DEV TEST OLD NEW CURRENT \
                 PREVIOUS PRIMARY SECONDARY DEFAULT RO RW 2 17";
    for word in which.split_whitespace() {
        assert!(is_secret(&format!("MY_TOKEN_{word}")), "{word}");
        assert!(!is_secret(&format!("MY_{word}")), "{word}");
    }
    let ends = "PASSWORD PASSWORDS PASSWD PASSPHRASE SECRET SECRETS TOKEN APIKEY PRIVATEKEY";
    for word in ends.split_whitespace() {
        for name in [format!("MY_{word}"), format!("MY{word}"), word.to_lowercase()] {
            assert!(is_secret(&name), "{name}");
        }
        assert!(!is_secret(&format!("{word}_FOO")), "{word}");
        assert!(
            !is_secret(&format!("PUBLIC_{word}")) && !is_secret(&format!("PUBLISHABLE_{word}"))
        );
    }
    for word in [
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
    ] {
        assert!(
            is_secret(&format!("{word}_KEY")) && is_secret(&format!("MY_{word}_B_KEYS")),
            "{word}"
        );
    }
    for name in [
        "CREDENTIAL",
        "MY_CREDENTIALS",
        "DBPASS",
        "MY_PASS",
        "MY_PWD",
        "REDIS_AUTH",
        "REDISCLI_AUTH",
    ] {
        assert!(is_secret(name), "{name}");
    }
    for name in [
        "PASS",
        "PWD",
        "MY_AUTH",
        "MY_KEY",
        "KEYS",
        "DBPASSES",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "2",
        "",
    ] {
        assert!(!is_secret(name), "{name}");
    }
    for value in [
        "true", "false", "yes", "no", "on", "off", "none", "null", "0", "1", "TRUE", "/a", "~/a",
        "./a",
    ] {
        assert!(!may_be_secret(value), "{value}");
    }
    for value in ["2", "a/b", ".a", "truth"] {
        assert!(may_be_secret(value), "{value}");
    }
}

#[test]
fn each_form_of_a_secret_is_known() {
    for (start, length, what) in [
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
    ] {
        let token = |length: usize| format!("{start}{}", "a".repeat(length));
        for text in
            [token(length), format!("A='{}'", token(length)), format!("x:{} b", token(length))]
        {
            assert_eq!(secret_in(&text), Some(what), "{text}");
        }
        for text in
            [token(length - 1), format!("x{}", token(length)), format!("_{}", token(length))]
        {
            assert_eq!(secret_in(&text), None, "{text}");
        }
    }
    assert_eq!(secret_in("-----BEGIN A PRIVATE KEY-----"), Some("a private key"));
    for text in ["a://b:c@d", "x a://b:c@d/e y", "a://:c@d", "a://b:c@d@e", "a://b @c d://e:f@g"] {
        assert_eq!(secret_in(text), Some("a URL with a password"), "{text}");
    }
    for text in [
        "a://b@c",
        "a://b:@c",
        "a://b:$C@d",
        "a://b:<c>@d",
        "a://b:{{c}}@d",
        "a://b:%C%@d",
        "a://b:***@d",
        "a://b:80/c@d",
        "a://b:80 c@d",
        "a://b:80?c@d",
        "a://b:80#c@d",
        "a://b:80\"@d",
        "a://b:80'@d",
        "b:c@d",
    ] {
        assert_eq!(secret_in(text), None, "{text}");
    }
}

#[test]
fn each_private_file_is_known_by_its_name() {
    let whole = ".env .env.local .env.production id_rsa id_dsa id_ecdsa id_ed25519 .netrc .git-credentials .pypirc .pgpass \
                 .htpasswd .vault-token .aws/credentials .docker/config.json .kube/config .my.cnf credentials.json \
                 service-account.json a.tfstate a.tfstate.backup a.p12 a.pfx a.jks a.keystore a.ppk a.kdbx A.P12 \
                 .envrc .dev.vars .dev.vars.staging _netrc .boto .cargo/credentials .cargo/credentials.toml \
                 .databrickscfg .dockercfg .gem/credentials .mylogin.cnf .s3cfg .terraformrc \
                 application_default_credentials.json http-client.private.env.json local.settings.json secrets.json \
                 secrets.toml secrets.yaml secrets.yml gha-creds-1.json client_secret_1.json id_ecdsa_sk \
                 id_ed25519_sk master.key a.pkcs12 a.p8 a.psafe3 a.ovpn";
    for path in whole.split_whitespace() {
        for path in [path.to_owned(), format!("a/b/{path}")] {
            assert!(matches!(private(&path), Some(Private::Whole(_))), "{path}");
        }
    }
    for (path, sign) in
        [("a.pem", "PRIVATE KEY-----"), ("b/a.key", "PRIVATE KEY-----"), (".npmrc", "_auth")]
    {
        let found = matches!(private(path), Some(Private::If(own, _)) if own == sign);
        assert!(found, "{path}");
    }
    let none = ".env.example .env.sample .env.template .env.dist .env.defaults .env.tpl .dev.vars.example env id_rsa.pub config.json \
                .docker/a.json credentials my-credentials.json a.tfstates a.crt .npmrcs a.pem.txt .aws/config";
    for path in none.split_whitespace() {
        assert!(private(path).is_none(), "{path}");
    }
}

#[test]
fn each_base_is_known_by_its_library() {
    let of = |name: &str| libc(&Origin::Image(name.to_owned()));
    let glibc = "debian ubuntu rust golang node python gcc fedora rockylinux almalinux centos amazonlinux swift haskell \
                 openjdk eclipse-temurin maven gradle ruby php buildpack-deps a/debian:12 h:80/node@sha256:0 RUST:1";
    for name in glibc.split_whitespace() {
        assert_eq!(of(name), Some(Libc::Glibc), "{name}");
    }
    for name in
        ["alpine", "alpine:3", "node:20-alpine", "a/my-alpine-base:1", "rust:alpine@sha256:0"]
    {
        assert_eq!(of(name), Some(Libc::Musl), "{name}");
    }
    for name in
        ["gcr.io/distroless/static:nonroot", "cgr.dev/chainguard/static", "busybox:1", "a/busybox"]
    {
        assert_eq!(of(name), Some(Libc::Nothing), "{name}");
    }
    for name in ["redis", "gcr.io/distroless/base", "team/app:alpha", "h:80/x"] {
        assert_eq!(of(name), None, "{name}");
    }
    assert_eq!(libc(&Origin::Scratch), Some(Libc::Nothing));
    for (name, is) in [
        ("gcr.io/distroless/static", true),
        ("cgr.dev/chainguard/static", true),
        ("gcr.io/distroless/static:debug", false),
        ("debian:12", false),
    ] {
        assert_eq!(has_no_shell(&Origin::Image(name.to_owned())), is, "{name}");
    }
    assert!(has_no_shell(&Origin::Scratch) && !has_no_shell(&Origin::Stage(0)));
    for (program, directory, path) in [
        ("/a", Some("/b"), Some("/a")),
        ("./a", Some("/b"), Some("/b/a")),
        ("../a", Some("/b/c"), Some("/b/a")),
        ("c/a", None, Some("/c/a")),
        ("a", Some("/b"), None),
        ("./a", Some("b"), None),
    ] {
        assert_eq!(place(program, directory).as_deref(), path, "{program}");
    }
}
